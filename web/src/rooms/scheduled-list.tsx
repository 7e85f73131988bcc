// One's own messages that wait for their time, of one chat or of all: what was refused stands here with the reason.
import { i18n } from '@lingui/core';
import { type FormEvent, useState } from 'react';
import '../skin/poll.css';
import { useLook, useStore } from '../store/use-store';
import { messageLengthMax } from '../wire/limits';
import { type Scheduled, scheduledApi } from '../wire/scheduled';
import { Dialog } from './dialog';
import { MomentField } from './moment-field';
import { laterWords, localField } from './poll-words';
import { useScheduled } from './use-scheduled';
import { useTry } from './use-try';

export default function ScheduledList({ chat, onClose }: { chat: number | null; onClose: () => void }) {
  const all = useScheduled();
  const rows = all?.filter((one) => chat === null || one.chat === chat);
  return (
    <Dialog title={i18n.t('Запланированные сообщения')} onClose={onClose}>
      {!rows && (
        <p className="hint" aria-busy="true">
          {i18n.t('Загружается…')}
        </p>
      )}
      {rows?.length === 0 && (
        <p className="hint">
          {i18n.t(
            'Здесь пусто. Чтобы отложить сообщение, напишите его, нажмите на скрепку и выберите «Отправить позже».',
          )}
        </p>
      )}
      <ul className="scheduled-list">
        {rows?.map((one) => (
          <Row key={one.id} one={one} named={chat === null} />
        ))}
      </ul>
    </Dialog>
  );
}

function Row({ one, named }: { one: Scheduled; named: boolean }) {
  const store = useStore();
  const attempt = useTry();
  const dialogue = useLook((state) => state.chats.get(one.chat)?.title);
  const [edits, setEdits] = useState(false);
  const [busy, setBusy] = useState(false);

  async function tell(deed: () => Promise<unknown>) {
    setBusy(true);
    await attempt(deed);
    setBusy(false);
    store.askForScheduled();
  }

  const words = one.sticker ? i18n.t('Стикер') : one.text;
  return (
    <li className="scheduled">
      {named && (
        <p className="scheduled-chat">
          {one.chat_title === null ? (
            i18n.t('Чат, в котором вас больше нет')
          ) : (
            <bdi>{one.chat_title || dialogue || i18n.t('диалог')}</bdi>
          )}
        </p>
      )}
      {one.refused ? (
        <p className="refusal">{i18n.t('Не отправлено. {why}', { why: one.refused })}</p>
      ) : (
        <p className="scheduled-when">{laterWords(one.send_at, Date.now())}</p>
      )}
      {edits ? (
        <Edit one={one} onDone={() => setEdits(false)} />
      ) : (
        <>
          <p className="scheduled-words" dir="auto">
            {words}
          </p>
          <div className="poll-deeds">
            <button
              type="button"
              className="text-button"
              disabled={busy}
              onClick={() =>
                void tell(async () => store.apply([{ event: 'message', message: await scheduledApi.sendNow(one.id) }]))
              }
            >
              {i18n.t('Отправить сейчас')}
            </button>
            <button type="button" className="text-button" disabled={busy} onClick={() => setEdits(true)}>
              {i18n.t('Изменить')}
            </button>
            <button
              type="button"
              className="text-button"
              disabled={busy}
              onClick={() => void tell(() => scheduledApi.drop(one.id))}
            >
              {i18n.t('Удалить')}
            </button>
          </div>
        </>
      )}
    </li>
  );
}

function Edit({ one, onDone }: { one: Scheduled; onDone: () => void }) {
  const store = useStore();
  const attempt = useTry();
  const [text, setText] = useState(one.text);
  const [at, setAt] = useState(localField(new Date(one.send_at)));

  async function save(event: FormEvent) {
    event.preventDefault();
    const moved = at !== localField(new Date(one.send_at)) || one.refused;
    const body = {
      ...(one.sticker || text.trim() === one.text ? {} : { text: text.trim() }),
      ...(moved && at ? { send_at: new Date(at).toISOString() } : {}),
    };
    if (!(await attempt(() => scheduledApi.revise(one.id, body)))) return;
    store.askForScheduled();
    onDone();
  }

  return (
    <form className="dialog-form" onSubmit={save}>
      {!one.sticker && (
        <label className="field">
          {i18n.t('Сообщение')}
          <textarea
            rows={3}
            value={text}
            maxLength={messageLengthMax}
            dir="auto"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      )}
      <MomentField name={i18n.t('Когда отправить')} required value={at} onChange={setAt} />
      <div className="poll-deeds">
        <button type="submit" className="button" disabled={!one.sticker && !text.trim()}>
          {i18n.t('Сохранить')}
        </button>
        <button type="button" className="text-button" onClick={onDone}>
          {i18n.t('Отмена')}
        </button>
      </div>
    </form>
  );
}
