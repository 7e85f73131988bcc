import { i18n } from '@lingui/core';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Icon } from '../skin/icons';
import { useStore } from '../store/use-store';
import { AttachButton, canRecord, Tray, useAttach, VoiceButton } from './attach';

const messageLengthMax = 4096;

/** What was begun in one chat waits there while one looks into another. */
const drafts = new Map<number, string>();

export function Composer({ chat }: { chat: number }) {
  const store = useStore();
  const [text, setText] = useState(drafts.get(chat) ?? '');
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    // On a phone focus would raise the keyboard over half of what one came to read.
    if (matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  function change(next: string) {
    setText(next);
    if (next) drafts.set(chat, next);
    else drafts.delete(chat);
  }

  const attach = useAttach({ chat, text, onTaken: () => change('') });

  function send() {
    const whole = text.trim();
    if (!whole) return;
    store.send(chat, whole);
    change('');
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <>
      <Tray chat={chat} />
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <AttachButton onFiles={attach.take} />
        <textarea
          ref={field}
          rows={1}
          value={text}
          maxLength={messageLengthMax}
          placeholder={i18n.t('Сообщение')}
          aria-label={i18n.t('Сообщение')}
          dir="auto"
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={attach.paste}
        />
        {!text.trim() && canRecord() ? (
          <VoiceButton chat={chat} />
        ) : (
          <button type="submit" className="icon-button send" aria-label={i18n.t('Отправить')} disabled={!text.trim()}>
            <Icon name="send" />
          </button>
        )}
      </form>
      {attach.dialog}
    </>
  );
}
