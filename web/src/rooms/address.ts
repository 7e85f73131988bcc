// Where the person is, as the address bar says it: /messenger/, /messenger/personal, /messenger/c/<chat>,
// /messenger/join/<word>.
import { useSyncExternalStore } from 'react';
import type { Space } from '../wire/api';

const root = '/messenger/';
const moved = new EventTarget();

export interface Address {
  readonly chat: number | null;
  readonly space: Space;
  /** The word of a link into a chat. */
  readonly join: string | null;
}

export function parseAddress(path: string): Address {
  const chat = /\/c\/(\d{1,15})\/?$/.exec(path);
  const join = /\/join\/([\w-]{1,64})\/?$/.exec(path);
  return {
    chat: chat ? Number(chat[1]) : null,
    space: /\/personal\/?$/.test(path) ? 'personal' : 'learning',
    join: join?.[1] ?? null,
  };
}

export const chatPath = (chat: number): string => `${root}c/${chat}`;
export const listPath = (space: Space): string => (space === 'personal' ? `${root}personal` : root);

export function go(path: string): void {
  if (path === location.pathname) return;
  history.pushState(null, '', path);
  moved.dispatchEvent(new Event('moved'));
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

function subscribe(listener: () => void): () => void {
  moved.addEventListener('moved', listener);
  window.addEventListener('popstate', listener);
  return () => {
    moved.removeEventListener('moved', listener);
    window.removeEventListener('popstate', listener);
  };
}
