import { i18n } from '@lingui/core';
import { useLook, useStore } from '../store/use-store';
import type { Message } from '../wire/api';

/** The signs under a message; pressed, a sign becomes one's own, or is taken away. */
export function Reactions({ message }: { message: Message }) {
  const store = useStore();
  const me = useLook((state) => state.me.person.id);
  if (message.reactions.length === 0) return null;
  return (
    <span className="reactions">
      {message.reactions.map(({ emoji, people }) => {
        const own = people.includes(me);
        return (
          <button
            key={emoji}
            type="button"
            className="reaction"
            aria-pressed={own}
            aria-label={i18n.t('{emoji}, поставили: {count}', { emoji, count: people.length })}
            onClick={() => store.react(message, own ? null : emoji)}
          >
            <span>{emoji}</span>
            <span>{people.length}</span>
          </button>
        );
      })}
    </span>
  );
}
