// The words in the field of a chat, as they were begun here or on another of one's devices, with the answer they were begun to.
// In: the field's changes, drafts told by the server. Out: the store's draft of the chat.
import { useEffect, useRef, useState } from 'react';
import { draftOf } from '../store/state';
import { useLook, useStore } from '../store/use-store';
import { type Writing, write } from '../store/writing';
import { tellTyping } from '../wire/alive';
import { api, type Message } from '../wire/api';

/** What was typed here so lately is being typed still: nothing from elsewhere takes its place. */
const typingMilliseconds = 3_000;

export function useDraft(chat: number, writing: Writing | null) {
  const store = useStore();
  const begun = useLook((state) => draftOf(state, chat));
  const loaded = useLook((state) => state.histories.has(chat));
  const [text, setText] = useState(begun?.text ?? '');
  const typedAt = useRef(0);
  const edits = writing?.kind === 'edit';
  const answered = writing?.kind === 'reply' ? writing.message.seq : null;
  const wanted = begun?.reply_to ?? null;
  // The message that is answered may have to be brought first; what is typed meanwhile answers it too.
  const bringing = useRef<number | null>(null);

  useEffect(() => {
    if (edits) return;
    const put = () => setText(begun?.text ?? '');
    const timer = setTimeout(put, Math.max(0, typedAt.current + typingMilliseconds - Date.now()));
    return () => clearTimeout(timer);
  }, [begun?.text, edits]);

  const before = useRef(answered);
  // biome-ignore lint/correctness/useExhaustiveDependencies: words are kept as they change.
  useEffect(() => {
    if (before.current === answered) return;
    before.current = answered;
    if (!edits) store.draft(chat, text, answered);
  }, [answered]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer that one begins here is no answer to be brought.
  useEffect(() => {
    bringing.current = null;
    if (edits || wanted === answered) return;
    if (wanted === null) return write(chat, null);
    bringing.current = wanted;
    if (!loaded) return;
    let current = true;
    bring(wanted).then(
      (message) => {
        if (!current) return;
        bringing.current = null;
        if (message) write(chat, { kind: 'reply', message });
      },
      () => {},
    );
    return () => {
      current = false;
    };
  }, [wanted, loaded, edits]);

  /** Undefined for one that is no longer there to be answered. */
  async function bring(seq: number): Promise<Message | undefined> {
    const known = store.state.histories.get(chat)?.messages.find((one) => one.seq === seq);
    const found = known ?? (await api.messages(chat, { before: seq + 1, limit: 1 })).messages[0];
    return found?.seq === seq && !found.deleted && found.number !== null ? found : undefined;
  }

  return {
    text,
    /** The words of a message that is changed stand here for a while; what was begun comes back after. */
    show: (edited: string | null) => setText(edited ?? draftOf(store.state, chat)?.text ?? ''),
    change(next: string): void {
      setText(next);
      if (edits) return;
      typedAt.current = Date.now();
      store.draft(chat, next, answered ?? bringing.current);
      if (next.trim()) tellTyping(chat);
    },
    sent(): void {
      setText('');
      bringing.current = null;
      store.draft(chat, '', null);
    },
  };
}
