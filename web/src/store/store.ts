// The one store of the page. In: the person's wishes, the server's answers, pushed events. Out: states, one at a time,
// each told to listeners after it is whole. Called by the rooms (through use-store.ts) and by push.
import { i18n } from '@lingui/core';
import { type Api, type Chat, type Me, type Message, Refusal, type Space } from '../wire/api';
import type { PushEvent } from '../wire/push';
import type { Name } from '../wire/service';
import {
  emptyState,
  type History,
  isBehind,
  type Line,
  position,
  type Sending,
  type State,
  withChat,
  withChats,
  withFailed,
  withHidden,
  withNewer,
  withNewestPage,
  withOlderPage,
  withoutChat,
  withoutHistory,
  withoutSending,
  withPushed,
  withRead,
  withReadByOthers,
  withRestored,
  withSending,
  withWholeList,
} from './state';
import { newUuid } from './uuid';

const spaces: readonly Space[] = ['learning', 'personal'];
const firstChatsMax = 50;
const chatsPageMax = 200;
const messagesPageMax = 60;
const catchUpPageMax = 100;
/** A history further behind than this is brought anew instead of being filled up. */
const catchUpMessagesMax = 300;
const unreadPagesMax = 5;
const resendMilliseconds = 3_000;

export class Store {
  private current: State;
  private readonly listeners = new Set<() => void>();
  private readonly catching = new Map<number, Promise<void>>();
  private readonly catchAgain = new Set<number>();
  private readonly delivering = new Set<number>();
  private readonly bringing = new Map<number, Promise<void>>();

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
      const page = await this.api.chats(cursor ? { space, before: cursor, limit } : { space, limit });
      for (const row of page.chats) listed.add(row.id);
      this.become(withChats(this.current, page.chats));
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
      const row = await this.api.chat(id);
      const known = this.current.chats.get(id);
      this.become(withChat(this.current, row));
      // In another browser a message was hidden from oneself: which one, the history says when it is brought anew.
      if (known && known.hidden_count !== row.hidden_count && this.current.histories.has(id)) {
        this.become(withoutHistory(this.current, id));
        await this.loadHistory(id);
      }
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
    const changed = new Set(events.flatMap((event) => (event.event === 'chat' ? [event.chat] : [])));
    this.become(gone.reduce(withoutChat, read.reduce(withReadByOthers, withPushed(this.current, messages))));
    for (const id of changed) void this.loadChat(id).catch(ignoreLost);
    for (const message of messages) {
      const row = this.current.chats.get(message.chat);
      if (changed.has(message.chat) || gone.includes(message.chat)) continue;
      if (!row || row.last_seq < position(message) || isBehind(this.current, message.chat))
        void this.catchUp(message.chat);
    }
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
    if (target - history.upto > catchUpMessagesMax) {
      this.become(withoutHistory(this.current, id));
      return this.loadHistory(id);
    }
    // All pages are one step: a message changed in place comes by its change, after what was said later than it.
    const missed: Message[] = [];
    let after = history.upto;
    for (;;) {
      const page = await this.api.messages(id, { after, limit: catchUpPageMax });
      missed.push(...page.messages);
      const last = Math.max(after, ...page.messages.map(position));
      if (!page.more || last === after) {
        this.become(withNewer(this.current, id, missed, Math.max(last, target, page.last_seq)));
        return;
      }
      after = last;
    }
  }

  // -- A history

  /** `toUnread`: one opens the chat and wants to read on where he stopped. */
  loadHistory(id: number, toUnread = false): Promise<void> {
    return this.bring(id, async () => {
      if (this.current.histories.has(id)) return;
      const page = await this.api.messages(id, { limit: messagesPageMax });
      this.become(withNewestPage(this.current, id, page));
      if (toUnread) await this.reachUnread(id);
      if (isBehind(this.current, id)) void this.catchUp(id);
    });
  }

  /** `far`: one goes back a long way, so the pages are as long as they may be. */
  loadOlder(id: number, far = false): Promise<void> {
    return this.bring(id, async () => {
      const history = this.current.histories.get(id);
      const oldest = history?.messages[0];
      if (!history || history.start || !oldest) return;
      const page = await this.api.messages(id, {
        before: oldest.seq,
        limit: far ? catchUpPageMax : messagesPageMax,
      });
      this.become(withOlderPage(this.current, id, page));
      if (isBehind(this.current, id)) void this.catchUp(id);
    });
  }

  /** So far back that the first unread message is there, if it is not too far. */
  private async reachUnread(id: number): Promise<void> {
    for (let pages = 0; pages < unreadPagesMax; pages += 1) {
      const row = this.current.chats.get(id);
      const history = this.current.histories.get(id);
      const [oldest] = history?.messages ?? [];
      if (!row || !history || !oldest || history.start) return;
      if ((oldest.number ?? Number.POSITIVE_INFINITY) <= row.read_number + 1 || row.unread === 0) return;
      const page = await this.api.messages(id, { before: oldest.seq, limit: catchUpPageMax });
      this.become(withOlderPage(this.current, id, page));
    }
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

  // -- Sending

  send(
    chat: number,
    text: string,
    more: Partial<Pick<Sending, 'files' | 'sticker' | 'reply' | 'mentions'>> = {},
  ): void {
    const born = { uuid: newUuid(), at: new Date().toISOString(), failed: false };
    const message: Sending = { sticker: null, reply: null, mentions: [], ...more, ...born, chat, text };
    this.become(withSending(this.current, message));
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
