// All signs of Unicode by kinds, found by Russian or English words. The names are emojibase's and come when they are wanted.
import { i18n } from '@lingui/core';
import { useEffect, useMemo, useState } from 'react';
import '../skin/talk.css';
import { Icon } from '../skin/icons';

type Groups = [emoji: string, words: string][][];

const bring: Record<string, () => Promise<{ default: unknown }>> = {
  ru: () => import('../skin/emoji/ru.json'),
  en: () => import('../skin/emoji/en.json'),
};
const foundMax = 120;
const recentMax = 16;
const recentKey = 'zvonok-recent-emoji';
const faces = ['😀', '👋', '🐶', '🍏', '🚗', '⚽', '💡', '❤️', '🏁'];

export default function EmojiChoice({ onChoose }: { onChoose: (emoji: string) => void }) {
  const [groups, setGroups] = useState<Groups | null>(null);
  const [words, setWords] = useState('');
  const [group, setGroup] = useState(0);
  const [recent] = useState(keptRecent);
  useEffect(() => {
    const language = bring[i18n.locale] ?? bring.ru;
    void language?.().then(
      (data) => setGroups(data.default as Groups),
      () => {},
    );
  }, []);
  const sought = words.trim().toLowerCase().replaceAll('ё', 'е');
  const found = useMemo(
    () =>
      sought
        ? (groups ?? [])
            .flat()
            .filter(([, named]) => ` ${named.replaceAll('ё', 'е')}`.includes(` ${sought}`))
            .slice(0, foundMax)
            .map(([emoji]) => emoji)
        : (groups?.[group] ?? []).map(([emoji]) => emoji),
    [groups, group, sought],
  );

  function choose(emoji: string) {
    keepRecent(emoji);
    onChoose(emoji);
  }

  return (
    <div className="emoji-choice">
      <label className="search">
        <Icon name="search" />
        <input
          type="search"
          value={words}
          placeholder={i18n.t('Поиск эмодзи')}
          aria-label={i18n.t('Поиск эмодзи')}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      {!sought && (
        <fieldset className="emoji-groups" aria-label={i18n.t('Разделы эмодзи')}>
          {faces.map((face, index) => (
            <button
              key={face}
              type="button"
              aria-pressed={group === index}
              aria-label={groupName(index)}
              title={groupName(index)}
              onClick={() => setGroup(index)}
            >
              {face}
            </button>
          ))}
        </fieldset>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard. */}
      <section className="emoji-scroll" tabIndex={0} aria-label={sought ? i18n.t('Найденное') : groupName(group)}>
        {!sought && group === 0 && recent.length > 0 && <Grid emoji={recent} onChoose={choose} />}
        {groups ? <Grid emoji={found} onChoose={choose} /> : <p aria-busy="true" />}
        {groups && found.length === 0 && <p className="hint">{i18n.t('Ничего не нашлось')}</p>}
      </section>
    </div>
  );
}

function Grid({ emoji, onChoose }: { emoji: readonly string[]; onChoose: (emoji: string) => void }) {
  return (
    <div className="emoji-grid">
      {emoji.map((one) => (
        <button key={one} type="button" aria-label={one} onClick={() => onChoose(one)}>
          {one}
        </button>
      ))}
    </div>
  );
}

function groupName(index: number): string {
  const names = [
    i18n.t('Лица и чувства'),
    i18n.t('Люди и жесты'),
    i18n.t('Животные и природа'),
    i18n.t('Еда и напитки'),
    i18n.t('Места и транспорт'),
    i18n.t('Занятия'),
    i18n.t('Предметы'),
    i18n.t('Знаки'),
    i18n.t('Флаги'),
  ];
  return names[index] ?? '';
}

function keptRecent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(recentKey) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, recentMax) : [];
  } catch {
    return [];
  }
}

function keepRecent(emoji: string): void {
  try {
    const kept = [emoji, ...keptRecent().filter((one) => one !== emoji)].slice(0, recentMax);
    localStorage.setItem(recentKey, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing only forgets what was used last.
  }
}
