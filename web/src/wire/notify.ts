// Web push of this browser: whether it can be, whether it is, on, off. Loaded by the room of notifications and by offline.ts.
import { answer, client } from './api';

const wordsKey = 'notify-words';

export type PushState = 'impossible' | 'denied' | 'off' | 'on';

export const showsWords = (): boolean => localStorage.getItem(wordsKey) === '1';

export async function pushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return 'impossible';
  if (Notification.permission === 'denied') return 'denied';
  const registration = await navigator.serviceWorker.getRegistration('/');
  const subscription = await registration?.pushManager.getSubscription();
  return subscription ? 'on' : 'off';
}

/** From a press alone: browsers let a page ask for the permission only then. */
export async function pushOn(words: boolean): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  const registration = await navigator.serviceWorker.ready;
  const { key } = await answer(client.GET('/api/push/key'));
  const options = { userVisibleOnly: true, applicationServerKey: key };
  await tell(await registration.pushManager.subscribe(options), words);
  return 'on';
}

export async function pushOff(): Promise<PushState> {
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.getSubscription();
  if (subscription) {
    await answer(client.POST('/api/push/subscription/end', { body: { endpoint: subscription.endpoint } }));
    await subscription.unsubscribe();
  }
  return 'off';
}

/** A session that began anew, or an address that the browser has changed: the server is told what is so now. */
export async function pushAgain(words = showsWords()): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager?.getSubscription();
  if (subscription) await tell(subscription, words);
}

async function tell(subscription: PushSubscription, words: boolean): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  if (!endpoint || !p256dh || !auth) return;
  const body = { endpoint, keys: { p256dh, auth }, shows_words: words };
  await answer(client.PUT('/api/push/subscription', { body }));
  localStorage.setItem(wordsKey, words ? '1' : '0');
}
