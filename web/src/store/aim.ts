// A message that one wants to see in its place: what search found. In: aimAt. Out: useAim, until it has been reached.
import { useSyncExternalStore } from 'react';

/** By its seq; by its number, where a chat's row is all that is known of it. */
export type Aim = { readonly chat: number } & ({ readonly seq: number } | { readonly number: number });

export const aimed = (): Aim | null => aim;

let aim: Aim | null = null;
const listeners = new Set<() => void>();

export function aimAt(next: Aim | null): void {
  aim = next;
  for (const listener of listeners) listener();
}

export function useAim(): Aim | null {
  return useSyncExternalStore(subscribe, () => aim);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
