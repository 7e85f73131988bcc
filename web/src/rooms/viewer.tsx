// Photos one by one over the whole screen: those of the chat's history that are known, from the one that was pressed.
import { i18n } from '@lingui/core';
import { type MouseEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { FileIcon } from '../skin/file-icons';
import { Icon } from '../skin/icons';
import '../skin/viewer.css';
import { useLook } from '../store/use-store';
import { type FileRow, fileAddress, filesOf } from '../wire/files';
import { clock, dayName } from './time';
import { useModal } from './use-modal';
import { authorName } from './words';

const swipePixels = 60;

/** From the old to the new. */
export interface Shown {
  photo: FileRow;
  author: string;
  at: string;
}

export default function Viewer({
  chat,
  photos,
  first,
  onClose,
}: {
  chat: number;
  photos: readonly Shown[];
  first: FileRow;
  onClose: () => void;
}) {
  const history = useLook((state) => state.histories.get(chat));
  const all = useMemo(() => {
    const found: Shown[] = (history?.messages ?? []).flatMap((message) =>
      filesOf(message)
        .filter((file) => file.kind === 'image')
        .map((photo) => ({ photo, author: authorName(message.author), at: message.at })),
    );
    const inHistory = photos.every((one) => found.some(({ photo }) => photo.id === one.photo.id));
    return inHistory ? found : photos;
  }, [history, photos]);
  const [current, setCurrent] = useState(first.id);
  const place = Math.max(
    0,
    all.findIndex(({ photo }) => photo.id === current),
  );
  const shown = all[place];

  const dialog = useModal();

  function step(by: number) {
    const next = all[place + by];
    if (next) setCurrent(next.photo.id);
  }

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.key === 'ArrowLeft') step(-1);
      else if (event.key === 'ArrowRight') step(1);
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  // The neighbours are brought beforehand.
  const beside = [all[place - 1], all[place + 1]].flatMap((one) => (one ? [fileAddress(one.photo)] : [])).join(' ');
  useEffect(() => {
    for (const address of beside.split(' ').filter(Boolean)) new Image().src = address;
  }, [beside]);

  const touched = useRef<number | null>(null);
  const swipe = {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType === 'touch') touched.current = event.clientX;
    },
    onPointerUp: (event: PointerEvent) => {
      if (touched.current === null) return;
      const moved = event.clientX - touched.current;
      touched.current = null;
      if (Math.abs(moved) > swipePixels) step(moved > 0 ? -1 : 1);
    },
  };

  function onClick(event: MouseEvent) {
    if (event.target === event.currentTarget) onClose();
  }

  if (!shown) return null;
  return (
    <dialog ref={dialog} className="viewer" aria-label={i18n.t('Фото')} onClose={onClose}>
      <header className="viewer-head">
        <p className="viewer-words">
          {shown.author && (
            <bdi className="cut">
              {shown.author}
              <span className="viewer-when">{`${dayName(shown.at, Date.now())}, ${clock(shown.at)}`}</span>
            </bdi>
          )}
        </p>
        {all.length > 1 && (
          <p aria-live="polite" className="viewer-count">
            {i18n.t('{number} из {count}', { number: place + 1, count: all.length })}
          </p>
        )}
        <a
          className="icon-button"
          href={fileAddress(shown.photo, 'download')}
          download={shown.photo.name}
          aria-label={i18n.t('Скачать')}
          title={i18n.t('Скачать')}
        >
          <FileIcon name="download" />
        </a>
        <button type="button" className="icon-button" aria-label={i18n.t('Закрыть')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a press beside the photo closes; Escape is its key. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: see above. */}
      <div className="viewer-stage" onClick={onClick} {...swipe}>
        <img
          key={shown.photo.id}
          src={fileAddress(shown.photo)}
          width={shown.photo.width ?? undefined}
          height={shown.photo.height ?? undefined}
          alt={i18n.t('Фото {number} из {count}', { number: place + 1, count: all.length })}
          draggable={false}
        />
      </div>
      {place > 0 && (
        <button
          type="button"
          className="viewer-step viewer-before"
          aria-label={i18n.t('Предыдущее фото')}
          onClick={() => step(-1)}
        >
          <FileIcon name="left" />
        </button>
      )}
      {place < all.length - 1 && (
        <button
          type="button"
          className="viewer-step viewer-after"
          aria-label={i18n.t('Следующее фото')}
          onClick={() => step(1)}
        >
          <FileIcon name="right" />
        </button>
      )}
    </dialog>
  );
}
