import type { ReactNode } from 'react';

const address = /https?:\/\/[^\s<>"«»\p{Cc}\u202a-\u202e\u2066-\u2069]+/giu;

/** Text in which http and https addresses, and nothing else, can be pressed. React escapes the rest. */
export function LinkedText({ text }: { text: string }) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const url = withoutTail(match[0]);
    if (!URL.canParse(url)) continue;
    parts.push(
      text.slice(end, match.index),
      <a key={match.index} href={url} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
        {url}
      </a>,
    );
    end = match.index + url.length;
  }
  return [...parts, text.slice(end)];
}

/** The full stop of a sentence, or the bracket around an address, is not a part of it. */
export function withoutTail(url: string): string {
  const short = url.replace(/[.,:;!?'…]+$/, '');
  if (short.endsWith(')') && !short.includes('(')) return withoutTail(short.slice(0, -1));
  return short;
}
