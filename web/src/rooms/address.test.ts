import { expect, test } from 'vitest';
import { parseAddress } from './address';

test('the address says the chat or the space', () => {
  expect(parseAddress('/messenger/')).toEqual({ chat: null, space: 'learning', join: null });
  expect(parseAddress('/messenger/personal')).toEqual({ chat: null, space: 'personal', join: null });
  expect(parseAddress('/messenger/c/42')).toEqual({ chat: 42, space: 'learning', join: null });
});

test('the address says the word of a link', () => {
  expect(parseAddress('/messenger/join/aB-3_x')).toEqual({ chat: null, space: 'learning', join: 'aB-3_x' });
  expect(parseAddress('/messenger/join/<script>').join).toBeNull();
});

test('what is no number is no chat', () => {
  expect(parseAddress('/messenger/c/42x').chat).toBeNull();
  expect(parseAddress('/messenger/c/-1').chat).toBeNull();
  expect(parseAddress('/messenger/c/99999999999999999999').chat).toBeNull();
});
