// Where to pass a message on: one's own chats, the newest first.
import { i18n } from '@lingui/core';
import { useState } from 'react';
import { Icon } from '../skin/icons';
import { useLook, useStore } from '../store/use-store';
import { newUuid } from '../store/uuid';
import { api, type Chat, type Message } from '../wire/api';
import { chatPath, go } from './address';
import { Avatar } from './avatar';
import { Dialog } from './dialog';
import { speaks } from './speaks';
import { useTry } from './use-try';

const chatsShownMax = 50;

export default function Forward(props: { messages: readonly Message[]; onClose: () => void; onDone?: () => void }) {
  const { messages, onClose, onDone } = props;
  const store = useStore();
  const attempt = useTry();
  const chats = useLook((state) => state.chats);
  const [words, setWords] = useState('');
  const [uuid] = useState(newUuid);
  const [busy, setBusy] = useState(false);
  const sought = words.trim().toLowerCase();
  const found = [...chats.values()]
    .filter((chat) => speaks(chat) && chat.title.toLowerCase().includes(sought))
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .slice(0, chatsShownMax);

  async function forward(chat: Chat) {
    const [first] = messages;
    if (!first || busy) return;
    setBusy(true);
    const seqs = messages.map(({ seq }) => seq);
    const done = await attempt(async () => {
      const copies = await api.forward(chat.id, { uuid, from_chat: first.chat, messages: seqs });
      store.apply(copies.map((message) => ({ event: 'message', message })));
    });
    setBusy(false);
    if (!done) return;
    onClose();
    onDone?.();
    go(chatPath(chat.id));
  }

  return (
    <Dialog title={i18n.t('Переслать в чат')} onClose={onClose}>
      <label className="search">
        <Icon name="search" />
        <input
          type="search"
          value={words}
          placeholder={i18n.t('Поиск')}
          aria-label={i18n.t('Найти чат')}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      <ul className="who-list">
        {found.map((chat) => (
          <li key={chat.id}>
            <button type="button" className="menu-item" disabled={busy} onClick={() => void forward(chat)}>
              <Avatar face={chat} kind={chat.kind} size="small" />
              <bdi className="cut">{chat.title}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="hint">{i18n.t('Ничего не нашлось')}</p>}
    </Dialog>
  );
}
