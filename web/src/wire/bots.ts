// Calls about a chat's bots. In: calls by name. Out: as api.ts.
import { answer, client } from './api';
import type { components } from './schema';

export type Bot = components['schemas']['BotOut'];
export type BotsOfChat = components['schemas']['BotsOut'];

const of = (chat: number, bot: number) => ({ path: { chat_id: chat, bot_id: bot } });

export const botsApi = {
  ofChat: (chat: number) => answer(client.GET('/api/chats/{chat_id}/bots', { params: { path: { chat_id: chat } } })),
  letIn: (chat: number, bot: number, reads: boolean) =>
    answer(client.PUT('/api/chats/{chat_id}/bots/{bot_id}', { params: of(chat, bot), body: { reads } })),
  takeOut: (chat: number, bot: number) =>
    answer(client.DELETE('/api/chats/{chat_id}/bots/{bot_id}', { params: of(chat, bot) })),
};
