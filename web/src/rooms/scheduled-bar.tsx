// Over the composer: how many of one's own messages wait in this chat, and how many of them were refused.
import { i18n } from '@lingui/core';
import '../skin/poll.css';
import { TalkIcon } from '../skin/talk-icons';
import { useRoom } from './use-room';
import { useScheduled } from './use-scheduled';

const bringList = () => import('./scheduled-list');

export default function ScheduledBar({ chat }: { chat: number }) {
  const list = useRoom(bringList);
  const rows = useScheduled()?.filter((one) => one.chat === chat) ?? [];
  const refused = rows.filter((one) => one.refused).length;
  return (
    <div aria-live="polite">
      {rows.length > 0 && (
        <button type="button" className="scheduled-bar" onClick={list.open}>
          <TalkIcon name={refused ? 'failed' : 'clock'} />
          <span>
            {i18n.t('Запланированные: {count}', { count: rows.length })}
            {refused > 0 && <span className="refusal"> · {i18n.t('не отправлено: {count}', { count: refused })}</span>}
          </span>
        </button>
      )}
      {list.Room && <list.Room chat={chat} onClose={list.close} />}
    </div>
  );
}
