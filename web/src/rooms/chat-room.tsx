import { i18n } from '@lingui/core';
import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';
import { FileIcon } from '../skin/file-icons';
import { Icon } from '../skin/icons';
import { TalkIcon } from '../skin/talk-icons';
import { aimed } from '../store/aim';
import { useAllowed } from '../store/allowed';
import { useChosen } from '../store/chosen';
import { openCall } from '../store/open-call';
import { isAbsent } from '../store/store';
import { useLook, useStore } from '../store/use-store';
import type { Chat } from '../wire/api';
import { listPath } from './address';
import { Avatar } from './avatar';
import { HistoryView } from './history-view';
import { Link } from './link';
import { PinnedBar } from './pinned-bar';
import { presenceWords, usePresence } from './presence';
import { settledWords } from './service-words';
import { speaks } from './speaks';
import { useComposer } from './use-chat-room';
import { useRoom } from './use-room';
import { useTry } from './use-try';
import { membersCount, typingWords } from './words';

const bringChosen = () => import('./chosen-bar');
const bringScheduled = () => import('./scheduled-bar');
const bringMembers = () => import('./members');
const bringSharedMedia = () => import('./shared-media');
const bringPerson = () => import('./person-card');
const LiveBar = lazy(() => import('./call/live-bar'));

export default function ChatRoom({ id }: { id: number }) {
  const store = useStore();
  const chat = useLook((state) => state.chats.get(id));
  const history = useLook((state) => state.histories.get(id));
  const line = useLook((state) => state.line);
  const [absent, setAbsent] = useState(false);

  const known = chat !== undefined;
  useEffect(() => {
    if (!known && line !== 'down') store.loadChat(id).catch((error) => setAbsent(isAbsent(error)));
  }, [store, id, known, line]);

  const choosing = useChosen(id) !== null;
  const chosenBar = useRoom(bringChosen);
  const { open: openChosen, close: closeChosen } = chosenBar;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when one begins to choose, and when it is over.
  useEffect(() => {
    if (choosing) openChosen();
    else closeChosen();
  }, [choosing]);

  // After the first screen, and without a word when it does not come: what waits waits without it too.
  const [Waiting, setWaiting] = useState<ComponentType<{ chat: number }> | null>(null);
  useEffect(() => {
    bringScheduled().then(
      (module) => setWaiting(() => module.default),
      () => {},
    );
  }, []);

  const loaded = history !== undefined;
  useEffect(() => {
    if (loaded || line === 'down') return;
    const aim = aimed();
    const brought = aim?.chat === id ? store.loadAround(id, aim) : store.loadHistory(id, true);
    brought.catch(() => {});
  }, [store, id, loaded, line]);

  useEffect(() => () => store.leave(id), [store, id]);

  if (!chat) return absent ? <NoSuchChat /> : <section className="chat-pane" aria-busy="true" />;
  return (
    <section className="chat-pane" aria-labelledby="chat-title">
      <ChatHead chat={chat} />
      {chat.live && (
        <Suspense>
          <LiveBar chat={chat} />
        </Suspense>
      )}
      {history && history.pinned.length > 0 && <PinnedBar pinned={history.pinned} />}
      {history ? (
        <HistoryView key={history.around} chat={chat} history={history} />
      ) : (
        <div className="history" aria-busy="true" />
      )}
      {Waiting && <Waiting chat={id} />}
      {choosing ? (
        chosenBar.Room && <chosenBar.Room chat={chat} />
      ) : speaks(chat) ? (
        <Writing chat={id} />
      ) : (
        <p className="speechless">{settledWords(chat)}</p>
      )}
    </section>
  );
}

/** Until its script is there, the place of the field is kept for it. */
function Writing({ chat }: { chat: number }) {
  const Composer = useComposer(true);
  return Composer ? <Composer chat={chat} /> : <div className="composer" aria-busy="true" />;
}

/** In a chat of the school its administrators call; elsewhere anybody. Where something goes on already, one joins it. */
const mayCall = (chat: Chat) => !chat.live && !chat.archived && (!chat.ruled || chat.role === 'administrator');

async function call(chat: Chat): Promise<void> {
  const { callsApi } = await import('../wire/calls');
  const begun = await callsApi.begin(chat.id);
  openCall({ call: begun.id, chat: chat.id });
}

function ChatHead({ chat }: { chat: Chat }) {
  const allowed = useAllowed(chat.id);
  const members = useRoom(bringMembers);
  const media = useRoom(bringSharedMedia);
  const person = useRoom(bringPerson);
  const typing = useLook((state) => state.typing.get(chat.id));
  const presence = usePresence(chat.other?.id ?? null);
  const attempt = useTry();
  return (
    <header className="chat-head">
      <Link className="icon-button back" href={listPath(chat.space)} aria-label={i18n.t('К списку чатов')}>
        <TalkIcon name="back" />
      </Link>
      <Avatar face={chat} kind={chat.kind} size="middle" />
      <div className="chat-name">
        <h2 id="chat-title">
          <bdi className="cut">{chat.title}</bdi>
          {chat.muted && <Icon name="muted" />}
        </h2>
        <p className={typing ? 'typing' : undefined}>
          {typing ? (
            <bdi>{typingWords(typing)}</bdi>
          ) : chat.other ? (
            presenceWords(presence, Date.now()) || i18n.t('диалог')
          ) : (
            membersCount(chat.members)
          )}
          {chat.school && (
            <>
              {' · '}
              <bdi>{chat.school}</bdi>
            </>
          )}
        </p>
      </div>
      {allowed.calls && mayCall(chat) && (
        <button
          type="button"
          className="icon-button"
          aria-label={i18n.t('Позвонить')}
          title={i18n.t('Позвонить')}
          onClick={() => void attempt(() => call(chat))}
        >
          <TalkIcon name="phone" />
        </button>
      )}
      {chat.other && (
        <button
          type="button"
          className="icon-button"
          aria-label={i18n.t('Карточка: {name}', { name: chat.other.name })}
          title={i18n.t('Карточка')}
          onClick={person.open}
        >
          <TalkIcon name="why" />
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={i18n.t('Фото и файлы')}
        title={i18n.t('Фото и файлы')}
        onClick={media.open}
      >
        <FileIcon name="photos" />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={i18n.t('Участники чата')}
        title={i18n.t('Участники чата')}
        onClick={members.open}
      >
        <Icon name="members" />
      </button>
      {media.Room && <media.Room chat={chat} onClose={media.close} />}
      {members.Room && <members.Room chat={chat} onClose={members.close} />}
      {person.Room && chat.other && <person.Room person={chat.other} space={chat.space} onClose={person.close} />}
    </header>
  );
}

/** The same for a chat that never was and for one that is not mine: the server does not tell them apart either. */
function NoSuchChat() {
  return (
    <section className="chat-pane no-chat">
      <div className="empty">
        <h2>{i18n.t('Такого чата нет')}</h2>
        <p>{i18n.t('Возможно, его не было или вас в нём больше нет.')}</p>
        <Link className="button" href={listPath('learning')}>
          {i18n.t('К списку чатов')}
        </Link>
      </div>
    </section>
  );
}
