// What stands in a message besides words: an album of photos, a file, a voice.
import { i18n } from '@lingui/core';
import { type CSSProperties, useState, useSyncExternalStore } from 'react';
import { FileIcon } from '../skin/file-icons';
import { faster, look, seek, subscribe, toggle } from '../store/player';
import { type FileRow, fileAddress } from '../wire/files';
import { lengthWords, loudness, sizeWords, sortWords } from './file-words';
import { useRoom } from './use-room';

const bringViewer = () => import('./viewer');

const widthMax = 360;
const heightMax = 420;

export function Attachments({ chat, files }: { chat: number; files: readonly FileRow[] }) {
  const photos = files.filter((file) => file.kind === 'image');
  return (
    <>
      {photos.length > 0 && <Album chat={chat} photos={photos} />}
      {files.map((file) =>
        file.kind === 'voice' ? (
          <Voice key={file.id} file={file} />
        ) : file.kind === 'file' ? (
          <Paper key={file.id} file={file} />
        ) : null,
      )}
    </>
  );
}

function Album({ chat, photos }: { chat: number; photos: readonly FileRow[] }) {
  const viewer = useRoom(bringViewer);
  const [shown, setShown] = useState<FileRow | null>(null);
  function show(photo: FileRow) {
    setShown(photo);
    viewer.open();
  }
  const alone = photos.length === 1;
  return (
    <>
      <div className={alone ? 'album album-one' : 'album'} data-left={photos.length % 3}>
        {photos.map((photo, index) => (
          <button
            key={photo.id}
            type="button"
            className="album-photo"
            style={alone ? shape(photo) : undefined}
            aria-label={
              alone
                ? i18n.t('Открыть фото')
                : i18n.t('Открыть фото {number} из {count}', { number: index + 1, count: photos.length })
            }
            onClick={() => show(photo)}
          >
            <img src={fileAddress(photo, alone || photos.length < 5 ? 'middle' : 'small')} alt="" loading="lazy" />
          </button>
        ))}
      </div>
      {viewer.Room && shown && (
        <viewer.Room
          photos={photos.map((photo) => ({ photo, author: '', at: '' }))}
          chat={chat}
          first={shown}
          onClose={viewer.close}
        />
      )}
    </>
  );
}

/** Known before the picture has come, so that nothing moves when it does. */
function shape({ width, height }: FileRow): CSSProperties {
  const [wide, high] = [width ?? 1, height ?? 1];
  const scale = Math.min(widthMax / wide, heightMax / high, Math.max(1, 160 / wide));
  const shownWidth = Math.max(96, Math.round(wide * scale));
  return { width: shownWidth, aspectRatio: `${shownWidth} / ${Math.max(72, Math.round(high * scale))}` };
}

export function Paper({ file }: { file: FileRow }) {
  return (
    <a className="paper" href={fileAddress(file, 'download')} download={file.name}>
      <span className="paper-icon">
        <FileIcon name="paper" />
      </span>
      <span className="paper-words">
        <bdi className="paper-name">{file.name}</bdi>
        <span className="paper-size">{`${sortWords(file.name)} · ${sizeWords(file.size)}`}</span>
      </span>
    </a>
  );
}

export function Voice({ file }: { file: FileRow }) {
  const sounding = useSyncExternalStore(subscribe, look);
  const own = sounding?.file === file.id ? sounding : null;
  const seconds = file.seconds ?? 0;
  const at = Math.min(own?.at ?? 0, seconds);
  const address = fileAddress(file);
  return (
    <div className="voice">
      <button
        type="button"
        className="voice-button"
        aria-label={own?.playing ? i18n.t('Приостановить') : i18n.t('Слушать голосовое сообщение')}
        onClick={() => toggle(file.id, address, 0)}
      >
        <FileIcon name={own?.playing ? 'pause' : 'play'} />
      </button>
      <span className="voice-middle">
        <Waveform levels={loudness(file.waveform)} share={seconds > 0 ? at / seconds : 0} />
        <input
          type="range"
          className="voice-seek"
          aria-label={i18n.t('Перемотка')}
          aria-valuetext={lengthWords(at)}
          min={0}
          max={seconds}
          step={0.1}
          value={at}
          onChange={(event) => {
            const moment = Number(event.target.value);
            if (own) seek(file.id, moment);
            else toggle(file.id, address, moment);
          }}
        />
        <span className="voice-length">{lengthWords(own ? at : seconds)}</span>
      </span>
      {own && (
        <button type="button" className="voice-rate" aria-label={i18n.t('Скорость')} onClick={faster}>
          {`${own.rate}×`}
        </button>
      )}
    </div>
  );
}

export function Waveform({ levels, share }: { levels: readonly number[]; share: number }) {
  const bars = levels
    .map((level, index) => {
      const high = 3 + level * 17;
      return `M${index * 4 + 1.5} ${12 - high / 2}v${high}`;
    })
    .join('');
  const width = levels.length * 4;
  return (
    <svg className="waveform" viewBox={`0 0 ${width} 24`} preserveAspectRatio="none" aria-hidden="true">
      <path className="waveform-all" d={bars} />
      <path className="waveform-heard" d={bars} style={{ clipPath: `inset(0 ${100 - share * 100}% 0 0)` }} />
    </svg>
  );
}
