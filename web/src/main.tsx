// Reads what the page brought with it, draws the first screen, and only then opens the line.
import '@vitejs/plugin-react/preamble'; // Django's page has no inline script to start hot reloading; empty in a build.
import { i18n } from '@lingui/core';
import { createRoot } from 'react-dom/client';
import { Failure } from './rooms/failure';
import { Messenger } from './rooms/messenger';
import { speak } from './skin/language';
import './skin/skin.css';
import { keptTheme, wear } from './skin/theme';
import type { Keeper } from './store/kept';
import { Store } from './store/store';
import { StoreProvider } from './store/use-store';
import { api, type Me, whenSignedOut } from './wire/api';

const scriptRetryMilliseconds = 5_000;
let keeper: Keeper | null = null;

async function begin(): Promise<void> {
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
  // After the first paint; the list that is being asked for meanwhile is looked through again once the line is open.
  setTimeout(() => void begun(store), 200);
}

async function begun(store: Store): Promise<void> {
  keeper = await import('./store/offline').then(
    ({ beOffline }) => beOffline(store),
    () => null,
  );
  import('./store/told').then(
    ({ tellOf }) => tellOf(store),
    () => {},
  );
  void openLine(store);
}

async function openLine(store: Store): Promise<void> {
  const push = await import('./wire/push').catch(() => null);
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
