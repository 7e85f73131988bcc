// A report of a message: to the school's administrators and to nobody else. Opened from the message's own menu.
import { i18n } from '@lingui/core';
import { type FormEvent, useState } from 'react';
import { useStore } from '../store/use-store';
import type { Message } from '../wire/api';
import { chatsApi, type Reason } from '../wire/chats';
import { Dialog } from './dialog';
import { useTry } from './use-try';

const wordsLengthMax = 300;

export default function ReportMessage({ message, onClose }: { message: Message; onClose: () => void }) {
  const store = useStore();
  const attempt = useTry();
  const [reason, setReason] = useState<Reason>('bullying');
  const [words, setWords] = useState('');
  const reasons: Record<Reason, string> = {
    bullying: i18n.t('Травля или угрозы'),
    indecent: i18n.t('Непристойное'),
    fraud: i18n.t('Обман, просьба денег или паролей'),
    danger: i18n.t('Опасность для жизни или здоровья'),
    other: i18n.t('Другое'),
  };

  async function report(event: FormEvent) {
    event.preventDefault();
    if (!(await attempt(() => chatsApi.report(message.chat, message.seq, { reason, words: words.trim() })))) return;
    onClose();
    store.notice(i18n.t('Жалоба передана администраторам школы.'));
  }

  return (
    <Dialog title={i18n.t('Пожаловаться')} onClose={onClose}>
      <form className="dialog-form" onSubmit={report}>
        <p className="hint">
          {i18n.t(
            'Жалобу увидят только администраторы школы: это сообщение и то, что стоит рядом. Тот, кто его написал, о ней не узнает.',
          )}
        </p>
        <fieldset className="settings">
          <legend>{i18n.t('Что не так')}</legend>
          {(Object.keys(reasons) as Reason[]).map((one) => (
            <label key={one} className="choice">
              <input type="radio" name="reason" checked={reason === one} onChange={() => setReason(one)} />
              {reasons[one]}
            </label>
          ))}
        </fieldset>
        <label className="field">
          {i18n.t('Своими словами (можно не писать)')}
          <input value={words} maxLength={wordsLengthMax} onChange={(event) => setWords(event.target.value)} />
        </label>
        <footer className="dialog-foot">
          <button type="submit" className="button button-danger">
            {i18n.t('Отправить жалобу')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
