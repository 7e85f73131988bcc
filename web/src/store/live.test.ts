import { expect, test } from 'vitest';
import { me, ServerForTests, veronica } from './server-for-tests';
import { Store } from './store';

const card = {
  call: 7,
  kind: 'lesson',
  title: 'Реки',
  started_at: '2026-11-24T09:00:00+00:00',
  by: { id: 5, name: 'В. С.' },
};

async function opened() {
  const server = new ServerForTests();
  server.open(1);
  const store = new Store(server.api, me);
  await store.loadList('learning');
  const event = server.say(1, '', veronica);
  if (event.event !== 'message') throw new Error('Nothing was said.');
  return { store, message: event.message };
}

test('what goes on in a chat follows from the message of the call', async () => {
  const { store, message } = await opened();
  const said = (state: string, changed: number | null) =>
    store.apply([
      { event: 'message', message: { ...message, kind: 'call', data: { ...card, state }, changed_seq: changed } },
    ]);
  const live = () => store.state.chats.get(1)?.live;
  const { seq } = message;
  said('planned', null);
  expect(live() ?? null).toBeNull();
  said('live', seq + 1);
  expect(live()).toEqual({ call: 7, kind: 'lesson', title: 'Реки', started_at: card.started_at, by: 5 });
  said('over', seq + 2);
  expect(live()).toBeNull();
});

test('each thing told of a call is heard, the same one again too', async () => {
  const { store } = await opened();
  store.apply([{ event: 'call', call: 7 }]);
  store.apply([{ event: 'call', call: 7 }]);
  expect(store.state.callTold).toEqual({ call: 7, times: 2 });
});
