// What outlives the page: the outbox goes out once and in order; nothing of one person is shown to another.
import { expect, test, vi } from 'vitest';
import type { Message } from '../wire/api';
import { type Keeper, keepWith } from './kept';
import { me, ServerForTests, veronica } from './server-for-tests';
import type { Shelf } from './shelf';
import { draftOf } from './state';
import { Store } from './store';

/** A browser's shelf, which stays when the page goes. */
class ShelfForTests implements Shelf {
  kept = new Map<string, unknown>();
  out = new Map<string, unknown>();
  async read<T>(name: string) {
    return structuredClone(this.kept.get(name)) as T | undefined;
  }
  async write(name: string, value: unknown) {
    this.kept.set(name, structuredClone(value));
  }
  async outbox<T>() {
    return structuredClone([...this.out.values()]) as T[];
  }
  async putOut(uuid: string, value: unknown) {
    this.out.set(uuid, structuredClone(value));
  }
  async takeOut(uuid: string) {
    this.out.delete(uuid);
  }
  async clear() {
    this.kept.clear();
    this.out.clear();
  }
}

async function page(server: ServerForTests, shelf: Shelf, person = me): Promise<{ store: Store; keeper: Keeper }> {
  const store = new Store(server.api, person);
  return { store, keeper: await keepWith(shelf, store) };
}

async function opened() {
  const server = new ServerForTests();
  const shelf = new ShelfForTests();
  server.open(1);
  server.say(1, 'Здравствуйте');
  const first = await page(server, shelf);
  await first.store.loadList('learning');
  await first.store.loadHistory(1);
  await vi.waitFor(() => expect(shelf.kept.get('state')).toHaveProperty('histories.length', 1), { timeout: 3_000 });
  return { server, shelf, ...first };
}

const said = (messages: readonly Message[] = []) => messages.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
const texts = (server: ServerForTests) => said(server.messages.get(1));

test('it works: written without a line, sent by the next page, in order and once', async () => {
  const { server, shelf, store } = await opened();
  server.losesRequests = 1_000;
  for (const text of ['раз', 'два', 'три']) store.send(1, text);
  await vi.waitFor(() => expect(shelf.out.size).toBe(3));

  server.losesRequests = 0;
  server.losesAnswers = 1;
  const next = await page(server, shelf);
  await vi.waitFor(() => expect(next.store.state.sending).toEqual([]), { timeout: 8_000 });
  expect(texts(server)).toEqual(['Здравствуйте', 'раз', 'два', 'три']);
  expect(shelf.out.size).toBe(0);
}, 15_000);

test('without a line the last chats and messages are shown; with one they are brought up to date', async () => {
  const { server, shelf } = await opened();
  const next = await page(server, shelf);
  next.keeper.restore();
  expect(next.store.state.chats.get(1)?.title).toBe('10 1');
  expect(said(next.store.state.histories.get(1)?.messages)).toEqual(['Здравствуйте']);
  server.say(1, 'Пока вас не было');
  await next.store.refresh();
  await vi.waitFor(() => {
    const history = next.store.state.histories.get(1);
    expect(history?.messages.at(-1)?.text).toBe('Пока вас не было');
  });
});

test('nothing of one person is shown or sent by another', async () => {
  const { server, shelf, store } = await opened();
  server.losesRequests = 1_000;
  store.send(1, 'не моё');
  await vi.waitFor(() => expect(shelf.out.size).toBe(1));
  server.losesRequests = 0;
  const other = await page(server, shelf, { ...me, person: veronica });
  other.keeper.restore();
  expect(other.store.state.chats.size).toBe(0);
  expect(other.store.state.sending).toEqual([]);
  expect(shelf.out.size).toBe(0);
});

test('nothing stays after signing out', async () => {
  const { shelf, store } = await opened();
  store.line('signed-out');
  await vi.waitFor(() => expect(shelf.kept.size).toBe(0));
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(shelf.kept.size).toBe(0);
});

test('what was begun without a line is there on the next page, and not for another person', async () => {
  const { server, shelf, store } = await opened();
  store.draft(1, 'Не дописано', 1);
  await vi.waitFor(() => expect(shelf.kept.get('drafts')).toHaveProperty('drafts.length', 1), { timeout: 3_000 });
  const next = await page(server, shelf);
  expect(draftOf(next.store.state, 1)).toEqual({ text: 'Не дописано', reply_to: 1 });
  const other = await page(server, shelf, { ...me, person: veronica });
  expect(other.store.state.drafts.size).toBe(0);
  expect(shelf.kept.has('drafts')).toBe(false);
});
