// Who is in a chat and why, and what one may do about it. In a ruled chat that is little: its places are the school's facts.
import { i18n } from '@lingui/core';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { Icon } from '../skin/icons';
import { useLook, useStore } from '../store/use-store';
import { api, type Chat, type Member, type Missing, type Person, Refusal } from '../wire/api';
import { go, listPath } from './address';
import { Avatar } from './avatar';
import { Dialog } from './dialog';
import { PeopleChoice } from './people-choice';
import { membersCount } from './words';

const pageMax = 100;
const typingMilliseconds = 200;

export default function Members({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const [adding, setAdding] = useState(false);
  const manages = !chat.ruled && chat.role === 'administrator';
  const list = useMembers(chat);

  if (adding) {
    return (
      <Dialog title={i18n.t('Добавить людей')} onClose={() => setAdding(false)}>
        <AddPeople chat={chat} members={list.members} onDone={() => setAdding(false)} />
      </Dialog>
    );
  }
  return (
    <Dialog title={membersCount(chat.members)} onClose={onClose}>
      <Deeds chat={chat} onClose={onClose} onAdd={manages ? () => setAdding(true) : null} />
      {chat.ruled && <Why chat={chat} />}
      {chat.ruled && chat.role === 'administrator' && <WhoIsMissing chat={chat} />}
      <MemberList chat={chat} list={list} manages={manages} />
    </Dialog>
  );
}

/** Tries, and says the server's sentence when it refuses. */
function useTry(): (deed: () => Promise<unknown>) => Promise<boolean> {
  const store = useStore();
  return useCallback(
    async (deed) => {
      try {
        await deed();
        return true;
      } catch (error) {
        const sentence = error instanceof Refusal ? error.sentence : '';
        store.notice(sentence || i18n.t('Не удалось. Проверьте связь и попробуйте ещё раз.'));
        return false;
      }
    },
    [store],
  );
}

function Deeds({ chat, onClose, onAdd }: { chat: Chat; onClose: () => void; onAdd: (() => void) | null }) {
  const store = useStore();
  const attempt = useTry();
  const [asking, setAsking] = useState(false);

  const mute = () => attempt(async () => store.admit(await api.mute(chat.id, !chat.muted)));
  async function leave() {
    if (!(await attempt(() => api.leave(chat.id)))) return;
    onClose();
    go(listPath(chat.space));
    store.apply([{ event: 'gone', chat: chat.id }]);
  }

  if (asking) {
    return (
      <div className="question" role="alertdialog" aria-label={i18n.t('Выйти из чата?')}>
        <p>{i18n.t('Выйти из чата? Вернуться можно будет, только если вас снова добавят.')}</p>
        <button type="button" className="button button-danger" onClick={leave}>
          {i18n.t('Выйти из чата')}
        </button>
        <button type="button" className="button button-quiet" onClick={() => setAsking(false)}>
          {i18n.t('Остаться')}
        </button>
      </div>
    );
  }
  return (
    <div className="deeds">
      <button type="button" className="deed" onClick={mute}>
        <Icon name={chat.muted ? 'bell' : 'bellOff'} />
        {chat.muted ? i18n.t('Включить звук') : i18n.t('Без звука')}
      </button>
      {onAdd && (
        <button type="button" className="deed" onClick={onAdd}>
          <Icon name="addPeople" />
          {i18n.t('Добавить людей')}
        </button>
      )}
      {!chat.ruled && (
        <button type="button" className="deed deed-danger" onClick={() => setAsking(true)}>
          <Icon name="leave" />
          {i18n.t('Выйти из чата')}
        </button>
      )}
    </div>
  );
}

function Why({ chat }: { chat: Chat }) {
  const [reasons, setReasons] = useState<string[] | null>(null);
  useEffect(() => {
    let current = true;
    api.why(chat.id).then(
      (answer) => current && setReasons(answer.reasons),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [chat.id]);
  return (
    <section className="why" aria-labelledby="why-title">
      <h3 id="why-title">{i18n.t('Почему я здесь')}</h3>
      <ul>
        {reasons?.map((reason) => (
          <li key={reason} dir="auto">
            {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}

function WhoIsMissing({ chat }: { chat: Chat }) {
  const [answer, setAnswer] = useState<{ missing: Missing[]; count: number } | null>(null);
  const attempt = useTry();
  function open(opened: boolean) {
    if (opened && !answer) void attempt(async () => setAnswer(await api.missing(chat.id)));
  }
  return (
    <details className="missing" onToggle={(event) => open(event.currentTarget.open)}>
      <summary>
        {i18n.t('Кого здесь нет и почему')}
        {answer && <span className="badge badge-muted">{answer.count}</span>}
        <Icon name="down" />
      </summary>
      {answer?.count === 0 && <p className="hint">{i18n.t('Здесь все, кому положено.')}</p>}
      {answer && answer.missing.length > 0 && (
        <ul className="people-list">
          {answer.missing.map((one) => (
            <li key={one.person.id} className="person">
              <Avatar face={one.person} size="middle" />
              <span className="person-words">
                <bdi className="cut">{one.person.name}</bdi>
                {one.role === 'administrator' && <span className="role">{i18n.t('администратор')}</span>}
                <span className="person-reason" dir="auto">
                  {one.why}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

interface MembersOnScreen {
  members: Member[] | null;
  more: (() => void) | null;
  search: string;
  setSearch: (search: string) => void;
}

function useMembers(chat: Chat): MembersOnScreen {
  const attempt = useTry();
  const [search, setSearch] = useState('');
  const [members, setMembers] = useState<Member[] | null>(null);
  const [next, setNext] = useState<string | null>(null);

  // Places change while one looks at them: each change of the chat asks again.
  const { id, last_seq } = chat;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () =>
        api.members(id, { search: search.trim(), limit: pageMax }).then(
          (answer) => {
            if (!current) return;
            setMembers(answer.members);
            setNext(answer.next ?? null);
          },
          () => {},
        ),
      search ? typingMilliseconds : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [id, last_seq, search]);

  async function bringMore(after: string) {
    await attempt(async () => {
      const answer = await api.members(id, { search: search.trim(), after, limit: pageMax });
      setMembers((known) => [...(known ?? []), ...answer.members]);
      setNext(answer.next ?? null);
    });
  }

  return { members, more: next ? () => void bringMore(next) : null, search, setSearch };
}

function MemberList({ chat, list, manages }: { chat: Chat; list: MembersOnScreen; manages: boolean }) {
  const me = useLook((state) => state.me.person.id);
  const attempt = useTry();
  const reasons = useReasons(chat);
  return (
    <section aria-label={i18n.t('Участники')}>
      <label className="search">
        <Icon name="search" />
        <input
          type="search"
          value={list.search}
          maxLength={100}
          onChange={(event) => list.setSearch(event.target.value)}
          placeholder={i18n.t('Найти участника')}
          aria-label={i18n.t('Найти участника')}
        />
      </label>
      <ul className="people-list">
        {list.members?.map(({ person, role }) => (
          <li key={person.id} className="person">
            <Avatar face={person} size="middle" />
            <span className="person-words">
              <bdi className="cut">{person.name}</bdi>
              {role === 'administrator' && <span className="role">{i18n.t('администратор')}</span>}
              <span className="person-reason" dir="auto">
                {reasons.get(person.id)?.join(', ')}
              </span>
            </span>
            {manages && person.id !== me && (
              <button
                type="button"
                className="icon-button"
                aria-label={i18n.t('Исключить из чата: {name}', { name: person.short_name })}
                title={i18n.t('Исключить из чата')}
                onClick={() => attempt(() => api.removeMember(chat.id, person.id))}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {list.members?.length === 0 && (
        <p className="hint" role="status">
          {i18n.t('Никого не найдено')}
        </p>
      )}
      {list.more && (
        <button type="button" className="button button-quiet" onClick={list.more}>
          {i18n.t('Показать ещё')}
        </button>
      )}
    </section>
  );
}

function useReasons({ id, ruled, last_seq }: Chat): ReadonlyMap<number, string[]> {
  const [reasons, setReasons] = useState<ReadonlyMap<number, string[]>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: reasons change with places, and places with the chat's seq.
  useEffect(() => {
    if (!ruled) return;
    let current = true;
    api.reasons(id).then(
      (answer) => current && setReasons(new Map(answer.reasons.map((one) => [one.person, one.reasons]))),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [id, ruled, last_seq]);
  return reasons;
}

function AddPeople({ chat, members, onDone }: { chat: Chat; members: Member[] | null; onDone: () => void }) {
  const attempt = useTry();
  const [people, setPeople] = useState<Person[]>([]);
  const there = new Set(members?.map((member) => member.person.id));

  async function add(event: FormEvent) {
    event.preventDefault();
    const ids = people.map((person) => person.id);
    if (await attempt(() => api.addMembers(chat.id, ids))) onDone();
  }

  return (
    <form className="dialog-form" onSubmit={add}>
      <PeopleChoice space={chat.space} chosen={people} onChange={setPeople} except={there} />
      <footer className="dialog-foot">
        <button type="submit" className="button" disabled={people.length === 0}>
          {i18n.t('Добавить')}
        </button>
      </footer>
    </form>
  );
}
