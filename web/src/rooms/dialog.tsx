import { i18n } from '@lingui/core';
import { type MouseEvent, type ReactNode, useId } from 'react';
import { Icon } from '../skin/icons';
import '../skin/dialogs.css';
import { Notice } from './notice';
import { useModal } from './use-modal';

/** The browser's own dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useModal();
  const titleId = useId();

  function onClick(event: MouseEvent) {
    if (event.target === dialog.current) onClose();
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the curtain; Escape is its key.
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      // React lets a dialog within this one tell its closing here too.
      onClose={(event) => event.target === event.currentTarget && onClose()}
      onClick={onClick}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="icon-button" aria-label={i18n.t('Закрыть')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
      {/* The page's own notice lies under the curtain, out of reach. */}
      <Notice />
    </dialog>
  );
}
