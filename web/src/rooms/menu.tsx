import { i18n } from '@lingui/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { FileIcon } from '../skin/file-icons';
import { Icon } from '../skin/icons';
import { keptTheme, type Theme, wear } from '../skin/theme';
import { useLook } from '../store/use-store';
import { cookie, type Space } from '../wire/api';
import { listPath } from './address';
import { Avatar } from './avatar';
import { Link } from './link';
import { useRoom } from './use-room';
import { spaceName, unreadCount } from './words';

const bringQuiet = () => import('./quiet-room');
const bringNotify = () => import('./notifications');

export function Menu({ space }: { space: Space }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const quiet = useRoom(bringQuiet);
  const notify = useRoom(bringNotify);

  function openQuiet() {
    setOpen(false);
    quiet.open();
  }

  function openNotify() {
    setOpen(false);
    notify.open();
  }

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
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
        onClick={() => setOpen(!open)}
      >
        <Icon name="menu" />
      </button>
      {open && <Sheet space={space} close={() => setOpen(false)} openQuiet={openQuiet} openNotify={openNotify} />}
      {quiet.Room && <quiet.Room onClose={quiet.close} />}
      {notify.Room && <notify.Room onClose={notify.close} />}
    </div>
  );
}

function Sheet(props: { space: Space; close: () => void; openQuiet: () => void; openNotify: () => void }) {
  const { space, close, openQuiet, openNotify } = props;
  const me = useLook((state) => state.me);
  return (
    <div className="menu-sheet" id="menu-sheet">
      <p className="menu-person">
        <Avatar face={me.person} size="middle" />
        <bdi className="cut">{me.person.name}</bdi>
      </p>
      <SpaceLink space="learning" open={space} close={close} icon="learning" />
      <SpaceLink space="personal" open={space} close={close} icon="personal" />
      <hr />
      <ThemeChoice />
      <button type="button" className="menu-item" onClick={openNotify}>
        <Icon name="bell" />
        {i18n.t('Уведомления')}
      </button>
      <button type="button" className="menu-item" onClick={openQuiet}>
        <Icon name="bellOff" />
        {i18n.t('Тишина')}
      </button>
      <LanguageChoice />
      <hr />
      <a className="menu-item" href="/">
        <Icon name="diary" />
        {i18n.t('Дневник')}
      </a>
      <a className="menu-item" href="/api/me/archive" download>
        <FileIcon name="download" />
        {i18n.t('Скачать всё моё')}
      </a>
      <form method="post" action="/accounts/logout/">
        <input type="hidden" name="csrfmiddlewaretoken" value={cookie('csrftoken')} />
        <button type="submit" className="menu-item">
          <Icon name="leave" />
          {i18n.t('Выйти')}
        </button>
      </form>
    </div>
  );
}

function SpaceLink(props: { space: Space; open: Space; close: () => void; icon: 'learning' | 'personal' }) {
  const { space, open, close, icon } = props;
  const me = useLook((state) => state.me);
  const chats = useLook((state) => state.chats);
  const listed = useLook((state) => state.listed);
  // Before its list has been brought, the page's own count is all that is known of a space.
  const unread = listed.includes(space)
    ? [...chats.values()].reduce(
        (sum, chat) => sum + (chat.space === space && !chat.muted && !chat.hidden ? chat.unread : 0),
        0,
      )
    : me.unread[space];
  return (
    <Link
      className="menu-item"
      href={listPath(space)}
      aria-current={space === open ? 'true' : undefined}
      onClickCapture={close}
    >
      <Icon name={icon} />
      <span className="cut">{spaceName(space, me.learning_space)}</span>
      {unread > 0 && <Unread count={unread} />}
      {space === open && <Icon name="done" />}
    </Link>
  );
}

function Unread({ count }: { count: number }): ReactNode {
  return (
    <span className="badge">
      <span aria-hidden="true">{count > 999 ? '999+' : count}</span>
      <span className="unseen">{unreadCount(count)}</span>
    </span>
  );
}

/** The other of the two languages, in its own words. The choice is the whole installation's: diary and messenger alike. */
function LanguageChoice() {
  const other = i18n.locale === 'ru' ? { code: 'en', name: 'English' } : { code: 'ru', name: 'Русский' };
  return (
    <form method="post" action="/language/">
      <input type="hidden" name="csrfmiddlewaretoken" value={cookie('csrftoken')} />
      <input type="hidden" name="next" value={location.pathname} />
      <button type="submit" className="menu-item" name="language" value={other.code} lang={other.code}>
        <Icon name="language" />
        {other.name}
      </button>
    </form>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(keptTheme);
  const names: Record<Theme, string> = {
    system: i18n.t('Системная'),
    light: i18n.t('Светлая'),
    dark: i18n.t('Тёмная'),
  };
  return (
    <fieldset className="themes">
      <legend>
        <Icon name="theme" />
        {i18n.t('Тема')}
      </legend>
      {(['system', 'light', 'dark'] as const).map((one) => (
        <label key={one} className="theme">
          <input
            type="radio"
            name="theme"
            checked={theme === one}
            onChange={() => {
              setTheme(one);
              wear(one);
            }}
          />
          {names[one]}
        </label>
      ))}
    </fieldset>
  );
}
