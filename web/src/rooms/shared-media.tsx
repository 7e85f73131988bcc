// All that was sent in a chat besides words, by kind, the newest first.
import { i18n } from '@lingui/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import '../skin/shared-media.css';
import type { Chat } from '../wire/api';
import { type FileRow, fileAddress, type Shared, type SharedKind, sharedFiles } from '../wire/files';
import { Paper, Voice } from './attachments';
import { Dialog } from './dialog';
import { dayName } from './time';
import { useRoom } from './use-room';

const bringViewer = () => import('./viewer');

export default function SharedMedia({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const [kind, setKind] = useState<SharedKind>('image');
  const sorts: [SharedKind, string][] = [
    ['image', i18n.t('Фото')],
    ['file', i18n.t('Файлы')],
    ['voice', i18n.t('Голосовые')],
  ];
  return (
    <Dialog title={i18n.t('Фото и файлы')} onClose={onClose}>
      <fieldset className="sorts">
        <legend className="unseen">{i18n.t('Что показать')}</legend>
        {sorts.map(([sort, name]) => (
          <label key={sort} className="theme">
            <input type="radio" name="sort" checked={kind === sort} onChange={() => setKind(sort)} />
            {name}
          </label>
        ))}
      </fieldset>
      <SharedList key={kind} chat={chat} kind={kind} />
    </Dialog>
  );
}

function SharedList({ chat, kind }: { chat: Chat; kind: SharedKind }) {
  const [shared, setShared] = useState<readonly Shared[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const [lost, setLost] = useState(false);

  const ask = useCallback(
    (before: number | null) => {
      setLost(false);
      return sharedFiles(chat.id, kind, before).then(
        (page) => {
          setShared((known) => (before === null ? page.files : [...(known ?? []), ...page.files]));
          setNext(page.next ?? null);
        },
        () => setLost(true),
      );
    },
    [chat.id, kind],
  );
  // What is sent meanwhile comes in by itself.
  const { last_number } = chat;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => void ask(null), [ask, last_number]);

  if (lost && !shared) {
    return (
      <p className="hint" role="status">
        {i18n.t('Не удалось. Проверьте связь и попробуйте ещё раз.')}{' '}
        <button type="button" className="text-button" onClick={() => void ask(null)}>
          {i18n.t('Повторить')}
        </button>
      </p>
    );
  }
  if (!shared) return <div className="shared-wait" aria-busy="true" />;
  if (shared.length === 0) {
    return (
      <p className="hint" role="status">
        {i18n.t('Здесь пока ничего нет.')}
      </p>
    );
  }
  return (
    <>
      {kind === 'image' ? <Photos chat={chat.id} shared={shared} /> : <Rows shared={shared} />}
      {next !== null && (
        <button type="button" className="button button-quiet" onClick={() => void ask(next)}>
          {i18n.t('Показать ещё')}
        </button>
      )}
    </>
  );
}

function Photos({ chat, shared }: { chat: number; shared: readonly Shared[] }) {
  const viewer = useRoom(bringViewer);
  const [shown, setShown] = useState<FileRow | null>(null);
  const pressed = useRef<HTMLButtonElement | null>(null);
  // In the viewer as in the chat: from the old to the new.
  const photos = [...shared].reverse().map(({ file, author, at }) => ({ photo: file, author, at }));
  return (
    <>
      <ul className="shared-photos">
        {shared.map(({ file, author, at }) => (
          <li key={file.id}>
            <button
              type="button"
              aria-label={i18n.t('Открыть фото: {author}, {day}', { author, day: dayName(at, Date.now()) })}
              onClick={(event) => {
                pressed.current = event.currentTarget;
                setShown(file);
                viewer.open();
              }}
            >
              <img src={fileAddress(file, 'small')} alt="" loading="lazy" />
            </button>
          </li>
        ))}
      </ul>
      {viewer.Room && shown && (
        <viewer.Room
          chat={chat}
          photos={photos}
          first={shown}
          onClose={() => {
            viewer.close();
            pressed.current?.focus();
          }}
        />
      )}
    </>
  );
}

function Rows({ shared }: { shared: readonly Shared[] }) {
  return (
    <ul className="shared-rows">
      {shared.map(({ file, author, at }) => (
        <li key={file.id}>
          {file.kind === 'voice' ? <Voice file={file} /> : <Paper file={file} />}
          <p className="shared-whose">
            <bdi className="cut">{author}</bdi>
            <time dateTime={at}>{dayName(at, Date.now())}</time>
          </p>
        </li>
      ))}
    </ul>
  );
}
