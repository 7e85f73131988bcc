import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Messages are written in Russian, so of the Russian catalogue only those are carried that had to be compiled. */
const withoutOwnWords: Plugin = {
  name: 'without-own-words',
  transform: {
    filter: { id: /locales\/ru\.po$/ },
    handler(code) {
      return code.replace(/(?<=messages=JSON\.parse\()("(?:[^"\\]|\\.)*")/, (catalogue) => {
        const messages: Record<string, unknown> = JSON.parse(JSON.parse(catalogue));
        const differs = ([id, words]: [string, unknown]) => JSON.stringify(words) !== JSON.stringify([id]);
        return JSON.stringify(JSON.stringify(Object.fromEntries(Object.entries(messages).filter(differs))));
      });
    },
  },
};

export default defineConfig({
  base: '/static/app/',
  plugins: [react(), lingui({ failOnMissing: true, failOnCompileError: true }), withoutOwnWords],
  // django-vite writes script tags that point straight at this server, so the page's origin is another one.
  server: { port: 5173, strictPort: true, cors: true, origin: 'http://localhost:5173' },
  build: {
    manifest: true,
    outDir: '../zvonok/messenger/static/app',
    emptyOutDir: true,
    // The content policy allows no inline module preload helper, and every supported browser preloads by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: 'src/main.tsx' },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
