// Saves what was begun: a moment after typing stops, at once when it is emptied or the page is left, later when there is no line.
// In: the store's unsaved drafts. Out: the server has them. Loaded after the first paint by main.tsx.
import { Refusal } from '../wire/api';
import { type Draft, isBlank } from './state';
import type { Store } from './store';

const pauseMilliseconds = 1_000;
const retryMilliseconds = 3_000;

type Save = (chat: number, draft: Draft) => Promise<unknown>;

/** Gives a way to save all at once. */
export function saveDrafts(store: Store, save: Save): () => void {
  const waiting = new Map<number, { draft: Draft; timer: ReturnType<typeof setTimeout> }>();
  const saving = new Set<number>();
  // Where an answer was lost nobody knows what the server has.
  const unsure = new Set<number>();

  function look(): void {
    for (const [chat, draft] of store.state.drafts) {
      if (waiting.get(chat)?.draft !== draft && !saving.has(chat)) wait(chat);
    }
  }

  function wait(chat: number, pause?: number): void {
    const draft = store.state.drafts.get(chat);
    clearTimeout(waiting.get(chat)?.timer);
    waiting.delete(chat);
    if (!draft) return;
    const timer = setTimeout(() => void deliver(chat), pause ?? (isBlank(draft) ? 0 : pauseMilliseconds));
    waiting.set(chat, { draft, timer });
  }

  /** One at a time for each chat, so that what was written last is what the server has in the end. */
  async function deliver(chat: number): Promise<void> {
    const draft = store.state.drafts.get(chat);
    if (!draft || saving.has(chat)) return;
    clearTimeout(waiting.get(chat)?.timer);
    waiting.delete(chat);
    saving.add(chat);
    let pause: number | undefined;
    try {
      if (unsure.has(chat) || !store.isSaved(chat, draft)) await save(chat, draft);
      unsure.delete(chat);
      store.draftSaved(chat, draft);
    } catch (error) {
      // What the server will never take is not kept: the chat is gone.
      if (error instanceof Refusal && error.status < 429) store.draftLost(chat, draft);
      else {
        unsure.add(chat);
        pause = retryMilliseconds;
      }
    } finally {
      saving.delete(chat);
    }
    wait(chat, pause);
  }

  store.subscribe(look);
  look();
  return () => {
    for (const chat of store.state.drafts.keys()) void deliver(chat);
  };
}
