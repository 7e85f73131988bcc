// The messages that one has chosen to do something with, of one chat at a time. In: choose, toggle. Out: useChosen.
// Called by the rooms. Nothing of it is the server's business, so it stands beside the store and not in it.
import { useSyncExternalStore } from 'react';
import type { Message } from '../wire/api';

/** As on the server: limits.chosen_messages_max. */
export const chosenMax = 100;

interface Chosen {
  readonly chat: number;
  /** By seq; kept whole, for the window that is shown may move on. */
  readonly messages: ReadonlyMap<number, Message>;
}

let chosen: Chosen | null = null;
const listeners = new Set<() => void>();

function become(next: Chosen | null): void {
  chosen = next;
  for (const listener of listeners) listener();
}

export const chooseNone = (): void => become(null);

/** Takes it in or out; begins with it where nothing is chosen. False where no more may be chosen. */
export function toggle(message: Message): boolean {
  const messages = new Map(chosen?.chat === message.chat ? chosen.messages : []);
  if (!messages.delete(message.seq)) {
    if (messages.size >= chosenMax) return false;
    messages.set(message.seq, message);
  }
  become({ chat: message.chat, messages });
  return true;
}

/** Null where one is not choosing in this chat. */
export function useChosen(chat: number): ReadonlyMap<number, Message> | null {
  return useSyncExternalStore(subscribe, () => (chosen?.chat === chat ? chosen.messages : null));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
