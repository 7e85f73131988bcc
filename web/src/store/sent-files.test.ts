import { describe, expect, it } from 'vitest';
import type { FileRow } from '../wire/files';
import { me, ServerForTests } from './server-for-tests';
import { Store } from './store';

const photo: FileRow = { id: 71, kind: 'image', name: 'a.jpg', mime: 'image/jpeg', size: 9, width: 4, height: 3 };

describe('a message with files', () => {
  it('shows them while it is on its way and tells the server their numbers', async () => {
    const server = new ServerForTests();
    server.open(7);
    const bodies: unknown[] = [];
    const api = server.api;
    const watched: typeof api = {
      ...api,
      send(chat, body) {
        bodies.push(body);
        return api.send(chat, body);
      },
    };
    const store = new Store(watched, me);
    await store.loadChat(7);
    store.send(7, 'Поход', { files: [photo] });
    expect(store.state.sending.map(({ text, files }) => [text, files])).toEqual([['Поход', [photo]]]);
    await expect.poll(() => bodies.length).toBe(1);
    expect(bodies[0]).toMatchObject({ text: 'Поход', files: [71] });
  });
});
