// An administrator saves a chat: as a page with its files, or as a PDF. Its members are told who did, and why.
import { i18n } from '@lingui/core';
import { type FormEvent, useState } from 'react';
import type { Chat } from '../wire/api';
import { saveChat } from '../wire/files';
import { useTry } from './use-try';

const reasonMax = 300;
const reasonMin = 5;

export function ExportChat({ chat }: { chat: Chat }) {
  const attempt = useTry();
  const [form, setForm] = useState<'zip' | 'pdf'>('zip');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);

  async function save(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    if (await attempt(() => saveChat(chat.id, form, reason))) setReason('');
    setBusy(false);
  }

  return (
    <form className="dialog-form" onSubmit={save} aria-labelledby="export-title">
      <h3 id="export-title">{i18n.t('Сохранить переписку')}</h3>
      <fieldset className="sorts">
        <legend className="unseen">{i18n.t('Что сохранить')}</legend>
        {(['zip', 'pdf'] as const).map((one) => (
          <label key={one} className="theme">
            <input type="radio" name="form" checked={form === one} onChange={() => setForm(one)} />
            {one === 'zip' ? i18n.t('Страница с файлами (ZIP)') : i18n.t('Документ PDF')}
          </label>
        ))}
      </fieldset>
      <label className="field">
        {i18n.t('Зачем')}
        <input
          value={reason}
          maxLength={reasonMax}
          placeholder={i18n.t('Например: обращение родителей от 20 ноября')}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <p className="person-reason">{i18n.t('Участники чата увидят, что переписка сохранена, кем и зачем.')}</p>
      <button type="submit" className="button" disabled={busy || reason.trim().length < reasonMin}>
        {busy ? i18n.t('Готовится…') : i18n.t('Сохранить переписку')}
      </button>
    </form>
  );
}
