// Before one enters: what the camera shows, what the microphone hears, and which devices they are.
import { i18n } from '@lingui/core';
import { useEffect, useRef, useState } from 'react';
import type { Call } from '../../wire/calls';
import { Dialog } from '../dialog';
import type { Wishes } from './line';

const kept = 'call-devices';

function before(): Wishes {
  const none: Wishes = { microphone: true, camera: true, microphoneId: '', cameraId: '', speakerId: '' };
  try {
    return { ...none, ...JSON.parse(localStorage.getItem(kept) ?? '{}') };
  } catch {
    return none;
  }
}

export function Lobby(props: {
  call: Call | null;
  title: string;
  onEnter: (wishes: Wishes) => void;
  onClose: () => void;
}) {
  const { call, title, onEnter, onClose } = props;
  const [wishes, setWishes] = useState(before);
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  const [trouble, setTrouble] = useState('');
  const picture = useRef<HTMLVideoElement>(null);
  const [stream, setStream] = useState<MediaStream | null>(null);
  const { microphone, camera, microphoneId, cameraId } = wishes;
  const maySpeak = call?.rights.speak !== false;
  const mayShow = call?.rights.show !== false;
  const wantsSound = microphone && maySpeak;
  const wantsPicture = camera && mayShow;

  useEffect(() => {
    let given: MediaStream | null = null;
    let alive = true;
    async function open() {
      setStream(null);
      if (!navigator.mediaDevices) {
        return setTrouble(i18n.t('Браузер даёт камеру и микрофон только по защищённому адресу (https).'));
      }
      if (!wantsSound && !wantsPicture) return;
      try {
        const found = await navigator.mediaDevices.getUserMedia({
          audio: wantsSound && (microphoneId ? { deviceId: microphoneId } : true),
          video: wantsPicture && (cameraId ? { deviceId: cameraId } : true),
        });
        if (!alive) return stop(found);
        given = found;
        setTrouble('');
        setStream(found);
        setDevices(await navigator.mediaDevices.enumerateDevices());
      } catch {
        if (alive) setTrouble(i18n.t('Камера или микрофон недоступны. Разрешите их в браузере или войдите без них.'));
      }
    }
    void open();
    return () => {
      alive = false;
      if (given) stop(given);
    };
  }, [wantsSound, wantsPicture, microphoneId, cameraId]);

  useEffect(() => {
    if (picture.current) picture.current.srcObject = stream;
  }, [stream]);

  function wish(change: Partial<Wishes>) {
    const next = { ...wishes, ...change };
    setWishes(next);
    localStorage.setItem(kept, JSON.stringify(next));
  }

  function enter() {
    onEnter({ ...wishes, microphone: wantsSound && !trouble, camera: wantsPicture && !trouble });
  }

  const why = call?.why_not;
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="lobby">
        <div className="lobby-picture">
          {wantsPicture ? <video ref={picture} autoPlay muted playsInline /> : i18n.t('Камера выключена')}
        </div>
        <label className="choice">
          <input
            type="checkbox"
            checked={wantsSound}
            disabled={!maySpeak}
            onChange={(event) => wish({ microphone: event.target.checked })}
          />
          {maySpeak ? i18n.t('Войти с микрофоном') : i18n.t('Микрофон выключен: слово даёт учитель')}
        </label>
        {wantsSound && stream && <Loudness stream={stream} />}
        <label className="choice">
          <input
            type="checkbox"
            checked={wantsPicture}
            disabled={!mayShow}
            onChange={(event) => wish({ camera: event.target.checked })}
          />
          {mayShow ? i18n.t('Войти с камерой') : i18n.t('Камера выключена: её разрешает учитель')}
        </label>
        <Choice
          name={i18n.t('Микрофон')}
          kind="audioinput"
          devices={devices}
          chosen={microphoneId}
          onChoose={(id) => wish({ microphoneId: id })}
        />
        <Choice
          name={i18n.t('Камера')}
          kind="videoinput"
          devices={devices}
          chosen={cameraId}
          onChoose={(id) => wish({ cameraId: id })}
        />
        <Choice
          name={i18n.t('Динамик')}
          kind="audiooutput"
          devices={devices}
          chosen={wishes.speakerId}
          onChoose={(id) => wish({ speakerId: id })}
        />
        <p className="refusal" role="alert">
          {why ?? trouble}
        </p>
        <p className="hint">{i18n.t('Запись не ведётся.')}</p>
        <button type="button" className="button" disabled={Boolean(why)} onClick={enter}>
          {i18n.t('Войти')}
        </button>
      </div>
    </Dialog>
  );
}

export function Choice(props: {
  name: string;
  kind: MediaDeviceKind;
  devices: readonly MediaDeviceInfo[];
  chosen: string;
  onChoose: (id: string) => void;
}) {
  const found = props.devices.filter(({ kind, deviceId }) => kind === props.kind && deviceId);
  if (found.length === 0) return null;
  return (
    <label className="field">
      {props.name}
      <select value={props.chosen} onChange={(event) => props.onChoose(event.target.value)}>
        <option value="">{i18n.t('По умолчанию')}</option>
        {found.map(({ deviceId, label }) => (
          <option key={deviceId} value={deviceId}>
            {label || props.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Whoever speaks sees that he is heard. */
function Loudness({ stream }: { stream: MediaStream }) {
  const [loudness, setLoudness] = useState(0);
  useEffect(() => {
    const audio = new AudioContext();
    const listener = audio.createAnalyser();
    audio.createMediaStreamSource(stream).connect(listener);
    const heard = new Uint8Array(listener.fftSize);
    const timer = setInterval(() => {
      listener.getByteTimeDomainData(heard);
      setLoudness(Math.max(...heard) / 128 - 1);
    }, 100);
    return () => {
      clearInterval(timer);
      void audio.close();
    };
  }, [stream]);
  return <meter value={loudness} max={1} aria-label={i18n.t('Громкость вашего голоса')} />;
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
