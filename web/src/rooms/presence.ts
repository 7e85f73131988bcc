// When another was here: asked when one looks at him, and each minute while one does. In: a person. Out: words, or nothing.
import { i18n } from '@lingui/core';
import { useEffect, useState } from 'react';
import { aliveApi, type Presence } from '../wire/alive';
import { clock, dayName, sameDay } from './time';

const askMilliseconds = 60_000;
const minute = 60_000;

export function usePresence(person: number | null): Presence | null {
  const [presence, setPresence] = useState<Presence | null>(null);
  useEffect(() => {
    if (person === null) return;
    const whom = person;
    let current = true;
    function ask() {
      if (document.visibilityState !== 'visible') return;
      aliveApi.presence(whom).then(
        (answer) => current && setPresence(answer.presence),
        () => {},
      );
    }
    ask();
    const timer = setInterval(ask, askMilliseconds);
    document.addEventListener('visibilitychange', ask);
    return () => {
      current = false;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [person]);
  return presence;
}

/** «в сети», «в сети 5 минут назад», «в сети вчера в 18:40»: the roster knows no gender, so nobody «был» or «была». */
export function presenceWords(presence: Presence | null, now: number): string {
  if (!presence) return '';
  if (presence.here) return i18n.t('в сети');
  const at = presence.seen_at;
  if (!at) return '';
  const past = now - Date.parse(at);
  if (past < 2 * minute) return i18n.t('в сети только что');
  if (past < 60 * minute) {
    const minutes = Math.floor(past / minute);
    return i18n.t(
      '{minutes, plural, one {в сети # минуту назад} few {в сети # минуты назад} many {в сети # минут назад} other {в сети # минуты назад}}',
      { minutes },
    );
  }
  if (sameDay(at, new Date(now).toISOString())) return i18n.t('в сети сегодня в {time}', { time: clock(at) });
  if (sameDay(at, new Date(now - 24 * 60 * minute).toISOString())) {
    return i18n.t('в сети вчера в {time}', { time: clock(at) });
  }
  return i18n.t('в сети {day}', { day: dayName(at, now) });
}
