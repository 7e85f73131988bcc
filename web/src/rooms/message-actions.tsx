// The button beside a message, and what opens its menu: a press, the right button, the menu key, a long press of a finger.
// The menu itself comes when it is first wanted.
import { i18n } from '@lingui/core';
import { type MouseEvent, type PointerEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import { TalkIcon } from '../skin/talk-icons';
import { chosenMax, toggle, useChosen } from '../store/chosen';
import { useStore } from '../store/use-store';
import type { Message } from '../wire/api';
import { messageWords } from './service-words';
import { useRoom } from './use-room';
import { authorName } from './words';

const bringMenu = () => import('./message-menu');
const longMilliseconds = 450;

export interface Anchor {
  readonly x: number;
  readonly y: number;
}

export function WithActions({ message, children }: { message: Message; children: ReactNode }) {
  const chosen = useChosen(message.chat);
  // What is deleted cannot be chosen, so it stands as it is.
  return chosen && !message.deleted ? (
    <Choosable message={message} chosen={chosen.has(message.seq)}>
      {children}
    </Choosable>
  ) : (
    <WithMenu message={message}>{children}</WithMenu>
  );
}

/** While one is choosing, a press anywhere on a message takes it in or out. */
function Choosable({ message, chosen, children }: { message: Message; chosen: boolean; children: ReactNode }) {
  const store = useStore();
  function take() {
    if (!toggle(message)) store.notice(i18n.t('Выбрать можно до {count} сообщений', { count: chosenMax }));
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the checkbox within does the same.
    <div className={chosen ? 'with-actions choosable chosen' : 'with-actions choosable'} onClick={take}>
      {children}
      <input
        type="checkbox"
        checked={chosen}
        onChange={take}
        onClick={(event) => event.stopPropagation()}
        aria-label={i18n.t('Выбрать: {words}', {
          words: `${authorName(message.author)}: ${messageWords(message)}`,
        })}
      />
    </div>
  );
}

function WithMenu({ message, children }: { message: Message; children: ReactNode }) {
  const menu = useRoom(bringMenu);
  const anchor = useRef<Anchor | null>(null);
  const long = useRef<ReturnType<typeof setTimeout> | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const row = place.current;
    // A message that goes leaves the keyboard to its history.
    return () => {
      if (row?.contains(document.activeElement)) row.closest('section')?.focus({ preventScroll: true });
    };
  }, []);

  function open(at: Anchor) {
    anchor.current = at;
    menu.open();
  }

  function onContextMenu(event: MouseEvent) {
    // Where there is text to be chosen, or a link, the browser's own menu is the one wanted.
    if ((event.target as Element).closest('a') || getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    open({ x: event.clientX, y: event.clientY });
  }

  function onPointerDown(event: PointerEvent) {
    if (event.pointerType !== 'touch') return;
    const at = { x: event.clientX, y: event.clientY };
    long.current = setTimeout(() => open(at), longMilliseconds);
  }

  function letGo() {
    if (long.current) clearTimeout(long.current);
    long.current = null;
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the button within does the same.
    <div
      className="with-actions"
      ref={place}
      onContextMenu={onContextMenu}
      onPointerDown={onPointerDown}
      onPointerUp={letGo}
      onPointerMove={letGo}
      onPointerCancel={letGo}
    >
      {children}
      <button
        type="button"
        className="icon-button message-more"
        aria-label={i18n.t('Действия с сообщением')}
        title={i18n.t('Действия с сообщением')}
        aria-haspopup="dialog"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          open({ x: box.left, y: box.bottom });
        }}
      >
        <TalkIcon name="more" />
      </button>
      {menu.Room && <menu.Room message={message} anchor={anchor.current ?? { x: 0, y: 0 }} onClose={menu.close} />}
    </div>
  );
}
