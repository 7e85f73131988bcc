import { expect, test, vi } from 'vitest';
import type { PushEvent } from '../wire/push';
import { me, pyotr, ServerForTests, veronica } from './server-for-tests';
import { Store } from './store';

async function opened(Kind = Store): Promise<{ server: ServerForTests; store: Store }> {
  const server = new ServerForTests();
  server.open(1);
  server.say(1, 'Здравствуйте');
  const store = new Kind(server.api, me);
  await store.loadList('learning');
  await store.loadHistory(1);
  return { server, store };
}

async function fresh(server: ServerForTests): Promise<Store> {
  const store = new Store(server.api, me);
  await store.loadList('learning');
  for (const id of server.chats.keys()) {
    await store.loadHistory(id);
    while (!store.state.histories.get(id)?.start) await store.loadOlder(id);
  }
  return store;
}

async function longConversation(Kind: typeof Store, seed: number) {
  const random = randomFrom(seed);
  const { server, store } = await opened(Kind);
  server.open(2);
  let flying: PushEvent[] = [];
  for (let step = 0; step < 40; step += 1) {
    const chat = random() < 0.7 ? 1 : 2;
    const kind = random();
    const event =
      kind < 0.4
        ? server.say(chat, `${step}`, random() < 0.3 ? pyotr : veronica, null, anAnswer(server, chat, random))
        : kind < 0.65
          ? changeInPlace(server, chat, random, step)
          : kind < 0.75
            ? server.grant(chat, 3)
            : kind < 0.85
              ? server.rename(chat, `Чат ${step}`)
              : kind < 0.87
                ? server.depict(chat, random() < 0.7 ? `word${step}` : null)
                : kind < 0.9
                  ? random() < 0.5
                    ? server.join(chat)
                    : server.archive(chat, random() < 0.5)
                  : server.settle(chat, {
                      announcements_only: random() < 0.5,
                      reactions_only: false,
                      slow_mode_seconds: random() < 0.5 ? 60 : 0,
                    });
    if (random() < 0.85) flying.push(event);
    if (random() < 0.2) flying.push(event);
    if (random() < 0.4) {
      flying.sort(() => random() - 0.5);
      const landing = Math.floor(random() * (flying.length + 1));
      store.apply(flying.slice(0, landing));
      flying = flying.slice(landing);
    }
    if (random() < 0.2) await settled();
    if (random() < 0.1) void store.refresh();
  }
  store.apply(flying);
  await settled();
  while (store.state.histories.get(1)?.start === false) await store.loadOlder(1);
  await store.refresh();
  await store.loadHistory(2);
  await settled();
  return { store, expected: (await fresh(server)).state };
}

function anAnswer(server: ServerForTests, chat: number, random: () => number) {
  const reply = random() < 0.4 ? oneOf(server.changeable(chat), random) : null;
  return { reply, names: random() < 0.3 ? [pyotr] : [] };
}

function changeInPlace(server: ServerForTests, chat: number, random: () => number, step: number): PushEvent {
  const seq = oneOf(server.changeable(chat), random);
  if (seq === null) return server.say(chat, `${step}`);
  const kind = random();
  if (kind < 0.4) return server.react(chat, seq, '👍');
  if (kind < 0.7) return server.edit(chat, seq, `${step}, исправлено`);
  if (kind < 0.9) return server.pin(chat, seq, random() < 0.6);
  return server.remove(chat, seq);
}

const oneOf = (seqs: number[], random: () => number): number | null => seqs[Math.floor(random() * seqs.length)] ?? null;

/** Until all that was asked has been answered. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

const texts = (store: Store, chat = 1) => store.state.histories.get(chat)?.messages.map((message) => message.text);

test('it works: a pushed message stands at the end and moves the row', async () => {
  const { server, store } = await opened();
  store.apply([server.say(1, 'Доброе утро')]);
  expect(texts(store)).toEqual(['', 'Здравствуйте', 'Доброе утро']);
  expect(store.state.chats.get(1)).toMatchObject({
    unread: 2,
    last_number: 2,
    preview: { author: 'Вероника С.', text: 'Доброе утро' },
  });
});

test("a person's newer picture is known wherever he stands, and taken away it is nowhere", async () => {
  const { server, store } = await opened();
  store.apply([server.say(1, 'Доброе утро')]);
  store.apply([{ event: 'picture', person: veronica.id, picture: 'newer' }]);
  expect(store.state.pictures.get(veronica.id)).toBe('newer');
  store.apply([{ event: 'picture', person: veronica.id, picture: null }]);
  expect(store.state.pictures.get(veronica.id)).toBeNull();
});

test('events in any order, repeated and lost, end as the state of who has just come', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const { store, expected } = await longConversation(Store, seed);
    expect(store.state.chats, `seed ${seed}`).toEqual(expected.chats);
    expect(store.state.histories, `seed ${seed}`).toEqual(expected.histories);
  }
});

test('a store that does not ask about gaps would fail the test above', async () => {
  class Careless extends Store {
    override catchUp = () => Promise.resolve();
  }
  const { store, expected } = await longConversation(Careless, 1);
  expect(store.state.histories).not.toEqual(expected.histories);
});

test('a gap is filled by one question, and nobody sees the history with a hole', async () => {
  const { server, store } = await opened();
  server.say(1, 'пропало');
  const event = server.say(1, 'дошло');
  store.apply([event]);
  expect(texts(store)).toEqual(['', 'Здравствуйте']);
  server.calls.length = 0;
  await settled();
  expect(texts(store)).toEqual(['', 'Здравствуйте', 'пропало', 'дошло']);
  expect(store.state.chats.get(1)?.last_seq).toBe(4);
});

test('a gap seen while another is being filled is asked about too', async () => {
  const { server, store } = await opened();
  server.say(1, 'пропало');
  store.apply([server.say(1, 'раз')]);
  server.say(1, 'пропало снова');
  store.apply([server.say(1, 'два')]);
  await settled();
  expect(texts(store)?.slice(2)).toEqual(['пропало', 'раз', 'пропало снова', 'два']);
});

test('an event that comes twice is taken once', async () => {
  const { server, store } = await opened();
  const event = server.grant(1, 5);
  store.apply([event, event]);
  store.apply([event]);
  expect(store.state.chats.get(1)?.members).toBe(7);
  expect(texts(store)).toHaveLength(3);
});

test('a batch is one step: listeners are told once', async () => {
  const { server, store } = await opened();
  const listener = vi.fn();
  store.subscribe(listener);
  store.apply([server.say(1, 'раз'), server.say(1, 'два'), server.say(1, 'три')]);
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a row that was on its way while messages were pushed does not turn the clock back', async () => {
  const { server, store } = await opened();
  const slow = store.loadChat(1);
  store.apply([server.say(1, 'пока строка в пути')]);
  await slow;
  expect(store.state.chats.get(1)?.preview?.text).toBe('пока строка в пути');
});

test('a message sent is seen at once, and replaced by the stored one, not doubled', async () => {
  const { store } = await opened();
  store.send(1, 'Моё');
  expect(store.state.sending.map((message) => message.text)).toEqual(['Моё']);
  await settled();
  expect(store.state.sending).toEqual([]);
  expect(texts(store)?.filter((text) => text === 'Моё')).toHaveLength(1);
  expect(store.state.chats.get(1)).toMatchObject({ unread: 0, preview: { own: true } });
});

test('the event of my own message may come before the answer', async () => {
  const { server, store } = await opened();
  store.send(1, 'Моё');
  await Promise.resolve();
  const stored = server.messages.get(1)?.at(-1);
  if (stored) store.apply([{ event: 'message', message: stored }]);
  expect(store.state.sending).toEqual([]);
  await settled();
  expect(texts(store)?.filter((text) => text === 'Моё')).toHaveLength(1);
});

test('a message whose answer was lost is asked about again and stored once', async () => {
  vi.useFakeTimers();
  const { server, store } = await opened();
  server.losesAnswers = 1;
  store.send(1, 'Моё');
  await vi.advanceTimersByTimeAsync(10);
  expect(store.state.sending).toHaveLength(1);
  expect(store.state.unanswered).toBe(true);
  await vi.advanceTimersByTimeAsync(5_000);
  vi.useRealTimers();
  expect(store.state.sending).toEqual([]);
  expect(store.state.unanswered).toBe(false);
  expect(server.messages.get(1)?.filter((message) => message.text === 'Моё')).toHaveLength(1);
});

test('messages written without a connection go out in their order when it is back', async () => {
  const { server, store } = await opened();
  server.losesRequests = 1;
  store.send(1, 'раз');
  store.send(1, 'два');
  await settled();
  expect(store.state.sending.map((message) => message.text)).toEqual(['раз', 'два']);
  await store.refresh();
  await settled();
  expect(texts(store)?.slice(-2)).toEqual(['раз', 'два']);
  expect(store.state.sending).toEqual([]);
});

test('a refused message stays, says why, and does not hold up the next', async () => {
  const { store } = await opened();
  store.send(1, 'нельзя');
  store.send(1, 'можно');
  await settled();
  expect(store.state.sending).toMatchObject([{ text: 'нельзя', failed: true }]);
  expect(store.state.notice?.sentence).toBe('Так нельзя.');
  expect(texts(store)?.at(-1)).toBe('можно');
});

test('a chat I am no longer in leaves nothing behind', async () => {
  const { server, store } = await opened();
  server.losesRequests = 1;
  store.send(1, 'не дойдёт');
  await settled();
  store.apply([{ event: 'gone', chat: 1 }]);
  expect(store.state.chats.has(1)).toBe(false);
  expect(store.state.histories.has(1)).toBe(false);
  expect(store.state.sending).toEqual([]);
});

test('a chat that vanished while there was no line is gone after the list is brought anew', async () => {
  const { server, store } = await opened();
  server.chats.delete(1);
  await store.refresh();
  expect(store.state.chats.has(1)).toBe(false);
});

test('a chat that appears is brought by the event that names it', async () => {
  const { server, store } = await opened();
  server.open(2);
  store.apply([{ event: 'chat', chat: 2 }]);
  await settled();
  expect(store.state.chats.get(2)?.title).toBe('10 2');
});

test('reading takes the count away at once and never goes back', async () => {
  const { server, store } = await opened();
  const old = structuredClone(server.chats.get(1));
  store.read(1);
  expect(store.state.chats.get(1)?.unread).toBe(0);
  if (old) store.admit(old);
  expect(store.state.chats.get(1)?.unread).toBe(0);
  await settled();
  expect(server.chats.get(1)?.unread).toBe(0);
});

test('a history far behind is brought anew instead of being filled up', async () => {
  const { server, store } = await opened();
  for (let n = 0; n < 500; n += 1) server.say(1, `${n}`);
  await store.refresh();
  await settled();
  expect(texts(store)?.at(-1)).toBe('499');
  expect(texts(store)?.length).toBeLessThan(100);
});

/** A chat of many, opened far from its end. */
async function farBack(said = 300, around = 150) {
  const server = new ServerForTests();
  server.open(1);
  for (let n = 2; n <= said; n += 1) server.say(1, `${n}`);
  const store = new Store(server.api, me);
  await store.loadList('learning');
  await store.loadAround(1, { seq: around });
  return { server, store };
}

const seqs = (store: Store) => store.state.histories.get(1)?.messages.map(({ seq }) => seq) ?? [];

test('a jump far back is one question, and brings nothing of what lies between', async () => {
  const { server, store } = await opened();
  for (let n = 0; n < 1_000; n += 1) server.say(1, `${n}`);
  await store.refresh();
  await settled();
  server.calls.length = 0;
  await store.loadAround(1, { seq: 500 });
  expect(server.calls).toEqual(['messages 1']);
  expect(seqs(store)).toHaveLength(60);
  expect(seqs(store)).toContain(500);
  expect(store.state.histories.get(1)).toMatchObject({ start: false, end: false, around: 500 });
});

test('what is said while one reads far back moves the counters and stands at the end later', async () => {
  const { server, store } = await farBack();
  const before = seqs(store);
  store.apply([server.say(1, 'новое')]);
  expect(seqs(store)).toEqual(before);
  expect(store.state.chats.get(1)).toMatchObject({ last_seq: 301, unread: 300, preview: { text: 'новое' } });
  await store.loadNewest(1);
  expect(texts(store)?.at(-1)).toBe('новое');
  expect(store.state.histories.get(1)?.end).toBe(true);
});

test('what changes in a window changes there, and a pin is seen wherever it is', async () => {
  const { server, store } = await farBack();
  store.apply([server.edit(1, 150, 'исправлено'), server.pin(1, 290), server.edit(1, 10, 'далеко')]);
  expect(store.state.histories.get(1)?.messages.find(({ seq }) => seq === 150)?.text).toBe('исправлено');
  expect(store.state.histories.get(1)?.pinned.map(({ seq }) => seq)).toEqual([290]);
  while (!store.state.histories.get(1)?.start) await store.loadOlder(1);
  expect(texts(store)?.[9]).toBe('далеко');
});

test('a window grows both ways until it is the whole history', async () => {
  const { server, store } = await farBack();
  while (!store.state.histories.get(1)?.end) await store.loadFollowing(1);
  while (!store.state.histories.get(1)?.start) await store.loadOlder(1);
  const { messages, upto, pinned } = (await fresh(server)).state.histories.get(1) ?? {};
  expect(store.state.histories.get(1)).toMatchObject({ messages, upto, pinned, start: true, end: true });
  store.apply([server.say(1, 'новое')]);
  expect(texts(store)?.at(-1)).toBe('новое');
});

test('events in any order, repeated and lost, leave a window as it is for who opens it now', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = randomFrom(seed);
    const { server, store } = await farBack(120, 60);
    const flying: PushEvent[] = [];
    for (let step = 0; step < 30; step += 1) {
      const event = random() < 0.4 ? server.say(1, `ещё ${step}`) : changeInPlace(server, 1, random, step);
      if (random() < 0.8) flying.push(event);
      if (random() < 0.4) {
        flying.sort(() => random() - 0.5);
        store.apply(flying.splice(0, Math.floor(random() * (flying.length + 1))));
      }
      const kind = random();
      if (kind < 0.1) void store.loadOlder(1);
      else if (kind < 0.2) void store.loadFollowing(1);
      else if (kind < 0.3) void store.loadAround(1, { seq: 20 + Math.floor(random() * 80) });
      else if (kind < 0.35) void store.loadNewest(1);
      if (random() < 0.2) await settled();
    }
    store.apply(flying);
    await settled();
    await store.refresh();
    await settled();
    const window = store.state.histories.get(1);
    const whole = (await fresh(server)).state;
    const [first, last] = [seqs(store)[0] ?? 0, seqs(store).at(-1) ?? 0];
    const same = whole.histories.get(1)?.messages.filter(({ seq }) => seq >= first && seq <= last);
    expect(window?.messages, `seed ${seed}`).toEqual(same);
    expect(window?.pinned, `seed ${seed}`).toEqual(whole.histories.get(1)?.pinned);
    expect(window?.upto, `seed ${seed}`).toBe(whole.chats.get(1)?.last_seq);
    expect(window?.end, `seed ${seed}`).toBe(last === whole.histories.get(1)?.messages.at(-1)?.seq);
    expect(store.state.chats, `seed ${seed}`).toEqual(whole.chats);
  }
});

test('one who reads far back goes on reading there after a long absence', async () => {
  const { server, store } = await farBack();
  for (let n = 0; n < 500; n += 1) server.say(1, `пока нас не было ${n}`);
  server.edit(1, 150, 'исправлено, пока нас не было');
  await store.refresh();
  await settled();
  expect(seqs(store)).toContain(150);
  expect(store.state.histories.get(1)?.messages.find(({ seq }) => seq === 150)?.text).toMatch('исправлено');
  expect(store.state.histories.get(1)).toMatchObject({ end: false, upto: 801 });
});

test('a chat with much unread opens where one has stopped, by one question', async () => {
  const server = new ServerForTests();
  server.open(1);
  for (let n = 1; n <= 400; n += 1) server.say(1, `${n}`);
  await server.api.read(1, 100);
  const store = new Store(server.api, me);
  await store.loadList('learning');
  server.calls.length = 0;
  await store.loadHistory(1, true);
  expect(server.calls).toEqual(['messages 1']);
  expect(texts(store)).toEqual(Array.from({ length: 60 }, (_, n) => `${n + 71}`));
});

test('what one says far back is seen at the end', async () => {
  const { store } = await farBack();
  store.send(1, 'Моё');
  await settled();
  expect(texts(store)?.at(-1)).toBe('Моё');
  expect(store.state.histories.get(1)?.end).toBe(true);
});

test('a chat left far back is opened anew', async () => {
  const { store } = await farBack();
  store.leave(1);
  expect(store.state.histories.has(1)).toBe(false);
  await store.loadHistory(1);
  store.leave(1);
  expect(store.state.histories.has(1)).toBe(true);
});

/** Mulberry32: the same numbers every time, so that a failure can be looked at. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
