import { i18n } from '@lingui/core';
import { beforeEach, expect, test } from 'vitest';
import { messages } from '../skin/locales/ru.po';
import { age, dayName } from './time';

beforeEach(() => i18n.loadAndActivate({ locale: 'ru', messages }));

const now = new Date(2026, 10, 24, 12, 0).getTime();
const ago = (milliseconds: number) => new Date(now - milliseconds).toISOString();
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [0, 'сейчас'],
  [59_000, 'сейчас'],
  [minute, '1 мин'],
  [5.9 * minute, '5 мин'],
  [hour, '1 ч'],
  [23.9 * hour, '23 ч'],
  [day, '1 д'],
  [2.5 * day, '2 д'],
  [7 * day, '1 нед'],
  [29 * day, '4 нед'],
  [30 * day, '1 мес'],
  [364 * day, '12 мес'],
  [365 * day, '1 г'],
  [5 * 365 * day, '5 л'],
])('an age of %i ms is «%s»', (past, words) => {
  expect(age(ago(past), now)).toBe(words);
});

test('a clock that is behind the server does not show a future', () => {
  expect(age(ago(-5 * minute), now)).toBe('сейчас');
});

test('days are named from where one stands', () => {
  expect(dayName(ago(hour), now)).toBe('Сегодня');
  expect(dayName(ago(day), now)).toBe('Вчера');
  expect(dayName(ago(3 * day), now)).toBe('21 ноября');
  expect(dayName(ago(400 * day), now)).toBe('20 октября 2025 г.');
});
