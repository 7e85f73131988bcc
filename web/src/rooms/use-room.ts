import { i18n } from '@lingui/core';
import { type ComponentType, useCallback, useState } from 'react';
import { useStore } from '../store/use-store';

/** A room whose script comes when it is opened. It may not come: the connection is gone, or the page is older than what
 *  the server serves now. */
export function useRoom<P>(bring: () => Promise<{ default: ComponentType<P> }>) {
  const store = useStore();
  const [Room, setRoom] = useState<ComponentType<P> | null>(null);
  const close = useCallback(() => setRoom(null), []);
  function open() {
    bring().then(
      (module) => setRoom(() => module.default),
      () => store.notice(i18n.t('Не удалось. Проверьте связь или обновите страницу.')),
    );
  }
  return { Room, open, close };
}
