import { i18n } from '@lingui/core';
import { useEffect, useState } from 'react';
import { Icon } from '../skin/icons';
import { api, type Person, type Space } from '../wire/api';
import { Avatar } from './avatar';

const typingMilliseconds = 200;

interface Props {
  space: Space;
  chosen: readonly Person[];
  onChange: (chosen: Person[]) => void;
  /** People who are there already are not offered. */
  except?: ReadonlySet<number>;
}

export function PeopleChoice({ space, chosen, onChange, except }: Props) {
  const [search, setSearch] = useState('');
  const people = usePeople(search, space);
  const chosenIds = new Set(chosen.map((person) => person.id));
  const offered = people?.filter((person) => !except?.has(person.id));

  function toggle(person: Person) {
    onChange(chosenIds.has(person.id) ? chosen.filter((one) => one.id !== person.id) : [...chosen, person]);
  }

  return (
    <>
      {chosen.length > 0 && (
        <ul className="chips" aria-label={i18n.t('Выбраны')}>
          {chosen.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                className="chip"
                aria-label={i18n.t('Убрать: {name}', { name: person.short_name })}
                onClick={() => toggle(person)}
              >
                <bdi>{person.short_name}</bdi>
                <span aria-hidden="true">×</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <label className="search">
        <Icon name="search" />
        <input
          type="search"
          value={search}
          maxLength={100}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          placeholder={i18n.t('Найти людей')}
          aria-label={i18n.t('Найти людей')}
        />
      </label>
      <fieldset className="people" aria-label={i18n.t('Люди')}>
        {offered?.map((person) => (
          <label key={person.id} className="person">
            <Avatar face={person} size="middle" />
            <bdi className="cut">{person.name}</bdi>
            <input type="checkbox" checked={chosenIds.has(person.id)} onChange={() => toggle(person)} />
          </label>
        ))}
        {offered?.length === 0 && (
          <p className="hint" role="status">
            {i18n.t('Никого не найдено')}
          </p>
        )}
      </fieldset>
    </>
  );
}

function usePeople(search: string, space: Space): Person[] | null {
  const [people, setPeople] = useState<Person[] | null>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () => {
        // A search that failed leaves the last answer on the screen; the next letter asks again.
        api.people({ search: search.trim(), space }).then(
          (answer) => current && setPeople(answer.people),
          () => {},
        );
      },
      search ? typingMilliseconds : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [search, space]);
  return people;
}
