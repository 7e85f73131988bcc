// Rings, counts on the icon, and tells in a notification where there is no push. Loaded after the first paint.
import { i18n } from '@lingui/core';
import { previewWords } from '../rooms/words';
import { pushAgain, pushState, showsWords } from '../wire/notify';
import { chatsPicture, personsPicture } from '../wire/pictures';
import { isQuiet, news, waiting } from './news';
import type { Store } from './store';

const soundKey = 'sound';
const ringMilliseconds = 1_500;
/** Two tones of a school bell, hertz. */
const tones = [880, 1_175];

export const sounds = (): boolean => localStorage.getItem(soundKey) !== '0';
export const setSounds = (on: boolean): void => localStorage.setItem(soundKey, on ? '1' : '0');

export function tellOf(store: Store): void {
  let before = store.state.chats;
  let rung = 0;
  store.subscribe(() => {
    const { chats, me } = store.state;
    if (chats === before) return;
    const came = news(before, chats, lookedAt());
    before = chats;
    void navigator.setAppBadge?.(waiting(chats)).catch(() => {});
    if (came.length === 0 || Date.now() - rung < ringMilliseconds || isQuiet(me.quiet_hours, new Date())) return;
    rung = Date.now();
    if (sounds()) void ringAlone();
    const last = came.at(-1);
    if (last && document.visibilityState === 'hidden') void show(store, last.id);
  });
  pushAgain().catch(() => {});
  navigator.serviceWorker?.addEventListener('message', (event) => {
    const address: unknown = event.data?.go;
    if (typeof address !== 'string' || !/^\/messenger\/c\/\d+$/.test(address)) return;
    import('../rooms/address').then(({ go }) => go(address));
  });
}

function lookedAt(): number | null {
  const chat = /\/c\/(\d+)/.exec(location.pathname);
  return chat && document.visibilityState === 'visible' ? Number(chat[1]) : null;
}

/** Where the worker is pushed to, it tells; a page that is hidden tells by itself only where it is not. */
async function show(store: Store, id: number): Promise<void> {
  if (!('Notification' in window) || Notification.permission !== 'granted' || (await pushState()) === 'on') return;
  const chat = store.state.chats.get(id);
  if (!chat) return;
  const { author, text } = previewWords(chat.preview);
  const { id: of, other, picture } = chat;
  const drawn = picture && (other ? personsPicture(other.id, picture, 128) : chatsPicture(of, picture, 128));
  const registration = await navigator.serviceWorker?.getRegistration('/');
  await registration?.showNotification(showsWords() ? chat.title : store.state.me.messenger, {
    body: showsWords() ? [author, text].filter(Boolean).join(': ') : i18n.t('Новое сообщение'),
    tag: `chat-${id}`,
    icon: (showsWords() && drawn) || '/static/reach/bell-192.png',
    data: { chat: id },
  });
}

/** Of one's tabs one rings: the others find the bell taken. A page without https has no locks, and rings as it is. */
async function ringAlone(): Promise<void> {
  if (!navigator.locks) return ring();
  await navigator.locks.request('bell', { ifAvailable: true }, (lock) => {
    if (!lock) return;
    ring();
    return new Promise<void>((resolve) => setTimeout(resolve, ringMilliseconds));
  });
}

let audio: AudioContext | undefined;

export function ring(): void {
  audio ??= new AudioContext();
  // A page that nobody has touched yet may make no sound; it rings with the next message.
  if (audio.state === 'suspended') void audio.resume().catch(() => {});
  for (const [index, hertz] of tones.entries()) {
    const starts = audio.currentTime + index * 0.12;
    const tone = new OscillatorNode(audio, { frequency: hertz, type: 'sine' });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setValueAtTime(0.12, starts);
    volume.gain.exponentialRampToValueAtTime(0.001, starts + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start(starts);
    tone.stop(starts + 0.4);
  }
}
