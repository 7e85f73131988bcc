// The whole page: the list, the chat beside it (instead of it on a phone), and what stands over both.
import { i18n } from '@lingui/core';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Icon } from '../skin/icons';
import { waiting } from '../store/news';
import { useOpenCall } from '../store/open-call';
import { useLook } from '../store/use-store';
import { chatPath, go, listPath, parseAddress, usePath } from './address';
import { ChatList } from './chat-list';
import { Failure } from './failure';
import { Notice } from './notice';
import { useChatRoom } from './use-chat-room';
import { spaceName } from './words';

const JoinRoom = lazy(() => import('./join-room'));
const CallPlace = lazy(() => import('./call/call-room'));
const Incoming = lazy(() => import('./call/incoming'));

export function Messenger() {
  const me = useLook((state) => state.me);
  const address = parseAddress(usePath());
  const { chat } = address;
  const chatSpace = useLook((state) => (chat === null ? undefined : state.chats.get(chat)?.space));
  const space = chat === null ? address.space : (chatSpace ?? 'learning');
  const title = useLook((state) => (chat === null ? undefined : state.chats.get(chat)?.title));
  const ChatRoom = useChatRoom(chat !== null);
  const unread = useLook((state) => waiting(state.chats));
  const call = useOpenCall();
  const calls = useLook((state) => [...state.chats.values()].some((one) => one.live?.kind === 'call'));

  useEffect(() => {
    const name = title ? `${title} · ${me.messenger}` : me.messenger;
    document.title = unread > 0 ? `(${unread}) ${name}` : name;
  }, [title, me.messenger, unread]);

  // The chat or the list that had the keyboard is gone: it goes on from the row of the chat, or from the menu.
  const left = useRef({ chat, space });
  useEffect(() => {
    const before = left.current;
    left.current = { chat, space };
    if (document.activeElement !== document.body) return;
    const next =
      before.space !== space ? '.menu button' : chat === null && `a.row[href="${chatPath(before.chat ?? 0)}"]`;
    if (next) document.querySelector<HTMLElement>(next)?.focus();
  }, [chat, space]);

  useEffect(() => {
    if (chat === null) return;
    function close(event: KeyboardEvent) {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]'))
        go(listPath(space));
    }
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [chat, space]);

  return (
    <>
      <LineBar />
      <main className={chat === null ? 'panes' : 'panes panes-chat'}>
        {call && (
          <Failure key={call.call} sentence={i18n.t('Звонок не удалось показать.')}>
            <Suspense fallback={<section className="chat-pane" aria-busy="true" />}>
              <CallPlace open={call} />
            </Suspense>
          </Failure>
        )}
        <h1 className="unseen">{`${me.messenger}: ${spaceName(space, me.learning_space)}`}</h1>
        <ChatList key={space} space={space} open={chat} />
        {chat === null ? (
          <NoChat />
        ) : (
          <Failure key={chat} sentence={i18n.t('Этот чат не удалось показать.')}>
            {ChatRoom ? <ChatRoom id={chat} /> : <section className="chat-pane" aria-busy="true" />}
          </Failure>
        )}
      </main>
      {address.join && (
        <Failure key={address.join} sentence={i18n.t('Приглашение не удалось показать.')}>
          <Suspense>
            <JoinRoom word={address.join} />
          </Suspense>
        </Failure>
      )}
      {calls && (
        <Failure sentence={i18n.t('Звонок не удалось показать.')}>
          <Suspense>
            <Incoming />
          </Suspense>
        </Failure>
      )}
      <Notice />
    </>
  );
}

function NoChat() {
  return (
    <section className="chat-pane no-chat">
      <div className="empty">
        <Icon name="personal" />
        <p>{i18n.t('Выберите чат')}</p>
      </div>
    </section>
  );
}

/** A line that blinks for a second is not worth a word. */
const downMilliseconds = 1_500;

function LineBar() {
  const line = useLook((state) => state.line);
  const lost = useLook((state) => state.line === 'down' || state.unanswered);
  const [down, setDown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDown(lost), lost ? downMilliseconds : 0);
    return () => clearTimeout(timer);
  }, [lost]);
  if (line === 'signed-out') {
    return (
      <p className="line-bar" role="alert">
        {i18n.t('Вы вышли.')} <a href={location.href}>{i18n.t('Войти снова')}</a>
      </p>
    );
  }
  return (
    <p className={down ? 'line-bar' : 'unseen'} role="status">
      {down && i18n.t('Нет связи. Сообщения уйдут, когда она появится.')}
    </p>
  );
}
