// Files on their way: brought one after another, and sent as a message when all of it has come.
// In: what a person chose. Out: parcels with their progress, for the tray above the field. Called by the rooms.
// Kept apart from the state of chats: progress changes many times a second and concerns nothing else.
import { Refusal } from '../wire/api';
import { type Bringing, type FileRow, filesInMessageMax, type Recording } from '../wire/files';
import { newUuid } from './uuid';

export interface Chosen {
  readonly blob: Blob;
  readonly name: string;
  readonly recording?: Recording;
}

/** What becomes one message. */
export interface Parcel {
  readonly key: string;
  readonly chat: number;
  readonly text: string;
  readonly chosen: readonly Chosen[];
  /** From 0 to 1 over all its files, by their sizes. */
  readonly share: number;
  /** A sentence when it cannot go on by itself. */
  readonly trouble: string | null;
}

type Bring = (bringing: Bringing) => Promise<FileRow>;
type Send = (chat: number, text: string, files: readonly FileRow[]) => void;

const retryMilliseconds = 3_000;

export class Uploads {
  private parcels: readonly Parcel[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly stops = new Map<string, AbortController>();
  /** What has come already is not brought again. */
  private readonly brought = new Map<Chosen, FileRow>();

  constructor(
    private readonly bring: Bring,
    private readonly send: Send,
    private readonly lost: () => string,
    private readonly wait: (milliseconds: number) => Promise<void> = sleep,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly look = (): readonly Parcel[] => this.parcels;

  /** Photos go together, up to ten in one message; each of the other files is a message of its own. The words go with
   *  the first. */
  add(chat: number, chosen: readonly Chosen[], text: string): Promise<void> {
    const made = inMessages(chosen).map(
      (files, index): Parcel => ({
        key: newUuid(),
        chat,
        text: index === 0 ? text : '',
        chosen: files,
        share: 0,
        trouble: null,
      }),
    );
    this.become([...this.parcels, ...made]);
    return made.reduce((before, parcel) => before.then(() => this.carry(parcel.key)), Promise.resolve());
  }

  again(key: string): Promise<void> {
    this.change(key, { trouble: null });
    return this.carry(key);
  }

  drop(key: string): void {
    this.stops.get(key)?.abort();
    const parcel = this.parcels.find((one) => one.key === key);
    for (const chosen of parcel?.chosen ?? []) this.brought.delete(chosen);
    this.become(this.parcels.filter((one) => one.key !== key));
  }

  private async carry(key: string): Promise<void> {
    const parcel = this.parcels.find((one) => one.key === key);
    if (!parcel || this.stops.has(key)) return;
    const stop = new AbortController();
    this.stops.set(key, stop);
    try {
      const files: FileRow[] = [];
      for (const chosen of parcel.chosen) files.push(await this.bringOne(parcel, chosen, stop.signal));
      this.send(parcel.chat, parcel.text, files);
      this.drop(key);
    } catch (error) {
      if (stop.signal.aborted) return;
      this.change(key, { trouble: error instanceof Refusal && error.sentence ? error.sentence : this.lost() });
    } finally {
      this.stops.delete(key);
    }
  }

  /** A line that is lost is waited for a few times; a refusal is final. */
  private async bringOne(parcel: Parcel, chosen: Chosen, signal: AbortSignal): Promise<FileRow> {
    const whole = sizeOf(parcel.chosen);
    const before = sizeOf(parcel.chosen.slice(0, parcel.chosen.indexOf(chosen)));
    const progress = (share: number) =>
      this.change(parcel.key, { share: whole === 0 ? 0 : (before + share * chosen.blob.size) / whole });
    for (let attempt = 1; ; attempt += 1) {
      const known = this.brought.get(chosen);
      if (known) {
        progress(1);
        return known;
      }
      try {
        const row = await this.bring({
          blob: chosen.blob,
          name: chosen.name,
          recording: chosen.recording,
          signal,
          onProgress: progress,
        });
        this.brought.set(chosen, row);
      } catch (error) {
        if (error instanceof Refusal || signal.aborted || attempt === 3) throw error;
        await this.wait(retryMilliseconds);
        if (signal.aborted) throw error;
      }
    }
  }

  private change(key: string, change: Partial<Parcel>): void {
    this.become(this.parcels.map((one) => (one.key === key ? { ...one, ...change } : one)));
  }

  private become(parcels: readonly Parcel[]): void {
    this.parcels = parcels;
    for (const listener of this.listeners) listener();
  }
}

export const isPhoto = ({ blob }: Chosen): boolean => /^image\/(jpeg|png|webp|gif|bmp|avif)$/.test(blob.type);

export function inMessages(chosen: readonly Chosen[]): Chosen[][] {
  const photos = chosen.filter(isPhoto);
  const albums: Chosen[][] = [];
  for (let start = 0; start < photos.length; start += filesInMessageMax) {
    albums.push(photos.slice(start, start + filesInMessageMax));
  }
  return [...albums, ...chosen.filter((one) => !isPhoto(one)).map((one) => [one])];
}

function sizeOf(chosen: readonly Chosen[]): number {
  return chosen.reduce((size, one) => size + one.blob.size, 0);
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
