// Times as they are said in the list, between days and in a bubble. The clock comes in as an argument.
import { i18n } from '@lingui/core';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** «2 д», «5 мин», «сейчас»: the age of a chat's last message, as short as it can be said. */
export function age(at: string, now: number): string {
  const past = now - Date.parse(at);
  if (past < minute) return i18n.t('сейчас');
  if (past < hour) return i18n.t('{n} мин', { n: Math.floor(past / minute) });
  if (past < day) return i18n.t('{n} ч', { n: Math.floor(past / hour) });
  if (past < 7 * day) return i18n.t('{n} д', { n: Math.floor(past / day) });
  if (past < 30 * day) return i18n.t('{n} нед', { n: Math.floor(past / (7 * day)) });
  if (past < 365 * day) return i18n.t('{n} мес', { n: Math.floor(past / (30 * day)) });
  return i18n.t('{n, plural, one {# г} few {# г} many {# л} other {# г}}', { n: Math.floor(past / (365 * day)) });
}

export function clock(at: string): string {
  return formatter('clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
}

export function sameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** «Сегодня», «Вчера», «24 ноября», «24 ноября 2025 г.» */
export function dayName(at: string, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return i18n.t('Сегодня');
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === yesterday.toDateString()) return i18n.t('Вчера');
  return date.getFullYear() === today.getFullYear()
    ? formatter('day', { day: 'numeric', month: 'long' }).format(date)
    : formatter('day of a year', { day: 'numeric', month: 'long', year: 'numeric' }).format(date);
}

/** «19:00», and if that is not today «25 ноября, 07:00». */
export function momentWords(at: string, now: number): string {
  return sameDay(at, new Date(now).toISOString()) ? clock(at) : `${dayName(at, now)}, ${clock(at)}`;
}

/** Making a formatter costs more than all the formatting of a page. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${i18n.locale} ${name}`;
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(i18n.locale, options);
  formatters.set(key, made);
  return made;
}
