// The live room: first the lobby, then everybody in it, and the chat beside. Brought when one presses «Войти».
import { i18n } from '@lingui/core';
import type { RemoteTrack, Track } from 'livekit-client';
import { type RefObject, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import '../../skin/call.css';
import { type OpenCall, openCall } from '../../store/open-call';
import { useLook } from '../../store/use-store';
import { type Call, callsApi } from '../../wire/calls';
import { chatPath, go } from '../address';
import { Avatar } from '../avatar';
import { useTry } from '../use-try';
import { CallIcon } from './icons';
import { CallLine, type Look, type Seen, type Wishes } from './line';
import { Choice, Lobby } from './lobby';
import { People } from './people';
import { useCall } from './use-call';
import { peopleCount } from './words';

export default function CallPlace({ open }: { open: OpenCall }) {
  const call = useCall(open.call);
  const title = useLook((state) => state.chats.get(open.chat)?.title ?? '');
  const [wishes, setWishes] = useState<Wishes | null>(null);
  const name = call?.title || title;
  if (!wishes) return <Lobby call={call} title={name} onEnter={setWishes} onClose={() => openCall(null)} />;
  return <Room open={open} call={call} name={name} wishes={wishes} />;
}

function Room({ open, call, name, wishes }: { open: OpenCall; call: Call | null; name: string; wishes: Wishes }) {
  const line = useMemo(() => new CallLine(open.call, wishes), [open.call, wishes]);
  const look = useSyncExternalStore(line.subscribe, line.look);
  const [beside, setBeside] = useState(() => matchMedia('(min-width: 1000px)').matches);
  const [people, setPeople] = useState(false);
  const [speakerView, setSpeakerView] = useState(false);

  useEffect(() => {
    go(chatPath(open.chat));
    void line.enter();
    return line.leave;
  }, [line, open.chat]);

  // Whoever waits comes in as soon as he is admitted.
  const waits = look.phase === 'waiting';
  const admission = call?.admission;
  useEffect(() => {
    if (waits && admission && admission !== 'waiting') void line.enter();
  }, [waits, admission, line]);

  if (look.phase === 'out') return <Out sentence={look.sentence} isLesson={call?.kind !== 'call'} />;
  return (
    <section className={beside ? 'call-room' : 'call-room alone'} aria-label={i18n.t('Звонок: {name}', { name })}>
      <header className="call-head">
        <h2 className="cut">
          <bdi>{name}</bdi>
        </h2>
        <p>{i18n.t('Запись не ведётся.')}</p>
        {look.phase === 'in' && <p>{peopleCount(look.people.length)}</p>}
      </header>
      <p className="call-state" role="status">
        {stateWords(look)}
        {look.audioOnly && (
          <button type="button" className="text-button" onClick={() => line.audioOnly(false)}>
            {i18n.t('Вернуть видео')}
          </button>
        )}
      </p>
      {look.silencedByBrowser && look.phase === 'in' && (
        <p className="call-state" role="alert">
          <button type="button" className="text-button" onClick={() => void line.sound()}>
            {i18n.t('Включить звук')}
          </button>
        </p>
      )}
      <Tiles people={look.people} speakerView={speakerView} />
      {look.audio.map((track) => (
        <Sound key={track.sid} track={track} />
      ))}
      <Bar
        line={line}
        look={look}
        call={call}
        beside={beside}
        people={people}
        speakerView={speakerView}
        onBeside={() => setBeside(!beside)}
        onPeople={() => setPeople(!people)}
        onView={() => setSpeakerView(!speakerView)}
      />
      {people && call && <People call={call} people={look.people} onClose={() => setPeople(false)} />}
    </section>
  );
}

function stateWords({ phase, audioOnly, weak }: Look): string {
  if (phase === 'entering') return i18n.t('Входим…');
  if (phase === 'waiting') return i18n.t('Учитель скоро вас впустит. Подождите здесь.');
  if (phase === 'lost') return i18n.t('Связь потеряна. Возвращаемся…');
  if (weak) return i18n.t('Слабая связь: остался только звук.');
  if (audioOnly) return i18n.t('Только звук.');
  return '';
}

function Out({ sentence, isLesson }: { sentence: string; isLesson: boolean }) {
  const words = outWords(sentence, isLesson);
  useEffect(() => {
    if (!sentence) openCall(null);
  }, [sentence]);
  if (!sentence) return null;
  return (
    <section className="call-room" aria-label={i18n.t('Звонок')}>
      <div className="empty" role="alert">
        <p>{words}</p>
        <button type="button" className="button" onClick={() => openCall(null)}>
          {i18n.t('К чату')}
        </button>
      </div>
    </section>
  );
}

function outWords(sentence: string, isLesson: boolean): string {
  switch (sentence) {
    case 'over':
      return isLesson ? i18n.t('Урок закончился.') : i18n.t('Звонок закончился.');
    case 'elsewhere':
      return i18n.t('Вы вошли с другого устройства.');
    case 'removed':
      return i18n.t('Вас удалили отсюда. Вернуться можно, когда вас снова впустят.');
    case 'gone':
      return i18n.t('Вы больше не участник этого чата.');
    default:
      return sentence;
  }
}

// -- Who is seen and heard

function Tiles({ people, speakerView }: { people: readonly Seen[]; speakerView: boolean }) {
  const screens = people.filter((one) => one.screen);
  const speaking = people.find((one) => one.speaks && !one.isMe) ?? people.find((one) => !one.isMe) ?? people[0];
  const main = screens[0] ?? speaking;
  if (speakerView && main) {
    return (
      <div className="tiles tiles-speaker">
        <div className="tile-main tile">
          <Tile who={main} screen={main.screen !== undefined} />
        </div>
        <div className="tile-strip">
          {people.map((one) => (
            <div key={one.person} className={tileClass(one)}>
              <Tile who={one} />
            </div>
          ))}
        </div>
      </div>
    );
  }
  return (
    <div className="tiles">
      {screens.map((one) => (
        <div key={`screen ${one.person}`} className="tile tile-screen">
          <Tile who={one} screen />
        </div>
      ))}
      {people.map((one) => (
        <div key={one.person} className={tileClass(one)}>
          <Tile who={one} />
        </div>
      ))}
    </div>
  );
}

function tileClass({ speaks, isMe }: Seen): string {
  return `tile${speaks ? ' tile-speaks' : ''}${isMe ? ' tile-mirror' : ''}`;
}

function Tile({ who, screen = false }: { who: Seen; screen?: boolean }) {
  const track = screen ? who.screen : who.camera;
  return (
    <>
      {track ? <Picture track={track} name={who.name} /> : <Avatar face={face(who)} size="large" />}
      <p className="tile-name">
        {!screen && !who.hasMicrophone && <CallIcon name="microphone-off" />}
        <bdi className="cut">{screen ? i18n.t('Экран: {name}', { name: who.name }) : who.name}</bdi>
        {!screen && !who.hasMicrophone && <span className="unseen">{i18n.t('микрофон выключен')}</span>}
        {!screen && who.speaks && <span className="unseen">{i18n.t('говорит')}</span>}
      </p>
      {who.hand && !screen && (
        <p className="tile-hand">
          <span aria-hidden="true">✋</span>
          <span className="unseen">{i18n.t('поднята рука')}</span>
        </p>
      )}
    </>
  );
}

function face({ person, name }: Seen) {
  const words = name.split(' ');
  return {
    initials: words
      .map((word) => word.slice(0, 1))
      .join('')
      .slice(0, 2),
    colour: person,
    picture: null,
  };
}

/** The element in which a track is seen or heard while it is there. */
function useTrack<T extends HTMLMediaElement>(track: Track): RefObject<T | null> {
  const place = useRef<T>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    track.attach(element);
    return () => void track.detach(element);
  }, [track]);
  return place;
}

function Picture({ track, name }: { track: Track; name: string }) {
  const video = useTrack<HTMLVideoElement>(track);
  return <video ref={video} autoPlay playsInline muted aria-label={i18n.t('Видео: {name}', { name })} />;
}

function Sound({ track }: { track: RemoteTrack }) {
  const audio = useTrack<HTMLAudioElement>(track);
  // biome-ignore lint/a11y/useMediaCaption: live voices have no captions.
  return <audio ref={audio} autoPlay />;
}

// -- What one does

interface BarProps {
  line: CallLine;
  look: Look;
  call: Call | null;
  beside: boolean;
  people: boolean;
  speakerView: boolean;
  onBeside: () => void;
  onPeople: () => void;
  onView: () => void;
}

function Bar({ line, look, call, beside, people, speakerView, onBeside, onPeople, onView }: BarProps) {
  const attempt = useTry();
  const me = look.people.find((one) => one.isMe);
  const [devices, setDevices] = useState(false);
  const isIn = look.phase === 'in';
  const waiting = call?.waiting.length ?? 0;
  const hands = look.people.filter((one) => one.hand && !one.isMe).length;
  const canShare = 'getDisplayMedia' in (navigator.mediaDevices ?? {});
  const id = line.call;
  return (
    <>
      {devices && <Devices line={line} onClose={() => setDevices(false)} />}
      <div className="call-bar" role="toolbar" aria-label={i18n.t('Управление звонком')}>
        <CallButton
          icon={me?.hasMicrophone ? 'microphone' : 'microphone-off'}
          name={i18n.t('Микрофон')}
          title={me?.maySpeak === false ? i18n.t('Слово даёт учитель: поднимите руку') : undefined}
          pressed={me?.hasMicrophone ?? false}
          disabled={!isIn || !me?.maySpeak}
          onClick={() => void attempt(() => line.microphone(!me?.hasMicrophone))}
        />
        <CallButton
          icon={me?.camera ? 'camera' : 'camera-off'}
          name={i18n.t('Камера')}
          pressed={me?.camera !== undefined}
          disabled={!isIn || !me?.mayShow || look.audioOnly}
          onClick={() => void attempt(() => line.camera(!me?.camera))}
        />
        {canShare && (
          <CallButton
            icon="screen"
            name={i18n.t('Экран')}
            pressed={me?.screen !== undefined}
            disabled={!isIn || !me?.mayShow}
            onClick={() => void line.screen(!me?.screen).catch(() => {})}
          />
        )}
        <CallButton
          icon="hand"
          name={i18n.t('Рука')}
          pressed={Boolean(me?.hand)}
          disabled={!isIn}
          onClick={() => void attempt(() => callsApi.raiseHand(id, !me?.hand))}
        />
        <CallButton icon="view" name={i18n.t('Вид')} pressed={speakerView} onClick={onView} />
        <CallButton
          icon="people"
          name={waiting + hands > 0 ? i18n.t('Люди: {count}', { count: waiting + hands }) : i18n.t('Люди')}
          pressed={people}
          onClick={onPeople}
        />
        <CallButton icon="chat" name={i18n.t('Чат')} pressed={beside} onClick={onBeside} />
        <CallButton
          icon="sound"
          name={i18n.t('Только звук')}
          pressed={look.audioOnly}
          onClick={() => line.audioOnly(!look.audioOnly)}
        />
        <CallButton icon="devices" name={i18n.t('Устройства')} pressed={devices} onClick={() => setDevices(!devices)} />
        <button type="button" className="call-button call-button-end" onClick={line.leave}>
          <CallIcon name="leave" />
          {i18n.t('Выйти')}
        </button>
        {call?.leads && (
          <button
            type="button"
            className="call-button call-button-end"
            onClick={() => void attempt(() => callsApi.end(id))}
          >
            <CallIcon name="leave" />
            {i18n.t('Закончить для всех')}
          </button>
        )}
      </div>
    </>
  );
}

function CallButton(props: {
  icon: Parameters<typeof CallIcon>[0]['name'];
  name: string;
  pressed: boolean;
  title?: string | undefined;
  disabled?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      className="call-button"
      aria-pressed={props.pressed}
      title={props.title}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      <CallIcon name={props.icon} />
      {props.name}
    </button>
  );
}

function Devices({ line, onClose }: { line: CallLine; onClose: () => void }) {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  const [chosen, setChosen] = useState<Partial<Record<MediaDeviceKind, string>>>({});
  useEffect(() => {
    navigator.mediaDevices?.enumerateDevices().then(setDevices, () => {});
  }, []);
  const kinds = [
    ['audioinput', i18n.t('Микрофон')],
    ['videoinput', i18n.t('Камера')],
    ['audiooutput', i18n.t('Динамик')],
  ] as const;
  return (
    <aside className="call-people lobby" aria-label={i18n.t('Устройства')}>
      <h3>{i18n.t('Устройства')}</h3>
      {kinds.map(([kind, name]) => (
        <Choice
          key={kind}
          name={name}
          kind={kind}
          devices={devices}
          chosen={chosen[kind] ?? ''}
          onChoose={(id) => {
            setChosen({ ...chosen, [kind]: id });
            void line.choose(kind, id || 'default').catch(() => {});
          }}
        />
      ))}
      <button type="button" className="button button-quiet" onClick={onClose}>
        {i18n.t('Закрыть')}
      </button>
    </aside>
  );
}
