// The bots of a chat, apart from its people: what each is for and whether it reads. An administrator lets them in and out.
import { i18n } from '@lingui/core';
import { type FormEvent, useEffect, useState } from 'react';
import { Icon } from '../skin/icons';
import type { Chat } from '../wire/api';
import { type Bot, type BotsOfChat, botsApi } from '../wire/bots';
import { Avatar } from './avatar';
import { useTry } from './use-try';

export function Bots({ chat }: { chat: Chat }) {
  const attempt = useTry();
  const there = useBots(chat);
  if (!there || there.bots.length + there.may_be_let_in.length === 0) return null;
  return (
    <section className="settings" aria-labelledby="bots-title">
      <h3 id="bots-title">{i18n.t('Боты')}</h3>
      <p className="hint">{i18n.t('Бот — это программа школы, а не человек.')}</p>
      <ul className="people-list">
        {there.bots.map((bot) => (
          <li key={bot.id} className="person">
            <Avatar face={faceOf(bot)} size="middle" />
            <span className="person-words">
              <bdi className="cut">{bot.name}</bdi>
              <span className="person-reason" dir="auto">
                {i18n.t('бот')} · {bot.purpose}.{' '}
                {bot.reads ? i18n.t('Читает сообщения') : i18n.t('Сообщений не читает')}
              </span>
            </span>
            {chat.role === 'administrator' && (
              <button
                type="button"
                className="icon-button"
                aria-label={i18n.t('Убрать бота: {name}', { name: bot.name })}
                title={i18n.t('Убрать бота')}
                onClick={() => attempt(() => botsApi.takeOut(chat.id, bot.id))}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {there.may_be_let_in.length > 0 && <LetIn chat={chat} bots={there.may_be_let_in} />}
    </section>
  );
}

function LetIn({ chat, bots }: { chat: Chat; bots: readonly Bot[] }) {
  const attempt = useTry();
  const [chosen, setChosen] = useState<number | null>(null);
  const [reads, setReads] = useState(false);
  const bot = bots.find((one) => one.id === chosen) ?? bots[0];

  async function letIn(event: FormEvent) {
    event.preventDefault();
    if (!bot || !(await attempt(() => botsApi.letIn(chat.id, bot.id, reads)))) return;
    setChosen(null);
    setReads(false);
  }

  return (
    <form onSubmit={letIn}>
      <div className="link-form">
        <label>
          {i18n.t('Добавить бота')}
          <select value={bot?.id} onChange={(event) => setChosen(Number(event.target.value))}>
            {bots.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button">
          {i18n.t('Добавить')}
        </button>
      </div>
      <label className="choice">
        <input type="checkbox" checked={reads} onChange={(event) => setReads(event.target.checked)} />
        {i18n.t('Читает сообщения')}
      </label>
      <p className="hint">{i18n.t('Участники увидят, кто добавил бота и читает ли он сообщения.')}</p>
    </form>
  );
}

/** Asked again with each change of the chat: a bot that comes or goes is one. */
function useBots({ id, last_seq }: Chat): BotsOfChat | null {
  const [there, setThere] = useState<BotsOfChat | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    let current = true;
    botsApi.ofChat(id).then(
      (answer) => current && setThere(answer),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [id, last_seq]);
  return there;
}

const faceOf = ({ id, name }: Bot) => ({
  initials: name.slice(0, 1).toUpperCase(),
  colour: id,
  picture: null,
});
