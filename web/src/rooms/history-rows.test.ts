import { expect, test } from 'vitest';
import type { Sending } from '../store/state';
import type { Message } from '../wire/api';
import { historyRows } from './history-rows';

const start = new Date(2026, 10, 24, 10, 0).getTime();

function message(seq: number, minute: number, person: number | null, service = false): Message {
  return {
    chat: 1,
    seq,
    number: service ? null : seq,
    kind: service ? 'service' : 'text',
    author: service
      ? null
      : { person, name: `${person}`, short_name: `${person}`, initials: '', colour: 0, picture: null, is_bot: false },
    text: `${seq}`,
    data: {},
    uuid: null,
    changed_seq: null,
    edited_at: null,
    pinned_at: null,
    deleted: false,
    reply: null,
    reactions: [],
    at: new Date(start + minute * 60_000).toISOString(),
  };
}

const sending: Sending = {
  uuid: 'u',
  chat: 1,
  text: 'моё',
  sticker: null,
  reply: null,
  mentions: [],
  at: new Date(start + 3 * 60_000).toISOString(),
  failed: false,
};

test('it works: messages of one author within five minutes stand together', () => {
  const rows = historyRows([message(1, 0, 7), message(2, 1, 7), message(3, 2, 8), message(4, 9, 8)], [], 1, true, null);
  expect(rows.map(({ first, last }) => [first, last])).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
});

test('a service message and a new day break a group', () => {
  const rows = historyRows([message(1, 0, 7), message(2, 1, null, true), message(3, 2, 7)], [], 1, true, null);
  expect(rows.every((row) => row.first && row.last)).toBe(true);
  const days = historyRows([message(1, 0, 7), message(2, 24 * 60, 7)], [], 1, true, null);
  expect(days.map((row) => row.day)).toEqual([true, true]);
});

test('a day is named above the oldest message only when nothing is older', () => {
  expect(historyRows([message(1, 0, 7)], [], 1, false, null)[0]?.day).toBe(false);
});

test('the line of news stands once, before the first message of another that was unread on opening', () => {
  const rows = historyRows([message(1, 0, 7), message(2, 1, 1), message(3, 2, 7), message(4, 3, 7)], [], 1, true, 1);
  expect(rows.map((row) => row.news)).toEqual([false, false, true, false]);
});

test('a message being sent joins my group and keeps its key when it is stored', () => {
  const rows = historyRows([message(1, 0, 1)], [sending], 1, true, null);
  expect(rows.map(({ first, last }) => [first, last])).toEqual([
    [true, false],
    [false, true],
  ]);
  const stored = historyRows([message(1, 0, 1), { ...message(2, 3, 1), uuid: 'u' }], [], 1, true, null);
  expect(stored[1]?.key).toBe(rows[1]?.key);
});
