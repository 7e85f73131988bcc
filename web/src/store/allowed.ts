// What may be done in a chat, as its school has settled it: asked once a chat is opened, decided by the server alone.
// In: a chat. Out: useAllowed. Called by whatever offers a file, a voice, a poll or a call. Until the answer is there,
// what it said last time holds, and the first time nothing is held back: the server refuses what it must.
import { useEffect, useSyncExternalStore } from 'react';
import { type Allowed, api } from '../wire/api';

const all: Allowed = { files: true, voice: true, polls: true, calls: true };
const told = new Map<number, Allowed>();
const asking = new Set<number>();
const listeners = new Set<() => void>();

export function useAllowed(chat: number): Allowed {
  useEffect(() => ask(chat), [chat]);
  return useSyncExternalStore(subscribe, () => told.get(chat) ?? all);
}

/** Several rooms of one chat ask at the same moment: that is one question. */
function ask(chat: number): void {
  if (asking.has(chat)) return;
  asking.add(chat);
  api
    .allowed(chat)
    .then(
      (allowed) => {
        told.set(chat, allowed);
        for (const listener of listeners) listener();
      },
      () => {},
    )
    .finally(() => asking.delete(chat));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
