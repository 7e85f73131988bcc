import { i18n } from '@lingui/core';
import { useCallback } from 'react';
import { useStore } from '../store/use-store';
import { Refusal } from '../wire/api';

/** Tries, and says the server's sentence when it refuses. */
export function useTry(): (deed: () => Promise<unknown>) => Promise<boolean> {
  const store = useStore();
  return useCallback(
    async (deed) => {
      try {
        await deed();
        return true;
      } catch (error) {
        const sentence = error instanceof Refusal ? error.sentence : '';
        store.notice(sentence || i18n.t('Не удалось. Проверьте связь и попробуйте ещё раз.'));
        return false;
      }
    },
    [store],
  );
}
