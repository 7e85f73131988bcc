// Puts together the worker and what is kept. Loaded after the first paint by main.tsx.
import { hasWorker, startWorker, tellWorkerToForget } from '../wire/worker';
import { type Keeper, keepWith } from './kept';
import { openShelf } from './shelf';
import type { Store } from './store';

/** Null where the browser keeps nothing: plain http, a private window. */
export async function beOffline(store: Store): Promise<Keeper | null> {
  if (!hasWorker()) return null;
  startWorker().catch(() => {});
  try {
    const keeper = await keepWith(await openShelf(), store);
    const forget = store.subscribe(() => {
      if (store.state.line !== 'signed-out') return;
      forget();
      tellWorkerToForget();
    });
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && keeper.write());
    if (!navigator.onLine) keeper.restore();
    return keeper;
  } catch {
    return null;
  }
}
