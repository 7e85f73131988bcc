import { expect, test } from 'vitest';
import { parseAddress } from './address';

test('the address says the chat or the space', () => {
  expect(parseAddress('/messenger/')).toEqual({ chat: null, space: 'learning' });
  expect(parseAddress('/messenger/personal')).toEqual({ chat: null, space: 'personal' });
  expect(parseAddress('/messenger/c/42')).toEqual({ chat: 42, space: 'learning' });
});

test('what is no number is no chat', () => {
  expect(parseAddress('/messenger/c/42x').chat).toBeNull();
  expect(parseAddress('/messenger/c/-1').chat).toBeNull();
  expect(parseAddress('/messenger/c/99999999999999999999').chat).toBeNull();
});
