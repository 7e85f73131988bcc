// What the one search field found: chats by their names, people to write to, messages in any form of the word.
import { i18n } from '@lingui/core';
import { Fragment, type ReactNode, useEffect, useState } from 'react';
import '../skin/found.css';
import { aimAt } from '../store/aim';
import { useStore } from '../store/use-store';
import { answer, api, client, type Person, type Space } from '../wire/api';
import { chatsApi } from '../wire/chats';
import type { components } from '../wire/schema';
import { chatPath, go } from './address';
import { Avatar } from './avatar';
import { Link } from './link';
import { age } from './time';
import { useTry } from './use-try';
import { authorName } from './words';

type FoundMessage = components['schemas']['FoundOut'];
type Page = components['schemas']['FoundPageOut'];

const typingMilliseconds = 250;
const wordsLengthMin = 2;

const askMessages = (words: string, before?: number): Promise<Page> =>
  answer(client.GET('/api/search', { params: { query: before ? { words, before } : { words } } }));

interface Props {
  words: string;
  space: Space;
  /** The rows of chats whose names or last words match: the list itself draws them. */
  chats: ReactNode;
  chatsCount: number;
}

export default function Found({ words, space, chats, chatsCount }: Props) {
  const { people, page, lost, more } = useFound(words, space);
  const store = useStore();
  const attempt = useTry();

  const write = (person: Person) =>
    attempt(async () => {
      const chat = await chatsApi.openDialogue(person.id, space);
      store.admit(chat);
      go(chatPath(chat.id));
    });

  const nothing = chatsCount === 0 && people?.length === 0 && page?.found.length === 0;
  return (
    <div className="list found">
      {chatsCount > 0 && (
        <section aria-labelledby="found-chats">
          <h2 id="found-chats">{i18n.t('Чаты')}</h2>
          {chats}
        </section>
      )}
      {people && people.length > 0 && (
        <section aria-labelledby="found-people">
          <h2 id="found-people">{i18n.t('Люди')}</h2>
          {people.map((person) => (
            <button key={person.id} type="button" className="row found-person" onClick={() => write(person)}>
              <Avatar face={person} size="large" />
              <span className="row-title">
                <bdi className="cut">{person.name}</bdi>
              </span>
            </button>
          ))}
        </section>
      )}
      {page && page.found.length > 0 && (
        <section aria-labelledby="found-messages">
          <h2 id="found-messages">{i18n.t('Сообщения')}</h2>
          {page.found.map((message) => (
            <MessageFound key={`${message.chat}/${message.seq}`} message={message} />
          ))}
          {page.next !== null && (
            <button type="button" className="text-button found-more" onClick={more}>
              {i18n.t('Показать ещё')}
            </button>
          )}
        </section>
      )}
      <p className={nothing || lost ? 'empty' : 'unseen'} role="status">
        {lost ? i18n.t('Поиск по сообщениям не удался: нет связи.') : nothing && i18n.t('Ничего не найдено')}
      </p>
    </div>
  );
}

function MessageFound({ message }: { message: FoundMessage }) {
  return (
    <Link
      className="row"
      href={chatPath(message.chat)}
      onClickCapture={() => aimAt({ chat: message.chat, seq: message.seq })}
    >
      {message.author && <Avatar face={message.author} size="large" />}
      <span className="row-title">
        <bdi className="cut">{message.chat_title}</bdi>
        <span className="row-age">{` · ${age(message.at, Date.now())}`}</span>
      </span>
      <span className="row-line">
        <span className="cut">
          {message.author && (
            <>
              <bdi>{authorName(message.author)}</bdi>
              {': '}
            </>
          )}
          <bdi>
            {message.parts.map((part, index) => {
              const key = `${index}${part.text}`;
              return part.is_found ? <mark key={key}>{part.text}</mark> : <Fragment key={key}>{part.text}</Fragment>;
            })}
          </bdi>
        </span>
      </span>
    </Link>
  );
}

function useFound(words: string, space: Space) {
  const sought = words.trim();
  const [people, setPeople] = useState<Person[] | null>(null);
  const [page, setPage] = useState<Page | null>(null);
  const [lost, setLost] = useState(false);

  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      const long = sought.length >= wordsLengthMin;
      Promise.all([
        api.people({ search: sought, space }),
        long ? askMessages(sought) : Promise.resolve<Page>({ found: [], next: null }),
      ]).then(
        ([answered, found]) => {
          if (!current) return;
          setPeople(answered.people);
          setPage(found);
          setLost(false);
        },
        () => current && setLost(true),
      );
    }, typingMilliseconds);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [sought, space]);

  function more() {
    const before = page?.next;
    if (!page || !before) return;
    askMessages(sought, before).then(
      (next) => setPage({ found: [...page.found, ...next.found], next: next.next }),
      () => setLost(true),
    );
  }

  return { people, page, lost, more };
}
