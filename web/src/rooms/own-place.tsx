// What one settles about a chat for himself alone: quiet for a while, on top of the list, out of it.
// Stands among the deeds of a chat's own dialog, and alone in the one that a row of the list opens.
import { i18n } from '@lingui/core';
import { useState } from 'react';
import { ChatIcon } from '../skin/chat-icons';
import { DeedIcon } from '../skin/deed-icons';
import { MenuIcon } from '../skin/menu-icons';
import { useLook, useStore } from '../store/use-store';
import { api, type Chat } from '../wire/api';
import { Dialog } from './dialog';
import { Question } from './question';
import { momentWords } from './time';
import { useTry } from './use-try';

type Wanted = Parameters<typeof api.settlePlace>[1];
type MuteFor = NonNullable<Wanted['muted_for']>;

/** Until when, unless it is for ever. */
const yearsAway = 100 * 366 * 24 * 3_600_000;

export default function OwnPlace({ chat: shown, onClose }: { chat: Chat; onClose: () => void }) {
  const chat = useLook((state) => state.chats.get(shown.id)) ?? shown;
  return (
    <Dialog title={chat.title} onClose={onClose}>
      <OwnDeeds chat={chat} />
    </Dialog>
  );
}

export function OwnDeeds({ chat, children }: { chat: Chat; children?: React.ReactNode }) {
  const store = useStore();
  const attempt = useTry();
  const [choosing, setChoosing] = useState(false);
  const settle = (wanted: Wanted) => attempt(async () => store.admit(await api.settlePlace(chat.id, wanted)));

  async function mute(wanted: MuteFor) {
    if (await settle({ muted_for: wanted })) setChoosing(false);
  }

  if (choosing) return <MuteChoice onChoose={mute} onLeave={() => setChoosing(false)} />;
  return (
    <>
      <div className="deeds">
        <button type="button" className="deed" onClick={() => (chat.muted ? mute('no') : setChoosing(true))}>
          <MenuIcon name={chat.muted ? 'bell' : 'bellOff'} />
          {chat.muted ? i18n.t('Включить звук') : i18n.t('Без звука')}
        </button>
        <button type="button" className="deed" onClick={() => settle({ pinned: !chat.pinned_at })}>
          <ChatIcon name="pin" />
          {chat.pinned_at ? i18n.t('Открепить') : i18n.t('Закрепить')}
        </button>
        <button
          type="button"
          className="deed"
          onClick={() => (chat.marked_unread || chat.unread > 0 ? store.read(chat.id) : void store.markUnread(chat.id))}
        >
          <DeedIcon name="readers" />
          {chat.marked_unread || chat.unread > 0 ? i18n.t('Прочитано') : i18n.t('Не прочитано')}
        </button>
        <button type="button" className="deed" onClick={() => settle({ hidden: !chat.hidden })}>
          <ChatIcon name="hide" />
          {chat.hidden ? i18n.t('Вернуть в список') : i18n.t('Скрыть')}
        </button>
        {children}
      </div>
      {chat.muted && chat.muted_until && <MutedUntil until={chat.muted_until} />}
    </>
  );
}

function MutedUntil({ until }: { until: string }) {
  const now = Date.now();
  if (Date.parse(until) - now > yearsAway) return null;
  return <p className="hint">{i18n.t('Без звука до {moment}', { moment: momentWords(until, now) })}</p>;
}

function MuteChoice({ onChoose, onLeave }: { onChoose: (wanted: MuteFor) => void; onLeave: () => void }) {
  return (
    <Question name={i18n.t('На сколько выключить звук?')}>
      <p>{i18n.t('На сколько выключить звук?')}</p>
      <button type="button" className="button button-quiet" onClick={() => onChoose('hour')}>
        {i18n.t('На час')}
      </button>
      <button type="button" className="button button-quiet" onClick={() => onChoose('morning')}>
        {i18n.t('До утра')}
      </button>
      <button type="button" className="button button-quiet" onClick={() => onChoose('always')}>
        {i18n.t('Навсегда')}
      </button>
      <button type="button" className="button button-quiet" onClick={onLeave}>
        {i18n.t('Отмена')}
      </button>
    </Question>
  );
}
