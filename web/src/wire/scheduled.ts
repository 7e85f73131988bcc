// Messages that wait for their time. In: calls by name. Out: as api.ts. Loaded with the lazy rooms.
import { answer, client } from './api';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Scheduled = Schemas['ScheduledOut'];

const at = (scheduled: number) => ({ path: { scheduled_id: scheduled } });

export const scheduledApi = {
  all: () => answer(client.GET('/api/scheduled')),
  schedule: (chat: number, body: Schemas['ScheduledIn']) =>
    answer(client.POST('/api/chats/{chat_id}/scheduled', { params: { path: { chat_id: chat } }, body })),
  revise: (scheduled: number, body: Schemas['RevisedIn']) =>
    answer(client.PATCH('/api/scheduled/{scheduled_id}', { params: at(scheduled), body })),
  drop: (scheduled: number) => answer(client.DELETE('/api/scheduled/{scheduled_id}', { params: at(scheduled) })),
  sendNow: (scheduled: number) => answer(client.POST('/api/scheduled/{scheduled_id}/now', { params: at(scheduled) })),
};
