import { i18n } from '@lingui/core';
import { Icon } from '../skin/icons';
import { TalkIcon } from '../skin/talk-icons';
import { quoteOf } from '../store/state';
import { type Writing, write } from '../store/writing';
import { QuoteLines } from './quote';
import { authorName } from './words';

/** Over the composer: what is being answered or changed, and the way out of it. */
export function WritingBar({ chat, writing }: { chat: number; writing: Writing }) {
  const edits = writing.kind === 'edit';
  const leave = edits ? i18n.t('Не изменять') : i18n.t('Не отвечать');
  return (
    <div className="writing-bar">
      <TalkIcon name={edits ? 'edit' : 'reply'} />
      <QuoteLines
        quote={quoteOf(writing.message)}
        title={
          edits ? i18n.t('Изменение сообщения') : i18n.t('Ответ: {name}', { name: authorName(writing.message.author) })
        }
      />
      <button type="button" className="icon-button" aria-label={leave} title={leave} onClick={() => write(chat, null)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
