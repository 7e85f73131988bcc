// The messenger's service worker. `build` stands above it: the view that gives this file writes it there.
//
// In: the page's own requests for the shell and for hashed assets; pushes. Out: what was kept when there is no line.
// The API is never kept here: chats and messages are the page's own business (web/src/store/kept.ts).

const assets = `assets-${build}`;
const shell = 'shell';
const shellAddress = '/messenger/';
const shellSecondsMax = 4;
const hashed = /^\/static\/app\/assets\/.+-[\w-]{8}\.[a-z0-9.]+$/;

self.addEventListener('install', (event) => {
  self.skipWaiting();
  // Calls of the API need not wake this worker at all, where the browser can be told so.
  event.addRoutes?.({ condition: { urlPattern: '/api/*' }, source: 'network' });
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== assets && name !== shell) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== location.origin) return;
  if (hashed.test(address.pathname)) event.respondWith(keptFirst(request));
  else if (request.mode === 'navigate' && address.pathname.startsWith(shellAddress)) {
    event.respondWith(shellFor(request));
  } else if (/^\/static\/(ground|reach)\//.test(address.pathname)) event.respondWith(freshFirst(request));
});

/** A hashed file never changes. */
async function keptFirst(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  return kept ?? keep(assets, request, await fetch(request));
}

async function freshFirst(request) {
  try {
    return await keep(assets, request, await fetch(request));
  } catch (error) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

/** One page serves every address below /messenger/. A redirect means that nobody is signed in any more. */
async function shellFor(request) {
  const abort = new AbortController();
  const kept = await caches.match(shellAddress, { ignoreVary: true });
  const timer = kept && setTimeout(() => abort.abort(), shellSecondsMax * 1000);
  try {
    const fresh = await fetch(request, { signal: abort.signal });
    if (fresh.type === 'opaqueredirect') await forget();
    else await keep(shell, shellAddress, fresh);
    return fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function keep(name, request, response) {
  if (response.ok && !response.redirected) {
    const cache = await caches.open(name);
    await cache.put(request, response.clone());
  }
  return response;
}

async function forget() {
  for (const name of await caches.keys()) await caches.delete(name);
  indexedDB.deleteDatabase('zvonok');
}

self.addEventListener('message', (event) => {
  const { keep: addresses, forget: gone } = event.data ?? {};
  if (gone) event.waitUntil(forget());
  // What the page had brought before this worker stood between it and the server.
  if (addresses) event.waitUntil(bring(addresses));
});

async function bring(addresses) {
  const cache = await caches.open(assets);
  for (const address of addresses) {
    const { pathname } = new URL(address, location.origin);
    if (hashed.test(pathname) && !(await cache.match(pathname, { ignoreVary: true }))) await cache.add(pathname);
  }
  const fresh = await fetch(shellAddress, { redirect: 'manual' });
  if (fresh.type !== 'opaqueredirect') await keep(shell, shellAddress, fresh);
}

// -- Pushes: what the server seals for this browser alone.

self.addEventListener('push', (event) => event.waitUntil(told(event.data?.json() ?? {})));

async function told({ title, body, chat, unread, rings }) {
  // Who looks at a page of ours sees and hears it there.
  const pages = await self.clients.matchAll({ type: 'window' });
  if (pages.some((page) => page.visibilityState === 'visible' && page.url.includes(shellAddress))) return;
  await self.registration.showNotification(title, {
    body,
    tag: `chat-${chat}`,
    renotify: true,
    // A call stays before one's eyes until it is answered or put away.
    requireInteraction: rings === true,
    icon: '/static/reach/bell-192.png',
    badge: '/static/reach/bell-badge-96.png',
    data: { chat },
  });
  await navigator.setAppBadge?.(unread);
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(opened(event.notification.data.chat));
});

async function opened(chat) {
  const address = `${shellAddress}c/${chat}`;
  const pages = await self.clients.matchAll({ type: 'window' });
  const page = pages.find((one) => new URL(one.url).pathname.startsWith(shellAddress));
  if (!page) return self.clients.openWindow(address);
  page.postMessage({ go: address });
  return page.focus();
}
