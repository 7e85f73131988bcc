import type { ReactNode } from 'react';
import { useLook } from '../store/use-store';
import type { Name } from '../wire/service';

const address = /https?:\/\/[^\s<>"«»\p{Cc}\u202a-\u202e\u2066-\u2069]+/giu;

/** Text in which http and https addresses, and nothing else, can be pressed; whom it names is marked. React escapes the rest. */
export function LinkedText({ text, mentions = [] }: { text: string; mentions?: readonly Name[] | undefined }) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const url = withoutTail(match[0]);
    if (!URL.canParse(url)) continue;
    parts.push(
      <Named key={`before ${match.index}`} text={text.slice(end, match.index)} mentions={mentions} />,
      <a key={match.index} href={url} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
        {url}
      </a>,
    );
    end = match.index + url.length;
  }
  return [...parts, <Named key="rest" text={text.slice(end)} mentions={mentions} />];
}

function Named({ text, mentions }: { text: string; mentions: readonly Name[] }) {
  if (mentions.length === 0) return text;
  return cutByNames(text, mentions).map(({ words, person }, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by nothing but its place.
    person === null ? words : <Mention key={index} words={words} person={person} />,
  );
}

function Mention({ words, person }: { words: string; person: number }) {
  const me = useLook((state) => state.me.person.id) === person;
  return <span className={me ? 'mention mention-me' : 'mention'}>{words}</span>;
}

/** The text in parts: names that are mentions, and what stands between them. A longer name goes before a shorter one. */
export function cutByNames(text: string, mentions: readonly Name[]): { words: string; person: number | null }[] {
  const named = [...mentions].sort((one, other) => other.name.length - one.name.length);
  const parts: { words: string; person: number | null }[] = [];
  let end = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const found = at < end ? undefined : named.find(({ name }) => text.startsWith(name, at + 1));
    if (!found) continue;
    if (at > end) parts.push({ words: text.slice(end, at), person: null });
    parts.push({ words: `@${found.name}`, person: found.id });
    end = at + 1 + found.name.length;
  }
  if (end < text.length) parts.push({ words: text.slice(end), person: null });
  return parts;
}

/** The full stop of a sentence, or the bracket around an address, is not a part of it. */
export function withoutTail(url: string): string {
  const short = url.replace(/[.,:;!?'…]+$/, '');
  if (short.endsWith(')') && !short.includes('(')) return withoutTail(short.slice(0, -1));
  return short;
}
