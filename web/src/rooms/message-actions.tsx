// The button beside a message, and what opens its menu: a press, the right button, the menu key, a long press of a finger.
// The menu itself comes when it is first wanted.
import { i18n } from '@lingui/core';
import { type MouseEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { TalkIcon } from '../skin/talk-icons';
import type { Message } from '../wire/api';
import { useRoom } from './use-room';

const bringMenu = () => import('./message-menu');
const longMilliseconds = 450;

export interface Anchor {
  readonly x: number;
  readonly y: number;
}

export function WithActions({ message, children }: { message: Message; children: ReactNode }) {
  const menu = useRoom(bringMenu);
  const anchor = useRef<Anchor | null>(null);
  const long = useRef<ReturnType<typeof setTimeout> | null>(null);

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
