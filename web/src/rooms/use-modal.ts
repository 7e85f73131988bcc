// The browser's own modal dialog: it opens as it comes, keeps the focus inside, and gives it back however it goes.
// Out: the ref for a <dialog>. Called by dialog.tsx, message-menu.tsx, viewer.tsx.
import { type RefObject, useLayoutEffect, useRef } from 'react';

export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    // Taken out of the page while it is open, it would take the focus with it.
    return () => shown?.close();
  }, []);
  return dialog;
}
