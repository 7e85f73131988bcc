// How the list is ordered and parted: pinned first, hidden apart, folders by kind. Pure.
import type { Chat } from '../wire/api';

export type Folder = 'all' | Chat['kind'] | 'hidden';

const kinds: readonly Chat['kind'][] = ['class', 'subject', 'parents', 'staff_room', 'free', 'dialogue'];

/** The pinned in the order of their pinning, then the rest by their last message. */
export function ordered(chats: Iterable<Chat>): Chat[] {
  return [...chats].sort(
    (one, other) =>
      Number(other.pinned_at !== null) - Number(one.pinned_at !== null) ||
      (one.pinned_at && other.pinned_at ? Date.parse(one.pinned_at) - Date.parse(other.pinned_at) : 0) ||
      Date.parse(other.at) - Date.parse(one.at) ||
      other.id - one.id,
  );
}

/** The folders that hold anything, each with its unread messages. One kind alone needs no folder of its own. */
export function folders(chats: readonly Chat[]): { folder: Folder; unread: number }[] {
  const shown = chats.filter((chat) => !chat.hidden);
  const present = kinds.filter((kind) => shown.some((chat) => chat.kind === kind));
  const named: Folder[] = [
    ...(present.length > 1 ? present : []),
    ...(shown.length < chats.length ? ['hidden' as const] : []),
  ];
  if (named.length === 0) return [];
  return (['all', ...named] as Folder[]).map((folder) => ({
    folder,
    unread: inFolder(chats, folder).reduce((sum, chat) => sum + (chat.muted || chat.hidden ? 0 : chat.unread), 0),
  }));
}

export function inFolder(chats: readonly Chat[], folder: Folder): Chat[] {
  if (folder === 'hidden') return chats.filter((chat) => chat.hidden);
  return chats.filter((chat) => !chat.hidden && (folder === 'all' || chat.kind === folder));
}
