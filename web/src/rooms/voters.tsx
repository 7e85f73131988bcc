// Who chose which answer of a poll with names, a page at a time.
import { i18n } from '@lingui/core';
import { useEffect, useState } from 'react';
import '../skin/poll.css';
import type { Message, Person } from '../wire/api';
import { type Option, type Poll, pollsApi } from '../wire/polls';
import { Avatar } from './avatar';
import { Dialog } from './dialog';
import { useTry } from './use-try';

export default function Voters({ message, poll, onClose }: { message: Message; poll: Poll; onClose: () => void }) {
  return (
    <Dialog title={i18n.t('Кто голосовал')} onClose={onClose}>
      {poll.options.map((option) => (
        <OfOption key={`${option.id} ${option.votes}`} message={message} option={option} />
      ))}
    </Dialog>
  );
}

function OfOption({ message, option }: { message: Message; option: Option }) {
  const attempt = useTry();
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [next, setNext] = useState<number | null>(0);

  const bring = (after: number) =>
    attempt(async () => {
      const page = await pollsApi.voters(message, option.id, after);
      setPeople((before) => (after ? [...before, ...page.people] : page.people));
      setNext(page.next);
    });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first page of this answer, once.
  useEffect(() => {
    if (option.votes > 0) void bring(0);
  }, [option.id]);

  return (
    <section className="voters" aria-label={option.text}>
      <h3>
        <bdi>{option.text}</bdi> · {option.votes}
      </h3>
      {option.votes === 0 && <p className="hint">{i18n.t('Этот ответ никто не выбрал.')}</p>}
      <ul>
        {people.map((person) => (
          <li key={person.id} className="person">
            <Avatar face={person} size="small" />
            <bdi className="cut">{person.name}</bdi>
          </li>
        ))}
      </ul>
      {next !== null && people.length > 0 && (
        <button type="button" className="text-button" onClick={() => void bring(next)}>
          {i18n.t('Показать ещё')}
        </button>
      )}
    </section>
  );
}
