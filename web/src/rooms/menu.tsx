import { i18n } from '@lingui/core';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { Icon } from '../skin/icons';
import type { Space } from '../wire/api';
import { useRoom } from './use-room';

const bringSheet = () => import('./menu-sheet');
const bringQuiet = () => import('./quiet-room');
const bringNotify = () => import('./notifications');
const bringScheduled = () => import('./scheduled-list');
const bringPicture = () => import('./own-picture');

const bringAhead = () => void bringSheet().catch(() => {});

export function Menu({ space }: { space: Space }) {
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const sheet = useRoom(bringSheet);
  const { close } = sheet;
  const open = sheet.Room !== null;
  const quiet = useRoom(bringQuiet);
  const notify = useRoom(bringNotify);
  const picture = useRoom(bringPicture);
  const scheduled = useRoom(bringScheduled);

  /** The sheet takes what was pressed with it. */
  function leave() {
    close();
    button.current?.focus();
  }

  function openQuiet() {
    leave();
    quiet.open();
  }

  function openNotify() {
    leave();
    notify.open();
  }

  function openPicture() {
    leave();
    picture.open();
  }

  function openScheduled() {
    leave();
    scheduled.open();
  }

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) close();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open, close]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      leave();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !open) return;
    event.preventDefault();
    const items = [...(root.current?.querySelectorAll<HTMLElement>('.menu-item') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[(at + step + items.length) % items.length]?.focus();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows and Escape move among the buttons and links within.
    <div className="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label={i18n.t('Меню')}
        aria-expanded={open}
        aria-controls="menu-sheet"
        onClick={open ? close : sheet.open}
        // Its script is on its way before the press is over.
        onPointerEnter={bringAhead}
        onFocus={bringAhead}
      >
        <Icon name="menu" />
      </button>
      {sheet.Room && (
        <sheet.Room
          space={space}
          close={close}
          openQuiet={openQuiet}
          openNotify={openNotify}
          openPicture={openPicture}
          openScheduled={openScheduled}
        />
      )}
      {quiet.Room && <quiet.Room onClose={quiet.close} />}
      {picture.Room && <picture.Room onClose={picture.close} />}
      {scheduled.Room && <scheduled.Room chat={null} onClose={scheduled.close} />}
      {notify.Room && <notify.Room onClose={notify.close} />}
    </div>
  );
}
