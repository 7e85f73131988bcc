import { i18n } from '@lingui/core';
import { type ComponentType, lazy, memo, type ReactNode, Suspense, useEffect, useState } from 'react';
import { TalkIcon } from '../skin/talk-icons';
import type { Sending } from '../store/state';
import { useStore } from '../store/use-store';
import type { Message } from '../wire/api';
import { filesOf } from '../wire/files';
import { mentionsOf, type Name, service } from '../wire/service';
import { Attachments } from './attachments';
import { Avatar } from './avatar';
import type { HistoryRow } from './history-rows';
import { LinkedText } from './linked-text';
import { WithActions } from './message-actions';
import { QuoteView } from './quote';
import { Reactions } from './reactions';
import { serviceSentences } from './service-words';
import { clock, dayName } from './time';
import { authorName, wordedName } from './words';

export const MessageRow = memo(
  function MessageRow({ row }: { row: HistoryRow }) {
    const at = row.kind === 'message' ? row.message.at : row.sending.at;
    return (
      <div className="history-row" data-seq={row.kind === 'message' ? row.message.seq : undefined}>
        {row.day && (
          <p className="day">
            <time dateTime={at}>{dayName(at, Date.now())}</time>
          </p>
        )}
        {row.news && <p className="news">{i18n.t('Новые сообщения')}</p>}
        {row.kind === 'sending' ? (
          <SendingMessage sending={row.sending} first={row.first} last={row.last} />
        ) : row.message.kind === 'service' ? (
          <ServiceMessage message={row.message} />
        ) : row.own ? (
          <div className={bubblePlace('own', row)}>
            <WithActions message={row.message}>
              <Bubble message={row.message} read={row.read} />
            </WithActions>
          </div>
        ) : (
          <OthersMessage row={row} />
        )}
      </div>
    );
  },
  // Rows are made anew with every state; what one shows seldom is.
  (one, other) =>
    one.row.kind === other.row.kind &&
    one.row.first === other.row.first &&
    one.row.last === other.row.last &&
    one.row.day === other.row.day &&
    one.row.news === other.row.news &&
    (one.row.kind === 'message' && one.row.read) === (other.row.kind === 'message' && other.row.read) &&
    (one.row.kind === 'message' ? one.row.message : one.row.sending) ===
      (other.row.kind === 'message' ? other.row.message : other.row.sending),
);

function bubblePlace(side: 'own' | 'others', { first, last }: { first: boolean; last: boolean }): string {
  return `message message-${side}${first ? ' first' : ''}${last ? ' last' : ''}`;
}

function ServiceMessage({ message }: { message: Message }) {
  return (
    <div className="service" dir="auto">
      {serviceSentences(service(message)).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

function OthersMessage({ row }: { row: Extract<HistoryRow, { kind: 'message' }> }) {
  const author = row.message.author;
  return (
    <div className={bubblePlace('others', row)}>
      <span className="message-avatar">{row.last && author && <Avatar face={author} size="small" />}</span>
      <WithActions message={row.message}>
        <Bubble message={row.message} author={row.first ? author : null} />
      </WithActions>
    </div>
  );
}

function Bubble(props: { message: Message; author?: Message['author'] | null; read?: boolean }) {
  const { message, author, read } = props;
  const name = author && (
    <p className="author">
      <bdi>{authorName(author)}</bdi>
    </p>
  );
  const time = (
    <span className="when">
      {message.edited_at && !message.deleted && <span className="edited">{i18n.t('изменено')} </span>}
      <time dateTime={message.at}>{clock(message.at)}</time>
      {read !== undefined && !message.deleted && (
        <span className="mark" role="img" aria-label={read ? i18n.t('Прочитано') : i18n.t('Отправлено')}>
          <TalkIcon name={read ? 'read' : 'stored'} />
        </span>
      )}
    </span>
  );
  if (message.deleted) {
    return (
      <div className="bubble bubble-deleted">
        {name}
        <span className="text">{i18n.t('Сообщение удалено')}</span>
        {time}
      </div>
    );
  }
  const forwarded = forwardedFrom(message);
  const above = (
    <>
      {name}
      {forwarded && (
        <p className="forwarded">
          {i18n.t('Переслано:')} <bdi>{forwarded}</bdi>
        </p>
      )}
      {message.reply && <QuoteView chat={message.chat} quote={message.reply} />}
    </>
  );
  if (message.kind === 'sticker') {
    return (
      <div className="sticker">
        {above}
        <Sticker name={message.data.sticker} />
        {time}
        <Reactions message={message} />
      </div>
    );
  }
  if (message.kind === 'call') {
    return (
      <div className="bubble call">
        {above}
        <Suspense fallback={<CallLine />}>
          {typeof message.data.call === 'number' ? <CallCard message={message} /> : <CallLine />}
        </Suspense>
        {time}
      </div>
    );
  }
  if (message.kind === 'poll') {
    return (
      <div className="bubble">
        {above}
        <PollPlace message={message} />
        {time}
        <Reactions message={message} />
      </div>
    );
  }
  const files = filesOf(message);
  return (
    <div className={message.kind === 'photo' ? 'bubble bubble-photo' : 'bubble'}>
      {above}
      {files.length > 0 && <Attachments chat={message.chat} files={files} />}
      {(message.text || files.length === 0) && <Text text={message.text} mentions={mentionsOf(message)} />}
      {time}
      <Reactions message={message} />
    </div>
  );
}

const CallCard = lazy(() => import('./call/card'));

function CallLine() {
  return (
    <p className="call-line">
      <span className="call-icon">
        <TalkIcon name="phone" />
      </span>
      {i18n.t('Звонок')}
    </p>
  );
}

type PollView = ComponentType<{ message: Message }>;
let Poll: PollView | null = null;

/** Brought with the first poll that is shown; after that it stands at once, and nothing jumps. */
function PollPlace({ message }: { message: Message }) {
  const [View, setView] = useState<PollView | null>(() => Poll);
  useEffect(() => {
    if (Poll) return;
    import('./poll').then(
      (module) => {
        Poll = module.default;
        setView(() => Poll);
      },
      () => {},
    );
  }, []);
  return View ? <View message={message} /> : <Text text={message.text} />;
}

/** Who said first what was passed on. */
function forwardedFrom(message: Message): string | null {
  const said = message.data.forwarded as { name?: unknown; is_bot?: unknown } | undefined;
  return typeof said?.name === 'string' ? wordedName(said.name, said.is_bot === true) : null;
}

function Text({ text, mentions }: { text: string; mentions?: readonly Name[] }): ReactNode {
  return (
    <span className="text" dir="auto">
      <LinkedText text={text} mentions={mentions} />
    </span>
  );
}

function Sticker({ name }: { name: unknown }) {
  const [lost, setLost] = useState(false);
  // The name comes from the server as pack/name; anything else must not become an address.
  if (lost || typeof name !== 'string' || !/^[\w-]+\/[\w-]+$/.test(name)) {
    return <p className="bubble">{i18n.t('Стикер')}</p>;
  }
  return (
    <img
      src={`/static/stickers/${name}.webp`}
      alt={i18n.t('Стикер')}
      width={128}
      height={128}
      loading="lazy"
      onError={() => setLost(true)}
    />
  );
}

function SendingMessage({ sending, first, last }: { sending: Sending; first: boolean; last: boolean }) {
  const store = useStore();
  return (
    <div className={bubblePlace('own', { first, last })}>
      <div className={sending.failed ? 'bubble bubble-failed' : 'bubble bubble-sending'}>
        {sending.reply && <QuoteView chat={sending.chat} quote={sending.reply} />}
        {sending.sticker && <Sticker name={sending.sticker} />}
        {sending.files && <Attachments chat={sending.chat} files={sending.files} />}
        {(sending.text || !(sending.files || sending.sticker)) && (
          <Text text={sending.text} mentions={sending.mentions} />
        )}
        <span
          className="sending-state"
          role="img"
          aria-label={sending.failed ? i18n.t('Не отправлено') : i18n.t('Отправляется')}
        >
          <TalkIcon name={sending.failed ? 'failed' : 'clock'} />
        </span>
      </div>
      {sending.failed && (
        <p className="failed-line">
          {i18n.t('Не отправлено')}
          <button type="button" className="text-button" onClick={() => store.sendAgain(sending)}>
            {i18n.t('Повторить')}
          </button>
          <button type="button" className="text-button" onClick={() => store.giveUp(sending)}>
            {i18n.t('Удалить')}
          </button>
        </p>
      )}
    </div>
  );
}
