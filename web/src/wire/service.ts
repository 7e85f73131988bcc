// What a service message carries. The schema calls it a plain object, because each kind of change has its own fields.
import type { Chat, Message } from './api';

export interface Name {
  id: number;
  name: string;
}

/** Whose places changed. Of many people the first are named and all are counted. */
export interface Places {
  granted?: Name[];
  granted_count?: number;
  /** Who became an administrator, and who is a mere member again. */
  administrators?: Name[];
  members?: Name[];
  revoked?: Name[];
  revoked_count?: number;
}

/** A lesson by sound and picture, as its chat hears of it. */
export interface Lesson {
  call: number;
  title: string;
  starts_at: string;
  planned_minutes: number;
}

export type Service =
  | ({ what: 'opened'; by: Name } & Places)
  | ({ what: 'places' } & Places)
  | { what: 'titled'; title: string; by?: Name }
  | ({ what: 'settled'; by: Name } & Pick<Chat, 'announcements_only' | 'reactions_only' | 'slow_mode_seconds'>)
  | { what: 'pictured'; picture: string | null; by: Name }
  | { what: 'joined'; who: Name }
  | { what: 'exported'; by: Name; reason: string }
  | { what: 'left'; who: Name }
  | { what: 'archived' | 'brought_back' }
  | { what: 'added'; by: Name; people: Name[] }
  | { what: 'removed'; by: Name; people: Name[] }
  | ({ what: 'lesson_began' | 'lesson_moved' } & Lesson)
  | ({ what: 'lesson_cancelled'; reason: string } & Lesson)
  | ({ what: 'lesson_over'; minutes: number; people: number } & Lesson)
  | { what: 'bot_added'; by: Name; bot: Name; reads: boolean }
  | { what: 'bot_removed'; by: Name; bot: Name };

/** Whom a message names with @. */
export const mentionsOf = (message: Message): readonly Name[] => (message.data.mentions ?? []) as Name[];

export const service = (message: Message): Service => message.data as unknown as Service;
