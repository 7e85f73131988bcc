// The one store of the page. In: the person's wishes, the server's answers, pushed events. Out: states, one at a time,
// each told to listeners after it is whole. Called by the rooms (through use-store.ts) and by push.
import { i18n } from '@lingui/core';
import { type Api, type Chat, type Me, type Message, Refusal, type Space } from '../wire/api';
import type { PushEvent } from '../wire/push';
import type { Name } from '../wire/service';
import {
  type Draft,
  draftOf,
  emptyState,
  type History,
  isBehind,
  isBlank,
  type Line,
  position,
  type Sending,
  type State,
  withChat,
  withChats,
  withDraft,
  withFailed,
  withFollowingPage,
  withHidden,
  withNewer,
  withNewestPage,
  withOlderPage,
  withoutChat,
  withoutDraft,
  withoutHistory,
  withoutSending,
  withoutTyping,
  withPicture,
  withPushed,
  withRead,
  withReadByOthers,
  withRestored,
  withSending,
  withToldDraft,
  withTyping,
  withWholeList,
  withWindow,
} from './state';
import { newUuid } from './uuid';

const spaces: readonly Space[] = ['learning', 'personal'];
const firstChatsMax = 50;
const chatsPageMax = 200;
const messagesPageMax = 60;
/** A history further behind than one page is brought anew instead of being filled up: a chat costs one request. */
const catchUpPageMax = 100;
/** Half of it stands before the message that one wants to see. */
const windowMessagesMax = 60;
const resendMilliseconds = 3_000;
/** Who types says so every four seconds; whoever has not said it for so long has stopped. */
const typingMilliseconds = 6_000;

export class Store {
  private current: State;
  private readonly listeners = new Set<() => void>();
  private readonly catching = new Map<number, Promise<void>>();
  private readonly catchAgain = new Set<number>();
  private readonly delivering = new Set<number>();
  private readonly bringing = new Map<number, Promise<void>>();
  /** Drafts told of so far, and which of them was the last of each chat. */
  private draftsTold = 0;
  private readonly draftToldOf = new Map<number, number>();
  private readonly typists = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly api: Api,
    me: Me,
  ) {
    this.current = emptyState(me);
  }

  get state(): State {
    return this.current;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  notice(sentence: string): void {
    this.become({ ...this.current, notice: { sentence } });
  }

  dismiss(): void {
    this.become({ ...this.current, notice: null });
  }

  line(line: Line): void {
    if (this.current.line !== line && this.current.line !== 'signed-out') this.become({ ...this.current, line });
  }

  // -- The list

  /** The first page at once, so that it can be shown; then the rest. */
  async loadList(space: Space): Promise<void> {
    const before = [...this.current.chats.keys()];
    const listed = new Set<number>();
    let cursor: string | null | undefined;
    do {
      const limit = cursor ? chatsPageMax : firstChatsMax;
      const asked = this.draftsTold;
      const page = await this.api.chats(cursor ? { space, before: cursor, limit } : { space, limit });
      for (const row of page.chats) listed.add(row.id);
      this.become(withChats(this.current, this.draftsKept(page.chats, asked)));
      cursor = page.next;
    } while (cursor);
    this.become(withWholeList(this.current, space, listed, before));
    for (const id of listed) if (isBehind(this.current, id)) void this.catchUp(id);
  }

  /** What may have been missed while there was no line. */
  async refresh(): Promise<void> {
    for (const space of spaces) await this.loadList(space);
    this.deliverAll();
  }

  async loadChat(id: number): Promise<void> {
    try {
      const asked = this.draftsTold;
      const [row] = this.draftsKept([await this.api.chat(id)], asked) as [Chat];
      const known = this.current.chats.get(id);
      this.become(withChat(this.current, row));
      // In another browser a message was hidden from oneself: which one, the history says when it is brought anew.
      if (known && known.hidden_count !== row.hidden_count) await this.bringAnew(id);
    } catch (error) {
      if (isAbsent(error)) this.become(withoutChat(this.current, id));
      throw error;
    }
    if (isBehind(this.current, id)) void this.catchUp(id);
  }

  admit(chat: Chat): void {
    this.become(withChat(this.current, chat));
  }

  // -- What an earlier page left

  /** What was known when there was still a line. What the server has said since is newer, so then nothing is taken. */
  restore(chats: readonly Chat[], histories: Iterable<readonly [number, History]>): void {
    if (this.current.chats.size > 0 || this.current.line === 'signed-out') return;
    this.become(withRestored(this.current, chats, histories));
  }

  /** Written before and never known to be stored: it goes out first, each with its own UUID, so nothing is stored twice. */
  takeUp(sending: readonly Sending[]): void {
    const known = new Set(this.current.sending.map((one) => one.uuid));
    const taken = sending.filter((one) => !known.has(one.uuid));
    if (taken.length === 0) return;
    this.become({ ...this.current, sending: [...taken, ...this.current.sending] });
    this.deliverAll();
  }

  // -- Events

  /** A batch is one step: all messages are taken, then listeners are told once. */
  apply(events: readonly PushEvent[]): void {
    const messages = events.flatMap((event) => (event.event === 'message' ? [event.message] : []));
    const gone = events.flatMap((event) => (event.event === 'gone' ? [event.chat] : []));
    const read = events.flatMap((event) => (event.event === 'read' ? [event] : []));
    const pictures = events.flatMap((event) => (event.event === 'picture' ? [event] : []));
    const changed = new Set(events.flatMap((event) => (event.event === 'chat' ? [event.chat] : [])));
    const told = read.reduce(withReadByOthers, withPushed(this.current, messages));
    this.become(gone.reduce(withoutChat, pictures.reduce(withPicture, told)));
    this.alive(events);
    for (const id of changed) void this.loadChat(id).catch(ignoreLost);
    for (const message of messages) {
      const row = this.current.chats.get(message.chat);
      if (changed.has(message.chat) || gone.includes(message.chat)) continue;
      if (!row || row.last_seq < position(message) || isBehind(this.current, message.chat))
        void this.catchUp(message.chat);
    }
  }

  /** What lives beside the messages: drafts of one's other devices, and who types until he has said it. */
  private alive(events: readonly PushEvent[]): void {
    let next = this.current;
    for (const event of events) {
      if (event.event === 'draft') {
        next = withToldDraft(next, event);
        this.draftToldOf.set(event.chat, ++this.draftsTold);
      }
      if (event.event === 'call') {
        next = { ...next, callTold: { call: event.call, times: (next.callTold?.times ?? 0) + 1 } };
      }
      if (event.event === 'scheduled') next = { ...next, scheduledTold: next.scheduledTold + 1 };
      if (event.event === 'typing' && next.chats.has(event.chat)) {
        next = withTyping(next, event);
        const { chat, who } = event;
        const key = `${chat} ${who.id}`;
        clearTimeout(this.typists.get(key));
        const forget = () => this.become(withoutTyping(this.current, { chat, person: who.id }));
        this.typists.set(key, setTimeout(forget, typingMilliseconds));
      }
      const person = event.event === 'message' && event.message.author?.person;
      if (person) next = withoutTyping(next, { chat: event.message.chat, person });
    }
    this.become(next);
  }

  /** Asks for what came after the last change that is known for certain. One question at a time for each chat; a gap
   *  seen meanwhile is asked about once more, for the answer on its way may be older than it. */
  catchUp(id: number): Promise<void> {
    const running = this.catching.get(id);
    if (running) {
      this.catchAgain.add(id);
      return running;
    }
    const work = this.fillGap(id)
      .catch(ignoreLost)
      .finally(() => {
        this.catching.delete(id);
        if (this.catchAgain.delete(id)) void this.catchUp(id);
      });
    this.catching.set(id, work);
    return work;
  }

  private async fillGap(id: number): Promise<void> {
    const history = this.current.histories.get(id);
    if (!history) return this.loadChat(id);
    const target = this.current.chats.get(id)?.last_seq ?? 0;
    if (target - history.upto > catchUpPageMax) return this.bringAnew(id);
    // All pages are one step: a message changed in place comes by its change, after what was said later than it.
    const missed: Message[] = [];
    let after = history.upto;
    for (;;) {
      const page = await this.api.messages(id, { after, limit: catchUpPageMax });
      missed.push(...page.messages);
      const last = Math.max(after, ...page.messages.map(position));
      if (!page.more || last === after) {
        // Brought anew meanwhile, by an answer that knew less: what is missing now is asked for from there.
        if ((this.current.histories.get(id)?.upto ?? 0) < history.upto) return void this.catchAgain.add(id);
        this.become(withNewer(this.current, id, missed, Math.max(last, target, page.last_seq)));
        return;
      }
      after = last;
    }
  }

  // -- A history

  /** `toUnread`: one opens the chat and wants to read on where he stopped, however long ago that was. */
  loadHistory(id: number, toUnread = false): Promise<void> {
    return this.bring(id, async () => {
      if (this.current.histories.has(id)) return;
      const known = this.current.chats.get(id);
      if (toUnread && known && known.unread > messagesPageMax) {
        return this.bringWindow(id, { around_number: known.read_number + 1 });
      }
      const page = await this.api.messages(id, { limit: messagesPageMax });
      // Before anything is shown: what is shown at the end counts as read.
      if (toUnread && !this.current.chats.has(id)) await this.loadChat(id);
      const row = this.current.chats.get(id);
      const oldest = page.messages.find(({ number }) => number !== null)?.number ?? 0;
      if (toUnread && row && row.unread > 0 && page.more && oldest > row.read_number + 1) {
        return this.bringWindow(id, { around_number: row.read_number + 1 });
      }
      this.become(withNewestPage(this.current, id, page));
      if (isBehind(this.current, id)) void this.catchUp(id);
    });
  }

  /** The window round a message, in the place of what is shown. Its seq, or its number where no more is known of it. */
  async loadAround(id: number, where: { seq: number } | { number: number }): Promise<void> {
    const query = 'seq' in where ? { around: where.seq } : { around_number: where.number };
    await this.bringing.get(id)?.catch(ignoreLost);
    await this.bring(id, () => this.bringWindow(id, query));
  }

  /** From far back to the end. */
  async loadNewest(id: number): Promise<void> {
    await this.bringing.get(id)?.catch(ignoreLost);
    await this.bring(id, async () => {
      if (this.current.histories.get(id)?.end) return;
      this.become(withNewestPage(this.current, id, await this.api.messages(id, { limit: messagesPageMax })));
      if (isBehind(this.current, id)) void this.catchUp(id);
    });
  }

  loadOlder(id: number): Promise<void> {
    return this.bring(id, async () => {
      const history = this.current.histories.get(id);
      const oldest = history?.messages[0];
      if (!history || history.start || !oldest) return;
      const page = await this.api.messages(id, { before: oldest.seq, limit: messagesPageMax });
      this.become(withOlderPage(this.current, id, page));
      if (isBehind(this.current, id)) void this.catchUp(id);
    });
  }

  loadFollowing(id: number): Promise<void> {
    return this.bring(id, async () => {
      const history = this.current.histories.get(id);
      const newest = history?.messages.at(-1);
      if (!history || history.end || !newest) return;
      const page = await this.api.messages(id, { following: newest.seq, limit: messagesPageMax });
      this.become(withFollowingPage(this.current, id, page));
      if (isBehind(this.current, id)) void this.catchUp(id);
    });
  }

  /** A chat that is left in the middle is opened where one has stopped reading, as any other. */
  leave(id: number): void {
    if (this.current.histories.get(id)?.end === false) this.become(withoutHistory(this.current, id));
  }

  private async bringWindow(id: number, query: { around: number } | { around_number: number }): Promise<void> {
    const page = await this.api.messages(id, { ...query, limit: windowMessagesMax });
    const around =
      'around' in query
        ? query.around
        : (page.messages.find(({ number }) => (number ?? 0) >= query.around_number)?.seq ?? page.last_seq);
    this.become(withWindow(this.current, id, page, around));
    if (isBehind(this.current, id)) void this.catchUp(id);
  }

  /** Who reads far back goes on reading there. */
  private async bringAnew(id: number): Promise<void> {
    const history = this.current.histories.get(id);
    if (!history) return;
    const middle = history.messages[Math.floor(history.messages.length / 2)];
    if (!history.end && middle) return this.loadAround(id, { seq: middle.seq });
    this.become(withoutHistory(this.current, id));
    return this.loadHistory(id);
  }

  /** One page of a chat at a time. */
  private bring(id: number, work: () => Promise<void>): Promise<void> {
    const running = this.bringing.get(id);
    if (running) return running;
    const promise = work().finally(() => this.bringing.delete(id));
    this.bringing.set(id, promise);
    return promise;
  }

  read(id: number): void {
    const row = this.current.chats.get(id);
    if (!row || (row.unread === 0 && !row.marked_unread)) return;
    this.become(withRead(this.current, id, row.last_number));
    // Losing this call loses nothing: the next one says more, and the list tells the truth on return.
    void this.api.read(id, row.last_number).catch(ignoreLost);
  }

  // -- Changes in place

  react(message: Message, emoji: string | null): Promise<boolean> {
    return this.change(() => this.api.react(message.chat, message.seq, emoji));
  }

  edit(message: Message, text: string, mentions: readonly Name[]): Promise<boolean> {
    const body = { text, mentions: mentions.map(({ id }) => id) };
    return this.change(() => this.api.edit(message.chat, message.seq, body));
  }

  pin(message: Message, pinned: boolean): Promise<boolean> {
    return this.change(() => this.api.pin(message.chat, message.seq, pinned));
  }

  removeForAll({ chat, seq }: Message): Promise<boolean> {
    return this.change(async () => {
      await this.api.remove(chat, seq, true);
      return null;
    });
  }

  hideMessage({ chat, seq }: Message): Promise<boolean> {
    return this.change(async () => {
      await this.api.remove(chat, seq, false);
      this.become(withHidden(this.current, chat, seq));
      return null;
    });
  }

  /** All of them or none. */
  removeSeveral(chat: number, seqs: readonly number[], forAll: boolean): Promise<boolean> {
    return this.change(async () => {
      await this.api.removeSeveral(chat, [...seqs], forAll);
      if (!forAll) this.become(seqs.reduce((state, seq) => withHidden(state, chat, seq), this.current));
      return null;
    });
  }

  async markUnread(chat: number): Promise<void> {
    await this.change(async () => {
      this.become(withChat(this.current, await this.api.markUnread(chat)));
      return null;
    });
  }

  /** The answer is what the event says too, whichever comes first. */
  private async change(ask: () => Promise<Message | null>): Promise<boolean> {
    try {
      const message = await ask();
      if (message) this.apply([{ event: 'message', message }]);
      return true;
    } catch (error) {
      if (error instanceof Refusal && error.sentence) this.notice(error.sentence);
      else this.notice(i18n.t('Не удалось. Проверьте связь и попробуйте ещё раз.'));
      return false;
    }
  }

  /** My own doing: the event says the same, but there may be no line for it. */
  askForScheduled(): void {
    this.become({ ...this.current, scheduledTold: this.current.scheduledTold + 1 });
  }

  // -- Drafts

  /** What stands in the field of a chat now. */
  draft(chat: number, text: string, reply_to: number | null): void {
    const known = draftOf(this.current, chat);
    if ((known?.text ?? '') === text && (known?.reply_to ?? null) === reply_to) return;
    this.become(withDraft(this.current, chat, { text, reply_to }));
  }

  /** The server has it already, so nothing need be said. */
  isSaved(chat: number, draft: Draft): boolean {
    const saved = this.current.chats.get(chat)?.draft;
    return saved ? saved.text === draft.text && saved.reply_to === draft.reply_to : isBlank(draft);
  }

  draftSaved(chat: number, draft: Draft): void {
    const told = withToldDraft(this.current, { chat, draft: isBlank(draft) ? null : draft });
    this.draftToldOf.set(chat, ++this.draftsTold);
    this.become(withoutDraft(told, chat, draft));
  }

  /** Rows that were asked for before a draft was told of do not bring back the one before it. */
  private draftsKept(rows: readonly Chat[], asked: number): Chat[] {
    return rows.map((row) => {
      const known = this.current.chats.get(row.id);
      return known && (this.draftToldOf.get(row.id) ?? 0) > asked ? { ...row, draft: known.draft } : row;
    });
  }

  draftLost(chat: number, draft: Draft): void {
    this.become(withoutDraft(this.current, chat, draft));
  }

  /** Begun on an earlier page that could not save it. */
  takeUpDrafts(drafts: Iterable<readonly [number, Draft]>): void {
    this.become({ ...this.current, drafts: new Map([...drafts, ...this.current.drafts]) });
  }

  // -- Sending

  send(
    chat: number,
    text: string,
    more: Partial<Pick<Sending, 'files' | 'sticker' | 'reply' | 'mentions'>> = {},
  ): void {
    const born = { uuid: newUuid(), at: new Date().toISOString(), failed: false };
    const message: Sending = { sticker: null, reply: null, mentions: [], ...more, ...born, chat, text };
    this.become(withSending(this.current, message));
    // One's own words stand at the end, and who has said them wants to see them.
    if (this.current.histories.get(chat)?.end === false) void this.loadNewest(chat).catch(ignoreLost);
    void this.deliver(chat);
  }

  sendAgain(message: Sending): void {
    this.become(withFailed(this.current, message.uuid, false));
    void this.deliver(message.chat);
  }

  giveUp(message: Sending): void {
    this.become(withoutSending(this.current, message.uuid));
  }

  deliverAll(): void {
    for (const chat of new Set(this.current.sending.map((message) => message.chat))) void this.deliver(chat);
  }

  /** In the order of writing, one at a time, each with the UUID it was born with: a lost answer is asked for again and
   *  the server stores nothing twice. */
  private async deliver(chat: number): Promise<void> {
    if (this.delivering.has(chat)) return;
    this.delivering.add(chat);
    try {
      for (;;) {
        const message = this.current.sending.find((one) => one.chat === chat && !one.failed);
        if (!message) return;
        await this.deliverOne(message);
      }
    } catch {
      this.answered(false);
      setTimeout(() => void this.deliver(chat), resendMilliseconds);
    } finally {
      this.delivering.delete(chat);
    }
  }

  private async deliverOne({ chat, uuid, text, files = [], sticker, reply, mentions }: Sending): Promise<void> {
    try {
      const stored = await this.api.send(chat, {
        uuid,
        text,
        sticker,
        reply_to: reply?.seq ?? null,
        mentions: mentions.map(({ id }) => id),
        files: files.map(({ id }) => id),
      });
      this.answered(true);
      this.become(withPushed(this.current, [stored]));
      if ((this.current.chats.get(chat)?.last_seq ?? 0) < position(stored) || isBehind(this.current, chat)) {
        await this.catchUp(chat);
      }
      this.become(withoutSending(this.current, uuid));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.become(withFailed(this.current, uuid, true));
      if (error.status === 404) await this.loadChat(chat).catch(ignoreLost);
      if (error.sentence) this.notice(error.sentence);
    }
  }

  private answered(answered: boolean): void {
    if (this.current.unanswered === answered) this.become({ ...this.current, unanswered: !answered });
  }

  private become(state: State): void {
    if (state === this.current) return;
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

export const isAbsent = (error: unknown): boolean => error instanceof Refusal && error.status === 404;

/** For calls that are asked again by themselves: on the next event, or when the line comes back. */
function ignoreLost(): void {}
