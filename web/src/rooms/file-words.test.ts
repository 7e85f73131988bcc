import { describe, expect, it } from 'vitest';
import { lengthWords, loudness, sortWords, waveformOf } from './file-words';

describe('files in words', () => {
  it('a length is minutes and seconds', () => {
    expect([0.4, 9.6, 60, 605].map(lengthWords)).toEqual(['0:00', '0:10', '1:00', '10:05']);
  });

  it('a file is known by its ending', () => {
    expect(sortWords('Домашняя работа.docx')).toBe('DOCX');
  });

  it('a waveform comes back as loud as it went, the loudest as one', () => {
    const told = waveformOf([0, 0.25, 0.5], 3);
    expect(loudness(told).map((level) => Math.round(level * 10) / 10)).toEqual([0, 0.5, 1]);
  });

  it('a long recording is squeezed and a short one is not stretched', () => {
    expect(waveformOf(Array<number>(1000).fill(0.3))).toHaveLength(48);
    expect(waveformOf([0.1, 0.2])).toHaveLength(2);
    expect(waveformOf([])).toBe('');
  });
});
