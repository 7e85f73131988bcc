// What outlives the page: the last chats and messages, shown when there is no line, and the outbox, sent when there is one.
// In: the store. Out: the same store, with what the page before it left. Nothing outlives signing out.
// Loaded after the first paint; a browser that gives no service worker (plain http) gets no page offline and keeps nothing.
import type { Chat } from '../wire/api';
import type { Shelf } from './shelf';
import type { Draft, History, Sending, State } from './state';
import type { Store } from './store';

/** As `Kept` is written, so it is read: another number drops what an older page left. */
const format = 2;
const chatsMax = 100;
const historiesMax = 30;
const messagesMax = 50;
const writeMilliseconds = 1_000;

interface Kept {
  readonly format: number;
  readonly person: number;
  readonly chats: readonly Chat[];
  readonly histories: readonly (readonly [number, History])[];
}

interface KeptDrafts {
  readonly person: number;
  readonly drafts: readonly (readonly [number, Draft])[];
}

export interface Keeper {
  /** Shows what was kept, if nothing has come from the server yet. */
  restore(): void;
  /** Now, for the page may be gone in a moment. */
  write(): void;
  /** The person has signed out: nothing stays. */
  forget(): Promise<void>;
}

export async function keepWith(shelf: Shelf, store: Store): Promise<Keeper> {
  const me = store.state.me.person.id;
  const [found, outbox] = await Promise.all([shelf.read<Kept>('state'), shelf.outbox<Sending>()]);
  const own = found?.format === format && found.person === me;
  if (found && !own) await shelf.clear();
  let written: readonly Sending[] = own || !found ? outbox : [];
  // Chats that this page has not opened keep what an earlier one knew of them.
  const histories = new Map(own ? found.histories : []);
  let wiped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  if (written.length > 0) store.takeUp(written);
  const begun = own ? await shelf.read<KeptDrafts>('drafts') : undefined;
  if (begun?.person === me && begun.drafts.length > 0) store.takeUpDrafts(begun.drafts);
  let drafts: State['drafts'] | null = null;
  let keptOf: State | null = null;
  // Whose outbox this is must be known even before the first list has come.
  if (!own) await shelf.write('state', snapshot(store, histories));

  function changed(): void {
    if (wiped) return;
    if (store.state.line === 'signed-out') return void forget();
    const { sending } = store.state;
    if (sending !== written) {
      const now = new Set(sending.map((one) => one.uuid));
      for (const one of written) if (!now.has(one.uuid)) void shelf.takeOut(one.uuid).catch(ignore);
      for (const one of sending) if (!written.includes(one)) void shelf.putOut(one.uuid, one).catch(ignore);
      written = sending;
    }
    timer ??= setTimeout(write, writeMilliseconds);
  }

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!wiped && store.state.drafts !== drafts) {
      drafts = store.state.drafts;
      const kept: KeptDrafts = { person: me, drafts: [...drafts] };
      void shelf.write('drafts', kept).catch(ignore);
    }
    // A list that never came says nothing about what there is.
    const { chats, histories: read, listed } = store.state;
    if (wiped || listed.length === 0 || (chats === keptOf?.chats && read === keptOf.histories)) return;
    keptOf = store.state;
    void shelf.write('state', snapshot(store, histories)).catch(ignore);
  }

  async function forget(): Promise<void> {
    wiped = true;
    clearTimeout(timer);
    unsubscribe();
    await shelf.clear();
  }

  const unsubscribe = store.subscribe(changed);
  changed();
  return {
    restore() {
      if (own && !wiped) store.restore(found.chats, found.histories);
    },
    write,
    forget,
  };
}

function snapshot(store: Store, known: Map<number, History>): Kept {
  const { chats, histories, me } = store.state;
  // Only the end of a history: what is shown without a line is what was said last.
  for (const [chat, history] of histories) if (history.end) known.set(chat, shortened(history));
  const rows = [...chats.values()].sort((one, other) => Date.parse(other.at) - Date.parse(one.at)).slice(0, chatsMax);
  const kept = rows
    .flatMap((row) => {
      const history = known.get(row.id);
      return history ? [[row.id, history] as const] : [];
    })
    .slice(0, historiesMax);
  return { format, person: me.person.id, chats: rows, histories: kept };
}

function shortened(history: History): History {
  const messages = history.messages.slice(-messagesMax);
  return { ...history, messages, start: history.start && messages.length === history.messages.length };
}

/** A browser that has no room left, or keeps nothing in a private window, goes on as before. */
function ignore(): void {}
