// Who may say something in a chat now. In: a row. Out: yes or no; the server has the last word.
import type { Chat } from '../wire/api';

export const speaks = (chat: Chat): boolean =>
  !chat.archived && (chat.role === 'administrator' || !(chat.announcements_only || chat.reactions_only));
