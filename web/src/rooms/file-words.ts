// Sizes, lengths and names of files in the person's language.
import { i18n } from '@lingui/core';
import type { FileRow } from '../wire/files';

export function sizeWords(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? ['kilobyte', Math.max(1, bytes / 1_000)] : ['megabyte', bytes / 1_000_000];
  return new Intl.NumberFormat(i18n.locale || 'ru', {
    style: 'unit',
    unit: unit as string,
    unitDisplay: 'short',
    maximumFractionDigits: unit === 'megabyte' && (size as number) < 10 ? 1 : 0,
  }).format(size as number);
}

export function lengthWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${`${whole % 60}`.padStart(2, '0')}`;
}

/** «PDF», «DOCX»: the ending, which is what people know a file by. */
export function sortWords(name: string): string {
  const ending = /\.([^.]{1,5})$/.exec(name)?.[1];
  return ending ? ending.toUpperCase() : i18n.t('Файл');
}

export function photosCount(count: number): string {
  return i18n.t('{count, plural, one {# фото} few {# фото} many {# фото} other {# фото}}', { count });
}

/** Loudness along a voice, each from 0 to 1; the server keeps it as signs of base 32. */
export function loudness(waveform: FileRow['waveform']): number[] {
  const told = [...(waveform ?? '')].map((sign) => Number.parseInt(sign, 32) / 31);
  return told.length > 0 ? told : Array<number>(32).fill(0.2);
}

/** The same of measured peaks, squeezed to so many signs. */
export function waveformOf(peaks: readonly number[], signs = 48): string {
  if (peaks.length === 0) return '';
  const loudest = Math.max(...peaks, 0.01);
  const count = Math.min(signs, peaks.length);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / count));
    return Math.round((Math.max(...peaks.slice(from, to)) / loudest) * 31).toString(32);
  }).join('');
}
