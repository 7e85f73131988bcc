// Over the composer: signs that go into the words, and stickers that go out by themselves.
import { i18n } from '@lingui/core';
import { useEffect, useRef, useState } from 'react';
import '../skin/talk.css';
import EmojiChoice from './emoji-choice';

/** As they stand in static/stickers. Fluent, by Microsoft, MIT. */
const stickers = [
  'hello',
  'thumbs-up',
  'heart',
  'laughing',
  'lovely',
  'applause',
  'thanks',
  'party',
  'thinking',
  'sad',
  'fire',
  'star',
  'rocket',
  'bell',
  'books',
  'graduation',
].map((name) => `fluent/${name}`);

interface Props {
  onEmoji: (emoji: string) => void;
  onSticker: (sticker: string) => void;
  /** The right button, a long press or the menu key on one. */
  onStickerLater: (sticker: string) => void;
  onClose: () => void;
}

export default function Expressions({ onEmoji, onSticker, onStickerLater, onClose }: Props) {
  const [tab, setTab] = useState<'emoji' | 'stickers'>('emoji');
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    panel.current?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
    function close(event: KeyboardEvent | PointerEvent) {
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        if (panel.current?.contains(document.activeElement)) before?.focus();
        onClose();
      } else if (!panel.current?.parentElement?.contains(event.target as Node)) onClose();
    }
    document.addEventListener('keydown', close, true);
    document.addEventListener('pointerdown', close);
    return () => {
      document.removeEventListener('keydown', close, true);
      document.removeEventListener('pointerdown', close);
    };
  }, [onClose]);

  return (
    <div className="expressions" ref={panel} role="dialog" aria-label={i18n.t('Эмодзи и стикеры')}>
      <div className="expressions-tabs">
        <button type="button" aria-pressed={tab === 'emoji'} onClick={() => setTab('emoji')}>
          {i18n.t('Эмодзи')}
        </button>
        <button type="button" aria-pressed={tab === 'stickers'} onClick={() => setTab('stickers')}>
          {i18n.t('Стикеры')}
        </button>
      </div>
      {tab === 'emoji' ? (
        <EmojiChoice onChoose={onEmoji} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard.
        <section className="sticker-scroll" tabIndex={0} aria-label={i18n.t('Стикеры')}>
          {stickers.map((name, index) => (
            <button
              key={name}
              type="button"
              aria-label={i18n.t('Стикер {number}', { number: index + 1 })}
              onClick={() => onSticker(name)}
              onContextMenu={(event) => {
                event.preventDefault();
                onStickerLater(name);
              }}
            >
              <img src={`/static/stickers/${name}.webp`} alt="" width={72} height={72} loading="lazy" />
            </button>
          ))}
        </section>
      )}
    </div>
  );
}
