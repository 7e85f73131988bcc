// Reads what the page brought with it, draws the first screen, and only then opens the line.
import '@vitejs/plugin-react/preamble'; // Django's page has no inline script to start hot reloading; empty in a build.
import { i18n } from '@lingui/core';
import { createRoot } from 'react-dom/client';
import { parseAddress } from './rooms/address';
import { Failure } from './rooms/failure';
import { Messenger } from './rooms/messenger';
import { bringChatRoom } from './rooms/use-chat-room';
import { speak } from './skin/language';
import './skin/skin.css';
import { keptTheme, wear } from './skin/theme';
import type { Keeper } from './store/kept';
import { Store } from './store/store';
import { StoreProvider } from './store/use-store';
import { api, type Me, whenSignedOut } from './wire/api';

const scriptRetryMilliseconds = 5_000;
const listMillisecondsMax = 4_000;
const frameMilliseconds = 30;
const bringPush = () => import('./wire/push');
let keeper: Keeper | null = null;

async function begin(): Promise<void> {
  // A chat that the address names is drawn with the list, not after it.
  if (parseAddress(location.pathname).chat !== null) bringAhead();
  wear(keptTheme());
  const boot = document.getElementById('boot')?.textContent;
  const me = boot ? (JSON.parse(boot) as { me: Me }).me : await api.me();
  await speak(me.language);
  const store = new Store(api, me);
  whenSignedOut(() => store.line('signed-out'));
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root.');
  createRoot(root).render(
    <StoreProvider value={store}>
      <Failure sentence={i18n.t('Мессенджер не удалось показать.')}>
        <Messenger />
      </Failure>
    </StoreProvider>,
  );
  window.addEventListener('beforeunload', (event) => {
    // What is in the outbox goes when the page is opened again.
    if (store.state.sending.length > 0 && !keeper) event.preventDefault();
  });
  await shown(store);
  void begun(store);
}

/** What is brought before the list stands there takes the line from it; but a list that does not come holds up nothing. */
function shown(store: Store): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, listMillisecondsMax);
    const unsubscribe = store.subscribe(() => {
      if (store.state.chats.size > 0 || store.state.listed.length > 0) done();
    });
    function done() {
      clearTimeout(timer);
      unsubscribe();
      // The frame with the list in it first; a page in a hidden tab has no frames, so it is not waited for by name.
      setTimeout(resolve, frameMilliseconds);
    }
  });
}

/** Whoever wants it asks again, so here it may fail. */
function bringAhead(): void {
  bringChatRoom().catch(() => {});
}

async function begun(store: Store): Promise<void> {
  // All on their way at once: what is kept is looked through while the line's script comes.
  bringPush().catch(() => {});
  bringAhead();
  keeper = await import('./store/offline').then(
    ({ beOffline }) => beOffline(store),
    () => null,
  );
  void beginDrafts(store);
  import('./store/told').then(
    ({ tellOf }) => tellOf(store),
    () => {},
  );
  void openLine(store);
}

async function beginDrafts(store: Store): Promise<void> {
  try {
    const [{ saveDrafts }, { aliveApi }] = await Promise.all([import('./store/drafts'), import('./wire/alive')]);
    const saveAll = saveDrafts(store, aliveApi.saveDraft);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && saveAll());
  } catch {
    // The scripts did not come; what was begun stays in this page until they do.
    setTimeout(() => void beginDrafts(store), scriptRetryMilliseconds);
  }
}

async function openLine(store: Store): Promise<void> {
  const push = await bringPush().catch(() => null);
  if (!push) {
    store.line('down');
    setTimeout(() => void openLine(store), scriptRetryMilliseconds);
    return;
  }
  await push.listen({
    ticket: api.ticket,
    onLive() {
      store.line('live');
      store.refresh().catch(() => {});
    },
    onDown() {
      // Without push, whatever can be asked for still is: only when that fails too is there no connection.
      store.refresh().then(
        () => store.line('polling'),
        () => {
          keeper?.restore();
          store.line('down');
        },
      );
    },
    onEvents: (events) => store.apply(events),
  });
}

void begin();
