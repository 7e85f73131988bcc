import { i18n } from '@lingui/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { laterWords, localField, percent, presets, votersCount } from './poll-words';

beforeAll(() => i18n.loadAndActivate({ locale: 'ru', messages: {} }));

describe('a poll in words', () => {
  it('counts voters as Russian does', () => {
    const said = [0, 1, 2, 5, 11, 21, 22, 25].map(votersCount);
    expect(said).toEqual([
      'Пока никто не проголосовал',
      'Проголосовал 1 человек',
      'Проголосовали 2 человека',
      'Проголосовали 5 человек',
      'Проголосовали 11 человек',
      'Проголосовал 21 человек',
      'Проголосовали 22 человека',
      'Проголосовали 25 человек',
    ]);
  });

  it('has no percents of nobody', () => {
    expect([percent(0, 0), percent(1, 3), percent(2, 3), percent(3, 3)]).toEqual([0, 33, 67, 100]);
  });
});

describe('a time to come', () => {
  const now = new Date(2026, 10, 24, 17, 30);

  it('is said by its day and hour', () => {
    const at = (days: number, hours: number) => new Date(2026, 10, 24 + days, hours).toISOString();
    expect(laterWords(at(0, 20), now.getTime())).toBe('сегодня в 20:00');
    expect(laterWords(at(1, 8), now.getTime())).toBe('завтра в 08:00');
    expect(laterWords(at(3, 8), now.getTime())).toBe('27 ноября в 08:00');
  });

  it('is offered only while it is to come', () => {
    expect(presets(now).map(({ words }) => words)).toEqual([
      'Сегодня в 18:00',
      'Сегодня в 20:00',
      'Завтра в 8:00',
      'Завтра в 18:00',
    ]);
    expect(presets(new Date(2026, 10, 24, 19, 58)).map(({ at }) => at.getDate())).toEqual([25, 25]);
  });

  it('stands in its field as local time', () => {
    expect(localField(now)).toBe('2026-11-24T17:30');
    expect(new Date(localField(now)).getTime()).toBe(now.getTime());
  });
});
