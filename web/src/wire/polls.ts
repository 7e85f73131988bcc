// Polls: what a message tells of one, and the calls about it. In: calls by name. Out: as api.ts. Loaded with the lazy rooms.
import { answer, client, type Message } from './api';
import type { components } from './schema';

type Schemas = components['schemas'];

export interface Option {
  readonly id: number;
  readonly text: string;
  readonly votes: number;
}

/** What stands in the data of a message of this kind. `own` are my own answers: nobody else's are ever told here. */
export interface Poll {
  readonly several: boolean;
  readonly anonymous: boolean;
  readonly ends_at: string | null;
  readonly closed_at: string | null;
  readonly voters: number;
  readonly options: readonly Option[];
  readonly own: readonly number[];
}

export const pollOf = (message: Message): Poll | null => (message.data.poll as Poll | undefined) ?? null;

const at = ({ chat, seq }: Message) => ({ path: { chat_id: chat, poll_seq: seq } });

export const pollsApi = {
  ask: (chat: number, body: Schemas['PollIn']) =>
    answer(client.POST('/api/chats/{chat_id}/polls', { params: { path: { chat_id: chat } }, body })),
  vote: (message: Message, options: readonly number[]) =>
    answer(
      client.PUT('/api/chats/{chat_id}/polls/{poll_seq}/vote', {
        params: at(message),
        body: { options: [...options] },
      }),
    ),
  close: (message: Message) =>
    answer(client.POST('/api/chats/{chat_id}/polls/{poll_seq}/close', { params: at(message) })),
  voters: (message: Message, option: number, after: number) =>
    answer(
      client.GET('/api/chats/{chat_id}/polls/{poll_seq}/voters', {
        params: { ...at(message), query: { option, after } },
      }),
    ),
};
