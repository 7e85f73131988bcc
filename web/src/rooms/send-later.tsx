// When a message is to go: one of the moments that are often meant, or any other.
import { i18n } from '@lingui/core';
import { type FormEvent, useRef, useState } from 'react';
import '../skin/poll.css';
import { useStore } from '../store/use-store';
import { newUuid } from '../store/uuid';
import { scheduledApi } from '../wire/scheduled';
import { Dialog } from './dialog';
import { MomentField } from './moment-field';
import { laterWords, localField, presets } from './poll-words';
import { useTry } from './use-try';

export interface Later {
  readonly text: string;
  readonly sticker: string | null;
  readonly reply_to: number | null;
  readonly mentions: number[];
}

const inAnHour = () => new Date(Math.ceil((Date.now() + 3_600_000) / 300_000) * 300_000);

export default function SendLater(props: { chat: number; later: Later; onDone: () => void; onClose: () => void }) {
  const { chat, later, onDone, onClose } = props;
  const store = useStore();
  const attempt = useTry();
  const uuid = useRef(newUuid());
  const [at, setAt] = useState(() => localField(inAnHour()));
  const [busy, setBusy] = useState(false);

  async function schedule(moment: Date) {
    if (busy) return;
    setBusy(true);
    const send_at = moment.toISOString();
    const done = await attempt(() => scheduledApi.schedule(chat, { ...later, uuid: uuid.current, send_at }));
    setBusy(false);
    if (!done) return;
    store.notice(i18n.t('Будет отправлено: {moment}', { moment: laterWords(send_at, Date.now()) }));
    store.askForScheduled();
    onDone();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (at) void schedule(new Date(at));
  }

  return (
    <Dialog title={i18n.t('Отправить позже')} onClose={onClose}>
      <div className="presets">
        {presets(new Date()).map(({ words, at: moment }) => (
          <button
            key={words}
            type="button"
            className="button button-quiet"
            disabled={busy}
            onClick={() => void schedule(moment)}
          >
            {words}
          </button>
        ))}
      </div>
      <form className="dialog-form" onSubmit={submit}>
        <MomentField name={i18n.t('Другое время')} required value={at} onChange={setAt} />
        <button type="submit" className="button" disabled={busy || !at}>
          {i18n.t('Запланировать')}
        </button>
      </form>
    </Dialog>
  );
}
