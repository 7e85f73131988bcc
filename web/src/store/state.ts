// What the client knows, and every way it changes: pure functions from state to state.
// In: the server's answers and pushed messages, in any order. Out: the next state. Called by store.ts alone.
import type { Chat, Me, Message, Page, Quote, Space } from '../wire/api';
import type { FileRow } from '../wire/files';
import { type Name, service } from '../wire/service';

/** A window of a chat's history: its end, or what stands round a message far from it. */
export interface History {
  /** In order of seq, without holes. */
  readonly messages: readonly Message[];
  /** All changes up to this seq are in `messages`, as far as they are of this window. */
  readonly upto: number;
  /** There is nothing older. */
  readonly start: boolean;
  /** There is nothing newer: what is said next stands in this window too. */
  readonly end: boolean;
  /** The seq round which the window was brought; null for the end of the history. */
  readonly around: number | null;
  /** The last pinned first. */
  readonly pinned: readonly Message[];
}

/** The seq of a message's last change: said, edited, answered by a sign, pinned. */
export const position = (message: Message): number => Math.max(message.seq, message.changed_seq ?? 0);

/** A message that is not known to be stored yet. It keeps its UUID through every retry, so it is stored once. */
export interface Sending {
  readonly uuid: string;
  readonly chat: number;
  readonly text: string;
  /** They have been brought already; only the message that tells of them is on its way. */
  readonly files?: readonly FileRow[];
  /** Instead of words. */
  readonly sticker: string | null;
  readonly reply: Quote | null;
  /** Members who were chosen after @; the server keeps those whose names the words still hold. */
  readonly mentions: readonly Name[];
  readonly at: string;
  readonly failed: boolean;
}

/** What was begun in a chat and not sent: words, or an answer to the message with this seq. */
export type Draft = NonNullable<Chat['draft']>;

export type Line = 'starting' | 'live' | 'polling' | 'down' | 'signed-out';

export interface State {
  readonly me: Me;
  readonly chats: ReadonlyMap<number, Chat>;
  /** Spaces whose list has been brought whole. */
  readonly listed: readonly Space[];
  readonly histories: ReadonlyMap<number, History>;
  /** What was told of people's pictures since their rows and messages were brought: newer than what stands there. */
  readonly pictures: ReadonlyMap<number, string | null>;
  readonly sending: readonly Sending[];
  /** Begun here and not known to be saved; a blank one is to be erased. Each stands in the place of its row's own. */
  readonly drafts: ReadonlyMap<number, Draft>;
  /** Who types where just now. */
  readonly typing: ReadonlyMap<number, readonly Name[]>;
  /** How often it was said that the list of one's scheduled messages is another: who shows it asks again. */
  readonly scheduledTold: number;
  /** The call of which something was told last, and how often anything was told of calls: who shows it asks again. */
  readonly callTold: { readonly call: number; readonly times: number } | null;
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
    pictures: new Map(),
    sending: [],
    drafts: new Map(),
    typing: new Map(),
    scheduledTold: 0,
    callTold: null,
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

/** As an earlier page of this person left it. The lists are not known to be whole, so they will be asked for. */
export function withRestored(
  state: State,
  chats: readonly Chat[],
  histories: Iterable<readonly [number, History]>,
): State {
  return { ...withChats(state, chats), histories: new Map([...histories, ...state.histories]) };
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
  const drafts = new Map(state.drafts);
  for (const of of [chats, histories, drafts]) of.delete(id);
  return { ...state, chats, histories, drafts, sending: state.sending.filter((message) => message.chat !== id) };
}

/** Pushed messages, of any chats, in any order, any number of times. What would leave a hole is not taken. */
export function withPushed(state: State, messages: readonly Message[]): State {
  return taken(state, [...messages].sort(byPosition), (seq, known) => seq === known + 1);
}

/** What the server says came after a seq: the answer has no holes, even where the numbers do. */
export function withNewer(state: State, chat: number, messages: readonly Message[], upto: number): State {
  const next = taken(state, messages, (seq, known) => seq > known);
  const history = next.histories.get(chat);
  if (!history || history.upto >= upto) return next;
  return { ...next, histories: new Map(next.histories).set(chat, { ...history, upto }) };
}

/** The first page of a history: its end. */
export function withNewestPage(state: State, chat: number, page: Page): State {
  const { messages, pinned } = page;
  const upto = Math.max(page.last_seq, ...messages.map(position));
  const known = state.histories.get(chat);
  if (known?.end && known.upto >= upto) return state;
  const history: History = { messages, upto, start: !page.more, end: true, around: null, pinned };
  const histories = new Map(state.histories).set(chat, history);
  return taken({ ...state, histories }, [...messages].sort(byPosition), (seq, last) => seq > last);
}

/** Round a message far away, in the place of the window that was there. */
export function withWindow(state: State, chat: number, page: Page, around: number): State {
  const history: History = {
    messages: page.messages,
    upto: page.last_seq,
    start: !page.more,
    end: !page.more_after,
    around,
    pinned: page.pinned,
  };
  return { ...state, histories: new Map(state.histories).set(chat, history) };
}

/** What follows a window. */
export function withFollowingPage(state: State, chat: number, page: Page): State {
  const history = state.histories.get(chat);
  if (!history) return state;
  const last = history.messages.at(-1)?.seq ?? 0;
  const newer = page.messages.filter((message) => message.seq > last);
  return {
    ...state,
    histories: new Map(state.histories).set(chat, {
      ...history,
      messages: [...history.messages, ...newer],
      // What was said or changed while this page was on its way is asked for from there.
      upto: Math.min(history.upto, page.last_seq),
      end: !page.more_after,
    }),
  };
}

export function withOlderPage(state: State, chat: number, page: Page): State {
  const history = state.histories.get(chat);
  if (!history) return state;
  const oldest = history.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = page.messages.filter((message) => message.seq < oldest);
  return {
    ...state,
    histories: new Map(state.histories).set(chat, {
      ...history,
      messages: [...older, ...history.messages],
      // What was changed in place while this page was on its way is not in it: it is asked for from there.
      upto: Math.min(history.upto, page.last_seq),
      start: !page.more,
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
  if (!row || (number <= row.read_number && !row.marked_unread)) return state;
  const read = readUpTo({ ...row, marked_unread: false }, Math.max(number, row.read_number));
  return { ...state, chats: new Map(state.chats).set(chat, read) };
}

/** A message that I have hidden from myself. If it is not here, the history was brought after that and my row counts it. */
export function withHidden(state: State, chat: number, seq: number): State {
  const row = state.chats.get(chat);
  const history = state.histories.get(chat);
  const message = history?.messages.find((one) => one.seq === seq);
  if (!row || !history || !message) return state;
  const isLast = message.number === row.last_number;
  return {
    ...state,
    chats: new Map(state.chats).set(chat, {
      ...row,
      hidden_count: row.hidden_count + 1,
      mentions: row.mentions.filter((number) => number !== message.number),
      preview: isLast && row.preview ? { ...row.preview, kind: 'deleted', text: '' } : row.preview,
    }),
    histories: new Map(state.histories).set(chat, {
      ...history,
      messages: history.messages.filter((one) => one !== message),
      pinned: history.pinned.filter((one) => one.seq !== seq),
    }),
  };
}

/** Somebody else has read up to this number. */
export function withReadByOthers(state: State, { chat, number }: { chat: number; number: number }): State {
  const row = state.chats.get(chat);
  if (!row || number <= row.read_by_others) return state;
  return { ...state, chats: new Map(state.chats).set(chat, { ...row, read_by_others: number }) };
}

/** A person has another picture, or none. */
export function withPicture(state: State, { person, picture }: { person: number; picture: string | null }): State {
  return { ...state, pictures: new Map(state.pictures).set(person, picture) };
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

export const isBlank = ({ text, reply_to }: Draft): boolean => !text.trim() && reply_to === null;

/** What stands begun in a chat: as it is here, or else as the server told. */
export function draftOf(state: State, chat: number): Draft | null {
  const draft = state.drafts.get(chat) ?? state.chats.get(chat)?.draft;
  return draft && !isBlank(draft) ? draft : null;
}

export function withDraft(state: State, chat: number, draft: Draft): State {
  return { ...state, drafts: new Map(state.drafts).set(chat, draft) };
}

/** No longer to be saved, unless something else has been written since. */
export function withoutDraft(state: State, chat: number, draft: Draft): State {
  if (state.drafts.get(chat) !== draft) return state;
  const drafts = new Map(state.drafts);
  drafts.delete(chat);
  return { ...state, drafts };
}

/** As the server has it now. What is being written here stays. */
export function withToldDraft(state: State, { chat, draft }: { chat: number; draft: Draft | null }): State {
  const row = state.chats.get(chat);
  return row ? { ...state, chats: new Map(state.chats).set(chat, { ...row, draft }) } : state;
}

export function withTyping(state: State, { chat, who }: { chat: number; who: Name }): State {
  const others = (state.typing.get(chat) ?? []).filter(({ id }) => id !== who.id);
  return { ...state, typing: new Map(state.typing).set(chat, [...others, who]) };
}

/** He has said it, or thought better of it. */
export function withoutTyping(state: State, { chat, person }: { chat: number; person: number }): State {
  const typists = state.typing.get(chat);
  if (!typists?.some(({ id }) => id === person)) return state;
  const typing = new Map(state.typing);
  const others = typists.filter(({ id }) => id !== person);
  if (others.length > 0) typing.set(chat, others);
  else typing.delete(chat);
  return { ...state, typing };
}

/** A chat whose open history ends before its row does. */
export function isBehind(state: State, chat: number): boolean {
  const history = state.histories.get(chat);
  return history !== undefined && history.upto < (state.chats.get(chat)?.last_seq ?? 0);
}

function byPosition(one: Message, other: Message): number {
  return one.chat - other.chat || position(one) - position(other);
}

/** Of a row that is older than what is known, only what messages do not tell. */
function newest(known: Chat | undefined, given: Chat): Chat {
  if (!known) return given;
  const { last_seq, last_number, members, title, picture, mentions, preview, live, at } = known;
  const { announcements_only, reactions_only, slow_mode_seconds, archived } = known;
  const row =
    given.last_seq >= known.last_seq
      ? given
      : {
          ...given,
          ...{ last_seq, last_number, members, title, picture, mentions, preview, live, at },
          ...{ announcements_only, reactions_only, slow_mode_seconds, archived },
        };
  return readUpTo(
    { ...row, read_by_others: Math.max(known.read_by_others, given.read_by_others) },
    Math.max(known.read_number, given.read_number),
  );
}

/** One copy of each map for a whole batch, however long it is. */
function taken(state: State, messages: readonly Message[], follows: (seq: number, known: number) => boolean): State {
  const chats = new Map(state.chats);
  const histories = new Map(state.histories);
  const stored = new Set<string>();
  for (const message of messages) {
    const row = chats.get(message.chat);
    if (row && follows(position(message), row.last_seq)) {
      chats.set(row.id, withMessage(row, message, state.me.person.id));
    }
    const history = histories.get(message.chat);
    const inHistory = history !== undefined && follows(position(message), history.upto);
    if (inHistory) {
      histories.set(message.chat, { ...inPlace(history, message), upto: position(message) });
    }
    // Until the stored message can be seen in its place, its sending twin stays.
    if (message.uuid && (inHistory || !history || message.seq <= history.upto)) stored.add(message.uuid);
  }
  return { ...state, chats, histories, sending: state.sending.filter((one) => !stored.has(one.uuid)) };
}

/** The history with a message where it stands by its seq, and repeated where others answer it. */
function inPlace(history: History, message: Message): History {
  const { messages } = history;
  const quote = quoteOf(message);
  const requoted = (one: Message): Message => (one.reply?.seq === message.seq ? { ...one, reply: quote } : one);
  const pinned = history.pinned.filter(({ seq }) => seq !== message.seq).map(requoted);
  if (message.pinned_at) pinned.push(message);
  pinned.sort((one, other) => Date.parse(other.pinned_at ?? '') - Date.parse(one.pinned_at ?? ''));
  if (!messages.length || (messages.at(-1) as Message).seq < message.seq) {
    // Where the window does not reach the end, what comes next is not in it.
    return { ...history, messages: history.end ? [...messages, message] : messages, pinned };
  }
  const next = messages.map((one) => (one.seq === message.seq ? message : requoted(one)));
  const isOlder = message.seq < (messages[0] as Message).seq;
  if (isOlder || messages.some(({ seq }) => seq === message.seq)) return { ...history, messages: next, pinned };
  const place = next.findIndex(({ seq }) => seq > message.seq);
  return { ...history, messages: next.toSpliced(place, 0, message), pinned };
}

/** What an answer repeats of a message: the same that the server makes of it. */
export function quoteOf({ seq, author, kind, text, deleted }: Message): Quote {
  const person = author?.person ?? null;
  const is_bot = author?.is_bot ?? false;
  return { seq, author: author?.short_name ?? '', is_bot, person, kind, text: beginning(text), deleted };
}

const quoteLengthMax = 200;

/** By signs and not by halves of them, as the server counts. */
const beginning = (text: string): string => Array.from(text).slice(0, quoteLengthMax).join('');

/** The row after one more message, or one changed in place: the same that the server would give. */
function withMessage(row: Chat, message: Message, me: number): Chat {
  const next = { ...row, last_seq: position(message) };
  if (message.kind === 'service') {
    const change = service(message);
    if (change.what === 'titled') return { ...next, title: change.title };
    if (change.what === 'pictured') return { ...next, picture: change.picture };
    if (change.what === 'settled') {
      const { announcements_only, reactions_only, slow_mode_seconds } = change;
      return { ...next, announcements_only, reactions_only, slow_mode_seconds };
    }
    if (change.what === 'archived' || change.what === 'brought_back') {
      return { ...next, archived: change.what === 'archived' };
    }
    return { ...next, members: row.members + membersGained(message) };
  }
  if (message.number === null) return next;
  if (message.kind === 'call') next.live = liveAfter(row.live, message);
  const { number } = message;
  const own = message.author?.person === me;
  const mentions = row.mentions.filter((one) => one !== number);
  if (mentionsMe(message, me) && number > row.read_number) mentions.push(number);
  mentions.sort((one, other) => other - one);
  if (number < row.last_number) return { ...next, mentions };
  const kind = message.deleted ? 'deleted' : message.kind;
  const preview: Chat['preview'] = {
    author: message.author?.short_name ?? '',
    is_bot: message.author?.is_bot ?? false,
    own,
    kind,
    text: beginning(message.text),
  };
  if (number === row.last_number) return { ...next, mentions, preview };
  // What was written before and went out by itself does not say that its author has read what came meanwhile.
  const reads = own && (!message.data.later || row.read_number === row.last_number);
  return readUpTo(
    { ...next, mentions, preview, last_number: number, at: message.at },
    reads ? number : row.read_number,
  );
}

/** What goes on in the chat, after the message of a call that begins, goes on, or is over. */
function liveAfter(live: Chat['live'], { data }: Message): Chat['live'] {
  const card = data as { call?: number; kind?: 'lesson' | 'call'; state?: string; title?: string; started_at?: string };
  const { call, kind, state, title = '', started_at = '' } = card;
  if (call === undefined || kind === undefined) return live;
  if (state !== 'live') return live?.call === call ? null : live;
  return { call, kind, title, started_at, by: (data.by as { id: number } | null)?.id ?? null };
}

/** It names me with @, or answers me. */
export function mentionsMe(message: Message, me: number): boolean {
  if (message.deleted || message.author?.person === me) return false;
  const named = (message.data.mentions ?? []) as { id: number }[];
  return message.reply?.person === me || named.some(({ id }) => id === me);
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
    case 'joined':
      return 1;
    case 'left':
      return -1;
    default:
      return 0;
  }
}

/** Unread is arithmetic on message numbers, here as on the server. */
function readUpTo(row: Chat, number: number): Chat {
  const mentions = row.mentions.filter((one) => one > number);
  return { ...row, read_number: number, unread: Math.max(0, row.last_number - number), mentions };
}
