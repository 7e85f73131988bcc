import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

// Messages are written in the code in Russian, as they are shown; the English catalogue translates them.
export default defineConfig({
  locales: ['ru', 'en'],
  sourceLocale: 'ru',
  catalogs: [{ path: '<rootDir>/src/skin/locales/{locale}', include: ['<rootDir>/src'], exclude: ['**/*.test.ts'] }],
  format: formatter({ lineNumbers: false }),
});
