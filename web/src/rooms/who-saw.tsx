// Who has read one's message, and who answered any message by which sign.
import { i18n } from '@lingui/core';
import { useEffect, useState } from 'react';
import { useLook } from '../store/use-store';
import { api, type Message, type Person } from '../wire/api';
import { Avatar } from './avatar';
import { Dialog } from './dialog';
import { useTry } from './use-try';
import { readersCount } from './words';

interface Seen {
  readonly signs: readonly { emoji: string; person: Person }[];
  readonly readers: readonly Person[];
  readonly count: number;
}

export default function WhoSaw({ message, onClose }: { message: Message; onClose: () => void }) {
  const attempt = useTry();
  const own = useLook((state) => state.me.person.id) === message.author?.person;
  const [seen, setSeen] = useState<Seen | null>(null);
  const { chat, seq } = message;
  useEffect(() => {
    void attempt(async () => {
      const [signs, read] = await Promise.all([
        api.reacted(chat, seq),
        own ? api.readers(chat, seq) : { people: [], count: 0 },
      ]);
      setSeen({ signs, readers: read.people, count: read.count });
    });
  }, [attempt, chat, seq, own]);

  return (
    <Dialog title={own ? i18n.t('Кто прочитал') : i18n.t('Реакции')} onClose={onClose}>
      {!seen && (
        <p className="hint" aria-busy="true">
          {i18n.t('Загружается…')}
        </p>
      )}
      {seen && seen.signs.length > 0 && (
        <ul className="who-list" aria-label={i18n.t('Реакции')}>
          {seen.signs.map(({ emoji, person }) => (
            <PersonLine key={person.id} person={person} sign={emoji} />
          ))}
        </ul>
      )}
      {seen && own && (
        <>
          <p className="hint">{readersCount(seen.count)}</p>
          <ul className="who-list" aria-label={i18n.t('Прочитали')}>
            {seen.readers.map((person) => (
              <PersonLine key={person.id} person={person} />
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

function PersonLine({ person, sign }: { person: Person; sign?: string }) {
  return (
    <li className="who-line">
      <Avatar face={person} size="small" />
      <bdi className="cut">{person.name}</bdi>
      {sign && <span className="who-sign">{sign}</span>}
    </li>
  );
}
