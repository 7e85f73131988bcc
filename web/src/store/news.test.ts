import { expect, test } from 'vitest';
import type { Chat } from '../wire/api';
import { isQuiet, news, waiting } from './news';
import { ServerForTests } from './server-for-tests';

const base = new ServerForTests().open(1);
const chats = (...rows: Partial<Chat>[]) =>
  new Map(rows.map((row, index) => [index + 1, { ...base, id: index + 1, ...row }]));

test('it works: more unread than before is news, unless it is looked at, muted or hidden', () => {
  const before = chats({ unread: 0 }, { unread: 1 }, { unread: 0 }, { unread: 0 }, { unread: 0 });
  const now = chats(
    { unread: 1 },
    { unread: 1 },
    { unread: 1, muted: true },
    { unread: 1, hidden: true },
    { unread: 2 },
  );
  expect(news(before, now, 5).map((chat) => chat.id)).toEqual([1]);
  expect(news(before, now, null).map((chat) => chat.id)).toEqual([1, 5]);
  expect(waiting(now)).toBe(4);
});

test('a chat that was not known before rings no bell: the list has only come', () => {
  expect(news(new Map(), chats({ unread: 7 }), null)).toEqual([]);
});

test('quiet hours go through midnight', () => {
  const night = { starts: '22:00:00', ends: '07:00:00' };
  const at = (hours: number) => new Date(2026, 10, 24, hours, 30);
  expect([23, 3, 12].map((hours) => isQuiet(night, at(hours)))).toEqual([true, true, false]);
  expect(isQuiet(null, at(3))).toBe(false);
});
