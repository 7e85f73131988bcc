// «Урок идёт»: the bar over an open chat. Comes with the first chat where something goes on.
import { i18n } from '@lingui/core';
import '../../skin/call.css';
import { openCall, useOpenCall } from '../../store/open-call';
import type { Chat } from '../../wire/api';

export default function LiveBar({ chat }: { chat: Chat }) {
  const open = useOpenCall();
  const { live } = chat;
  if (!live || open?.call === live.call) return null;
  const isLesson = live.kind === 'lesson';
  return (
    <div className="call-live">
      <p role="status">
        {isLesson ? i18n.t('Урок идёт') : i18n.t('Звонок идёт')}
        {live.title && (
          <>
            {': '}
            <bdi>{live.title}</bdi>
          </>
        )}
      </p>
      <button type="button" className="button" onClick={() => openCall({ call: live.call, chat: chat.id })}>
        {isLesson ? i18n.t('Войти на урок') : i18n.t('Присоединиться')}
      </button>
    </div>
  );
}
