// Leads to a message that one wants to see: search's, a pinned one, one that is answered, the first that names one.
// Where it is not in the window that is shown, the window round it is brought in one question. Called by history-view.tsx.
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { type Aim, aimAt, aimed as aimedNow, useAim } from '../store/aim';
import type { History } from '../store/state';
import { useStore } from '../store/use-store';
import type { Message } from '../wire/api';
import type { HistoryRow } from './history-rows';

const shownMilliseconds = 2_000;

export function useAimedRow(props: {
  chat: number;
  history: History;
  rows: readonly HistoryRow[];
  list: RefObject<VirtualizerHandle | null>;
  pinned: RefObject<boolean>;
}): void {
  const { chat, history, rows, list, pinned } = props;
  const store = useStore();
  const aimed = useAim();
  const aim = aimed?.chat === chat ? aimed : null;
  const asked = useRef<Aim | null>(null);
  const missing = aim !== null && isBeyond(history, aim);

  useEffect(() => {
    if (!missing || !aim || asked.current === aim) return;
    asked.current = aim;
    store.loadAround(chat, aim).then(
      () => {
        // A number says nothing of what the school said round it; the window that was brought knows its seq.
        const seq = store.state.histories.get(chat)?.around;
        if ('number' in aim && seq && aimedNow() === aim) aimAt({ chat, seq });
      },
      () => aimAt(null),
    );
  }, [store, chat, missing, aim]);

  useLayoutEffect(() => {
    if (!aim || missing) return;
    const index = rows.findIndex((row) => row.kind === 'message' && reaches(row.message, aim));
    aimAt(null);
    const row = rows[index];
    if (row?.kind !== 'message') return;
    pinned.current = false;
    list.current?.scrollToIndex(index, { align: 'center' });
    point(row.message.seq);
  }, [aim, missing, rows, list, pinned]);
}

const reaches = (message: Message, aim: Aim): boolean =>
  'seq' in aim ? message.seq >= aim.seq : (message.number ?? 0) >= aim.number;

function isBeyond({ messages, start, end }: History, aim: Aim): boolean {
  const [first] = messages;
  if (!first) return false;
  const last = messages.at(-1) as Message;
  if ('seq' in aim) return (aim.seq < first.seq && !start) || (aim.seq > last.seq && !end);
  const numbers = messages.flatMap(({ number }) => number ?? []);
  const [oldest = Number.POSITIVE_INFINITY] = numbers;
  return (aim.number < oldest && !start) || (aim.number > (numbers.at(-1) ?? 0) && !end);
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
