// In: calls by name. Out: the server's answers, typed by the exported schema, or a Refusal with its sentence.
// Called by the store and by the lazy rooms.
import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

type Schemas = components['schemas'];
export type Me = Schemas['MeOut'];
export type Person = Schemas['PersonOut'];
export type Author = Schemas['AuthorOut'];
export type Chat = Schemas['ChatOut'];
export type Space = Chat['space'];
export type Message = Schemas['MessageOut'];
export type Quote = Schemas['QuoteOut'];
export type Page = Schemas['MessagesOut'];
export type Member = Schemas['MemberOut'];
export type Missing = Schemas['MissingPersonOut'];
export type Allowed = Schemas['AllowedOut'];
export type Ticket = Schemas['TicketOut'];

/** The server understood and said no; its sentence is in the person's language and can be shown as it is. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly sentence: string,
  ) {
    super(`${status}: ${sentence}`);
  }
}

let tellSignedOut = () => {};

/** The session has ended: whatever was asked, the answer is that one must sign in. */
export function whenSignedOut(tell: () => void): void {
  tellSignedOut = tell;
}

export const isSignedOut = (status: number): boolean => status === 401 || status === 403;

export function cookie(name: string): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}

export const client = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });
client.use({
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set('X-CSRFToken', cookie('csrftoken'));
    return request;
  },
  onResponse({ response }) {
    if (isSignedOut(response.status)) tellSignedOut();
  },
});

export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw new Refusal(response.status, sentenceOf(error));
  return data as T;
}

function sentenceOf(error: unknown): string {
  const detail = (error as { detail?: unknown } | undefined)?.detail;
  return typeof detail === 'string' ? detail : '';
}

const at = (chat: number) => ({ path: { chat_id: chat } });
const atMessage = (chat: number, seq: number) => ({ path: { chat_id: chat, seq } });

/** The newest, or one of these: older than a seq, changed after it, a window round it, what follows it. */
export interface Pages {
  before?: number;
  after?: number;
  around?: number;
  around_number?: number;
  following?: number;
  limit: number;
}

export const api = {
  me: () => answer(client.GET('/api/me')),

  chats: (query: { space: Space; before?: string; limit: number }) =>
    answer(client.GET('/api/chats', { params: { query } })),
  chat: (chat: number) => answer(client.GET('/api/chats/{chat_id}', { params: at(chat) })),
  createChat: (body: Schemas['ChatIn']) => answer(client.POST('/api/chats', { body })),

  allowed: (chat: number) => answer(client.GET('/api/chats/{chat_id}/allowed', { params: at(chat) })),
  messages: (chat: number, query: Pages) =>
    answer(client.GET('/api/chats/{chat_id}/messages', { params: { ...at(chat), query } })),
  send: (chat: number, body: Schemas['MessageIn']) =>
    answer(client.POST('/api/chats/{chat_id}/messages', { params: at(chat), body })),
  edit: (chat: number, seq: number, body: Schemas['WordsIn']) =>
    answer(client.PATCH('/api/chats/{chat_id}/messages/{seq}', { params: atMessage(chat, seq), body })),
  remove: (chat: number, seq: number, forAll: boolean) =>
    answer(
      client.DELETE('/api/chats/{chat_id}/messages/{seq}', {
        params: { ...atMessage(chat, seq), query: { for_all: forAll } },
      }),
    ),
  removeSeveral: (chat: number, messages: number[], forAll: boolean) =>
    answer(client.POST('/api/chats/{chat_id}/deleted', { params: at(chat), body: { messages, for_all: forAll } })),
  react: (chat: number, seq: number, emoji: string | null) =>
    answer(
      client.PUT('/api/chats/{chat_id}/messages/{seq}/reaction', { params: atMessage(chat, seq), body: { emoji } }),
    ),
  reacted: (chat: number, seq: number) =>
    answer(client.GET('/api/chats/{chat_id}/messages/{seq}/reactions', { params: atMessage(chat, seq) })),
  pin: (chat: number, seq: number, pinned: boolean) =>
    answer(client.PUT('/api/chats/{chat_id}/messages/{seq}/pin', { params: atMessage(chat, seq), body: { pinned } })),
  readers: (chat: number, seq: number) =>
    answer(client.GET('/api/chats/{chat_id}/messages/{seq}/readers', { params: atMessage(chat, seq) })),
  forward: (chat: number, body: Schemas['ForwardedIn']) =>
    answer(client.POST('/api/chats/{chat_id}/forwarded', { params: at(chat), body })),
  markUnread: (chat: number) => answer(client.POST('/api/chats/{chat_id}/unread', { params: at(chat) })),
  read: (chat: number, number: number) =>
    answer(client.POST('/api/chats/{chat_id}/read', { params: at(chat), body: { number } })),

  settlePlace: (chat: number, body: Schemas['PlaceIn']) =>
    answer(client.PATCH('/api/chats/{chat_id}/place', { params: at(chat), body })),
  leave: (chat: number) => answer(client.POST('/api/chats/{chat_id}/leave', { params: at(chat) })),

  members: (chat: number, query: { search?: string; after?: string; limit: number }) =>
    answer(client.GET('/api/chats/{chat_id}/members', { params: { ...at(chat), query } })),
  addMembers: (chat: number, people: number[]) =>
    answer(client.POST('/api/chats/{chat_id}/members', { params: at(chat), body: { people } })),
  removeMember: (chat: number, person: number) =>
    answer(
      client.DELETE('/api/chats/{chat_id}/members/{person_id}', {
        params: { path: { chat_id: chat, person_id: person } },
      }),
    ),
  reasons: (chat: number) => answer(client.GET('/api/chats/{chat_id}/reasons', { params: at(chat) })),
  why: (chat: number) => answer(client.GET('/api/chats/{chat_id}/why', { params: at(chat) })),
  missing: (chat: number) => answer(client.GET('/api/chats/{chat_id}/missing', { params: at(chat) })),

  people: (query: { search: string; space: Space }) => answer(client.GET('/api/people', { params: { query } })),

  ticket: () => answer(client.POST('/api/push/ticket')),
};

export type Api = typeof api;
