// In: NATS events of this person's own subject. Out: batches of them, and whether the line is live.
// Loaded after the first paint; started once by main.tsx.
import { type NatsConnection, wsconnect } from '@nats-io/nats-core';
import { type Chat, isSignedOut, type Message, Refusal, type Ticket } from './api';
import type { Name } from './service';

export type PushEvent =
  | { event: 'message'; message: Message }
  | { event: 'chat'; chat: number }
  | { event: 'read'; chat: number; number: number }
  | { event: 'picture'; person: number; picture: string | null }
  | { event: 'draft'; chat: number; draft: Chat['draft'] }
  | { event: 'typing'; chat: number; who: Name }
  | { event: 'scheduled' }
  | { event: 'call'; call: number }
  | { event: 'gone'; chat: number };

export interface Listener {
  ticket(): Promise<Ticket>;
  /** The line is open: whatever came before it must be asked for. */
  onLive(): void;
  /** No line for now; called again before each new attempt. */
  onDown(): void;
  onEvents(events: PushEvent[]): void;
}

const retryMillisecondsMin = 1_000;
const retryMillisecondsMax = 15_000;
const answerMillisecondsMax = 4_000;

/** Keeps the line open until the person is signed out. A ticket lives a minute, so every attempt takes a new one;
 *  that is why the library's own reconnection is off. */
export async function listen(listener: Listener): Promise<void> {
  let pause = retryMillisecondsMin;
  for (;;) {
    try {
      const { url, ticket, subject } = await listener.ticket();
      const line = await wsconnect({
        servers: url,
        token: ticket,
        reconnect: false,
        ignoreClusterUpdates: true,
        timeout: 5_000,
        pingInterval: 20_000,
        maxPingOut: 2,
      });
      subscribe(line, subject, listener.onEvents);
      await line.flush();
      listener.onLive();
      pause = retryMillisecondsMin;
      await untilLost(line);
    } catch (error) {
      if (error instanceof Refusal && isSignedOut(error.status)) return;
    }
    listener.onDown();
    await untilWorthTrying(pause);
    pause = Math.min(pause * 2, retryMillisecondsMax);
  }
}

/** A laptop that was asleep wakes with a line that is dead and does not know it: so it is tried on every return. */
async function untilLost(line: NatsConnection): Promise<void> {
  const hangUp = () => void line.close();
  function check() {
    if (document.visibilityState !== 'visible') return;
    const timer = setTimeout(hangUp, answerMillisecondsMax);
    line.flush().then(() => clearTimeout(timer), hangUp);
  }
  window.addEventListener('offline', hangUp);
  document.addEventListener('visibilitychange', check);
  await line.closed();
  window.removeEventListener('offline', hangUp);
  document.removeEventListener('visibilitychange', check);
}

/** Gathers what arrives within one frame, so that a burst is one step of the store and one rendering. */
function subscribe(line: NatsConnection, subject: string, onEvents: (events: PushEvent[]) => void) {
  let batch: PushEvent[] = [];
  line.subscribe(subject, {
    callback(error, message) {
      if (error) return void line.close();
      batch.push(message.json<PushEvent>());
      if (batch.length > 1) return;
      setTimeout(() => {
        const events = batch;
        batch = [];
        onEvents(events);
      }, 16);
    },
  });
}

/** Waits, but no longer than until the network comes back or the person looks at the page again. */
function untilWorthTrying(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds * (0.75 + Math.random() / 2));
    function done() {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      document.removeEventListener('visibilitychange', seen);
      resolve();
    }
    function seen() {
      if (document.visibilityState === 'visible') done();
    }
    window.addEventListener('online', done);
    document.addEventListener('visibilitychange', seen);
  });
}
