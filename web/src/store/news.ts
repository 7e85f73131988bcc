// What came while one was not looking. Pure: two states of the chats and where one looks. Called by told.ts and its test.
import type { Chat } from '../wire/api';

/** Chats that have more unread than before, which one has neither muted nor hidden, and does not look at. */
export function news(
  before: ReadonlyMap<number, Chat>,
  now: ReadonlyMap<number, Chat>,
  lookedAt: number | null,
): readonly Chat[] {
  return [...now.values()].filter((chat) => {
    const known = before.get(chat.id);
    return known && chat.unread > known.unread && !chat.muted && !chat.hidden && chat.id !== lookedAt;
  });
}

/** What waits in all chats that one has neither muted nor hidden. */
export function waiting(chats: ReadonlyMap<number, Chat>): number {
  let sum = 0;
  for (const chat of chats.values()) if (!chat.muted && !chat.hidden) sum += chat.unread;
  return sum;
}

/** From 22:00 to 7:00 goes through midnight. Times as «22:00:00», all of one length, so they compare as text. */
export function isQuiet(hours: { starts: string; ends: string } | null, now: Date): boolean {
  if (!hours) return false;
  const moment = now.toTimeString().slice(0, 8);
  const { starts, ends } = hours;
  return starts < ends ? starts <= moment && moment < ends : starts <= moment || moment < ends;
}
