// A server in memory for tests: what the real one promises of a chat, without the wire.
import { type Api, type Chat, type Me, type Message, type Page, type Person, Refusal } from '../wire/api';
import type { PushEvent } from '../wire/push';
import type { Name } from '../wire/service';
import { mentionsMe, position, quoteOf } from './state';

export const veronica: Person = {
  id: 1,
  name: 'Вероника Смирнова',
  short_name: 'Вероника С.',
  initials: 'ВС',
  colour: 1,
  picture: null,
};
export const pyotr: Person = {
  id: 2,
  name: 'Пётр Кузнецов',
  short_name: 'Пётр К.',
  initials: 'ПК',
  colour: 2,
  picture: null,
};

export const me: Me = {
  person: pyotr,
  language: 'ru',
  learning_space: 'Сферум',
  messenger: 'Звонок',
  profile: 'active',
  unread: { learning: 0, personal: 0 },
  schools: [{ id: 1, name: 'МАОУ "Гимназия № 0"' }],
  makes_chats: true,
  edit_hours: 24,
  quiet_hours: null,
};

const unchanged = {
  data: {} as Message['data'],
  changed_seq: null,
  edited_at: null,
  pinned_at: null,
  deleted: false,
  reply: null,
  reactions: [],
};

export class ServerForTests {
  readonly chats = new Map<number, Chat>();
  readonly messages = new Map<number, Message[]>();
  readonly calls: string[] = [];
  /** How many of the next calls are lost on the way there, and on the way back. */
  losesRequests = 0;
  losesAnswers = 0;
  private minute = 0;

  open(id: number): Chat {
    const chat: Chat = {
      id,
      space: 'learning',
      kind: 'class',
      ruled: true,
      title: `10 ${id}`,
      school: 'МАОУ "Гимназия № 0"',
      initials: '10',
      colour: 0,
      picture: null,
      members: 2,
      role: 'member',
      muted: false,
      muted_until: null,
      pinned_at: null,
      hidden: false,
      announcements_only: false,
      reactions_only: false,
      slow_mode_seconds: 0,
      archived: false,
      other: null,
      last_seq: 0,
      last_number: 0,
      read_number: 0,
      unread: 0,
      marked_unread: false,
      mentions: [],
      read_by_others: 0,
      hidden_count: 0,
      draft: null,
      live: null,
      preview: null,
      at: this.now(),
    };
    this.chats.set(id, chat);
    this.messages.set(id, []);
    this.change(id, { what: 'opened', by: named(veronica) });
    return chat;
  }

  say(
    id: number,
    text: string,
    by: Person = veronica,
    uuid: string | null = null,
    { reply = null, names = [] }: { reply?: number | null; names?: Person[] } = {},
  ): PushEvent {
    const chat = this.chat(id);
    const own = by.id === me.person.id;
    chat.last_number += 1;
    chat.at = this.now();
    chat.preview = { author: by.short_name, is_bot: false, own, kind: 'text', text };
    if (own) chat.read_number = chat.last_number;
    const { name, short_name, initials, colour, picture = null } = by;
    return this.store(chat, {
      number: chat.last_number,
      kind: 'text',
      author: { person: by.id, name, short_name, initials, colour, picture, is_bot: false },
      text,
      uuid,
      at: chat.at,
      reply: reply === null ? null : quoteOf(this.message(id, reply)),
      data: names.length ? { mentions: names.map(named) } : {},
    });
  }

  edit(id: number, seq: number, text: string): PushEvent {
    return this.changed(id, seq, { text, edited_at: this.now() });
  }

  remove(id: number, seq: number): PushEvent {
    const nothing = { text: '', data: {}, reply: null, reactions: [], pinned_at: null };
    return this.changed(id, seq, { ...nothing, deleted: true });
  }

  react(id: number, seq: number, emoji: string, by: Person = veronica): PushEvent {
    return this.changed(id, seq, { reactions: [{ emoji, people: [by.id] }] });
  }

  pin(id: number, seq: number, pinned = true): PushEvent {
    return this.changed(id, seq, { pinned_at: pinned ? this.now() : null });
  }

  /** The seqs of what people said and can still be changed. */
  changeable(id: number): number[] {
    return (this.messages.get(id) ?? []).filter((one) => one.number !== null && !one.deleted).map(({ seq }) => seq);
  }

  grant(id: number, count: number): PushEvent {
    this.chat(id).members += count;
    return this.change(id, {
      what: 'places',
      granted: [],
      granted_count: count,
      administrators: [],
      members: [],
      revoked: [],
      revoked_count: 0,
    });
  }

  rename(id: number, title: string): PushEvent {
    this.chat(id).title = title;
    return this.change(id, { what: 'titled', title });
  }

  depict(id: number, picture: string | null): PushEvent {
    this.chat(id).picture = picture;
    return this.change(id, { what: 'pictured', picture, by: named(veronica) });
  }

  settle(id: number, settled: Pick<Chat, 'announcements_only' | 'reactions_only' | 'slow_mode_seconds'>): PushEvent {
    Object.assign(this.chat(id), settled);
    return this.change(id, { what: 'settled', by: named(veronica), ...settled });
  }

  archive(id: number, archived: boolean): PushEvent {
    this.chat(id).archived = archived;
    return this.change(id, { what: archived ? 'archived' : 'brought_back' });
  }

  join(id: number): PushEvent {
    this.chat(id).members += 1;
    return this.change(id, { what: 'joined', who: named(veronica) });
  }

  get api(): Api {
    const served: Partial<Api> = {
      chats: () => this.answer('chats', () => ({ chats: [...this.chats.values()], next: null })),
      chat: (id) => this.answer(`chat ${id}`, () => ({ ...this.chat(id) })),
      messages: (id, { before = Number.POSITIVE_INFINITY, after = -1, around, around_number, following, limit }) =>
        this.answer(`messages ${id}`, () => {
          this.chat(id);
          const numbered = this.messages.get(id)?.find((one) => (one.number ?? 0) >= (around_number ?? Infinity));
          const middle = around_number === undefined ? around : (numbered?.seq ?? this.chat(id).last_seq);
          if (middle !== undefined) return this.window(id, middle, limit);
          if (following !== undefined) return this.following(id, following, limit);
          const found = (this.messages.get(id) ?? []).filter((one) => one.seq < before && position(one) > after);
          if (after >= 0) found.sort((one, other) => position(one) - position(other));
          const page = after < 0 ? found.slice(-limit) : found.slice(0, limit);
          const { last_seq } = this.chat(id);
          return {
            messages: page,
            more: page.length < found.length,
            more_after: false,
            last_seq,
            pinned: this.pinned(id),
          };
        }),
      send: (id, { uuid, text, reply_to: reply = null }) =>
        this.answer(`send ${text}`, () => {
          const stored = this.messages.get(id)?.find((message) => message.uuid === uuid);
          if (stored) return stored;
          if (text === 'нельзя') throw new Refusal(422, 'Так нельзя.');
          this.say(id, text, pyotr, uuid, { reply });
          return this.messages.get(id)?.at(-1) as Message;
        }),
      read: (id, number) =>
        this.answer(`read ${id}`, () => {
          const chat = this.chat(id);
          chat.read_number = Math.max(chat.read_number, number);
          chat.unread = chat.last_number - chat.read_number;
          return { read_number: chat.read_number };
        }),
    };
    return served as Api;
  }

  private async answer<T>(call: string, work: () => T): Promise<T> {
    this.calls.push(call);
    if (this.losesRequests > 0) {
      this.losesRequests -= 1;
      throw new TypeError('Failed to fetch');
    }
    const result = structuredClone(work());
    await Promise.resolve();
    if (this.losesAnswers > 0) {
      this.losesAnswers -= 1;
      throw new TypeError('Failed to fetch');
    }
    return result;
  }

  private chat(id: number): Chat {
    const chat = this.chats.get(id);
    if (!chat) throw new Refusal(404, 'Такого чата нет.');
    return chat;
  }

  private change(id: number, data: object): PushEvent {
    return this.store(this.chat(id), {
      number: null,
      kind: 'service',
      author: null,
      text: '',
      uuid: null,
      at: this.now(),
      data: { ...data },
    });
  }

  private store(
    chat: Chat,
    message: Omit<Message, 'chat' | 'seq' | keyof typeof unchanged> & Partial<Message>,
  ): PushEvent {
    chat.last_seq += 1;
    const stored: Message = { ...unchanged, ...message, chat: chat.id, seq: chat.last_seq };
    this.messages.get(chat.id)?.push(stored);
    return this.told(chat, stored);
  }

  private changed(id: number, seq: number, change: Partial<Message>): PushEvent {
    const chat = this.chat(id);
    chat.last_seq += 1;
    const message = Object.assign(this.message(id, seq), change, { changed_seq: chat.last_seq });
    for (const one of this.messages.get(id) ?? []) if (one.reply?.seq === seq) one.reply = quoteOf(message);
    if (message.number === chat.last_number && chat.preview) {
      chat.preview = { ...chat.preview, kind: message.deleted ? 'deleted' : 'text', text: message.text };
    }
    return this.told(chat, message);
  }

  private told(chat: Chat, message: Message): PushEvent {
    chat.unread = chat.last_number - chat.read_number;
    const unread = (this.messages.get(chat.id) ?? []).filter((one) => (one.number ?? 0) > chat.read_number);
    chat.mentions = unread.filter((one) => mentionsMe(one, me.person.id)).map((one) => one.number ?? 0);
    chat.mentions.reverse();
    return { event: 'message', message: structuredClone(message) };
  }

  private message(id: number, seq: number): Message {
    const found = this.messages.get(id)?.find((one) => one.seq === seq);
    if (!found) throw new Refusal(404, 'Такого сообщения нет.');
    return found;
  }

  private window(id: number, seq: number, limit: number): Page {
    const all = this.messages.get(id) ?? [];
    const at = all.filter((one) => one.seq < seq).length;
    const [from, upto] = [Math.max(0, at - Math.floor(limit / 2)), at + Math.ceil(limit / 2)];
    const { last_seq } = this.chat(id);
    const more_after = upto < all.length;
    return { messages: all.slice(from, upto), more: from > 0, more_after, last_seq, pinned: this.pinned(id) };
  }

  private following(id: number, seq: number, limit: number): Page {
    const found = (this.messages.get(id) ?? []).filter((one) => one.seq > seq);
    const more = found.length > limit;
    return { messages: found.slice(0, limit), more, more_after: more, last_seq: this.chat(id).last_seq, pinned: [] };
  }

  private pinned(id: number): Message[] {
    const found = (this.messages.get(id) ?? []).filter((one) => one.pinned_at);
    return found.sort((one, other) => Date.parse(other.pinned_at ?? '') - Date.parse(one.pinned_at ?? ''));
  }

  private now(): string {
    this.minute += 1;
    return new Date(Date.UTC(2026, 10, 24, 8, this.minute)).toISOString();
  }
}

function named(person: Person): Name {
  return { id: person.id, name: person.short_name };
}
