// What one may do with a message: signs on top, deeds below. On a phone it lies at the bottom of the screen.
import { i18n } from '@lingui/core';
import { type MouseEvent, useLayoutEffect, useState } from 'react';
import '../skin/talk.css';
import { ChatIcon } from '../skin/chat-icons';
import { DeedIcon, type DeedIconName } from '../skin/deed-icons';
import { toggle } from '../store/chosen';
import { useLook, useStore } from '../store/use-store';
import { isChangeable, write } from '../store/writing';
import type { Chat, Message } from '../wire/api';
import EmojiChoice from './emoji-choice';
import Forward from './forward';
import type { Anchor } from './message-actions';
import ReportMessage from './report-message';
import { speaks } from './speaks';
import { useModal } from './use-modal';
import WhoSaw from './who-saw';

const quick = ['👍', '❤️', '😂', '😮', '😢', '🙏'];
const edgePixels = 8;

type View = 'deeds' | 'emoji' | 'removing' | 'forward' | 'who' | 'report';

export default function MessageMenu(props: { message: Message; anchor: Anchor; onClose: () => void }) {
  const { message, anchor, onClose } = props;
  const [view, setView] = useState<View>('deeds');
  const chat = useLook((state) => state.chats.get(message.chat));
  if (!chat) return null;
  if (view === 'forward') return <Forward messages={[message]} onClose={onClose} />;
  if (view === 'report') return <ReportMessage message={message} onClose={onClose} />;
  if (view === 'who') return <WhoSaw message={message} onClose={onClose} />;
  return (
    <Sheet anchor={anchor} view={view} onClose={onClose}>
      {view === 'deeds' && <Deeds chat={chat} message={message} onView={setView} onClose={onClose} />}
      {view === 'emoji' && <ReactWithAny message={message} onClose={onClose} />}
      {view === 'removing' && <Removing chat={chat} message={message} onClose={onClose} />}
    </Sheet>
  );
}

/** The browser's own dialog keeps the focus, closes on Escape and gives the focus back. */
function Sheet(props: { anchor: Anchor; view: View; onClose: () => void; children: React.ReactNode }) {
  const { anchor, view, onClose, children } = props;
  const dialog = useModal();

  // biome-ignore lint/correctness/useExhaustiveDependencies: each view has its own height.
  useLayoutEffect(() => {
    const sheet = dialog.current;
    // What was pressed is gone with its view.
    if (!sheet?.contains(document.activeElement)) sheet?.querySelector<HTMLElement>('input, button')?.focus();
    if (!sheet || matchMedia('(max-width: 640px)').matches) return;
    const { width, height } = sheet.getBoundingClientRect();
    sheet.style.left = `${Math.max(edgePixels, Math.min(anchor.x, innerWidth - width - edgePixels))}px`;
    sheet.style.top = `${Math.max(edgePixels, Math.min(anchor.y, innerHeight - height - edgePixels))}px`;
  }, [anchor, view]);

  function onClick(event: MouseEvent) {
    if (event.target === dialog.current) onClose();
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is beside the sheet; Escape is its key.
    <dialog
      ref={dialog}
      className="message-menu"
      aria-label={i18n.t('Действия с сообщением')}
      onClose={onClose}
      onClick={onClick}
    >
      <div className="message-menu-body">{children}</div>
    </dialog>
  );
}

function Deeds(props: { chat: Chat; message: Message; onView: (view: View) => void; onClose: () => void }) {
  const { chat, message, onView, onClose } = props;
  const store = useStore();
  const me = useLook((state) => state.me.person.id);
  const own = message.author?.person === me;
  const hours = useLook((state) => state.me.edit_hours);
  const fresh = isChangeable(message, hours);
  const pins = !chat.archived && (chat.role === 'administrator' || chat.kind === 'dialogue');
  const hasWords = message.kind === 'text' || message.kind === 'photo' || message.kind === 'file';
  const edits = own && fresh && !chat.archived && hasWords && !message.data.forwarded;

  const deed = (icon: DeedIconName, words: string, work: () => void, className = 'menu-item') => (
    <button type="button" className={className} onClick={work}>
      <DeedIcon name={icon} />
      <span>{words}</span>
    </button>
  );
  const closing = (work: () => void) => () => {
    work();
    onClose();
  };
  const mine = message.reactions.find(({ people }) => people.includes(me))?.emoji;

  return (
    <>
      {!chat.archived && (
        <div className="quick-signs">
          {quick.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={i18n.t('Реакция {emoji}', { emoji })}
              aria-pressed={mine === emoji}
              onClick={closing(() => void store.react(message, mine === emoji ? null : emoji))}
            >
              {emoji}
            </button>
          ))}
          <button
            type="button"
            className="quick-more"
            aria-label={i18n.t('Другая реакция')}
            onClick={() => onView('emoji')}
          >
            <DeedIcon name="react" />
          </button>
        </div>
      )}
      {speaks(chat) &&
        deed(
          'reply',
          i18n.t('Ответить'),
          closing(() => write(chat.id, { kind: 'reply', message })),
        )}
      {message.kind !== 'call' && deed('forward', i18n.t('Переслать'), () => onView('forward'))}
      {!message.deleted &&
        deed(
          'choose',
          i18n.t('Выбрать'),
          closing(() => void toggle(message)),
        )}
      {edits &&
        deed(
          'edit',
          i18n.t('Изменить'),
          closing(() => write(chat.id, { kind: 'edit', message })),
        )}
      {pins &&
        deed(
          message.pinned_at ? 'unpin' : 'pin',
          message.pinned_at ? i18n.t('Открепить') : i18n.t('Закрепить'),
          closing(() => void store.pin(message, !message.pinned_at)),
        )}
      {message.text &&
        deed(
          'copy',
          i18n.t('Скопировать текст'),
          closing(() => void navigator.clipboard?.writeText(message.text)),
        )}
      {(own || message.reactions.length > 0) &&
        deed('readers', own ? i18n.t('Кто прочитал') : i18n.t('Кто поставил реакции'), () => onView('who'))}
      {!own && message.author?.person && (
        <button type="button" className="menu-item" onClick={() => onView('report')}>
          <ChatIcon name="report" />
          <span>{i18n.t('Пожаловаться')}</span>
        </button>
      )}
      {deed('remove', i18n.t('Удалить'), () => onView('removing'), 'menu-item menu-danger')}
    </>
  );
}

function ReactWithAny({ message, onClose }: { message: Message; onClose: () => void }) {
  const store = useStore();
  return (
    <EmojiChoice
      onChoose={(emoji) => {
        void store.react(message, emoji);
        onClose();
      }}
    />
  );
}

function Removing({ chat, message, onClose }: { chat: Chat; message: Message; onClose: () => void }) {
  const store = useStore();
  const me = useLook((state) => state.me.person.id);
  const own = message.author?.person === me;
  const hours = useLook((state) => state.me.edit_hours);
  const fresh = isChangeable(message, hours);
  const forAll = chat.role === 'administrator' || (own && fresh);
  return (
    <div className="removing">
      <p>{i18n.t('Удалить сообщение?')}</p>
      {forAll && (
        <button
          type="button"
          className="button button-danger"
          onClick={() => {
            void store.removeForAll(message);
            onClose();
          }}
        >
          {i18n.t('Удалить для всех')}
        </button>
      )}
      <button
        type="button"
        className="button button-quiet"
        onClick={() => {
          void store.hideMessage(message);
          onClose();
        }}
      >
        {i18n.t('Удалить у себя')}
      </button>
      <button type="button" className="button button-quiet" onClick={onClose}>
        {i18n.t('Отмена')}
      </button>
    </div>
  );
}
