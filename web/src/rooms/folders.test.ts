import { expect, it } from 'vitest';
import { ServerForTests } from '../store/server-for-tests';
import type { Chat } from '../wire/api';
import { folders, inFolder, ordered } from './folders';

function chat(id: number, given: Partial<Chat> = {}): Chat {
  const server = new ServerForTests();
  server.open(id);
  return { ...(server.chats.get(id) as Chat), ...given };
}

it('puts the pinned first, in the order of their pinning', () => {
  const rows = [
    chat(1, { at: '2026-11-24T10:00:00Z' }),
    chat(2, { at: '2026-11-24T12:00:00Z' }),
    chat(3, { at: '2026-11-01T10:00:00Z', pinned_at: '2026-11-20T10:00:00Z' }),
    chat(4, { at: '2026-11-02T10:00:00Z', pinned_at: '2026-11-19T10:00:00Z' }),
  ];
  expect(ordered(rows).map(({ id }) => id)).toEqual([4, 3, 2, 1]);
});

it('has no folders while all chats are of one kind', () => {
  expect(folders([chat(1), chat(2)])).toEqual([]);
});

it('counts the unread of a folder without the muted', () => {
  const rows = [
    chat(1, { unread: 3 }),
    chat(2, { kind: 'parents', unread: 2 }),
    chat(3, { kind: 'parents', unread: 5, muted: true }),
  ];
  expect(folders(rows)).toEqual([
    { folder: 'all', unread: 5 },
    { folder: 'class', unread: 3 },
    { folder: 'parents', unread: 2 },
  ]);
});

it('keeps the hidden apart, and quiet', () => {
  const rows = [chat(1, { unread: 3 }), chat(2, { hidden: true, unread: 7 })];
  expect(inFolder(rows, 'all').map(({ id }) => id)).toEqual([1]);
  expect(inFolder(rows, 'hidden').map(({ id }) => id)).toEqual([2]);
  expect(folders(rows)).toEqual([
    { folder: 'all', unread: 3 },
    { folder: 'hidden', unread: 0 },
  ]);
});
