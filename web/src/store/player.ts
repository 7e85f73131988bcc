// One voice at a time, and it goes on when its message is scrolled away or another chat is opened.
// In: which file to play. Out: what sounds and how far it is. Called by the rooms that show voices.
export interface Sounding {
  readonly file: number;
  readonly playing: boolean;
  readonly at: number;
  readonly rate: number;
}

let audio: HTMLAudioElement | null = null;
let sounding: Sounding | null = null;
const listeners = new Set<() => void>();

export const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const look = (): Sounding | null => sounding;

export function toggle(file: number, address: string, from: number): void {
  const player = ready();
  if (sounding?.file === file) {
    if (sounding.playing) player.pause();
    else void player.play().catch(stop);
    return;
  }
  player.src = address;
  player.currentTime = from;
  become({ file, playing: true, at: from, rate: sounding?.rate ?? 1 });
  player.playbackRate = sounding?.rate ?? 1;
  void player.play().catch(stop);
}

export function seek(file: number, at: number): void {
  if (!audio || sounding?.file !== file) return;
  audio.currentTime = at;
  become({ ...sounding, at });
}

export function faster(): void {
  if (!audio || !sounding) return;
  const rate = sounding.rate >= 2 ? 1 : sounding.rate + 0.5;
  audio.playbackRate = rate;
  audio.defaultPlaybackRate = rate;
  become({ ...sounding, rate });
}

function ready(): HTMLAudioElement {
  if (audio) return audio;
  const made = new Audio();
  made.preload = 'auto';
  made.ontimeupdate = () => sounding && become({ ...sounding, at: made.currentTime });
  made.onplay = () => sounding && become({ ...sounding, playing: true });
  made.onpause = () => sounding && become({ ...sounding, playing: false });
  made.onended = () => sounding && become({ ...sounding, playing: false, at: 0 });
  audio = made;
  return made;
}

function stop(): void {
  if (sounding) become({ ...sounding, playing: false });
}

function become(next: Sounding): void {
  sounding = next;
  for (const listener of listeners) listener();
}
