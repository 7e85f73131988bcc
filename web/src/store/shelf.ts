// IndexedDB as two small drawers: what is written under a name, and the outbox in the order it was written.
// Called by kept.ts. Every call may fail: a private window, a full disk.

export interface Shelf {
  read<T>(name: string): Promise<T | undefined>;
  write(name: string, value: unknown): Promise<void>;
  outbox<T>(): Promise<T[]>;
  putOut(uuid: string, value: unknown): Promise<void>;
  takeOut(uuid: string): Promise<void>;
  clear(): Promise<void>;
}

interface Put {
  readonly uuid: string;
  readonly order: number;
  readonly value: unknown;
}

export async function openShelf(): Promise<Shelf> {
  const base = await open();
  // Another tab, or the worker, wipes everything: this connection must not stand in its way.
  base.onversionchange = () => base.close();
  let order = Date.now();

  const act = <T>(drawer: string, mode: IDBTransactionMode, deed: (store: IDBObjectStore) => IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      const transaction = base.transaction(drawer, mode);
      const request = deed(transaction.objectStore(drawer));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });

  return {
    read: (name) => act('kept', 'readonly', (store) => store.get(name)),
    write: (name, value) => act('kept', 'readwrite', (store) => store.put(value, name)).then(nothing),
    async outbox<T>() {
      const puts: Put[] = await act('outbox', 'readonly', (store) => store.getAll());
      return puts.sort((one, other) => one.order - other.order).map((put) => put.value as T);
    },
    putOut(uuid, value) {
      const mine = order++;
      // One transaction, begun at once: the page may be closed in a moment.
      return act('outbox', 'readwrite', (store) => {
        const known: IDBRequest<Put | undefined> = store.get(uuid);
        known.onsuccess = () => store.put({ uuid, order: known.result?.order ?? mine, value });
        return known;
      }).then(nothing);
    },
    takeOut: (uuid) => act('outbox', 'readwrite', (store) => store.delete(uuid)).then(nothing),
    async clear() {
      await act('kept', 'readwrite', (store) => store.clear());
      await act('outbox', 'readwrite', (store) => store.clear());
    },
  };
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('zvonok', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('kept');
      request.result.createObjectStore('outbox', { keyPath: 'uuid' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('Another page holds an older shelf.'));
  });
}

function nothing(): void {}
