import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  base: '/static/app/',
  plugins: [react(), lingui({ failOnMissing: true, failOnCompileError: true })],
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
