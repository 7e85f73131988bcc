// Names after @ in the composer: what is being typed, the choice over the field, and whom the words name in the end.
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import type { Person } from '../wire/api';
import type { Name } from '../wire/service';
import { useRoom } from './use-room';

const bringChoice = () => import('./mention-choice');
const begunName = /(?:^|\s|\()@([\p{L}-]{0,30})$/u;

export function useMentions(props: {
  chat: number;
  field: RefObject<HTMLTextAreaElement | null>;
  onText: (text: string, caret: number) => void;
}): { look: () => void; begin: (names: readonly Name[]) => void; named: (text: string) => Name[]; choice: ReactNode } {
  const { chat, field, onText } = props;
  const [begun, setBegun] = useState<string | null>(null);
  const chosen = useRef<Name[]>([]);
  const room = useRoom(bringChoice);

  const active = begun !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is opened once for each @.
  useEffect(() => {
    if (active) room.open();
  }, [active]);

  function look() {
    const area = field.current;
    const found = area && begunName.exec(area.value.slice(0, area.selectionStart));
    setBegun(found ? (found[1] ?? '') : null);
  }

  function choose(person: Person) {
    const area = field.current;
    if (!area || begun === null) return;
    const caret = area.selectionStart;
    const before = `${area.value.slice(0, caret - begun.length)}${person.short_name} `;
    chosen.current.push({ id: person.id, name: person.short_name });
    setBegun(null);
    onText(before + area.value.slice(caret), before.length);
  }

  return {
    look,
    begin: (names) => {
      chosen.current = [...names];
    },
    named: (text) => {
      const found = new Map(chosen.current.filter(({ name }) => text.includes(`@${name}`)).map((one) => [one.id, one]));
      chosen.current = [];
      return [...found.values()];
    },
    choice:
      room.Room && begun !== null ? (
        <room.Room chat={chat} begun={begun} onChoose={choose} onClose={() => setBegun(null)} />
      ) : null,
  };
}
