import { i18n } from '@lingui/core';
import { memo, type ReactNode, useState } from 'react';
import { Icon } from '../skin/icons';
import type { Sending } from '../store/state';
import { useStore } from '../store/use-store';
import type { Message } from '../wire/api';
import { filesOf } from '../wire/files';
import { service } from '../wire/service';
import { Attachments } from './attachments';
import { Avatar } from './avatar';
import type { HistoryRow } from './history-rows';
import { LinkedText } from './linked-text';
import { clock, dayName } from './time';
import { serviceSentences } from './words';

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
            <Bubble message={row.message} />
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
      <Bubble message={row.message} author={row.first ? author : null} />
    </div>
  );
}

function Bubble({ message, author }: { message: Message; author?: Message['author'] }) {
  const name = author && (
    <p className="author">
      <bdi>{author.short_name}</bdi>
    </p>
  );
  const time = <time dateTime={message.at}>{clock(message.at)}</time>;
  if (message.kind === 'sticker') {
    return (
      <div className="sticker">
        {name}
        <Sticker name={message.data.sticker} />
        {time}
      </div>
    );
  }
  if (message.kind === 'call') {
    return (
      <div className="bubble call">
        {name}
        <p className="call-line">
          <span className="call-icon">
            <Icon name="phone" />
          </span>
          {i18n.t('Звонок')}
        </p>
        {time}
      </div>
    );
  }
  const files = filesOf(message);
  return (
    <div className={message.kind === 'photo' ? 'bubble bubble-photo' : 'bubble'}>
      {name}
      {files.length > 0 && <Attachments chat={message.chat} files={files} />}
      {(message.text || files.length === 0) && <Text text={message.text} />}
      {time}
    </div>
  );
}

function Text({ text }: { text: string }): ReactNode {
  return (
    <span className="text" dir="auto">
      <LinkedText text={text} />
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
        {sending.files && <Attachments chat={sending.chat} files={sending.files} />}
        {(sending.text || !sending.files) && <Text text={sending.text} />}
        <span
          className="sending-state"
          role="img"
          aria-label={sending.failed ? i18n.t('Не отправлено') : i18n.t('Отправляется')}
        >
          <Icon name={sending.failed ? 'failed' : 'clock'} />
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
