// Calls about live rooms. In: calls by name. Out: as api.ts. Brought with the first call or lesson that is shown.
import { answer, client, type Message } from './api';
import type { components } from './schema';
import type { Name } from './service';

export type Call = components['schemas']['CallOut'];
export type Entrance = components['schemas']['EntranceOut'];
export type Deed = 'admit' | 'refuse' | 'mute' | 'stop-sharing' | 'remove';

/** What the message of a call carries. */
export interface Card {
  call: number;
  kind: 'lesson' | 'call';
  state: 'planned' | 'live' | 'over' | 'cancelled';
  title: string;
  by: Name | null;
  starts_at: string;
  planned_minutes: number | null;
  started_at: string | null;
  reason: string;
  minutes?: number;
  people?: number;
}

/** None for a call of before this house had any. */
export function cardOf(message: Message): Card | null {
  return typeof message.data.call === 'number' ? (message.data as unknown as Card) : null;
}

const at = (call: number) => ({ path: { call_id: call } });
const of = (call: number, person: number) => ({ path: { call_id: call, person_id: person } });

export const callsApi = {
  begin: (chat: number) => answer(client.POST('/api/chats/{chat_id}/calls', { params: { path: { chat_id: chat } } })),
  look: (call: number) => answer(client.GET('/api/calls/{call_id}', { params: at(call) })),
  enter: (call: number) => answer(client.POST('/api/calls/{call_id}/enter', { params: at(call) })),
  decline: (call: number) => answer(client.POST('/api/calls/{call_id}/decline', { params: at(call) })),
  raiseHand: (call: number, raised: boolean) =>
    answer(client.POST('/api/calls/{call_id}/hand', { params: at(call), body: { raised } })),
  end: (call: number) => answer(client.POST('/api/calls/{call_id}/end', { params: at(call) })),
  wordOfAll: (call: number, may_speak: boolean) =>
    answer(client.PUT('/api/calls/{call_id}/word', { params: at(call), body: { may_speak } })),
  lock: (call: number, locked: boolean) =>
    answer(client.PUT('/api/calls/{call_id}/lock', { params: at(call), body: { locked } })),
  wordOfOne: (call: number, person: number, speak: boolean, show: boolean | null) =>
    answer(
      client.PUT('/api/calls/{call_id}/people/{person_id}/word', { params: of(call, person), body: { speak, show } }),
    ),
  lead: (call: number, person: number, what: Deed) =>
    answer(
      client.POST('/api/calls/{call_id}/people/{person_id}/{what}', {
        params: { path: { call_id: call, person_id: person, what } },
      }),
    ),
};
