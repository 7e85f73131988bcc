// Where files come into a chat: the button, the drop, the paste, the microphone; and the tray of what is on its way.
import { i18n } from '@lingui/core';
import { type ClipboardEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { FileIcon } from '../skin/file-icons';
import { Icon } from '../skin/icons';
import '../skin/files.css';
import type { Store } from '../store/store';
import { type Chosen, type Parcel, Uploads } from '../store/uploads';
import { useStore } from '../store/use-store';
import { bring } from '../wire/files';
import { photosCount } from './file-words';
import { useRoom } from './use-room';

const bringMenu = () => import('./attach-menu');
const bringDialog = () => import('./attach-dialog');
const bringRecorder = () => import('./voice-recorder');

const ofStores = new WeakMap<Store, Uploads>();

export function useUploads(): Uploads {
  const store = useStore();
  let uploads = ofStores.get(store);
  if (!uploads) {
    uploads = new Uploads(
      bring,
      (chat, text, files) => store.send(chat, text, { files }),
      () => i18n.t('Не отправлено: нет связи.'),
    );
    ofStores.set(store, uploads);
    const made = uploads;
    window.addEventListener('beforeunload', (event) => {
      if (made.look().length > 0) event.preventDefault();
    });
  }
  return uploads;
}

export interface AttachProps {
  chat: number;
  /** What stands in the field becomes the words under the photos. */
  text: string;
  onTaken: () => void;
}

/** `paste` is for the field: pictures from the clipboard come the same way as from the button. */
export function useAttach({ chat, text, onTaken }: AttachProps) {
  const room = useRoom(bringDialog);
  const [chosen, setChosen] = useState<readonly File[]>([]);
  const { open } = room;

  function take(files: readonly File[]) {
    if (files.length === 0) return;
    setChosen((before) => (room.Room ? [...before, ...files] : files));
    open();
  }

  function paste(event: ClipboardEvent) {
    const files = [...event.clipboardData.files];
    // Copied from a text processor, words come with a picture of themselves: then the words are meant.
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    take(files);
  }

  const dialog = room.Room && (
    <room.Room
      chat={chat}
      text={text}
      files={chosen}
      onMore={take}
      onSent={() => {
        onTaken();
        room.close();
      }}
      onClose={room.close}
    />
  );
  return { take, paste, dialog };
}

export function AttachButton(props: {
  /** Null for what the school has switched off. */
  onFiles: ((files: File[]) => void) | null;
  onPoll: (() => void) | null;
  /** Null while there is nothing to be sent later. */
  onLater: (() => void) | null;
}) {
  const { onFiles, onPoll, onLater } = props;
  const menu = useRoom(bringMenu);
  const field = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const taken = useRef(onFiles);
  taken.current = onFiles;

  useEffect(() => {
    const carries = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    function onOver(event: DragEvent) {
      if (!carries(event)) return;
      event.preventDefault();
      // A file that may not be sent is not opened in the place of the messenger either.
      setOver(taken.current !== null);
    }
    function onLeave(event: DragEvent) {
      if (!event.relatedTarget) setOver(false);
    }
    function onDrop(event: DragEvent) {
      setOver(false);
      if (!carries(event)) return;
      event.preventDefault();
      taken.current?.([...(event.dataTransfer?.files ?? [])]);
    }
    document.addEventListener('dragover', onOver);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, []);

  if (!onFiles && !onPoll && !onLater) return null;
  return (
    <div className="expressions-place attach-place">
      <button
        type="button"
        className="icon-button"
        aria-label={i18n.t('Прикрепить')}
        title={i18n.t('Прикрепить')}
        aria-expanded={menu.Room !== null}
        onClick={menu.Room ? menu.close : menu.open}
      >
        <FileIcon name="attach" />
      </button>
      {menu.Room && (
        <menu.Room
          onFiles={onFiles && (() => field.current?.click())}
          onPoll={onPoll}
          onLater={onLater}
          onClose={menu.close}
        />
      )}
      <input
        ref={field}
        type="file"
        multiple
        hidden
        aria-label={i18n.t('Фото и файлы')}
        onChange={(event) => {
          onFiles?.([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {over && (
        <div className="drop-place" aria-hidden="true">
          <p>{i18n.t('Отпустите, чтобы отправить')}</p>
        </div>
      )}
    </div>
  );
}

/** A browser gives the microphone over HTTPS only; where it does not, there is no button. */
export const canRecord = (): boolean => 'MediaRecorder' in window && navigator.mediaDevices !== undefined;

export function VoiceButton({ chat }: { chat: number }) {
  const recorder = useRoom(bringRecorder);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={i18n.t('Записать голосовое сообщение')}
        title={i18n.t('Записать голосовое сообщение')}
        onClick={recorder.open}
      >
        <FileIcon name="microphone" />
      </button>
      {recorder.Room && <recorder.Room chat={chat} onClose={recorder.close} />}
    </>
  );
}

export function Tray({ chat }: { chat: number }) {
  const uploads = useUploads();
  const parcels = useSyncExternalStore(uploads.subscribe, uploads.look).filter((one) => one.chat === chat);
  if (parcels.length === 0) return null;
  return (
    <ul className="tray" aria-label={i18n.t('Отправляется')}>
      {parcels.map((parcel) => (
        <li key={parcel.key} className="tray-parcel">
          <span className="tray-words">
            <bdi className="cut">{parcelWords(parcel)}</bdi>
            {parcel.trouble ? (
              <span className="tray-trouble" role="alert">
                {parcel.trouble}
              </span>
            ) : (
              <progress value={parcel.share} max={1} aria-label={i18n.t('Отправлено')} />
            )}
          </span>
          {parcel.trouble && (
            <button type="button" className="text-button" onClick={() => void uploads.again(parcel.key)}>
              {i18n.t('Повторить')}
            </button>
          )}
          <button
            type="button"
            className="icon-button"
            aria-label={i18n.t('Не отправлять')}
            title={i18n.t('Не отправлять')}
            onClick={() => uploads.drop(parcel.key)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function parcelWords({ chosen }: Parcel): string {
  const [first] = chosen as readonly [Chosen, ...Chosen[]];
  if (first.recording) return i18n.t('Голосовое сообщение');
  return chosen.length > 1 ? photosCount(chosen.length) : first.name;
}
