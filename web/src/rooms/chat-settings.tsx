// What administrators settle about a chat: its title, picture and the links into it where people choose its members, and who may speak.
import { i18n } from '@lingui/core';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { useLook, useStore } from '../store/use-store';
import type { Chat } from '../wire/api';
import { chatsApi, type Invitation, type Settings } from '../wire/chats';
import { Avatar } from './avatar';
import { Dialog } from './dialog';
import { ExportChat } from './export-chat';
import { PictureField } from './picture-field';
import { pauseWords } from './service-words';
import { momentWords } from './time';
import { useTry } from './use-try';

const titleLengthMax = 120;
const pauses = [0, 10, 30, 60, 300, 900, 3600] as const;
const ages = [1, 24, 168, 720] as const;
const uses = [1, 10, 30, 100] as const;

export default function ChatSettings({ chat: shown, onClose }: { chat: Chat; onClose: () => void }) {
  const chat = useLook((state) => state.chats.get(shown.id)) ?? shown;
  return (
    <Dialog title={i18n.t('Настройки чата')} onClose={onClose}>
      {!chat.ruled && <Title chat={chat} />}
      {!chat.ruled && <Picture chat={chat} />}
      <WhoSpeaks chat={chat} />
      {!chat.ruled && <Links chat={chat} />}
      <ExportChat chat={chat} />
    </Dialog>
  );
}

function Title({ chat }: { chat: Chat }) {
  const store = useStore();
  const attempt = useTry();
  const [title, setTitle] = useState(chat.title);
  function rename(event: FormEvent) {
    event.preventDefault();
    void attempt(async () => store.admit(await chatsApi.rename(chat.id, title.trim())));
  }
  return (
    <form className="field-row" onSubmit={rename}>
      <label className="field">
        {i18n.t('Название')}
        <input value={title} maxLength={titleLengthMax} required onChange={(event) => setTitle(event.target.value)} />
      </label>
      <button type="submit" className="button" disabled={!title.trim() || title.trim() === chat.title}>
        {i18n.t('Сохранить')}
      </button>
    </form>
  );
}

function Picture({ chat }: { chat: Chat }) {
  const store = useStore();
  return (
    <PictureField
      title={i18n.t('Картинка чата')}
      has={chat.picture !== null}
      put={async (file, at) => store.admit(await chatsApi.putPicture(chat.id, { file, at }))}
      remove={async () => store.admit(await chatsApi.removePicture(chat.id))}
    >
      <Avatar face={chat} kind={chat.kind} size="large" />
    </PictureField>
  );
}

function WhoSpeaks({ chat }: { chat: Chat }) {
  const store = useStore();
  const attempt = useTry();
  // What has been chosen is shown at once, and the answer takes its place.
  const [chosen, setChosen] = useState<Settings | null>(null);
  const now: Settings = chosen ?? {
    announcements_only: chat.announcements_only,
    reactions_only: chat.reactions_only,
    slow_mode_seconds: chat.slow_mode_seconds as Settings['slow_mode_seconds'],
  };
  async function settle(wanted: Partial<Settings>) {
    const next = { ...now, ...wanted };
    setChosen(next);
    await attempt(async () => store.admit(await chatsApi.settle(chat.id, next)));
    setChosen(null);
  }
  const choices = [
    { name: i18n.t('Все'), announcements_only: false, reactions_only: false },
    { name: i18n.t('Только администраторы'), announcements_only: true, reactions_only: false },
    { name: i18n.t('Только реакции'), announcements_only: false, reactions_only: true },
  ];
  return (
    <fieldset className="settings">
      <legend>{i18n.t('Кто пишет в чате')}</legend>
      {choices.map(({ name, ...wanted }) => (
        <label key={name} className="choice">
          <input
            type="radio"
            name="who-speaks"
            checked={
              wanted.announcements_only === now.announcements_only && wanted.reactions_only === now.reactions_only
            }
            onChange={() => settle(wanted)}
          />
          {name}
        </label>
      ))}
      <label className="choice choice-select">
        {i18n.t('Медленный режим')}
        <select
          value={now.slow_mode_seconds}
          onChange={(event) =>
            settle({ slow_mode_seconds: Number(event.target.value) as Settings['slow_mode_seconds'] })
          }
        >
          {pauses.map((seconds) => (
            <option key={seconds} value={seconds}>
              {seconds === 0 ? i18n.t('выключен') : i18n.t('одно сообщение в {pause}', { pause: pauseWords(seconds) })}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}

function Links({ chat }: { chat: Chat }) {
  const attempt = useTry();
  const schools = useLook((state) => state.me.schools);
  const [links, setLinks] = useState<Invitation[] | null>(null);
  const [made, setMade] = useState('');
  const [hours, setHours] = useState(168);
  const [usesMax, setUsesMax] = useState(30);
  const [school, setSchool] = useState(schools[0]?.id ?? null);

  const bring = useCallback(
    () => attempt(async () => setLinks((await chatsApi.invitations(chat.id)).invitations)),
    [attempt, chat.id],
  );
  useEffect(() => void bring(), [bring]);

  async function make(event: FormEvent) {
    event.preventDefault();
    await attempt(async () => {
      const wanted = { hours, uses_max: usesMax, school: chat.space === 'learning' ? school : null };
      setMade(`${location.origin}${(await chatsApi.invite(chat.id, wanted)).path}`);
    });
    await bring();
  }
  async function revoke(link: Invitation) {
    if (await attempt(() => chatsApi.revoke(chat.id, link.id))) setMade('');
    await bring();
  }

  return (
    <section className="settings" aria-labelledby="links-title">
      <h3 id="links-title">{i18n.t('Ссылки в чат')}</h3>
      <p className="hint">
        {chat.space === 'learning'
          ? i18n.t('По ссылке входят люди вашей школы, у которых есть учебный профиль.')
          : i18n.t('По ссылке входит каждый, кто её получил.')}
      </p>
      <form className="link-form" onSubmit={make}>
        <label>
          {i18n.t('Срок')}
          <select value={hours} onChange={(event) => setHours(Number(event.target.value))}>
            {ages.map((age) => (
              <option key={age} value={age}>
                {ageWords(age)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {i18n.t('Сколько человек')}
          <select value={usesMax} onChange={(event) => setUsesMax(Number(event.target.value))}>
            {uses.map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </select>
        </label>
        {chat.space === 'learning' && schools.length > 1 && (
          <label>
            {i18n.t('Школа')}
            <select value={school ?? ''} onChange={(event) => setSchool(Number(event.target.value))}>
              {schools.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="submit" className="button">
          {i18n.t('Создать ссылку')}
        </button>
      </form>
      {made && <NewLink address={made} />}
      <ul className="people-list">
        {links?.map((link) => (
          <li key={link.id} className="person">
            <span className="person-words">
              <span>{i18n.t('Действует до {moment}', { moment: momentWords(link.ends_at, Date.now()) })}</span>
              <span className="person-reason">
                {i18n.t('вошли {uses} из {most}', { uses: link.uses, most: link.uses_max })}
              </span>
            </span>
            <button type="button" className="text-button" onClick={() => revoke(link)}>
              {i18n.t('Отменить')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** It is told this once: only its hash is kept. */
function NewLink({ address }: { address: string }) {
  const store = useStore();
  async function copy() {
    await navigator.clipboard?.writeText(address).then(
      () => store.notice(i18n.t('Ссылка скопирована')),
      () => {},
    );
  }
  return (
    <div className="new-link">
      <label className="field">
        {i18n.t('Новая ссылка. Её видно только сейчас: скопируйте.')}
        <input readOnly value={address} onFocus={(event) => event.target.select()} />
      </label>
      {'clipboard' in navigator && (
        <button type="button" className="button" onClick={copy}>
          {i18n.t('Скопировать')}
        </button>
      )}
    </div>
  );
}

function ageWords(hours: number): string {
  if (hours === 1) return i18n.t('час');
  const days = hours / 24;
  return i18n.t('{days, plural, one {# день} few {# дня} many {# дней} other {# дня}}', { days });
}
