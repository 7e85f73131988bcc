// The script of an open chat, which the list does without. In: bringChatRoom, called ahead by main.tsx. Out: useChatRoom.
// Called by messenger.tsx. Not React's lazy: that keeps a script that did not come for lost until the page is reloaded.
import { i18n } from '@lingui/core';
import { type ComponentType, useEffect, useState } from 'react';
import { useStore } from '../store/use-store';

type Room = ComponentType<{ id: number }>;

const retryMilliseconds = 4_000;
let brought: Room | null = null;

export async function bringChatRoom(): Promise<Room> {
  brought ??= (await import('./chat-room')).default;
  return brought;
}

/** Null until it has come; one that came before is there at once. */
export function useChatRoom(wanted: boolean): Room | null {
  const store = useStore();
  const [, tellBrought] = useState(brought !== null);
  useEffect(() => {
    if (!wanted || brought) return;
    let timer: ReturnType<typeof setTimeout>;
    let asked = true;
    function ask() {
      bringChatRoom().then(
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
