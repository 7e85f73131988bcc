// What was chosen, before it is sent: seen, thrown out, added to, with words under it.
import { i18n } from '@lingui/core';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { FileIcon } from '../skin/file-icons';
import { Icon } from '../skin/icons';
import '../skin/attach.css';
import { type Chosen, isPhoto } from '../store/uploads';
import { fileSizeMax } from '../wire/files';
import { messageLengthMax } from '../wire/limits';
import { useUploads } from './attach';
import { Dialog } from './dialog';
import { photosCount, sizeWords, sortWords } from './file-words';

/** A photo greater than this is made smaller here, so that less goes over a slow line. The server makes it so anyway. */
const photoBytes = 1_000_000;
const photoSideMax = 2560;

export default function AttachDialog({
  chat,
  text,
  files,
  onMore,
  onSent,
  onClose,
}: {
  chat: number;
  text: string;
  files: readonly File[];
  onMore: (files: File[]) => void;
  onSent: () => void;
  onClose: () => void;
}) {
  const uploads = useUploads();
  const [words, setWords] = useState(text);
  const [out, setOut] = useState<ReadonlySet<File>>(new Set());
  const [sending, setSending] = useState(false);
  const chosen = useMemo(() => files.filter((file) => !out.has(file)), [files, out]);
  const good = chosen.filter((file) => file.size > 0 && file.size <= fileSizeMax);
  const photos = good.filter((file) => isPhoto({ blob: file, name: file.name }));
  const throwOut = (file: File) => setOut(new Set([...out, file]));

  const nothing = chosen.length === 0;
  useEffect(() => {
    if (nothing) onClose();
  }, [nothing, onClose]);

  async function send(event: FormEvent) {
    event.preventDefault();
    if (sending || good.length === 0) return;
    setSending(true);
    const ready: Chosen[] = [];
    for (const file of good) ready.push({ blob: await smaller(file), name: file.name });
    void uploads.add(chat, ready, words.trim());
    onSent();
  }

  return (
    <Dialog
      title={photos.length === good.length ? photosCount(photos.length) : i18n.t('Отправить файлы')}
      onClose={onClose}
    >
      <form className="attach" onSubmit={send}>
        <ul className="attach-list">
          {chosen.map((file, index) =>
            isPhoto({ blob: file, name: file.name }) && file.size <= fileSizeMax ? (
              <li key={keyOf(file, index)} className="attach-photo">
                <Thumb file={file} />
                <button
                  type="button"
                  className="icon-button"
                  aria-label={i18n.t('Убрать {name}', { name: file.name })}
                  onClick={() => throwOut(file)}
                >
                  <Icon name="close" />
                </button>
              </li>
            ) : (
              <li key={keyOf(file, index)} className="attach-paper">
                <span className="paper-icon">
                  <FileIcon name="paper" />
                </span>
                <span className="paper-words">
                  <bdi className="paper-name">{file.name}</bdi>
                  <span className={good.includes(file) ? 'paper-size' : 'paper-size refusal'}>
                    {good.includes(file)
                      ? `${sortWords(file.name)} · ${sizeWords(file.size)}`
                      : file.size === 0
                        ? i18n.t('Файл пуст: он не будет отправлен.')
                        : i18n.t('Больше {most}: не будет отправлен.', { most: sizeWords(fileSizeMax) })}
                  </span>
                </span>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={i18n.t('Убрать {name}', { name: file.name })}
                  onClick={() => throwOut(file)}
                >
                  <Icon name="close" />
                </button>
              </li>
            ),
          )}
        </ul>
        <label className="attach-more">
          <FileIcon name="attach" />
          {i18n.t('Добавить ещё')}
          <input
            type="file"
            multiple
            className="unseen"
            onChange={(event) => {
              onMore([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
        </label>
        <footer className="attach-foot">
          <textarea
            rows={1}
            value={words}
            maxLength={messageLengthMax}
            placeholder={i18n.t('Добавьте подпись')}
            aria-label={i18n.t('Подпись')}
            dir="auto"
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) void send(event);
            }}
          />
          <button type="submit" className="button" disabled={good.length === 0 || sending}>
            {i18n.t('Отправить')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

const keyOf = (file: File, index: number): string => `${index} ${file.name} ${file.size} ${file.lastModified}`;

function Thumb({ file }: { file: File }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address ? <img src={address} alt={file.name} /> : null;
}

async function smaller(file: File): Promise<Blob> {
  if (file.type !== 'image/jpeg' || file.size <= photoBytes) return file;
  try {
    const seen = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, photoSideMax / Math.max(seen.width, seen.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(seen.width * scale);
    canvas.height = Math.round(seen.height * scale);
    canvas.getContext('2d')?.drawImage(seen, 0, 0, canvas.width, canvas.height);
    seen.close();
    const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.88));
    return made && made.size < file.size ? made : file;
  } catch {
    // What this browser cannot draw, the server may.
    return file;
  }
}
