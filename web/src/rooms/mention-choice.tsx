// Whom to name after @: the chat's members whose names begin so. The arrows choose, Enter takes, Escape lets it be.
import { i18n } from '@lingui/core';
import { useEffect, useState } from 'react';
import '../skin/talk.css';
import { useLook } from '../store/use-store';
import { api, type Person } from '../wire/api';
import { Avatar } from './avatar';

const shownMax = 6;
const broughtMax = 20;
const typingMilliseconds = 120;

interface Props {
  chat: number;
  /** What was typed after @. */
  begun: string;
  onChoose: (person: Person) => void;
  onClose: () => void;
}

export default function MentionChoice({ chat, begun, onChoose, onClose }: Props) {
  const me = useLook((state) => state.me.person.id);
  const [brought, setFound] = useState<readonly Person[]>([]);
  // What was brought for fewer letters must not be taken for what is typed now.
  const found = brought.filter((person) => beginsSo(person, begun)).slice(0, shownMax);
  const [chosen, setChosen] = useState(0);

  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      api.members(chat, { search: begun, limit: broughtMax }).then(
        ({ members }) => {
          if (!current) return;
          setFound(members.map(({ person }) => person).filter(({ id }) => id !== me));
          setChosen(0);
        },
        () => {},
      );
    }, typingMilliseconds);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [chat, begun, me]);

  useEffect(() => {
    function press(event: KeyboardEvent) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const person = found[Math.min(chosen, found.length - 1)];
      if (event.key === 'Escape') onClose();
      else if (!person) return;
      else if (step) setChosen((chosen + step + found.length) % found.length);
      else if (event.key === 'Enter' || event.key === 'Tab') onChoose(person);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
    document.addEventListener('keydown', press, true);
    return () => document.removeEventListener('keydown', press, true);
  }, [found, chosen, onChoose, onClose]);

  if (found.length === 0) return null;
  return (
    <div className="mention-choice" role="listbox" aria-label={i18n.t('Кого упомянуть')}>
      {found.map((person, index) => (
        <button
          key={person.id}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={index === Math.min(chosen, found.length - 1)}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(person)}
        >
          <Avatar face={person} size="small" />
          <bdi className="cut">{person.name}</bdi>
        </button>
      ))}
    </div>
  );
}

function beginsSo(person: Person, begun: string): boolean {
  const letters = begun.toLowerCase();
  return person.name.split(' ').some((word) => word.toLowerCase().startsWith(letters));
}
