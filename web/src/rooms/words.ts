// How the list puts chats and messages into words; what only an open chat says is in service-words.ts. In: data. Out: sentences in the person's language.
import { i18n } from '@lingui/core';
import type { Chat, Message, Quote, Space } from '../wire/api';
import type { Name } from '../wire/service';

export function spaceName(space: Space, learningSpace: string): string {
  return space === 'learning' ? learningSpace : i18n.t('Личные чаты');
}

export function membersCount(count: number): string {
  return i18n.t('{count, plural, one {# участник} few {# участника} many {# участников} other {# участника}}', {
    count,
  });
}

/** «Столовая (бот)»: a program of the school is told from people wherever it is named. */
export function wordedName(name: string, isBot: boolean): string {
  return isBot ? i18n.t('{name} (бот)', { name }) : name;
}

export function authorName(author: Message['author']): string {
  return author ? wordedName(author.short_name, author.is_bot) : '';
}

const typistsNamedMax = 2;

/** «Вероника С. печатает…», «Вероника С., Саша К. и ещё 3 печатают…»: the present tense knows no gender. */
export function typingWords(people: readonly Name[]): string {
  const names = people.slice(0, typistsNamedMax).map(({ name }) => name);
  const more = people.length - names.length;
  if (more > 0) return i18n.t('{names} и ещё {more} печатают…', { names: names.join(', '), more });
  return names.length === 1
    ? i18n.t('{name} печатает…', { name: names[0] })
    : i18n.t('{names} печатают…', { names: names.join(', ') });
}

export function unreadCount(count: number): string {
  return i18n.t(
    '{count, plural, one {# непрочитанное сообщение} few {# непрочитанных сообщения} many {# непрочитанных сообщений} other {# непрочитанного сообщения}}',
    { count },
  );
}

export function readersCount(count: number): string {
  return count === 0
    ? i18n.t('Пока никто не прочитал')
    : i18n.t(
        '{count, plural, one {Прочитал # человек} few {Прочитали # человека} many {Прочитали # человек} other {Прочитали # человека}}',
        {
          count,
        },
      );
}

export function quoteWords(quote: Quote): string {
  return quote.kind === 'service' ? '' : kindWords(quote.deleted ? 'deleted' : quote.kind, quote.text);
}

/** The last message as the list shows it: who, and what. */
export function previewWords(preview: Chat['preview']): { author: string; text: string } {
  if (!preview) return { author: '', text: i18n.t('Пока нет сообщений') };
  const author = preview.own ? i18n.t('Вы') : wordedName(preview.author, preview.is_bot);
  return { author, text: kindWords(preview.kind, preview.text) };
}

export function kindWords(kind: Message['kind'] | 'deleted', text: string): string {
  if (kind === 'sticker') return i18n.t('Стикер');
  if (kind === 'call') return i18n.t('Звонок');
  if (kind === 'photo') return text || i18n.t('Фото');
  if (kind === 'file') return text || i18n.t('Файл');
  if (kind === 'voice') return i18n.t('Голосовое сообщение');
  if (kind === 'poll') return i18n.t('Опрос: {question}', { question: text });
  if (kind === 'deleted') return i18n.t('Сообщение удалено');
  return text;
}
