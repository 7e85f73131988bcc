// What is done with the messages that were chosen, in the place of the composer. In: the chat. It ends by itself when
// it is done, by Escape, and when one leaves the chat. Brought when the first message is chosen.
import { i18n } from '@lingui/core';
import { useEffect, useRef, useState } from 'react';
import '../skin/chosen.css';
import { DeedIcon } from '../skin/deed-icons';
import { Icon } from '../skin/icons';
import { chooseNone, useChosen } from '../store/chosen';
import { useLook, useStore } from '../store/use-store';
import { isChangeable } from '../store/writing';
import type { Chat, Message } from '../wire/api';
import { Dialog } from './dialog';
import Forward from './forward';
import { messageWords } from './service-words';
import { authorName } from './words';

export default function ChosenBar({ chat }: { chat: Chat }) {
  const store = useStore();
  const found = useChosen(chat.id);
  const bar = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<'bar' | 'forward' | 'removing'>('bar');
  const messages = [...(found?.values() ?? [])].sort((one, other) => one.seq - other.seq);

  // The keyboard goes on where the menu was: at what can be done now.
  useEffect(() => {
    bar.current?.focus({ preventScroll: true });
    return chooseNone;
  }, []);

  useEffect(() => {
    function cancel(event: KeyboardEvent) {
      if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
      // Otherwise the same key would close the chat too.
      event.preventDefault();
      chooseNone();
    }
    document.addEventListener('keydown', cancel, { capture: true });
    return () => document.removeEventListener('keydown', cancel, { capture: true });
  }, []);

  async function copy() {
    const words = messages.map((one) => `${authorName(one.author)}: ${messageWords(one)}`).join('\n');
    await navigator.clipboard.writeText(messages.length === 1 ? (messages[0]?.text ?? '') : words);
    store.notice(i18n.t('Скопировано'));
    chooseNone();
  }

  const none = messages.length === 0;
  return (
    <div className="chosen-bar" role="toolbar" aria-label={i18n.t('Выбранные сообщения')} tabIndex={-1} ref={bar}>
      <button type="button" className="icon-button" aria-label={i18n.t('Отменить выбор')} onClick={chooseNone}>
        <Icon name="close" />
      </button>
      <span className="chosen-count" role="status">
        {i18n.t(
          '{count, plural, one {Выбрано # сообщение} few {Выбрано # сообщения} many {Выбрано # сообщений} other {Выбрано # сообщения}}',
          { count: messages.length },
        )}
      </span>
      <button
        type="button"
        className="text-button"
        disabled={none || messages.some(({ kind }) => kind === 'call')}
        onClick={() => setView('forward')}
      >
        <DeedIcon name="forward" />
        <span>{i18n.t('Переслать')}</span>
      </button>
      <button
        type="button"
        className="text-button"
        disabled={none || messages.every(({ text }) => !text)}
        onClick={() => void copy()}
      >
        <DeedIcon name="copy" />
        <span>{i18n.t('Скопировать')}</span>
      </button>
      <button type="button" className="text-button chosen-danger" disabled={none} onClick={() => setView('removing')}>
        <DeedIcon name="remove" />
        <span>{i18n.t('Удалить')}</span>
      </button>
      {view === 'forward' && <Forward messages={messages} onClose={() => setView('bar')} onDone={chooseNone} />}
      {view === 'removing' && <Removing chat={chat} messages={messages} onClose={() => setView('bar')} />}
    </div>
  );
}

function Removing(props: { chat: Chat; messages: readonly Message[]; onClose: () => void }) {
  const { chat, messages, onClose } = props;
  const store = useStore();
  const { person, edit_hours } = useLook((state) => state.me);
  const own = (one: Message) => one.author?.person === person.id && isChangeable(one, edit_hours);
  const forAll = chat.role === 'administrator' || messages.every(own);

  async function remove(all: boolean) {
    if (
      await store.removeSeveral(
        chat.id,
        messages.map(({ seq }) => seq),
        all,
      )
    )
      chooseNone();
  }

  return (
    <Dialog title={i18n.t('Удалить сообщения?')} onClose={onClose}>
      {forAll && (
        <button type="button" className="button button-danger" onClick={() => void remove(true)}>
          {i18n.t('Удалить для всех')}
        </button>
      )}
      <button type="button" className="button button-quiet" onClick={() => void remove(false)}>
        {i18n.t('Удалить у себя')}
      </button>
      {!forAll && <p className="hint">{i18n.t('Для всех можно удалить только свои недавние сообщения.')}</p>}
    </Dialog>
  );
}
