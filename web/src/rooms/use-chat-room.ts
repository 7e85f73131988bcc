// Scripts that the list does without and an open chat cannot: the chat, and what one writes in. Out: bringChatRoom, called
// ahead by main.tsx; useChatRoom, useComposer. Called by messenger.tsx and chat-room.tsx.
// Not React's lazy: that keeps a script that did not come for lost until the page is reloaded.
import { i18n } from '@lingui/core';
import { type ComponentType, useEffect, useState } from 'react';
import { useStore } from '../store/use-store';

const retryMilliseconds = 4_000;

function script<P>(fetched: () => Promise<ComponentType<P>>) {
  let brought: ComponentType<P> | null = null;

  async function bring(): Promise<void> {
    brought ??= await fetched();
  }

  /** Null until it has come; one that came before is there at once. */
  function useScript(wanted: boolean): ComponentType<P> | null {
    const store = useStore();
    const [, tellBrought] = useState(brought !== null);
    useEffect(() => {
      if (!wanted || brought) return;
      let timer: ReturnType<typeof setTimeout>;
      let asked = true;
      function ask() {
        bring().then(
          () => tellBrought(true),
          () => {
            if (!asked) return;
            store.notice(i18n.t('Не удалось. Проверьте связь или обновите страницу.'));
            timer = setTimeout(ask, retryMilliseconds);
          },
        );
      }
      ask();
      return () => {
        asked = false;
        clearTimeout(timer);
      };
    }, [store, wanted]);
    return brought;
  }

  return { bring, useScript };
}

const chatRoom = script<{ id: number }>(async () => (await import('./chat-room')).default);
const composer = script<{ chat: number }>(async () => (await import('./composer')).Composer);

export const useChatRoom = chatRoom.useScript;
export const useComposer = composer.useScript;

/** Both at once: the history is drawn first, and what one writes in takes its place under it. */
export async function bringChatRoom(): Promise<void> {
  await Promise.all([chatRoom.bring(), composer.bring()]);
}
