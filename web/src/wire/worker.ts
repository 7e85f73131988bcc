// The service worker: registered after the first paint, told what this page has brought, told to forget on signing out.
// Loaded with store/kept.ts. In work on the client (Vite's own server) there is none.

export const hasWorker = (): boolean => 'serviceWorker' in navigator && !import.meta.env.DEV;

export async function startWorker(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
  const ready = await navigator.serviceWorker.ready;
  const brought = performance.getEntriesByType('resource').map((entry) => entry.name);
  const linked = [...document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>('script[src], link[href]')].map(
    (one) => ('src' in one ? one.src : one.href),
  );
  const own = [...new Set([...brought, ...linked])].filter((address) => address.startsWith(location.origin));
  ready.active?.postMessage({ keep: own });
  return registration;
}

export function tellWorkerToForget(): void {
  navigator.serviceWorker.controller?.postMessage({ forget: true });
}
