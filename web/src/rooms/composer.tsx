import { i18n } from '@lingui/core';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { TalkIcon } from '../skin/talk-icons';
import { useAllowed } from '../store/allowed';
import { quoteOf } from '../store/state';
import { useStore } from '../store/use-store';
import { isChangeable, useWriting, write } from '../store/writing';
import { messageLengthMax } from '../wire/limits';
import { mentionsOf } from '../wire/service';
import { AttachButton, canRecord, Tray, useAttach, VoiceButton } from './attach';
import { useDraft } from './use-draft';
import { useLongPress } from './use-long-press';
import { useMentions } from './use-mentions';
import { useRoom } from './use-room';
import { WritingBar } from './writing-bar';

const bringPoll = () => import('./new-poll');
const bringLater = () => import('./send-later');
const bringExpressions = () => import('./expressions');

export function Composer({ chat }: { chat: number }) {
  const store = useStore();
  const allowed = useAllowed(chat);
  const writing = useWriting(chat);
  const { text, show, change, sent } = useDraft(chat, writing);
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(toField, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  const edited = writing?.kind === 'edit' ? writing.message : null;
  const expressions = useRoom(bringExpressions);
  const mentions = useMentions({ chat, field, onText: put });

  // Words that are changed stand in the field in the place of those that were begun, which come back after.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another message begins this anew.
  useEffect(() => {
    show(edited?.text ?? null);
    if (edited) mentions.begin(mentionsOf(edited));
    if (writing) field.current?.focus({ preventScroll: true });
    else if (document.activeElement === document.body) toField();
  }, [writing, edited]);

  function toField() {
    // On a phone focus would raise the keyboard over half of what one came to read.
    if (matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
  }

  function put(next: string, caret: number) {
    change(next);
    requestAnimationFrame(() => {
      field.current?.focus({ preventScroll: true });
      field.current?.setSelectionRange(caret, caret);
    });
  }

  function putEmoji(emoji: string) {
    const { selectionStart: from = text.length, selectionEnd: upto = text.length } = field.current ?? {};
    put(text.slice(0, from) + emoji + text.slice(upto), from + emoji.length);
  }

  function sendSticker(sticker: string) {
    store.send(chat, '', { sticker, reply: replied() });
    write(chat, null);
    expressions.close();
    toField();
  }

  const replied = () => (writing?.kind === 'reply' ? quoteOf(writing.message) : null);

  const poll = useRoom(bringPoll);
  const later = useRoom(bringLater);
  const [laterSticker, setLaterSticker] = useState<string | null>(null);
  const mayWait = text.trim() !== '' && !edited;
  const longPress = useLongPress(() => mayWait && later.open());

  function stickerLater(sticker: string) {
    setLaterSticker(sticker);
    expressions.close();
    toField();
    later.open();
  }

  function endLater(isDone: boolean) {
    if (isDone) {
      if (!laterSticker) sent();
      write(chat, null);
    }
    setLaterSticker(null);
    later.close();
  }

  const attach = useAttach({ chat, text, onTaken: sent });

  function send() {
    const whole = text.trim();
    if (edited) {
      if (!whole && edited.kind === 'text') return;
      void store.edit(edited, whole, mentions.named(whole));
      write(chat, null);
      return;
    }
    if (!whole) return;
    store.send(chat, whole, { reply: replied(), mentions: mentions.named(whole) });
    sent();
    write(chat, null);
    field.current?.focus();
  }

  /** The last of one's own words, while they may be changed. */
  function editLast() {
    const { person, edit_hours } = store.state.me;
    const me = person.id;
    const history = store.state.histories.get(chat);
    const last = history?.end ? history.messages.findLast((message) => message.number !== null) : undefined;
    const own = last?.author?.person === me && last.kind === 'text' && !last.deleted && !last.data.forwarded;
    if (own && isChangeable(last, edit_hours)) write(chat, { kind: 'edit', message: last });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && writing) {
      event.preventDefault();
      write(chat, null);
    }
    if (event.key === 'ArrowUp' && !text && !writing) {
      event.preventDefault();
      editLast();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <>
      {writing && <WritingBar chat={chat} writing={writing} />}
      <Tray chat={chat} />
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {mentions.choice}
        <AttachButton
          onFiles={allowed.files ? attach.take : null}
          onPoll={allowed.polls ? poll.open : null}
          onLater={mayWait ? later.open : null}
        />
        <textarea
          ref={field}
          rows={1}
          value={text}
          maxLength={messageLengthMax}
          placeholder={i18n.t('Сообщение')}
          aria-label={i18n.t('Сообщение')}
          dir="auto"
          onChange={(event) => {
            change(event.target.value);
            mentions.look();
          }}
          onSelect={mentions.look}
          onKeyDown={onKeyDown}
          onPaste={allowed.files ? attach.paste : undefined}
        />
        <div className="expressions-place">
          <button
            type="button"
            className="icon-button"
            aria-label={i18n.t('Эмодзи и стикеры')}
            title={i18n.t('Эмодзи и стикеры')}
            aria-expanded={expressions.Room !== null}
            onClick={expressions.Room ? expressions.close : expressions.open}
          >
            <TalkIcon name="smile" />
          </button>
          {expressions.Room && (
            <expressions.Room
              onEmoji={putEmoji}
              onSticker={sendSticker}
              onStickerLater={stickerLater}
              onClose={expressions.close}
            />
          )}
        </div>
        {!text.trim() && !edited && allowed.voice && canRecord() ? (
          <VoiceButton chat={chat} />
        ) : (
          <button
            type="submit"
            className="icon-button send"
            aria-label={i18n.t('Отправить')}
            disabled={!text.trim() && edited?.kind !== 'photo'}
            {...longPress}
          >
            <TalkIcon name="send" />
          </button>
        )}
      </form>
      {attach.dialog}
      {poll.Room && <poll.Room chat={chat} onClose={poll.close} />}
      {later.Room && (
        <later.Room
          chat={chat}
          later={{
            text: laterSticker ? '' : text.trim(),
            sticker: laterSticker,
            reply_to: replied()?.seq ?? null,
            mentions: laterSticker ? [] : mentions.named(text).map(({ id }) => id),
          }}
          onDone={() => endLater(true)}
          onClose={() => endLater(false)}
        />
      )}
    </>
  );
}
