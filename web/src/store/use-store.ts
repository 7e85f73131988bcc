import { createContext, useContext, useSyncExternalStore } from 'react';
import type { State } from './state';
import type { Store } from './store';

const Context = createContext<Store | null>(null);
export const StoreProvider = Context.Provider;

export function useStore(): Store {
  const store = useContext(Context);
  if (!store) throw new Error('There is no store above this room.');
  return store;
}

/** What a room looks at must be a value kept in the state, not made anew: it is compared by identity. */
export function useLook<T>(look: (state: State) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => look(store.state));
}
