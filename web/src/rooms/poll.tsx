// A poll in the history: answers to choose from, the votes as bars, who voted. Comes with the first poll that is shown.
import { i18n } from '@lingui/core';
import { type FormEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import '../skin/poll.css';
import { useLook, useStore } from '../store/use-store';
import type { Message } from '../wire/api';
import { type Poll as Asked, type Option, pollOf, pollsApi } from '../wire/polls';
import { laterWords, percent, votersCount } from './poll-words';
import { useRoom } from './use-room';
import { useTry } from './use-try';

const bringVoters = () => import('./voters');

export default function Poll({ message }: { message: Message }) {
  const poll = pollOf(message);
  return poll ? <Shown message={message} poll={poll} /> : <span className="text">{message.text}</span>;
}

function Shown({ message, poll }: { message: Message; poll: Asked }) {
  const store = useStore();
  const attempt = useTry();
  const name = useId();
  const me = useLook((state) => state.me.person.id);
  const role = useLook((state) => state.chats.get(message.chat)?.role);
  const voters = useRoom(bringVoters);
  const [chosen, setChosen] = useState<readonly number[]>(poll.own);
  const [busy, setBusy] = useState(false);

  // What was voted on another device, or taken back there, is what stands here.
  const own = poll.own.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is new with each event, what it says is not.
  useEffect(() => setChosen(poll.own), [own]);

  // The button that was pressed is gone with the vote.
  const form = useRef<HTMLFormElement>(null);
  const told = useRef(false);
  useLayoutEffect(() => {
    if (told.current && !busy && document.activeElement === document.body)
      (form.current?.querySelector<HTMLElement>('input, button') ?? form.current?.closest('section'))?.focus();
    told.current = busy;
  }, [busy]);

  const closed = poll.closed_at !== null;
  const mine = message.author?.person === me;
  const voted = poll.own.length > 0;
  // Whoever has not voted chooses by himself, and not after the others.
  const counted = voted || closed || mine;
  const changed = [...chosen].sort().join() !== [...poll.own].sort().join();

  async function tell(deed: () => Promise<Message>) {
    setBusy(true);
    await attempt(async () => store.apply([{ event: 'message', message: await deed() }]));
    setBusy(false);
  }

  function choose(option: number, on: boolean) {
    if (poll.several) setChosen(on ? [...chosen, option] : chosen.filter((one) => one !== option));
    else setChosen([option]);
  }

  function vote(event: FormEvent) {
    event.preventDefault();
    void tell(() => pollsApi.vote(message, chosen));
  }

  return (
    <form className="poll" onSubmit={vote} ref={form}>
      <fieldset>
        <legend dir="auto">{message.text}</legend>
        <p className="poll-kind">{kindOf(poll)}</p>
        {poll.options.map((option) => (
          <div key={option.id} className="poll-option">
            {closed ? (
              <p className="poll-answer">
                <bdi>{option.text}</bdi>
                {poll.own.includes(option.id) && <span className="poll-own">{i18n.t('ваш голос')}</span>}
              </p>
            ) : (
              <label className="poll-answer">
                <input
                  type={poll.several ? 'checkbox' : 'radio'}
                  name={name}
                  checked={chosen.includes(option.id)}
                  onChange={(event) => choose(option.id, event.target.checked)}
                />
                <bdi>{option.text}</bdi>
              </label>
            )}
            {counted && <Bar option={option} voters={poll.voters} />}
          </div>
        ))}
      </fieldset>
      <p className="poll-count" aria-live="polite">
        {votersCount(poll.voters)}
      </p>
      <div className="poll-deeds">
        {!closed && changed && chosen.length > 0 && (
          <button type="submit" className="button" disabled={busy}>
            {voted ? i18n.t('Изменить голос') : i18n.t('Проголосовать')}
          </button>
        )}
        {!closed && voted && (
          <button
            type="button"
            className="text-button"
            disabled={busy}
            onClick={() => void tell(() => pollsApi.vote(message, []))}
          >
            {i18n.t('Отозвать голос')}
          </button>
        )}
        {!poll.anonymous && poll.voters > 0 && (
          <button type="button" className="text-button" onClick={voters.open}>
            {i18n.t('Кто голосовал')}
          </button>
        )}
        {!closed && (mine || role === 'administrator') && (
          <button
            type="button"
            className="text-button"
            disabled={busy}
            onClick={() => void tell(() => pollsApi.close(message))}
          >
            {i18n.t('Завершить опрос')}
          </button>
        )}
      </div>
      {voters.Room && <voters.Room message={message} poll={poll} onClose={voters.close} />}
    </form>
  );
}

function Bar({ option, voters }: { option: Option; voters: number }) {
  const share = percent(option.votes, voters);
  return (
    <span className="poll-bar">
      <span className="poll-track" aria-hidden="true">
        <span style={{ inlineSize: `${share}%` }} />
      </span>
      <span className="poll-share">
        <span aria-hidden="true">{`${share} % · ${option.votes}`}</span>
        <span className="unseen">{i18n.t('голосов: {votes}, это {share} %', { votes: option.votes, share })}</span>
      </span>
    </span>
  );
}

function kindOf({ anonymous, several, closed_at, ends_at }: Asked): string {
  const sort = anonymous ? i18n.t('Анонимный опрос') : i18n.t('Опрос с именами');
  if (closed_at) return i18n.t('{sort} · завершён', { sort });
  const words = several ? i18n.t('{sort} · можно несколько ответов', { sort }) : sort;
  return ends_at ? i18n.t('{words} · до: {moment}', { words, moment: laterWords(ends_at, Date.now()) }) : words;
}
