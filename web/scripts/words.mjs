// Every sentence of the code is in both catalogues, and every one in the catalogues is translated.
// Writes what is new into the catalogues (npm run words does the same) and is red until it is translated and committed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const catalogues = ['ru', 'en'].map((language) => new URL(`../src/skin/locales/${language}.po`, import.meta.url));
const read = () => catalogues.map((file) => readFileSync(file, 'utf8')).join('');

const before = read();
execFileSync('lingui', ['extract', '--clean', '--overwrite'], { stdio: 'ignore' });
const english = readFileSync(catalogues[1], 'utf8');
const untranslated = [...english.matchAll(/^msgid "(.+)"\nmsgstr ""\n(?!")/gm)].map((match) => match[1]);

for (const sentence of untranslated) console.error(`No English for: ${sentence}`);
if (read() !== before) console.error('The catalogues were behind the code; they have been brought up to date.');
if (untranslated.length > 0 || read() !== before) process.exitCode = 1;
else console.log('Catalogues are complete.');
