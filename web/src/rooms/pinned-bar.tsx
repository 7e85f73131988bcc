import { i18n } from '@lingui/core';
import { useState } from 'react';
import { TalkIcon } from '../skin/talk-icons';
import { aimAt } from '../store/aim';
import { quoteOf } from '../store/state';
import type { Message } from '../wire/api';
import { QuoteLines } from './quote';

/** The last pinned message over the history; pressed again, it leads to the one pinned before. */
export function PinnedBar({ pinned }: { pinned: readonly Message[] }) {
  const [index, setIndex] = useState(0);
  const message = pinned[index % Math.max(1, pinned.length)];
  if (!message) return null;
  const title =
    pinned.length > 1
      ? i18n.t('Закреплённое {number} из {count}', { number: (index % pinned.length) + 1, count: pinned.length })
      : i18n.t('Закреплённое сообщение');
  return (
    <button
      type="button"
      className="pinned-bar"
      onClick={() => {
        aimAt({ chat: message.chat, seq: message.seq });
        setIndex((index + 1) % pinned.length);
      }}
    >
      <TalkIcon name="pinned" />
      <QuoteLines quote={quoteOf(message)} title={title} />
    </button>
  );
}
