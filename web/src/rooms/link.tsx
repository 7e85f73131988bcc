import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { go } from './address';

/** An ordinary link (opens in a new tab, can be copied) that moves within the page when simply clicked. */
export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  function follow(event: MouseEvent) {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  }
  return <a href={href} onClick={follow} {...rest} />;
}
