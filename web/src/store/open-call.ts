// The call that this page is in or is about to enter. In: openCall. Out: useOpenCall.
import { useSyncExternalStore } from 'react';

export interface OpenCall {
  readonly call: number;
  readonly chat: number;
}

let open: OpenCall | null = null;
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
