// What may be brought into a chat besides words, and words that are to go later.
import { i18n } from '@lingui/core';
import { useEffect, useRef } from 'react';
import '../skin/poll.css';
import '../skin/talk.css';
import { FileIcon } from '../skin/file-icons';

export default function AttachMenu(props: {
  /** Null for what the school has switched off. */
  onFiles: (() => void) | null;
  onPoll: (() => void) | null;
  /** Null while there are no words to be sent later. */
  onLater: (() => void) | null;
  onClose: () => void;
}) {
  const { onFiles, onPoll, onLater, onClose } = props;
  const sheet = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement as HTMLElement | null);
  useEffect(() => {
    const items = () => [...(sheet.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    items()[0]?.focus({ preventScroll: true });
    function onKey(event: KeyboardEvent) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key !== 'Escape' && !step) return;
      event.preventDefault();
      event.stopPropagation();
      if (step) {
        const at = items().indexOf(document.activeElement as HTMLElement);
        items()[(at + step + items().length) % items().length]?.focus();
        return;
      }
      onClose();
      before.current?.focus();
    }
    function outside(event: Event) {
      if (!sheet.current?.parentElement?.contains(event.target as Node)) onClose();
    }
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [onClose]);

  const closing = (work: () => void) => () => {
    onClose();
    // A dialog that opens now gives the focus back to the button.
    before.current?.focus();
    work();
  };
  return (
    <div className="attach-menu" ref={sheet} role="dialog" aria-label={i18n.t('Прикрепить')}>
      {onFiles && (
        <button type="button" className="menu-item" onClick={closing(onFiles)}>
          <FileIcon name="photos" />
          {i18n.t('Фото или файл')}
        </button>
      )}
      {onPoll && (
        <button type="button" className="menu-item" onClick={closing(onPoll)}>
          <FileIcon name="poll" />
          {i18n.t('Опрос')}
        </button>
      )}
      {onLater && (
        <button type="button" className="menu-item" onClick={closing(onLater)}>
          <FileIcon name="later" />
          {i18n.t('Отправить позже')}
        </button>
      )}
    </div>
  );
}
