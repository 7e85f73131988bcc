import { describe, expect, it } from 'vitest';
import { Refusal } from '../wire/api';
import type { Bringing, FileRow } from '../wire/files';
import { type Chosen, inMessages, Uploads } from './uploads';

const photo = (name: string): Chosen => ({ blob: new Blob(['x'.repeat(10)], { type: 'image/jpeg' }), name });
const paper = (name: string): Chosen => ({ blob: new Blob(['x'], { type: 'application/pdf' }), name });
const row = (name: string): FileRow => ({ id: name.length, kind: 'image', name, mime: 'image/jpeg', size: 1 });

function house(bring: (bringing: Bringing) => Promise<FileRow>) {
  const sent: [number, string, string[]][] = [];
  const uploads = new Uploads(
    bring,
    (chat, text, files) => sent.push([chat, text, files.map((file) => file.name)]),
    () => 'Нет связи.',
    () => Promise.resolve(),
  );
  return { uploads, sent };
}

describe('files on their way', () => {
  it('photos become one message, each other file its own, and the words go with the first', async () => {
    const { uploads, sent } = house(async ({ name }) => row(name));
    await uploads.add(7, [photo('a'), paper('b'), photo('c')], 'Смотрите');
    expect(sent).toEqual([
      [7, 'Смотрите', ['a', 'c']],
      [7, '', ['b']],
    ]);
    expect(uploads.look()).toEqual([]);
  });

  it('a message holds ten photos at the most', () => {
    const many = Array.from({ length: 23 }, (_, index) => photo(`${index}`));
    expect(inMessages(many).map((files) => files.length)).toEqual([10, 10, 3]);
  });

  it('a line that is lost is tried again, and what has come is not brought twice', async () => {
    const calls: string[] = [];
    const { uploads, sent } = house(async ({ name }) => {
      calls.push(name);
      if (calls.length === 2) throw new TypeError('Failed to fetch');
      return row(name);
    });
    await uploads.add(7, [photo('a'), photo('b')], '');
    expect(calls).toEqual(['a', 'b', 'b']);
    expect(sent).toEqual([[7, '', ['a', 'b']]]);
  });

  it('a refusal is said and the parcel waits for the person', async () => {
    let refuses = true;
    const { uploads, sent } = house(async ({ name }) => {
      if (refuses) throw new Refusal(409, 'Файл больше 50 МБ.');
      return row(name);
    });
    await uploads.add(7, [paper('a')], '');
    expect(uploads.look()[0]?.trouble).toBe('Файл больше 50 МБ.');
    refuses = false;
    await uploads.again(uploads.look()[0]?.key ?? '');
    expect(sent).toEqual([[7, '', ['a']]]);
  });

  it('what is dropped on its way is never sent', async () => {
    let stopped = false;
    const { uploads, sent } = house(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            stopped = true;
            reject(new DOMException('Stopped', 'AbortError'));
          });
        }),
    );
    const done = uploads.add(7, [photo('a')], '');
    await Promise.resolve();
    uploads.drop(uploads.look()[0]?.key ?? '');
    await done;
    expect([stopped, sent, uploads.look()]).toEqual([true, [], []]);
  });

  it('progress is told by size over all files of a message', async () => {
    const shares: number[] = [];
    const { uploads } = house(async ({ name, onProgress }) => {
      onProgress(0.5);
      shares.push(uploads.look()[0]?.share ?? -1);
      return row(name);
    });
    await uploads.add(7, [photo('a'), photo('b')], '');
    expect(shares).toEqual([0.25, 0.75]);
  });
});
