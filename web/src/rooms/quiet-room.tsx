// One's own quiet: hours when nothing reminds of messages, and people one wants nothing from.
import { i18n } from '@lingui/core';
import { type FormEvent, useEffect, useState } from 'react';
import '../skin/notify.css';
import { useStore } from '../store/use-store';
import { aliveApi } from '../wire/alive';
import type { Person } from '../wire/api';
import { chatsApi } from '../wire/chats';
import { Avatar } from './avatar';
import { Dialog } from './dialog';
import { useTry } from './use-try';

export default function QuietRoom({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={i18n.t('Тишина')} onClose={onClose}>
      <Hours />
      <Seen />
      <Blocked />
    </Dialog>
  );
}

function Hours() {
  const store = useStore();
  const attempt = useTry();
  const [known, setKnown] = useState(false);
  const [starts, setStarts] = useState('');
  const [ends, setEnds] = useState('');

  // What is settled now is asked for: the page may be older. Nothing is typed before the answer, which would wipe it away.
  useEffect(() => {
    chatsApi.quiet().then(
      (hours) => {
        setStarts(hours.starts?.slice(0, 5) ?? '');
        setEnds(hours.ends?.slice(0, 5) ?? '');
        setKnown(true);
      },
      () => {},
    );
  }, []);

  const settle = (hours: { starts: string; ends: string } | null) =>
    attempt(async () => {
      await chatsApi.settleQuiet(hours ?? {});
      if (!hours) {
        setStarts('');
        setEnds('');
      }
      store.notice(hours ? i18n.t('Тихие часы сохранены.') : i18n.t('Тихих часов больше нет.'));
    });

  function save(event: FormEvent) {
    event.preventDefault();
    void settle({ starts, ends });
  }

  return (
    <form className="settings" onSubmit={save} aria-labelledby="quiet-title">
      <h3 id="quiet-title">{i18n.t('Тихие часы')}</h3>
      <p className="hint">{i18n.t('В это время ничто не напоминает о сообщениях. Сами сообщения приходят.')}</p>
      <div className="link-form">
        <label>
          {i18n.t('С')}
          <input
            type="time"
            required
            disabled={!known}
            value={starts}
            onChange={(event) => setStarts(event.target.value)}
          />
        </label>
        <label>
          {i18n.t('До')}
          <input
            type="time"
            required
            disabled={!known}
            value={ends}
            onChange={(event) => setEnds(event.target.value)}
          />
        </label>
        <button type="submit" className="button">
          {i18n.t('Сохранить')}
        </button>
        {starts && ends && (
          <button type="button" className="button button-quiet" onClick={() => settle(null)}>
            {i18n.t('Убрать')}
          </button>
        )}
      </div>
    </form>
  );
}

function Seen() {
  const attempt = useTry();
  const [hidden, setHidden] = useState<boolean | null>(null);
  useEffect(() => {
    aliveApi.ownPresence().then(
      (own) => setHidden(own.hidden),
      () => {},
    );
  }, []);

  async function settle(wanted: boolean) {
    setHidden(wanted);
    if (!(await attempt(() => aliveApi.settleOwnPresence(wanted)))) setHidden(!wanted);
  }

  return (
    <section className="settings" aria-labelledby="seen-title">
      <h3 id="seen-title">{i18n.t('Кто видит, что я в сети')}</h3>
      <label className="switch-row">
        <input
          type="checkbox"
          disabled={hidden === null}
          checked={hidden ?? false}
          onChange={(event) => settle(event.target.checked)}
        />
        {i18n.t('Не показывать, когда я в сети и когда печатаю')}
      </label>
      <p className="hint">{i18n.t('Вы тоже не увидите этого о других.')}</p>
    </section>
  );
}

function Blocked() {
  const attempt = useTry();
  const [people, setPeople] = useState<Person[] | null>(null);
  useEffect(() => {
    void attempt(async () => setPeople((await chatsApi.blocked()).people));
  }, [attempt]);

  async function unblock(person: Person) {
    if (await attempt(() => chatsApi.unblock(person.id))) {
      setPeople((known) => known?.filter((one) => one.id !== person.id) ?? null);
    }
  }

  return (
    <section className="settings" aria-labelledby="blocked-title">
      <h3 id="blocked-title">{i18n.t('Кого я заблокировал')}</h3>
      {people?.length === 0 && <p className="hint">{i18n.t('Никого.')}</p>}
      <ul className="people-list">
        {people?.map((person) => (
          <li key={person.id} className="person">
            <Avatar face={person} size="middle" />
            <bdi className="cut">{person.name}</bdi>
            <button type="button" className="text-button" onClick={() => unblock(person)}>
              {i18n.t('Разблокировать')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
