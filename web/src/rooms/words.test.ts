import { i18n } from '@lingui/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { messages as english } from '../skin/locales/en.po';
import { messages as russian } from '../skin/locales/ru.po';
import type { Name, Service } from '../wire/service';
import { isolated, serviceSentences } from './service-words';
import { membersCount, previewWords, unreadCount, wordedName } from './words';

const ivan = { id: 1, name: 'Иванов И.' };
const vera = { id: 2, name: 'Вероника С.' };
const nothing = {
  what: 'places',
  granted: [] as Name[],
  granted_count: 0,
  administrators: [],
  members: [],
  revoked: [],
  revoked_count: 0,
} satisfies Service;

beforeEach(() => i18n.loadAndActivate({ locale: 'ru', messages: russian }));
afterEach(() => i18n.loadAndActivate({ locale: 'ru', messages: russian }));

test('it works: members are counted as Russian counts', () => {
  expect([1, 2, 5, 11, 21, 22, 25, 111].map(membersCount)).toEqual([
    '1 участник',
    '2 участника',
    '5 участников',
    '11 участников',
    '21 участник',
    '22 участника',
    '25 участников',
    '111 участников',
  ]);
  expect([1, 3, 7].map(unreadCount)).toEqual([
    '1 непрочитанное сообщение',
    '3 непрочитанных сообщения',
    '7 непрочитанных сообщений',
  ]);
});

test('and as English counts', () => {
  i18n.loadAndActivate({ locale: 'en', messages: english });
  expect([1, 2, 21].map(membersCount)).toEqual(['1 member', '2 members', '21 members']);
  expect(wordedName('Столовая', true)).toBe('Столовая (bot)');
  expect(serviceSentences({ ...nothing, granted_count: 1 })).toEqual(['1 more person is now in the chat']);
});

test('a preview says who and what; mine says «Вы»', () => {
  const preview = { author: 'Вероника С.', is_bot: false, own: false, kind: 'sticker', text: '' } as const;
  expect(previewWords(preview)).toEqual({ author: 'Вероника С.', text: 'Стикер' });
  expect(previewWords({ ...preview, kind: 'call' }).text).toBe('Звонок');
  expect(previewWords({ ...preview, own: true, kind: 'text', text: 'Да' })).toEqual({ author: 'Вы', text: 'Да' });
  expect(previewWords({ ...preview, author: 'Столовая', is_bot: true }).author).toBe('Столовая (бот)');
  expect(previewWords(null)).toEqual({ author: '', text: 'Пока нет сообщений' });
});

test('a ruled chat opened says how many are in it and who leads it', () => {
  expect(
    serviceSentences({
      ...nothing,
      what: 'opened',
      by: vera,
      granted: [ivan],
      granted_count: 81,
      administrators: [vera],
    }),
  ).toEqual(['Чат создан', 'В чате 81 человек', 'Вероника С. теперь администратор']);
});

test('a chat opened, renamed, left', () => {
  expect(serviceSentences({ what: 'opened', by: vera })).toEqual(['Чат создан']);
  expect(serviceSentences({ what: 'titled', title: '11 А' })).toEqual(['Чат теперь называется «11 А»']);
  expect(serviceSentences({ what: 'left', who: ivan })).toEqual(['Иванов И. выходит из чата']);
  expect(serviceSentences({ what: 'added', by: vera, people: [ivan] })).toEqual([
    'Вероника С. добавляет в чат: Иванов И.',
  ]);
  expect(serviceSentences({ what: 'removed', by: vera, people: [ivan] })).toEqual([
    'Вероника С. исключает из чата: Иванов И.',
  ]);
});

test('who became an administrator and who is one no longer', () => {
  expect(serviceSentences({ what: 'places', administrators: [vera] })).toEqual(['Вероника С. теперь администратор']);
  expect(serviceSentences({ ...nothing, administrators: [vera], members: [ivan] })).toEqual([
    'Вероника С. теперь администратор',
    'Иванов И. больше не администратор',
  ]);
  expect(serviceSentences({ ...nothing, administrators: [vera, ivan] })).toEqual([
    'Вероника С., Иванов И. теперь администраторы',
  ]);
});

test('who came and who went: named while they are few, counted when they are many', () => {
  expect(serviceSentences({ ...nothing, granted: [ivan], granted_count: 1 })).toEqual(['Иванов И. теперь в чате']);
  expect(serviceSentences({ ...nothing, granted: [ivan, vera], granted_count: 14 })).toEqual([
    'Иванов И., Вероника С. и ещё 12 человек теперь в чате',
  ]);
  expect(serviceSentences({ ...nothing, granted_count: 12 })).toEqual(['В чате ещё 12 человек']);
  expect(serviceSentences({ ...nothing, granted_count: 22 })).toEqual(['В чате ещё 22 человека']);
  expect(serviceSentences({ ...nothing, revoked: [ivan], revoked_count: 1 })).toEqual(['Иванов И. больше не в чате']);
  expect(serviceSentences({ ...nothing, revoked_count: 3 })).toEqual(['3 человека больше не в чате']);
});

test('a change this client has not heard of still has a sentence', () => {
  expect(serviceSentences({ what: 'painted' } as unknown as Service)).toEqual(['Чат изменился']);
});

test('a name cannot turn the sentence round it', () => {
  expect(isolated('\u202eИванов')).toBe('Иванов');
  expect(isolated('אברהם')).toBe('\u2068אברהם\u2069');
  expect(isolated('Иванов И.')).toBe('Иванов И.');
});
