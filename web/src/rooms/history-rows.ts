// What stands in a history, row by row: messages in groups by author, days, the line before what is new.
// Pure. A day and the line belong to the row of the message after them, so that a page put before the first row never
// changes how many rows follow it.
import type { Sending } from '../store/state';
import type { Message } from '../wire/api';
import { sameDay } from './time';

export type HistoryRow =
  | {
      kind: 'message';
      key: string;
      message: Message;
      own: boolean;
      first: boolean;
      last: boolean;
      day: boolean;
      news: boolean;
      /** One's own, and somebody has read it. */
      read: boolean;
    }
  | { kind: 'sending'; key: string; sending: Sending; first: boolean; last: boolean; day: boolean; news: false };

const groupMillisecondsMax = 5 * 60_000;

export function historyRows(
  messages: readonly Message[],
  sending: readonly Sending[],
  me: number,
  start: boolean,
  readOnOpening: number | null,
  readByOthers = 0,
): HistoryRow[] {
  const rows: HistoryRow[] = [];
  let newsShown = readOnOpening === null;
  for (const [index, message] of messages.entries()) {
    const previous = messages[index - 1];
    const own = message.author?.person === me;
    const news = !newsShown && !own && message.number !== null && message.number > (readOnOpening ?? 0);
    newsShown ||= news;
    // Whether the oldest known message begins its day is known only at the very start.
    const day = previous ? !sameDay(previous.at, message.at) : start;
    rows.push({
      kind: 'message',
      // A message keeps its row when it turns from being sent to being stored.
      key: message.uuid ?? `${message.seq}`,
      message,
      own,
      first: day || news || !previous || !inOneGroup(previous, message),
      last: true,
      day,
      news,
      read: own && message.number !== null && message.number <= readByOthers,
    });
    const before = rows.at(-2);
    if (before && !rows.at(-1)?.first) before.last = false;
  }
  for (const message of sending) {
    const previous = rows.at(-1);
    const previousAt = previous?.kind === 'message' ? previous.message.at : previous?.sending.at;
    const day = previousAt === undefined || !sameDay(previousAt, message.at);
    const joins = !day && previous !== undefined && (previous.kind === 'sending' || previous.own);
    if (joins) previous.last = false;
    rows.push({ kind: 'sending', key: message.uuid, sending: message, first: !joins, last: true, day, news: false });
  }
  return rows;
}

function inOneGroup(one: Message, other: Message): boolean {
  return (
    one.kind !== 'service' &&
    other.kind !== 'service' &&
    one.author?.person === other.author?.person &&
    one.author?.name === other.author?.name &&
    one.author?.is_bot === other.author?.is_bot &&
    Date.parse(other.at) - Date.parse(one.at) < groupMillisecondsMax
  );
}
