// A call or a lesson in the history: what it is now, and the way in. Comes with the first that is shown.
import { i18n } from '@lingui/core';
import '../../skin/call.css';
import { TalkIcon } from '../../skin/talk-icons';
import { openCall, useOpenCall } from '../../store/open-call';
import { useLook } from '../../store/use-store';
import type { Message } from '../../wire/api';
import { type Card, cardOf } from '../../wire/calls';
import { lessonEarlyMilliseconds } from '../../wire/limits';
import { useMinute } from '../use-minute';
import { minutesCount, moment, outcomeWords, peopleCount } from './words';

export default function CallCard({ message }: { message: Message }) {
  const me = useLook((state) => state.me.person.id);
  const open = useOpenCall();
  const now = useMinute();
  const card = cardOf(message);
  if (!card) return null;
  const isPlanned = card.state === 'planned';
  const isThere = open?.call === card.call;
  const opens = isPlanned && card.kind === 'lesson' && now > Date.parse(card.starts_at) - lessonEarlyMilliseconds;
  return (
    <div className="call-card">
      <p className="call-card-title">
        <span className="call-icon">
          <TalkIcon name="phone" />
        </span>
        <bdi>{card.kind === 'lesson' ? card.title : i18n.t('Звонок')}</bdi>
      </p>
      <p>{stateWords(card, me)}</p>
      {!isThere && (card.state === 'live' || opens) && (
        <button
          type="button"
          className={isPlanned ? 'button button-quiet' : 'button'}
          onClick={() => openCall({ call: card.call, chat: message.chat })}
        >
          {card.kind === 'lesson' ? i18n.t('Войти на урок') : i18n.t('Присоединиться')}
        </button>
      )}
    </div>
  );
}

function stateWords(card: Card, me: number): string {
  const at = moment(card.starts_at);
  switch (card.state) {
    case 'planned':
      return i18n.t('{at}, {minutes}', { at, minutes: minutesCount(card.planned_minutes ?? 0) });
    case 'live':
      return card.kind === 'lesson' ? i18n.t('Урок идёт') : i18n.t('Звонок идёт');
    case 'cancelled':
      return i18n.t('Отменён: {reason}', { reason: card.reason });
    default:
      return overWords(card, me);
  }
}

function overWords({ kind, minutes = 1, people = 0, by }: Card, me: number): string {
  if (kind === 'lesson') return outcomeWords(minutes, people);
  if (people < 2) return by?.id === me ? i18n.t('Без ответа') : i18n.t('Пропущенный звонок');
  return `${minutesCount(minutes)}, ${peopleCount(people)}`;
}
