// A voice is recorded: over the field while one speaks, then heard once more or sent at once.
import { i18n } from '@lingui/core';
import { useEffect, useRef, useState } from 'react';
import { FileIcon } from '../skin/file-icons';
import { TalkIcon } from '../skin/talk-icons';
import '../skin/recorder.css';
import { useStore } from '../store/use-store';
import { useUploads } from './attach';
import { Waveform } from './attachments';
import { lengthWords, waveformOf } from './file-words';

const secondsMax = 600;
const secondsMin = 0.7;
const listenMilliseconds = 50;
const barsShown = 60;
const sorts = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

export default function VoiceRecorder({ chat, onClose }: { chat: number; onClose: () => void }) {
  const store = useStore();
  const uploads = useUploads();
  const [peaks, setPeaks] = useState<readonly number[]>([]);
  const [seconds, setSeconds] = useState(0);
  const stop = useRef<(keep: boolean) => void>(onClose);
  const sendButton = useRef<HTMLButtonElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: one recording from the press of the button to its end.
  useEffect(() => {
    let gone = false;
    stop.current = () => {
      gone = true;
      onClose();
    };
    record((level, at) => {
      setPeaks((before) => [...before, level]);
      setSeconds(at);
      if (at >= secondsMax) stop.current(true);
    }).then(
      (recording) => {
        if (gone) return recording.end();
        stop.current = async (keep) => {
          stop.current = () => {};
          const made = await recording.end();
          if (!keep) return onClose();
          if (made.seconds < secondsMin) {
            store.notice(i18n.t('Слишком коротко. Говорите, потом нажмите «Отправить».'));
            return onClose();
          }
          const kept = { seconds: Math.round(made.seconds * 10) / 10, waveform: waveformOf(made.peaks) };
          void uploads.add(chat, [{ blob: made.blob, name: 'voice', recording: kept }], '');
          onClose();
        };
      },
      () => {
        store.notice(i18n.t('Микрофон недоступен. Разрешите его в настройках браузера.'));
        onClose();
      },
    );
    sendButton.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      stop.current(false);
    };
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      // Another chat was opened: what was begun is thrown away and the microphone given back.
      stop.current(false);
    };
  }, []);

  const shown = [...Array<number>(Math.max(0, barsShown - peaks.length)).fill(0), ...peaks.slice(-barsShown)];
  return (
    <section className="recorder" aria-label={i18n.t('Идёт запись')}>
      <button
        type="button"
        className="icon-button recorder-bin"
        aria-label={i18n.t('Удалить запись')}
        title={i18n.t('Удалить запись')}
        onClick={() => stop.current(false)}
      >
        <FileIcon name="bin" />
      </button>
      <span className="recorder-light" aria-hidden="true" />
      <span className="recorder-length" role="timer">
        {lengthWords(Math.floor(seconds))}
      </span>
      <Waveform levels={shown} share={1} />
      <button
        ref={sendButton}
        type="button"
        className="icon-button send"
        aria-label={i18n.t('Отправить')}
        onClick={() => stop.current(true)}
      >
        <TalkIcon name="send" />
      </button>
    </section>
  );
}

interface Made {
  blob: Blob;
  seconds: number;
  peaks: readonly number[];
}

async function record(onLevel: (level: number, seconds: number) => void): Promise<{ end: () => Promise<Made> }> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, channelCount: 1 },
  });
  const mimeType = sorts.find((sort) => MediaRecorder.isTypeSupported(sort));
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32_000, ...(mimeType ? { mimeType } : {}) });
  const pieces: Blob[] = [];
  const peaks: number[] = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);

  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);

  recorder.start(1_000);
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1_000;
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    // The ear hears loudness by its root.
    const level = Math.sqrt(Math.min(1, Math.max(...samples.map(Math.abs))));
    peaks.push(level);
    onLevel(level, elapsed());
  }, listenMilliseconds);

  return {
    end: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        const seconds = elapsed();
        recorder.onstop = () => {
          for (const track of stream.getTracks()) track.stop();
          void context.close();
          resolve({ blob: new Blob(pieces, { type: recorder.mimeType }), seconds, peaks });
        };
        recorder.stop();
      }),
  };
}
