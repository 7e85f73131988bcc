// The first screen's weight: the entry and everything it imports statically, gzipped. Over budget is red.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgets = { js: 120_000, css: 10_000 };
// A check weighs a build of its own, so that it takes no file away under a server that is running.
const built = new URL(`../${process.argv[2] ?? '../zvonok/messenger/static/app'}/`, import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', built), 'utf8'));

const chunks = new Set();
function gather(key) {
  if (chunks.has(key)) return;
  chunks.add(key);
  for (const imported of manifest[key].imports ?? []) gather(imported);
}
gather('src/main.tsx');

const weigh = (files) =>
  files.reduce((bytes, file) => bytes + gzipSync(readFileSync(new URL(file, built)), { level: 9 }).length, 0);
const entries = [...chunks].map((key) => manifest[key]);
const weights = {
  js: weigh(entries.map((chunk) => chunk.file)),
  css: weigh([...new Set(entries.flatMap((chunk) => chunk.css ?? []))]),
};

for (const [kind, budget] of Object.entries(budgets)) {
  const over = weights[kind] > budget;
  console.log(`${kind}: ${(weights[kind] / 1000).toFixed(1)} kB gzipped of ${budget / 1000} kB${over ? ': OVER' : ''}`);
  if (over) process.exitCode = 1;
}
