// Calls about what lives beside the messages: drafts, who types, who is here. In: calls by name. Out: as api.ts.
// Loaded after the first screen.
import { answer, type Chat, client } from './api';
import type { components } from './schema';

export type Draft = NonNullable<Chat['draft']>;
export type Presence = components['schemas']['PresenceOut'];

const at = (chat: number) => ({ path: { chat_id: chat } });
const typingMilliseconds = 4_000;
const toldAt = new Map<number, number>();

export const aliveApi = {
  /** `keepalive`: the page may be gone before the answer comes. */
  saveDraft: (chat: number, body: Draft) =>
    answer(client.PUT('/api/chats/{chat_id}/draft', { params: at(chat), body, keepalive: true })),
  presence: (person: number) =>
    answer(client.GET('/api/people/{person_id}/presence', { params: { path: { person_id: person } } })),
  ownPresence: () => answer(client.GET('/api/presence')),
  settleOwnPresence: (hidden: boolean) => answer(client.PUT('/api/presence', { body: { hidden } })),
};

/** Told now and then while one types. Losing it loses nothing. */
export function tellTyping(chat: number): void {
  const now = Date.now();
  if (now - (toldAt.get(chat) ?? 0) < typingMilliseconds) return;
  toldAt.set(chat, now);
  client.POST('/api/chats/{chat_id}/typing', { params: at(chat) }).catch(() => {});
}
