// One's own messages that wait, as the server has them: asked for anew when it says that the list is another.
import { useEffect, useSyncExternalStore } from 'react';
import { useLook } from '../store/use-store';
import { type Scheduled, scheduledApi } from '../wire/scheduled';

let rows: readonly Scheduled[] | null = null;
let broughtAt = '';
const listeners = new Set<() => void>();

/** Null until they have been brought. */
export function useScheduled(): readonly Scheduled[] | null {
  const told = useLook((state) => state.scheduledTold);
  const line = useLook((state) => state.line);
  useEffect(() => {
    // Once for each telling and each return of the line, however many look.
    const now = `${told} ${line}`;
    if (line === 'down' || broughtAt === now) return;
    broughtAt = now;
    scheduledApi.all().then(
      ({ scheduled }) => {
        rows = scheduled;
        for (const listener of listeners) listener();
      },
      () => {
        broughtAt = '';
      },
    );
  }, [told, line]);
  return useSyncExternalStore(subscribe, () => rows);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
