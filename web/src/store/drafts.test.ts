// What is begun is saved a moment after, in the order of writing, and never lost between two saves. Typists are forgotten.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refusal } from '../wire/api';
import { saveDrafts } from './drafts';
import { me, ServerForTests, veronica } from './server-for-tests';
import { type Draft, draftOf } from './state';
import { Store } from './store';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What the server has; it can answer late, lose the question or the answer, or refuse. */
class Drafts {
  readonly saved: Draft[] = [];
  failing: 'no' | 'question' | 'answer' | 'refused' = 'no';
  milliseconds = 0;

  save = async (_chat: number, draft: Draft): Promise<void> => {
    if (this.milliseconds) await new Promise((resolve) => setTimeout(resolve, this.milliseconds));
    if (this.failing === 'question') throw new TypeError('Failed to fetch');
    if (this.failing === 'refused') throw new Refusal(404, 'Такого чата нет.');
    this.saved.push(draft);
    if (this.failing === 'answer') throw new TypeError('Failed to fetch');
  };
}

async function opened() {
  const server = new ServerForTests();
  server.open(1);
  const store = new Store(server.api, me);
  await store.loadList('learning');
  const drafts = new Drafts();
  return { server, store, drafts, saveAll: saveDrafts(store, drafts.save) };
}

const words = (text: string, reply_to: number | null = null): Draft => ({ text, reply_to });

test('it works: one save a second after typing has stopped', async () => {
  const { store, drafts } = await opened();
  for (const text of ['З', 'За', 'Зав']) {
    store.draft(1, text, null);
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(drafts.saved).toEqual([]);
  await vi.advanceTimersByTimeAsync(600);
  expect(drafts.saved).toEqual([words('Зав')]);
  expect(store.state.drafts.size).toBe(0);
  expect(draftOf(store.state, 1)).toEqual(words('Зав'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(drafts.saved.length).toBe(1);
});

test('what is sent before it was saved costs no call; what was saved is erased at once', async () => {
  const { store, drafts } = await opened();
  store.draft(1, 'Быстро', null);
  store.draft(1, '', null);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(drafts.saved).toEqual([]);
  store.draft(1, 'Медленно', 1);
  await vi.advanceTimersByTimeAsync(1_100);
  store.draft(1, '', null);
  await vi.advanceTimersByTimeAsync(0);
  expect(drafts.saved).toEqual([words('Медленно', 1), words('')]);
  expect(draftOf(store.state, 1)).toBeNull();
});

test('sent while a save is on its way, the draft does not come back', async () => {
  const { store, drafts } = await opened();
  drafts.milliseconds = 400;
  store.draft(1, 'Ещё пишу', null);
  await vi.advanceTimersByTimeAsync(1_100);
  store.draft(1, '', null);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(drafts.saved).toEqual([words('Ещё пишу'), words('')]);
  expect(draftOf(store.state, 1)).toBeNull();
});

test('without a line it is kept and saved when the line is back', async () => {
  const { store, drafts } = await opened();
  drafts.failing = 'question';
  store.draft(1, 'В метро', null);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(draftOf(store.state, 1)).toEqual(words('В метро'));
  drafts.failing = 'no';
  await vi.advanceTimersByTimeAsync(4_000);
  expect(drafts.saved).toEqual([words('В метро')]);
});

test('an answer that was lost does not leave on the server what was emptied after', async () => {
  const { store, drafts } = await opened();
  drafts.failing = 'answer';
  store.draft(1, 'Дошло, но неизвестно', null);
  await vi.advanceTimersByTimeAsync(1_100);
  drafts.failing = 'no';
  store.draft(1, '', null);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(drafts.saved.at(-1)).toEqual(words(''));
});

test('when the page is left all is saved at once', async () => {
  const { store, drafts, saveAll } = await opened();
  store.draft(1, 'Ухожу', null);
  saveAll();
  await vi.advanceTimersByTimeAsync(0);
  expect(drafts.saved).toEqual([words('Ухожу')]);
});

test('a chat that is gone takes its draft along', async () => {
  const { store, drafts } = await opened();
  drafts.failing = 'refused';
  store.draft(1, 'Никому', null);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(store.state.drafts.size).toBe(0);
  store.draft(1, 'Снова', null);
  store.apply([{ event: 'gone', chat: 1 }]);
  expect(store.state.drafts.size).toBe(0);
});

test('another device is followed, but what is written here stays and wins', async () => {
  const { store, drafts } = await opened();
  store.apply([{ event: 'draft', chat: 1, draft: words('С телефона') }]);
  expect(draftOf(store.state, 1)).toEqual(words('С телефона'));
  store.draft(1, 'С телефона, и отсюда', null);
  store.apply([{ event: 'draft', chat: 1, draft: words('С телефона ещё') }]);
  expect(draftOf(store.state, 1)).toEqual(words('С телефона, и отсюда'));
  await vi.advanceTimersByTimeAsync(1_100);
  expect(drafts.saved).toEqual([words('С телефона, и отсюда')]);
  store.apply([{ event: 'draft', chat: 1, draft: null }]);
  expect(draftOf(store.state, 1)).toBeNull();
});

test('a typist is forgotten after six seconds, or when he has said it', async () => {
  const { server, store } = await opened();
  const typing = { event: 'typing', chat: 1, who: { id: veronica.id, name: veronica.short_name } } as const;
  store.apply([typing]);
  await vi.advanceTimersByTimeAsync(4_000);
  store.apply([typing]);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(store.state.typing.get(1)).toEqual([typing.who]);
  await vi.advanceTimersByTimeAsync(2_100);
  expect(store.state.typing.size).toBe(0);
  store.apply([typing]);
  store.apply([server.say(1, 'Вот')]);
  expect(store.state.typing.size).toBe(0);
  store.apply([{ ...typing, chat: 404 }]);
  expect(store.state.typing.size).toBe(0);
});

test('a list that was asked for before the draft was sent does not bring it back', async () => {
  const { server, store } = await opened();
  const row = server.chats.get(1);
  if (!row) throw new Error('no chat');
  row.draft = words('Отправлено', 1);
  await store.loadList('learning');
  const older = store.loadList('learning');
  store.apply([{ event: 'draft', chat: 1, draft: null }]);
  await older;
  expect(draftOf(store.state, 1)).toBeNull();
  row.draft = words('Новое');
  await store.loadList('learning');
  expect(draftOf(store.state, 1)).toEqual(words('Новое'));
});
