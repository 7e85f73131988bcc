// What the client knows, and every way it changes: pure functions from state to state.
// In: the server's answers and pushed messages, in any order. Out: the next state. Called by store.ts alone.
import type { Chat, Me, Message, Space } from '../wire/api';
import { service } from '../wire/service';

export interface History {
  /** In order of seq, without holes. */
  readonly messages: readonly Message[];
  /** All changes up to this seq are in `messages`. */
  readonly upto: number;
  /** There is nothing older. */
  readonly start: boolean;
}

/** A message that is not known to be stored yet. It keeps its UUID through every retry, so it is stored once. */
export interface Sending {
  readonly uuid: string;
  readonly chat: number;
  readonly text: string;
  readonly at: string;
  readonly failed: boolean;
}

export type Line = 'starting' | 'live' | 'polling' | 'down' | 'signed-out';

export interface State {
  readonly me: Me;
  readonly chats: ReadonlyMap<number, Chat>;
  /** Spaces whose list has been brought whole. */
  readonly listed: readonly Space[];
  readonly histories: ReadonlyMap<number, History>;
  readonly sending: readonly Sending[];
  readonly line: Line;
  /** The last message that was sent got no answer at all. */
  readonly unanswered: boolean;
  readonly notice: { readonly sentence: string } | null;
}

export function emptyState(me: Me): State {
  return {
    me,
    chats: new Map(),
    listed: [],
    histories: new Map(),
    sending: [],
    line: 'starting',
    unanswered: false,
    notice: null,
  };
}

/** A chat's row as the server gives it. An answer that was on its way while newer messages were pushed must not turn
 *  the clock back: then only what messages do not tell is taken from it. */
export function withChat(state: State, chat: Chat): State {
  return { ...state, chats: new Map(state.chats).set(chat.id, newest(state.chats.get(chat.id), chat)) };
}

export function withChats(state: State, rows: readonly Chat[]): State {
  const chats = new Map(state.chats);
  for (const row of rows) chats.set(row.id, newest(chats.get(row.id), row));
  return { ...state, chats };
}

/** The whole list of a space has been brought: those that were known before it was asked for, and are not in it, are gone. */
export function withWholeList(
  state: State,
  space: Space,
  listed: ReadonlySet<number>,
  before: Iterable<number>,
): State {
  const gone = [...before].filter((id) => state.chats.get(id)?.space === space && !listed.has(id));
  const next = gone.reduce(withoutChat, state);
  return next.listed.includes(space) ? next : { ...next, listed: [...next.listed, space] };
}

/** A chat that is no longer mine leaves nothing behind. */
export function withoutChat(state: State, id: number): State {
  const chats = new Map(state.chats);
  const histories = new Map(state.histories);
  chats.delete(id);
  histories.delete(id);
  return { ...state, chats, histories, sending: state.sending.filter((message) => message.chat !== id) };
}

/** Pushed messages, of any chats, in any order, any number of times. What would leave a hole is not taken. */
export function withPushed(state: State, messages: readonly Message[]): State {
  return taken(state, [...messages].sort(bySeq), (seq, known) => seq === known + 1);
}

/** What the server says came after a seq: the answer has no holes, even where the numbers do. */
export function withNewer(state: State, chat: number, messages: readonly Message[], upto: number): State {
  const next = taken(state, messages, (seq, known) => seq > known);
  const history = next.histories.get(chat);
  if (!history || history.upto >= upto) return next;
  return { ...next, histories: new Map(next.histories).set(chat, { ...history, upto }) };
}

/** The first page of a history: its end. */
export function withNewestPage(state: State, chat: number, messages: readonly Message[], more: boolean): State {
  const upto = messages.at(-1)?.seq ?? 0;
  const known = state.histories.get(chat);
  if (known && known.upto >= upto) return state;
  const histories = new Map(state.histories).set(chat, { messages, upto, start: !more });
  return taken({ ...state, histories }, messages, (seq, last) => seq > last);
}

export function withOlderPage(state: State, chat: number, messages: readonly Message[], more: boolean): State {
  const history = state.histories.get(chat);
  if (!history) return state;
  const oldest = history.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = messages.filter((message) => message.seq < oldest);
  return {
    ...state,
    histories: new Map(state.histories).set(chat, {
      ...history,
      messages: [...older, ...history.messages],
      start: !more,
    }),
  };
}

export function withoutHistory(state: State, chat: number): State {
  const histories = new Map(state.histories);
  histories.delete(chat);
  return { ...state, histories };
}

export function withRead(state: State, chat: number, number: number): State {
  const row = state.chats.get(chat);
  if (!row || number <= row.read_number) return state;
  return { ...state, chats: new Map(state.chats).set(chat, readUpTo(row, number)) };
}

export function withSending(state: State, message: Sending): State {
  const others = state.sending.filter((one) => one.uuid !== message.uuid);
  return { ...state, sending: [...others, message] };
}

export function withFailed(state: State, uuid: string, failed: boolean): State {
  return { ...state, sending: state.sending.map((one) => (one.uuid === uuid ? { ...one, failed } : one)) };
}

export function withoutSending(state: State, uuid: string): State {
  return { ...state, sending: state.sending.filter((one) => one.uuid !== uuid) };
}

/** A chat whose open history ends before its row does. */
export function isBehind(state: State, chat: number): boolean {
  const history = state.histories.get(chat);
  return history !== undefined && history.upto < (state.chats.get(chat)?.last_seq ?? 0);
}

function bySeq(one: Message, other: Message): number {
  return one.chat - other.chat || one.seq - other.seq;
}

function newest(known: Chat | undefined, given: Chat): Chat {
  if (!known) return given;
  const row =
    given.last_seq >= known.last_seq
      ? given
      : { ...known, role: given.role, muted: given.muted, initials: given.initials, colour: given.colour };
  return readUpTo(row, Math.max(known.read_number, given.read_number));
}

/** One copy of each map for a whole batch, however long it is. */
function taken(state: State, messages: readonly Message[], follows: (seq: number, known: number) => boolean): State {
  const chats = new Map(state.chats);
  const histories = new Map(state.histories);
  const stored = new Set<string>();
  for (const message of messages) {
    const row = chats.get(message.chat);
    if (row && follows(message.seq, row.last_seq)) chats.set(row.id, withMessage(row, message, state.me.person.id));
    const history = histories.get(message.chat);
    const inHistory = history !== undefined && follows(message.seq, history.upto);
    if (inHistory) {
      histories.set(message.chat, { ...history, messages: [...history.messages, message], upto: message.seq });
    }
    // Until the stored message can be seen in its place, its sending twin stays.
    if (message.uuid && (inHistory || !history || message.seq <= history.upto)) stored.add(message.uuid);
  }
  return { ...state, chats, histories, sending: state.sending.filter((one) => !stored.has(one.uuid)) };
}

/** The row after one more message: the same that the server would give. */
function withMessage(row: Chat, message: Message, me: number): Chat {
  const next = { ...row, last_seq: message.seq };
  if (message.kind === 'service') {
    const change = service(message);
    if (change.what === 'titled') return { ...next, title: change.title };
    return { ...next, members: row.members + membersGained(message) };
  }
  if (message.number === null) return next;
  const own = message.author?.person === me;
  return readUpTo(
    {
      ...next,
      last_number: message.number,
      at: message.at,
      preview: { author: message.author?.short_name ?? '', own, kind: message.kind, text: message.text },
    },
    own ? message.number : row.read_number,
  );
}

function membersGained(message: Message): number {
  const change = service(message);
  switch (change.what) {
    case 'opened':
    case 'places':
      return (change.granted_count ?? 0) - (change.revoked_count ?? 0);
    case 'added':
      return change.people.length;
    case 'removed':
      return -change.people.length;
    case 'left':
      return -1;
    default:
      return 0;
  }
}

/** Unread is arithmetic on message numbers, here as on the server. */
function readUpTo(row: Chat, number: number): Chat {
  return { ...row, read_number: number, unread: Math.max(0, row.last_number - number) };
}
