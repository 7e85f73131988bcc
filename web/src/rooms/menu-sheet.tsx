// What the menu holds: spaces, the theme, notifications, quiet, the language, the way out. It comes when it is opened.
import { i18n } from '@lingui/core';
import { type ReactNode, useState } from 'react';
import { FileIcon } from '../skin/file-icons';
import { Icon } from '../skin/icons';
import { MenuIcon } from '../skin/menu-icons';
import { keptTheme, type Theme, wear } from '../skin/theme';
import { useLook } from '../store/use-store';
import { cookie, type Space } from '../wire/api';
import { listPath } from './address';
import { Avatar } from './avatar';
import { Link } from './link';
import { spaceName, unreadCount } from './words';

export default function MenuSheet(props: {
  space: Space;
  close: () => void;
  openQuiet: () => void;
  openNotify: () => void;
  openPicture: () => void;
  openScheduled: () => void;
}) {
  const { space, close, openQuiet, openNotify, openPicture, openScheduled } = props;
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
        <MenuIcon name="bell" />
        {i18n.t('Уведомления')}
      </button>
      <button type="button" className="menu-item" onClick={openQuiet}>
        <MenuIcon name="bellOff" />
        {i18n.t('Тишина')}
      </button>
      <button type="button" className="menu-item" onClick={openPicture}>
        <FileIcon name="photos" />
        {i18n.t('Моя фотография')}
      </button>
      <button type="button" className="menu-item" onClick={openScheduled}>
        <FileIcon name="later" />
        {i18n.t('Запланированные')}
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
          <MenuIcon name="leave" />
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
      {space === open && <MenuIcon name="done" />}
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
        <MenuIcon name="language" />
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
        <MenuIcon name="theme" />
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
