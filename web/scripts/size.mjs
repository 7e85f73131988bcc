// The first screen's weight, gzipped: what the list needs, and what an address that opens a chat needs. Each is what its
// entries import statically. Over budget is red.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgets = { js: 120_000, css: 10_000 };
const screens = { list: ['src/main.tsx'], chat: ['src/main.tsx', 'src/rooms/chat-room.tsx'] };
// A check weighs a build of its own, so that it takes no file away under a server that is running.
const built = new URL(`../${process.argv[2] ?? '../zvonok/messenger/static/app'}/`, import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', built), 'utf8'));

function gather(chunks, key) {
  if (chunks.has(key)) return chunks;
  chunks.add(key);
  return (manifest[key].imports ?? []).reduce(gather, chunks);
}

const weigh = (files) =>
  files.reduce((bytes, file) => bytes + gzipSync(readFileSync(new URL(file, built)), { level: 9 }).length, 0);

for (const [screen, entries] of Object.entries(screens)) {
  const chunks = [...entries.reduce(gather, new Set())].map((key) => manifest[key]);
  const weights = {
    js: weigh(chunks.map((chunk) => chunk.file)),
    css: weigh([...new Set(chunks.flatMap((chunk) => chunk.css ?? []))]),
  };
  for (const [kind, budget] of Object.entries(budgets)) {
    const over = weights[kind] > budget;
    const [weight, limit] = [(weights[kind] / 1000).toFixed(1), budget / 1000];
    console.log(`${screen}, ${kind}: ${weight} kB gzipped of ${limit} kB${over ? ': OVER' : ''}`);
    if (over) process.exitCode = 1;
  }
}
