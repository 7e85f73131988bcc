// Brings the history to the message that was aimed at: older pages come until it is there, then it stands in the middle.
import { type RefObject, useEffect, useLayoutEffect } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { aimAt, useAim } from '../store/aim';
import type { History } from '../store/state';
import { useStore } from '../store/use-store';
import type { HistoryRow } from './history-rows';

const shownMilliseconds = 2_000;

export function useAimedRow(props: {
  chat: number;
  history: History;
  rows: readonly HistoryRow[];
  list: RefObject<VirtualizerHandle | null>;
  /** Whether the end is followed: not while one looks back. */
  pinned: RefObject<boolean>;
}): void {
  const { chat, history, rows, list, pinned } = props;
  const store = useStore();
  const aim = useAim();
  const seq = aim?.chat === chat ? aim.seq : null;
  const oldest = history.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const missing = seq !== null && seq < oldest && !history.start;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each older page asks whether one more is needed.
  useEffect(() => {
    if (missing) store.loadOlder(chat, true).catch(() => aimAt(null));
  }, [store, chat, missing, oldest]);

  useLayoutEffect(() => {
    if (seq === null || missing) return;
    const index = rows.findIndex((row) => row.kind === 'message' && row.message.seq >= seq);
    aimAt(null);
    if (index < 0) return;
    pinned.current = false;
    list.current?.scrollToIndex(index, { align: 'center' });
    point(seq);
  }, [seq, missing, rows, list, pinned]);
}

/** The row is drawn some frames later. */
function point(seq: number, frames = 30): void {
  const row = document.querySelector(`[data-seq="${seq}"]`);
  if (!row) {
    if (frames > 0) requestAnimationFrame(() => point(seq, frames - 1));
    return;
  }
  row.classList.add('aimed');
  setTimeout(() => row.classList.remove('aimed'), shownMilliseconds);
}
