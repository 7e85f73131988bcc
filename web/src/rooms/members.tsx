// Who is in a chat and why, and what one may do about it. In a ruled chat that is little: its places are the school's facts.
import { i18n } from '@lingui/core';
import { type FormEvent, useEffect, useState } from 'react';
import { ChatIcon } from '../skin/chat-icons';
import { Icon } from '../skin/icons';
import { MenuIcon } from '../skin/menu-icons';
import { TalkIcon } from '../skin/talk-icons';
import { useLook, useStore } from '../store/use-store';
import { api, type Chat, type Member, type Missing, type Person } from '../wire/api';
import { chatsApi } from '../wire/chats';
import { go, listPath } from './address';
import { Avatar } from './avatar';
import { Bots } from './bots';
import { Dialog } from './dialog';
import { OwnDeeds } from './own-place';
import { PeopleChoice } from './people-choice';
import PersonCard from './person-card';
import { presenceWords } from './presence';
import { Question } from './question';
import { useRoom } from './use-room';
import { useTry } from './use-try';
import { membersCount } from './words';

const bringSettings = () => import('./chat-settings');

const pageMax = 100;
const typingMilliseconds = 200;

export default function Members({ chat: shown, onClose }: { chat: Chat; onClose: () => void }) {
  const chat = useLook((state) => state.chats.get(shown.id)) ?? shown;
  const [adding, setAdding] = useState(false);
  const manages = !chat.ruled && chat.role === 'administrator';
  const list = useMembers(chat);

  if (adding) {
    return (
      <Dialog key="adding" title={i18n.t('Добавить людей')} onClose={() => setAdding(false)}>
        <AddPeople chat={chat} members={list.members} onDone={() => setAdding(false)} />
      </Dialog>
    );
  }
  return (
    <Dialog title={chat.other ? chat.title : membersCount(chat.members)} onClose={onClose}>
      <Deeds chat={chat} onClose={onClose} onAdd={manages ? () => setAdding(true) : null} />
      {chat.ruled && <Why chat={chat} />}
      {chat.ruled && chat.role === 'administrator' && <WhoIsMissing chat={chat} />}
      <MemberList chat={chat} list={list} manages={manages} />
      {chat.space === 'learning' && !chat.other && <Bots chat={chat} />}
    </Dialog>
  );
}

function Deeds({ chat, onClose, onAdd }: { chat: Chat; onClose: () => void; onAdd: (() => void) | null }) {
  const store = useStore();
  const attempt = useTry();
  const [asking, setAsking] = useState(false);
  const settings = useRoom(bringSettings);

  async function leave() {
    if (!(await attempt(() => api.leave(chat.id)))) return;
    onClose();
    go(listPath(chat.space));
    store.apply([{ event: 'gone', chat: chat.id }]);
  }

  if (asking) {
    return (
      <Question name={i18n.t('Выйти из чата?')}>
        <p>{i18n.t('Выйти из чата? Вернуться можно будет, только если вас снова добавят.')}</p>
        <button type="button" className="button button-danger" onClick={leave}>
          {i18n.t('Выйти из чата')}
        </button>
        <button type="button" className="button button-quiet" onClick={() => setAsking(false)}>
          {i18n.t('Остаться')}
        </button>
      </Question>
    );
  }
  return (
    <OwnDeeds chat={chat}>
      {chat.role === 'administrator' && !chat.archived && (
        <button type="button" className="deed" onClick={settings.open}>
          <ChatIcon name="settings" />
          {i18n.t('Настройки')}
        </button>
      )}
      {onAdd && (
        <button type="button" className="deed" onClick={onAdd}>
          <MenuIcon name="addPeople" />
          {i18n.t('Добавить людей')}
        </button>
      )}
      {!chat.ruled && !chat.other && (
        <button type="button" className="deed deed-danger" onClick={() => setAsking(true)}>
          <MenuIcon name="leave" />
          {i18n.t('Выйти из чата')}
        </button>
      )}
      {settings.Room && <settings.Room chat={chat} onClose={settings.close} />}
    </OwnDeeds>
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
        <TalkIcon name="down" />
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
  const now = Date.now();
  const [shown, setShown] = useState<Person | null>(null);
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
        {list.members?.map(({ person, role, presence }) => (
          <li key={person.id} className="person">
            <button type="button" className="person-button" onClick={() => setShown(person)}>
              <Avatar face={person} size="middle" />
              <span className="person-words">
                <bdi className="cut">{person.name}</bdi>
                {role === 'administrator' && <span className="role">{i18n.t('администратор')}</span>}
                <span className="person-reason" dir="auto">
                  {reasons.get(person.id)?.join(', ')}
                </span>
                <span className={presence?.here ? 'person-reason person-here' : 'person-reason'}>
                  {presenceWords(presence, now)}
                </span>
              </span>
            </button>
            {manages && person.id !== me && <RoleChoice chat={chat} person={person} role={role} />}
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
      {shown && <PersonCard person={shown} space={chat.space} onClose={() => setShown(null)} />}
    </section>
  );
}

/** What an administrator of a free chat makes of a member: appointed, discharged, or the whole chat handed over to him. */
function RoleChoice({ chat, person, role }: { chat: Chat; person: Person; role: Member['role'] }) {
  const attempt = useTry();
  const name = person.short_name;
  function choose(deed: string) {
    if (deed === 'appoint') void attempt(() => chatsApi.appoint(chat.id, person.id));
    if (deed === 'discharge') void attempt(() => chatsApi.discharge(chat.id, person.id));
    if (deed === 'hand-over') void attempt(() => chatsApi.handOver(chat.id, person.id));
  }
  return (
    <select
      className="role-choice"
      value=""
      aria-label={i18n.t('Роль: {name}', { name })}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="" hidden>
        {i18n.t('Роль')}
      </option>
      {role === 'member' ? (
        <option value="appoint">{i18n.t('Назначить администратором')}</option>
      ) : (
        <option value="discharge">{i18n.t('Снять администратора')}</option>
      )}
      <option value="hand-over">{i18n.t('Передать чат')}</option>
    </select>
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
