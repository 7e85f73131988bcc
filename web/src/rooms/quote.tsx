import { i18n } from '@lingui/core';
import { aimAt } from '../store/aim';
import type { Quote } from '../wire/api';
import { quoteWords, wordedName } from './words';

/** What is answered, over the answer. Pressed, it leads to its place in the history. */
export function QuoteView({ chat, quote }: { chat: number; quote: Quote }) {
  return (
    <button
      type="button"
      className="quote"
      onClick={() => aimAt({ chat, seq: quote.seq })}
      aria-label={i18n.t('Ответ на сообщение: {author}: {text}', {
        author: wordedName(quote.author, quote.is_bot),
        text: quoteWords(quote),
      })}
    >
      <QuoteLines quote={quote} />
    </button>
  );
}

export function QuoteLines({ quote, title }: { quote: Quote; title?: string }) {
  return (
    <span className="quote-lines">
      <bdi className="quote-author cut">{title ?? wordedName(quote.author, quote.is_bot)}</bdi>
      <bdi className="cut">{quoteWords(quote)}</bdi>
    </span>
  );
}
