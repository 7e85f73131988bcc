// How calls and lessons are put into words. In: data. Out: sentences in the person's language.
import { i18n } from '@lingui/core';

export function minutesCount(minutes: number): string {
  return i18n.t('{minutes, plural, one {# минута} few {# минуты} many {# минут} other {# минуты}}', { minutes });
}

export function peopleCount(people: number): string {
  return i18n.t('{people, plural, one {# человек} few {# человека} many {# человек} other {# человека}}', { people });
}

/** «25 ноября, 10:00» */
export function moment(iso: string): string {
  return new Intl.DateTimeFormat(i18n.locale, {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(iso));
}

/** «Урок шёл 42 минуты, 27 человек» */
export function outcomeWords(minutes: number, people: number): string {
  const count = peopleCount(people);
  return i18n.t(
    '{minutes, plural, one {Урок шёл # минуту, {count}} few {Урок шёл # минуты, {count}} many {Урок шёл # минут, {count}} other {Урок шёл # минуты, {count}}}',
    { minutes, count },
  );
}
