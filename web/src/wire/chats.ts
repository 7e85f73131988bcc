// Calls of the lazy rooms about chats and people: dialogues, cards, titles, administrators, links, settings, reports.
// In: calls by name. Out: as api.ts. Kept apart so that the first screen does not carry them.
import { answer, client, type Space } from './api';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Card = Schemas['CardOut'];
export type Invitation = Schemas['InvitationOut'];
export type Invited = Schemas['InvitedOut'];
export type Settings = Schemas['SettingsIn'];
export type Reason = Schemas['ReportIn']['reason'];

const at = (chat: number) => ({ path: { chat_id: chat } });
const of = (chat: number, person: number) => ({ path: { chat_id: chat, person_id: person } });
const who = (person: number) => ({ path: { person_id: person } });

export const chatsApi = {
  card: (person: number, space: Space) =>
    answer(client.GET('/api/people/{person_id}', { params: { ...who(person), query: { space } } })),
  openDialogue: (person: number, space: Space) => answer(client.POST('/api/dialogues', { body: { person, space } })),
  block: (person: number) => answer(client.POST('/api/people/{person_id}/block', { params: who(person) })),
  unblock: (person: number) => answer(client.DELETE('/api/people/{person_id}/block', { params: who(person) })),
  blocked: () => answer(client.GET('/api/people/blocked')),

  rename: (chat: number, title: string) =>
    answer(client.PUT('/api/chats/{chat_id}/title', { params: at(chat), body: { title } })),
  putPicture: (chat: number, body: Schemas['PictureIn']) =>
    answer(client.PUT('/api/chats/{chat_id}/picture', { params: at(chat), body })),
  removePicture: (chat: number) => answer(client.DELETE('/api/chats/{chat_id}/picture', { params: at(chat) })),
  putOwnPicture: (body: Schemas['PictureIn']) => answer(client.PUT('/api/me/picture', { body })),
  removeOwnPicture: () => answer(client.DELETE('/api/me/picture')),
  removePersonsPicture: (person: number) =>
    answer(client.DELETE('/api/people/{person_id}/picture', { params: who(person) })),
  settle: (chat: number, body: Settings) =>
    answer(client.PUT('/api/chats/{chat_id}/settings', { params: at(chat), body })),
  appoint: (chat: number, person: number) =>
    answer(client.PUT('/api/chats/{chat_id}/administrators/{person_id}', { params: of(chat, person) })),
  discharge: (chat: number, person: number) =>
    answer(client.DELETE('/api/chats/{chat_id}/administrators/{person_id}', { params: of(chat, person) })),
  handOver: (chat: number, person: number) =>
    answer(client.POST('/api/chats/{chat_id}/hand-over', { params: at(chat), body: { person } })),

  report: (chat: number, seq: number, body: Schemas['ReportIn']) =>
    answer(
      client.POST('/api/chats/{chat_id}/messages/{seq}/report', { params: { path: { chat_id: chat, seq } }, body }),
    ),
  quiet: () => answer(client.GET('/api/quiet-hours')),
  settleQuiet: (body: Schemas['QuietIn']) => answer(client.PUT('/api/quiet-hours', { body })),

  invitations: (chat: number) => answer(client.GET('/api/chats/{chat_id}/invitations', { params: at(chat) })),
  invite: (chat: number, body: Schemas['InvitationIn']) =>
    answer(client.POST('/api/chats/{chat_id}/invitations', { params: at(chat), body })),
  revoke: (chat: number, invitation: number) =>
    answer(
      client.DELETE('/api/chats/{chat_id}/invitations/{invitation_id}', {
        params: { path: { chat_id: chat, invitation_id: invitation } },
      }),
    ),
  invited: (word: string) => answer(client.GET('/api/invitations/{word}', { params: { path: { word } } })),
  join: (word: string) => answer(client.POST('/api/invitations/{word}', { params: { path: { word } } })),
};
