import { useCallback } from 'react';
import { useStore } from '../store/use-store';
import { refusalWords } from './refusal-words';

/** Tries, and says the server's sentence when it refuses. */
export function useTry(): (deed: () => Promise<unknown>) => Promise<boolean> {
  const store = useStore();
  return useCallback(
    async (deed) => {
      try {
        await deed();
        return true;
      } catch (error) {
        store.notice(refusalWords(error));
        return false;
      }
    },
    [store],
  );
}
