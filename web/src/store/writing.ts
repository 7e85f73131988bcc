// What the composer of a chat is busy with besides new words: an answer to a message, or other words for one's own.
// In: the message's menu. Out: useWriting, for the composer.
import { useSyncExternalStore } from 'react';
import type { Message } from '../wire/api';

export type Writing = { readonly kind: 'reply' | 'edit'; readonly message: Message };

/** One's own words may be changed, and deleted for all, so long after they were said. */
export function isChangeable({ at }: Message, hours: number): boolean {
  return Date.now() - Date.parse(at) < hours * 3_600_000;
}

const busy = new Map<number, Writing>();
const listeners = new Set<() => void>();

export function write(chat: number, writing: Writing | null): void {
  if (writing) busy.set(chat, writing);
  else busy.delete(chat);
  for (const listener of listeners) listener();
}

export function useWriting(chat: number): Writing | null {
  return useSyncExternalStore(subscribe, () => busy.get(chat) ?? null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
