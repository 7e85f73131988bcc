// When another was here, and who is typing, in words that know no gender.
import { i18n } from '@lingui/core';
import { beforeEach, expect, test } from 'vitest';
import { messages as english } from '../skin/locales/en.po';
import { messages as russian } from '../skin/locales/ru.po';
import { presenceWords } from './presence';
import { typingWords } from './words';

const now = new Date(2026, 10, 24, 12, 0).getTime();
const minutesAgo = (minutes: number) => ({ here: false, seen_at: new Date(now - minutes * 60_000).toISOString() });
const said = (minutes: number) => presenceWords(minutesAgo(minutes), now);
const people = ['Вероника С.', 'Саша К.', 'Глеб С.', 'Анна К.'].map((name, id) => ({ id, name }));

beforeEach(() => i18n.loadAndActivate({ locale: 'ru', messages: russian }));

test('it works: the longer ago, the less exact', () => {
  expect(presenceWords({ here: true, seen_at: null }, now)).toBe('в сети');
  expect(said(1)).toBe('в сети только что');
  expect([2, 21, 25].map(said)).toEqual(['в сети 2 минуты назад', 'в сети 21 минуту назад', 'в сети 25 минут назад']);
  expect(said(150)).toBe('в сети сегодня в 09:30');
  expect(said(24 * 60)).toBe('в сети вчера в 12:00');
  expect(said(4 * 24 * 60)).toBe('в сети 20 ноября');
});

test('of one who hides, or never came, nothing is said', () => {
  expect(presenceWords(null, now)).toBe('');
  expect(presenceWords({ here: false, seen_at: null }, now)).toBe('');
});

test('two who type are named, more are counted', () => {
  expect(typingWords(people.slice(0, 1))).toBe('Вероника С. печатает…');
  expect(typingWords(people.slice(0, 2))).toBe('Вероника С., Саша К. печатают…');
  expect(typingWords(people)).toBe('Вероника С., Саша К. и ещё 2 печатают…');
});

test('in English too', () => {
  i18n.loadAndActivate({ locale: 'en', messages: english });
  expect([1, 2, 21].map(said)).toEqual(['last seen just now', 'last seen 2 minutes ago', 'last seen 21 minutes ago']);
  expect(said(150)).toBe('last seen today at 09:30');
  expect(presenceWords({ here: true, seen_at: null }, now)).toBe('online');
  expect(typingWords(people.slice(0, 1))).toBe('Вероника С. is typing…');
  expect(typingWords(people)).toBe('Вероника С., Саша К. and 2 more are typing…');
});
