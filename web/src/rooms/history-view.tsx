import { i18n } from '@lingui/core';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { TalkIcon } from '../skin/talk-icons';
import { aimAt } from '../store/aim';
import type { History } from '../store/state';
import { useLook, useStore } from '../store/use-store';
import type { Chat } from '../wire/api';
import { historyRows } from './history-rows';
import { MessageRow } from './message-row';
import { messageWords } from './service-words';
import { useAimedRow } from './use-aim';
import { authorName } from './words';

/** More messages are asked for while this much is still above or below the screen, so that one rarely waits for them. */
const aheadPixels = 1_500;
const endPixels = 24;

export function HistoryView({ chat, history }: { chat: Chat; history: History }) {
  const store = useStore();
  const me = useLook((state) => state.me.person.id);
  const allSending = useLook((state) => state.sending);
  const { start, end } = history;
  // What is on its way will stand at the end, so it is not shown in the middle.
  const sending = useMemo(
    () => (end ? allSending.filter((message) => message.chat === chat.id) : []),
    [allSending, chat.id, end],
  );
  // The line before what is new stays where it was when the chat was opened.
  const [readOnOpening] = useState(chat.unread > 0 && reachesRead(history, chat) ? chat.read_number : null);
  const rows = useMemo(
    () => historyRows(history.messages, sending, me, start, readOnOpening, chat.read_by_others),
    [history.messages, start, sending, me, readOnOpening, chat.read_by_others],
  );

  const list = useRef<VirtualizerHandle>(null);
  const [atBottom, setAtBottom] = useState(true);
  const atEnd = atBottom && end;
  const pinned = useRef(end);

  const oldest = history.messages[0]?.seq ?? 0;
  const oldestShown = useRef(oldest);
  const prepended = oldest < oldestShown.current;
  useLayoutEffect(() => {
    oldestShown.current = oldest;
  }, [oldest]);

  const opened = useRef(false);
  useLayoutEffect(() => {
    if (opened.current || rows.length === 0) return;
    opened.current = true;
    const news = rows.findIndex((row) => row.news);
    if (news > 0 && sending.length === 0) {
      pinned.current = false;
      list.current?.scrollToIndex(news, { align: 'start' });
    }
    // A history that fits the screen never scrolls, so its end is looked for once by itself.
    requestAnimationFrame(look);
  });

  const last = rows.length - 1;
  const sent = sending.length;
  const sentBefore = useRef(sent);
  useLayoutEffect(() => {
    // One's own message is always followed; another's only by who was reading the end.
    if (sent > sentBefore.current) pinned.current = true;
    sentBefore.current = sent;
    if (pinned.current && last >= 0) list.current?.scrollToIndex(last, { align: 'end' });
  }, [last, sent]);

  useAimedRow({ chat: chat.id, history, rows, list, pinned });

  function look() {
    const view = list.current;
    if (!view) return;
    const below = view.scrollSize - view.scrollOffset - view.viewportSize;
    pinned.current = below <= endPixels && end;
    setAtBottom(below <= endPixels);
    if (view.scrollOffset < aheadPixels && !start) store.loadOlder(chat.id).catch(() => {});
    if (below < aheadPixels && !end) store.loadFollowing(chat.id).catch(() => {});
  }

  // A short first page may leave room on a tall screen, where no scrolling would ever ask for more.
  useEffect(() => {
    const view = list.current;
    if (view && view.scrollSize < view.viewportSize + aheadPixels && !start) store.loadOlder(chat.id).catch(() => {});
  }, [store, chat.id, start]);

  // What was marked unread by hand waits there for the next opening.
  const [markedOnOpening] = useState(chat.marked_unread);
  useEffect(() => {
    if (markedOnOpening) store.read(chat.id);
  }, [store, chat.id, markedOnOpening]);

  const unread = chat.unread;
  const mention = chat.mentions.at(-1);
  useEffect(() => {
    function read() {
      if (unread > 0 && pinned.current && atEnd && document.visibilityState === 'visible') store.read(chat.id);
    }
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [store, chat.id, unread, atEnd]);

  function toEnd() {
    if (!end) return void store.loadNewest(chat.id).catch(() => {});
    list.current?.scrollToIndex(last, { align: 'end' });
  }

  return (
    <div className="history-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard. */}
      <section className="history" aria-label={i18n.t('Сообщения')} tabIndex={0}>
        <div className="history-spring" />
        <Virtualizer
          ref={list}
          data={rows}
          shift={prepended}
          onScroll={look}
          onResize={() => {
            if (pinned.current && last >= 0) list.current?.scrollToIndex(last, { align: 'end' });
            else look();
          }}
        >
          {(row) => <MessageRow key={row.key} row={row} />}
        </Virtualizer>
      </section>
      {!atEnd && mention !== undefined && (
        <button
          type="button"
          className="to-end to-mention"
          aria-label={i18n.t('К упоминанию вас')}
          onClick={() => aimAt({ chat: chat.id, number: mention })}
        >
          <span aria-hidden="true">@</span>
        </button>
      )}
      {!atEnd && (
        <button type="button" className="to-end" aria-label={i18n.t('К последним сообщениям')} onClick={toEnd}>
          <TalkIcon name="down" />
          {unread > 0 && (
            <span className="badge" aria-hidden="true">
              {unread}
            </span>
          )}
        </button>
      )}
      <Announcer history={history} me={me} />
    </div>
  );
}

/** The window holds something that has been read, so what follows it there is what is new. */
function reachesRead({ messages, start }: History, { read_number: read }: Chat): boolean {
  const oldest = messages.find(({ number }) => number !== null)?.number ?? Number.POSITIVE_INFINITY;
  return start || oldest <= read + 1;
}

/** Says a new message aloud for who cannot see it come. What was there on opening is not news. */
function Announcer({ history, me }: { history: History; me: number }) {
  const message = history.messages.at(-1);
  const [opening] = useState(history.upto);
  const news = message && message.seq > opening && message.author?.person !== me;
  return (
    <p className="unseen" aria-live="polite">
      {news && (message.author ? `${authorName(message.author)}: ${messageWords(message)}` : messageWords(message))}
    </p>
  );
}
