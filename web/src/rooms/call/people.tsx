// Who is there, hands first in their order; for whoever leads, what he may do about each, and about all.
import { i18n } from '@lingui/core';
import '../../skin/dialogs.css';
import { type Call, callsApi, type Deed as LeadersDeed } from '../../wire/calls';
import { useTry } from '../use-try';
import type { Seen } from './line';

export function People({ call, people, onClose }: { call: Call; people: readonly Seen[]; onClose: () => void }) {
  const attempt = useTry();
  const lead = (person: number, what: LeadersDeed) => void attempt(() => callsApi.lead(call.id, person, what));
  const hands = people.filter((one) => one.hand).sort((one, other) => one.hand.localeCompare(other.hand));
  const rest = people.filter((one) => !one.hand);
  return (
    <aside className="call-people" aria-label={i18n.t('Люди')}>
      <header className="dialog-head">
        <h2>{i18n.t('Люди')}</h2>
        <button type="button" className="button button-quiet" onClick={onClose}>
          {i18n.t('Закрыть')}
        </button>
      </header>
      {call.leads && (
        <div className="deeds call-people-all">
          <button
            type="button"
            className="deed"
            onClick={() => void attempt(() => callsApi.wordOfAll(call.id, !call.may_speak))}
          >
            {call.may_speak ? i18n.t('Выключить все микрофоны') : i18n.t('Дать слово всем')}
          </button>
          <button
            type="button"
            className="deed"
            onClick={() => void attempt(() => callsApi.lock(call.id, !call.locked))}
          >
            {call.locked ? i18n.t('Открыть вход') : i18n.t('Закрыть вход')}
          </button>
        </div>
      )}
      {call.waiting.length > 0 && (
        <>
          <h3>{i18n.t('Ждут, когда их впустят')}</h3>
          <ul>
            {call.waiting.map((one) => (
              <li key={one.id} className="call-person">
                <bdi className="cut">{one.name}</bdi>
                <div className="deeds">
                  <Deed name={i18n.t('Впустить')} whom={one.name} onPress={() => lead(one.id, 'admit')} />
                  <Deed name={i18n.t('Не впускать')} whom={one.name} onPress={() => lead(one.id, 'refuse')} />
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      {hands.length > 0 && (
        <>
          <h3>{i18n.t('Подняли руку')}</h3>
          <ol>
            {hands.map((one) => (
              <Person key={one.person} call={call} who={one} onLead={lead} />
            ))}
          </ol>
        </>
      )}
      <h3>{i18n.t('Здесь')}</h3>
      <ul>
        {rest.map((one) => (
          <Person key={one.person} call={call} who={one} onLead={lead} />
        ))}
      </ul>
      {call.refused.length > 0 && (
        <>
          <h3>{i18n.t('Не впущены')}</h3>
          <ul>
            {call.refused.map((one) => (
              <li key={one.id} className="call-person">
                <bdi className="cut">{one.name}</bdi>
                <Deed name={i18n.t('Впустить')} whom={one.name} onPress={() => lead(one.id, 'admit')} />
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

function Person(props: { call: Call; who: Seen; onLead: (person: number, what: LeadersDeed) => void }) {
  const { call, who, onLead } = props;
  const attempt = useTry();
  const word = (speak: boolean) => void attempt(() => callsApi.wordOfOne(call.id, who.person, speak, speak || null));
  return (
    <li className="call-person">
      <bdi className="cut">{who.name}</bdi>
      <span className="call-signs">
        {[who.hand && '✋', who.leads && i18n.t('ведёт'), who.hasMicrophone && i18n.t('говорит')]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {call.leads && !who.isMe && !who.leads && (
        <div className="deeds">
          {who.maySpeak ? (
            <Deed name={i18n.t('Забрать слово')} whom={who.name} onPress={() => word(false)} />
          ) : (
            <Deed name={i18n.t('Дать слово')} whom={who.name} onPress={() => word(true)} />
          )}
          {who.hasMicrophone && (
            <Deed name={i18n.t('Выключить микрофон')} whom={who.name} onPress={() => onLead(who.person, 'mute')} />
          )}
          {who.screen && (
            <Deed
              name={i18n.t('Остановить показ')}
              whom={who.name}
              onPress={() => onLead(who.person, 'stop-sharing')}
            />
          )}
          <Deed name={i18n.t('Удалить')} whom={who.name} onPress={() => onLead(who.person, 'remove')} />
        </div>
      )}
    </li>
  );
}

function Deed({ name, whom, onPress }: { name: string; whom: string; onPress: () => void }) {
  return (
    <button type="button" className="deed" aria-label={`${name}: ${whom}`} onClick={onPress}>
      {name}
    </button>
  );
}
