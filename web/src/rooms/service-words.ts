// How what the school or a member did to a chat is put into words. In: data. Out: sentences in the person's language.
import { i18n } from '@lingui/core';
import type { Chat, Message } from '../wire/api';
import { type Name, type Places, type Service, service } from '../wire/service';
import { minutesCount, moment, outcomeWords } from './call/words';
import { kindWords } from './words';

export function messageWords(message: Message): string {
  return message.kind === 'service'
    ? serviceSentences(service(message)).join('. ')
    : kindWords(message.deleted ? 'deleted' : message.kind, message.text);
}

export function serviceSentences(change: Service): string[] {
  switch (change.what) {
    case 'opened':
      return [i18n.t('Чат создан'), ...firstMembers(change), ...roleSentences(change)];
    case 'titled':
      return [i18n.t('Чат теперь называется «{title}»', { title: isolated(change.title) })];
    case 'pictured':
      return [
        change.picture
          ? i18n.t('{name} меняет картинку чата', { name: isolated(change.by.name) })
          : i18n.t('{name} убирает картинку чата', { name: isolated(change.by.name) }),
      ];
    case 'settled':
      return [settledWords(change)];
    case 'joined':
      return [i18n.t('{name} входит в чат по ссылке', { name: isolated(change.who.name) })];
    case 'exported':
      return [
        i18n.t('{name} сохраняет переписку этого чата. Причина: {reason}', {
          name: isolated(change.by.name),
          reason: isolated(change.reason),
        }),
      ];
    case 'archived':
      return [i18n.t('Чат в архиве: его можно только читать')];
    case 'brought_back':
      return [i18n.t('Чат вернулся из архива')];
    case 'left':
      return [i18n.t('{name} выходит из чата', { name: isolated(change.who.name) })];
    case 'added':
      return [
        i18n.t('{name} добавляет в чат: {people}', { name: isolated(change.by.name), people: listed(change.people) }),
      ];
    case 'removed':
      return [
        i18n.t('{name} исключает из чата: {people}', { name: isolated(change.by.name), people: listed(change.people) }),
      ];
    case 'bot_added':
      return [botWords(change)];
    case 'bot_removed':
      return [i18n.t('{name} убирает бота {bot}', { name: isolated(change.by.name), bot: isolated(change.bot.name) })];
    case 'lesson_began':
      return [i18n.t('Урок «{title}» начался', { title: isolated(change.title) })];
    case 'lesson_moved':
      return [
        i18n.t('Урок «{title}» перенесён: {at}, {minutes}', {
          title: isolated(change.title),
          at: moment(change.starts_at),
          minutes: minutesCount(change.planned_minutes),
        }),
      ];
    case 'lesson_cancelled':
      return [
        i18n.t('Урок «{title}», {at}, отменён. Причина: {reason}', {
          title: isolated(change.title),
          at: moment(change.starts_at),
          reason: isolated(change.reason),
        }),
      ];
    case 'lesson_over':
      return [outcomeWords(change.minutes, change.people)];
    case 'places':
      return placesSentences(change);
    default:
      return [i18n.t('Чат изменился')];
  }
}

function botWords({ by, bot, reads }: Extract<Service, { what: 'bot_added' }>): string {
  const names = { name: isolated(by.name), bot: isolated(bot.name) };
  return reads
    ? i18n.t('{name} добавляет бота {bot}: он читает сообщения', names)
    : i18n.t('{name} добавляет бота {bot}: он пишет, а сообщений не читает', names);
}

/** Who may speak in a chat now. */
export function settledWords(
  settled: Pick<Chat, 'announcements_only' | 'reactions_only' | 'slow_mode_seconds'> & Partial<Pick<Chat, 'archived'>>,
): string {
  if (settled.archived) return i18n.t('Чат в архиве: его можно только читать');
  if (settled.reactions_only) return i18n.t('В чате можно только ставить реакции');
  if (settled.announcements_only) return i18n.t('В чате пишут только администраторы');
  if (settled.slow_mode_seconds > 0) {
    return i18n.t('Медленный режим: одно сообщение в {pause}', { pause: pauseWords(settled.slow_mode_seconds) });
  }
  return i18n.t('В чате пишут все');
}

export function pauseWords(seconds: number): string {
  if (seconds < 60) {
    return i18n.t('{seconds, plural, one {# секунду} few {# секунды} many {# секунд} other {# секунды}}', { seconds });
  }
  const minutes = seconds / 60;
  return i18n.t('{minutes, plural, one {# минуту} few {# минуты} many {# минут} other {# минуты}}', { minutes });
}

/** Whoever is in a chat from its first moment is counted only: naming some of them would say nothing. */
function firstMembers({ granted_count: count = 0 }: Places): string[] {
  if (count === 0) return [];
  return [
    i18n.t('В чате {count, plural, one {# человек} few {# человека} many {# человек} other {# человека}}', { count }),
  ];
}

/** At most so many names stand in one sentence; the rest are counted. */
const namesMax = 3;

function placesSentences(change: Places): string[] {
  const sentences = [...grantedSentences(change), ...roleSentences(change), ...revokedSentences(change)];
  return sentences.length > 0 ? sentences : [i18n.t('Чат изменился')];
}

function grantedSentences({ granted = [], granted_count: count = granted.length }: Places): string[] {
  const people = listed(granted.slice(0, namesMax));
  const more = count - Math.min(granted.length, namesMax);
  if (count === 0) return [];
  if (more === 0) return [i18n.t('{people} теперь в чате', { people })];
  if (people === '') {
    return [
      i18n.t('В чате ещё {more, plural, one {# человек} few {# человека} many {# человек} other {# человека}}', {
        more,
      }),
    ];
  }
  return [
    i18n.t(
      '{people} и ещё {more, plural, one {# человек} few {# человека} many {# человек} other {# человека}} теперь в чате',
      { people, more },
    ),
  ];
}

function roleSentences({ administrators = [], members = [] }: Places): string[] {
  const sentences: string[] = [];
  if (administrators.length > 0) {
    sentences.push(
      i18n.t('{count, plural, one {{people} теперь администратор} other {{people} теперь администраторы}}', {
        count: administrators.length === 1 ? 1 : 2,
        people: listed(administrators),
      }),
    );
  }
  if (members.length > 0) {
    sentences.push(
      i18n.t('{count, plural, one {{people} больше не администратор} other {{people} больше не администраторы}}', {
        count: members.length === 1 ? 1 : 2,
        people: listed(members),
      }),
    );
  }
  return sentences;
}

function revokedSentences({ revoked = [], revoked_count: count = revoked.length }: Places): string[] {
  const people = listed(revoked.slice(0, namesMax));
  const more = count - Math.min(revoked.length, namesMax);
  if (count === 0) return [];
  if (more === 0) return [i18n.t('{people} больше не в чате', { people })];
  if (people === '') {
    return [
      i18n.t('{more, plural, one {# человек} few {# человека} many {# человек} other {# человека}} больше не в чате', {
        more,
      }),
    ];
  }
  return [
    i18n.t(
      '{people} и ещё {more, plural, one {# человек} few {# человека} many {# человек} other {# человека}} больше не в чате',
      { people, more },
    ),
  ];
}

function listed(names: readonly Name[]): string {
  return names.map((one) => isolated(one.name)).join(', ');
}

const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name inside a sentence must not turn the sentence round it: marks that steer direction are dropped, and a name
 *  written from right to left is fenced off. Elsewhere names stand in their own <bdi>. */
export function isolated(name: string): string {
  const plain = name.replace(directionMarks, '');
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}
