// How polls and times to come are put into words. In: data. Out: sentences in the person's language.
import { i18n } from '@lingui/core';
import { clock, sameDay } from './time';

export function votersCount(count: number): string {
  return count === 0
    ? i18n.t('Пока никто не проголосовал')
    : i18n.t(
        '{count, plural, one {Проголосовал # человек} few {Проголосовали # человека} many {Проголосовали # человек} other {Проголосовали # человека}}',
        { count },
      );
}

/** Whole percents of those who voted; where several answers may be chosen, they make more than a hundred together. */
export const percent = (votes: number, voters: number): number => (voters ? Math.round((votes / voters) * 100) : 0);

const day = 24 * 3_600_000;

/** «сегодня в 18:00», «завтра в 8:00», «27 ноября в 08:00». */
export function laterWords(at: string, now: number): string {
  const time = clock(at);
  if (sameDay(at, new Date(now).toISOString())) return i18n.t('сегодня в {time}', { time });
  if (sameDay(at, new Date(now + day).toISOString())) return i18n.t('завтра в {time}', { time });
  const date = new Intl.DateTimeFormat(i18n.locale, { day: 'numeric', month: 'long' }).format(new Date(at));
  return i18n.t('{date} в {time}', { date, time });
}

/** As a field for a moment wants it: local time, to the minute. */
export function localField(moment: Date): string {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

export interface Preset {
  readonly words: string;
  readonly at: Date;
}

const presetAheadMilliseconds = 5 * 60_000;

/** Moments that are often meant, those that are still to come. */
export function presets(now: Date): readonly Preset[] {
  const on = (days: number, hours: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hours, 0);
  const offered = [
    { words: i18n.t('Сегодня в {time}', { time: '18:00' }), at: on(0, 18) },
    { words: i18n.t('Сегодня в {time}', { time: '20:00' }), at: on(0, 20) },
    { words: i18n.t('Завтра в {time}', { time: '8:00' }), at: on(1, 8) },
    { words: i18n.t('Завтра в {time}', { time: '18:00' }), at: on(1, 18) },
  ];
  return offered.filter(({ at }) => at.getTime() - now.getTime() > presetAheadMilliseconds);
}
