import { expect, test } from 'vitest';
import type { PushEvent } from '../wire/push';
import { me, ServerForTests, veronica } from './server-for-tests';
import { Store } from './store';

async function withUnread(said: number) {
  const server = new ServerForTests();
  server.open(1);
  const store = new Store(server.api, me);
  await store.loadList('learning');
  for (let n = 0; n < said; n += 1) store.apply([server.say(1, `${n}`, veronica)]);
  return { server, store, unread: () => store.state.chats.get(1)?.unread };
}

function ownByItself(server: ServerForTests): PushEvent {
  const event = server.say(1, 'Потом', me.person);
  if (event.event !== 'message') throw new Error('a message is told as one');
  return { ...event, message: { ...event.message, data: { later: true } } };
}

test('what was put off and went out by itself leaves unread what came meanwhile', async () => {
  const { server, store, unread } = await withUnread(2);
  expect(unread()).toBe(2);
  store.apply([ownByItself(server)]);
  expect(unread()).toBe(3);
});

test('with nothing unread before it, it is not unread itself', async () => {
  const { server, store, unread } = await withUnread(0);
  store.apply([ownByItself(server)]);
  expect(unread()).toBe(0);
});

test('each telling that the list of what waits is another is seen', async () => {
  const { store } = await withUnread(0);
  store.apply([{ event: 'scheduled' }, { event: 'scheduled' }]);
  expect(store.state.scheduledTold).toBe(2);
});
