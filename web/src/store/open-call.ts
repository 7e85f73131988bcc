// The call that this page is in or is about to enter. In: openCall, or the address that the diary's button led to
// (/messenger/c/<chat>?call=<call>). Out: useOpenCall.
import { useSyncExternalStore } from 'react';

export interface OpenCall {
  readonly call: number;
  readonly chat: number;
}

let open: OpenCall | null = asked();
const listeners = new Set<() => void>();

export const openedCall = (): OpenCall | null => open;

export function openCall(next: OpenCall | null): void {
  open = next;
  for (const listener of listeners) listener();
}

export function useOpenCall(): OpenCall | null {
  return useSyncExternalStore(subscribe, openedCall);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Said once: coming back to the chat later is not coming into the call. */
function asked(): OpenCall | null {
  const call = /^\?call=(\d{1,15})$/.exec(location.search);
  const chat = /\/c\/(\d{1,15})\/?$/.exec(location.pathname);
  if (!call || !chat) return null;
  history.replaceState(null, '', location.pathname);
  return { call: Number(call[1]), chat: Number(chat[1]) };
}
