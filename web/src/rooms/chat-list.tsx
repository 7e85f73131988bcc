import { i18n } from '@lingui/core';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useEffect,
  useMemo,
  useRef,
  useState,
  type WheelEvent,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { Icon } from '../skin/icons';
import { PinIcon } from '../skin/pin-icon';
import { draftOf } from '../store/state';
import { useLook, useStore } from '../store/use-store';
import type { Chat, Space } from '../wire/api';
import { chatPath } from './address';
import { Avatar } from './avatar';
import { type Folder, folders, inFolder, ordered } from './folders';
import { Link } from './link';
import { Menu } from './menu';
import { age } from './time';
import { useMinute } from './use-minute';
import { useRoom } from './use-room';
import { previewWords, spaceName, typingWords, unreadCount } from './words';

const bringNewChat = () => import('./new-chat');
const bringOwnPlace = () => import('./own-place');
const bringFound = () => import('./found');

/** Above the people and the messages that were found. */
const chatsFoundMax = 20;

export function ChatList({ space, open }: { space: Space; open: number | null }) {
  const store = useStore();
  const me = useLook((state) => state.me);
  const chats = useLook((state) => state.chats);
  const listed = useLook((state) => state.listed);
  const line = useLook((state) => state.line);
  const [search, setSearch] = useState('');
  const newChat = useRoom(bringNewChat);
  const found = useRoom(bringFound);

  const whole = listed.includes(space);
  useEffect(() => {
    // Asked for again when the line comes back, if it was lost the first time.
    if (!whole && line !== 'down') store.loadList(space).catch(() => {});
  }, [store, space, whole, line]);

  const ofSpace = useMemo(() => ordered([...chats.values()].filter((chat) => chat.space === space)), [chats, space]);
  const offered = useMemo(() => folders(ofSpace), [ofSpace]);
  const [chosen, setChosen] = useState<Folder>('all');
  const folder = offered.some((one) => one.folder === chosen) ? chosen : 'all';
  // What is sought is sought everywhere, among the hidden too.
  const rows = useMemo(
    () => (search.trim() ? matching(ofSpace, search) : inFolder(ofSpace, folder)),
    [ofSpace, search, folder],
  );
  const mayMake = space === 'personal' || (me.profile === 'active' && me.makes_chats);

  return (
    <nav className="list-pane" aria-label={spaceName(space, me.learning_space)}>
      <header className="list-head">
        <Menu space={space} />
        <label className="search">
          <Icon name="search" />
          <input
            type="search"
            value={search}
            onChange={(event) => {
              setSearch(event.target.value);
              if (!found.Room) found.open();
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || !search) return;
              // Otherwise the same key would close the open chat too.
              event.preventDefault();
              setSearch('');
            }}
            placeholder={i18n.t('Поиск')}
            aria-label={i18n.t('Поиск по чатам, людям и сообщениям')}
            maxLength={100}
          />
        </label>
        {mayMake && (
          <button
            type="button"
            className="icon-button"
            aria-label={i18n.t('Создать чат')}
            title={i18n.t('Создать чат')}
            onClick={newChat.open}
          >
            <Icon name="write" />
          </button>
        )}
      </header>
      {offered.length > 0 && <Folders folders={offered} chosen={folder} onChoose={setChosen} />}
      {found.Room && search.trim() ? (
        <found.Room
          words={search}
          space={space}
          chatsCount={rows.length}
          chats={rows
            .slice(0, chatsFoundMax)
            .map((chat, index) => (
              <ChatRow key={chat.id} chat={chat} index={index} open={chat.id === open} now={Date.now()} />
            ))}
        />
      ) : rows.length > 0 ? (
        <Rows rows={rows} open={open} />
      ) : (
        <NoRows space={space} whole={whole} searching={ofSpace.length > 0} />
      )}
      {newChat.Room && <newChat.Room space={space} onClose={newChat.close} />}
    </nav>
  );
}

function Folders(props: { folders: ReturnType<typeof folders>; chosen: Folder; onChoose: (folder: Folder) => void }) {
  return (
    <fieldset className="folders" aria-label={i18n.t('Папки')} onWheel={rollSideways}>
      {props.folders.map(({ folder, unread }) => (
        <button
          key={folder}
          type="button"
          className="folder"
          aria-pressed={folder === props.chosen}
          onClick={() => props.onChoose(folder)}
        >
          {folderName(folder)}
          {unread > 0 && (
            <span className="badge">
              <span aria-hidden="true">{unread > 999 ? '999+' : unread}</span>
              <span className="unseen">{unreadCount(unread)}</span>
            </span>
          )}
        </button>
      ))}
    </fieldset>
  );
}

/** A mouse without a sideways wheel rolls the folders with the one it has. */
function rollSideways(event: WheelEvent) {
  if (event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY;
}

function folderName(folder: Folder): string {
  return {
    all: i18n.t('Все'),
    class: i18n.t('Классы'),
    subject: i18n.t('Предметы'),
    parents: i18n.t('Родители'),
    staff_room: i18n.t('Учительская'),
    free: i18n.t('Группы'),
    dialogue: i18n.t('Диалоги'),
    hidden: i18n.t('Скрытые'),
  }[folder];
}

function matching(rows: Chat[], search: string): Chat[] {
  const sought = folded(search.trim());
  if (!sought) return rows;
  return rows.filter((chat) =>
    folded(`${chat.title} ${chat.preview?.author ?? ''} ${chat.preview?.text ?? ''}`).includes(sought),
  );
}

/** «ё» is written as «е» as often as not. */
const folded = (text: string) => text.toLowerCase().replaceAll('ё', 'е');

function Rows({ rows, open }: { rows: Chat[]; open: number | null }) {
  const now = useMinute();
  const list = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const ownPlace = useRoom(bringOwnPlace);
  const [settled, setSettled] = useState<Chat | null>(null);

  // The right button, a long press, or the menu key on a row.
  function settle(event: MouseEvent) {
    const row = (event.target as Element).closest<HTMLElement>('[data-index]');
    const chat = row && rows[Number(row.dataset.index)];
    if (!chat) return;
    event.preventDefault();
    setSettled(chat);
    ownPlace.open();
  }

  function walk(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = (event.target as Element).closest<HTMLElement>('[data-index]');
    if (!step || !row) return;
    event.preventDefault();
    const next = Number(row.dataset.index) + step;
    if (next < 0 || next >= rows.length) return;
    const focus = () => list.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus();
    // The next row may not be drawn yet.
    if (!focus()) virtualizer.current?.scrollToIndex(next, { align: 'nearest' });
    requestAnimationFrame(focus);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows are the links; arrows only move among them.
    <div className="list" ref={list} onKeyDown={walk} onContextMenu={settle}>
      <Virtualizer ref={virtualizer} data={rows} itemSize={64}>
        {(chat, index) => <ChatRow key={chat.id} chat={chat} index={index} open={chat.id === open} now={now} />}
      </Virtualizer>
      {ownPlace.Room && settled && <ownPlace.Room chat={settled} onClose={ownPlace.close} />}
    </div>
  );
}

const ChatRow = memo(function ChatRow(props: { chat: Chat; index: number; open: boolean; now: number }) {
  const { chat, index, open, now } = props;
  const { author, text } = previewWords(chat.preview);
  // In an open chat what was begun stands in its field.
  const draft = useLook((state) => (open ? null : draftOf(state, chat.id)));
  const typing = useLook((state) => state.typing.get(chat.id));
  return (
    <Link className="row" href={chatPath(chat.id)} aria-current={open ? 'page' : undefined} data-index={index}>
      <Avatar face={chat} kind={chat.kind} size="large" />
      <span className="row-title">
        <bdi className="cut">{chat.title}</bdi>
        {chat.pinned_at && (
          <>
            <PinIcon />
            <span className="unseen">{` ${i18n.t('закреплён')}`}</span>
          </>
        )}
        {chat.muted && (
          <>
            <Icon name="muted" />
            <span className="unseen">{` ${i18n.t('без звука')}`}</span>
          </>
        )}
      </span>
      {/* Author, colon, text, then the dot and the age: one line of plain text, whatever is cut off on the screen. */}
      <span className="row-line">
        {chat.live ? (
          <span className="cut row-live">
            {chat.live.kind === 'lesson' ? i18n.t('Урок идёт') : i18n.t('Звонок идёт')}
          </span>
        ) : typing ? (
          <bdi className="cut row-typing">{typingWords(typing)}</bdi>
        ) : draft?.text.trim() ? (
          <span className="cut">
            <span className="row-draft">{i18n.t('Черновик')}</span>
            {': '}
            <bdi>{draft.text}</bdi>
          </span>
        ) : (
          <span className="cut">
            {author && (
              <>
                <bdi>{author}</bdi>
                {': '}
              </>
            )}
            <bdi>{text}</bdi>
          </span>
        )}
        <span className="row-age">{` · ${age(chat.at, now)}`}</span>
      </span>
      <span className="row-badges">
        {chat.mentions.length > 0 && (
          <span className="badge badge-mention">
            <span aria-hidden="true">@</span>
            <span className="unseen">{i18n.t('вас упомянули')}</span>
          </span>
        )}
        {chat.unread === 0 && chat.marked_unread && (
          <span className="badge badge-marked">
            <span className="unseen">{i18n.t('помечен непрочитанным')}</span>
          </span>
        )}
        {chat.unread > 0 && (
          <span className={chat.muted ? 'badge badge-muted' : 'badge'}>
            <span aria-hidden="true">{chat.unread > 999 ? '999+' : chat.unread}</span>
            <span className="unseen">{unreadCount(chat.unread)}</span>
          </span>
        )}
      </span>
    </Link>
  );
});

function NoRows({ space, whole, searching }: { space: Space; whole: boolean; searching: boolean }) {
  const me = useLook((state) => state.me);
  if (searching) {
    return (
      <p className="empty" role="status">
        {i18n.t('Ничего не найдено')}
      </p>
    );
  }
  if (!whole) {
    return (
      <div className="list" role="status">
        <span className="unseen">{i18n.t('Загружаем чаты…')}</span>
        {[0, 1, 2, 3, 4, 5, 6, 7].map((n) => (
          <div key={n} className="row row-ghost" />
        ))}
      </div>
    );
  }
  if (space === 'personal' || me.profile === 'active') {
    return (
      <div className="empty">
        <p>{i18n.t('Здесь появятся ваши чаты.')}</p>
      </div>
    );
  }
  return (
    <div className="empty">
      <p>
        {me.profile === 'awaiting_parent'
          ? i18n.t('Учебный профиль ждёт согласия родителя. Когда оно будет дано, здесь появятся ваши чаты.')
          : me.profile === 'suspended'
            ? i18n.t('Ваш учебный профиль приостановлен, поэтому учебных чатов сейчас нет.')
            : i18n.t('Чтобы быть в учебных чатах и создавать свои, нужен учебный профиль.')}
      </p>
      <a className="button" href="/profile/">
        {me.profile === 'none' ? i18n.t('Создать учебный профиль') : i18n.t('Учебный профиль')}
      </a>
    </div>
  );
}
