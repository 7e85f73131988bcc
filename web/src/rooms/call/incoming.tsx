// Calls that ring for this person, on whatever page of the messenger he is. Comes with the first that is told.
import { i18n } from '@lingui/core';
import { useEffect, useState } from 'react';
import '../../skin/call.css';
import '../../skin/dialogs.css';
import { isQuiet } from '../../store/news';
import { openCall, useOpenCall } from '../../store/open-call';
import { ring, sounds } from '../../store/told';
import { useLook, useStore } from '../../store/use-store';
import type { Chat } from '../../wire/api';
import { callsApi } from '../../wire/calls';
import { chatPath, go } from '../address';
import { useTry } from '../use-try';
import { useCall } from './use-call';

const ringMilliseconds = 2_000;
const ringingMilliseconds = 45_000;

export default function Incoming() {
  const chats = useLook((state) => state.chats);
  const me = useLook((state) => state.me.person.id);
  const calling = [...chats.values()].filter(({ live }) => live?.kind === 'call' && live.by !== me);
  return calling.map((chat) => <One key={chat.live?.call} chat={chat} />);
}

function One({ chat }: { chat: Chat }) {
  const id = chat.live?.call ?? 0;
  const call = useCall(id);
  const open = useOpenCall();
  const attempt = useTry();
  const store = useStore();
  const [over, setOver] = useState(false);
  const rings = call?.ringing === true && call.state === 'live' && open === null && !over;

  useEffect(() => {
    const timer = setTimeout(() => setOver(true), ringingMilliseconds);
    return () => clearTimeout(timer);
  }, []);

  const muted = useLook((state) => state.chats.get(chat.id)?.muted);
  useEffect(() => {
    if (!rings || muted || !sounds() || isQuiet(store.state.me.quiet_hours, new Date())) return;
    ring();
    const timer = setInterval(ring, ringMilliseconds);
    return () => clearInterval(timer);
  }, [rings, muted, store]);

  if (!rings || !call) return null;
  function answer() {
    go(chatPath(chat.id));
    openCall({ call: id, chat: chat.id });
  }
  return (
    <div className="incoming" role="alertdialog" aria-labelledby={`incoming-${id}`}>
      <h2 id={`incoming-${id}`}>{i18n.t('Звонит {name}', { name: call.by?.name ?? chat.title })}</h2>
      {!chat.other && (
        <p>
          <bdi>{chat.title}</bdi>
        </p>
      )}
      <div className="deeds">
        <button type="button" className="button" onClick={answer}>
          {i18n.t('Принять')}
        </button>
        <button
          type="button"
          className="button button-danger"
          onClick={() => void attempt(() => callsApi.decline(id)).then(() => setOver(true))}
        >
          {i18n.t('Отклонить')}
        </button>
      </div>
    </div>
  );
}
