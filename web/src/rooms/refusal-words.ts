// What is said where a deed failed: the server's own sentence, or that there may be no line. In: an error. Out: a sentence.
import { i18n } from '@lingui/core';
import { Refusal } from '../wire/api';

export function refusalWords(error: unknown): string {
  const sentence = error instanceof Refusal ? error.sentence : '';
  return sentence || i18n.t('Не удалось. Проверьте связь и попробуйте ещё раз.');
}
