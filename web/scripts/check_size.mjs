// The budget of a poor line, in kB of brotli: what the first screen needs, and what each further
// screen adds. Fails when it is exceeded.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotli, page } from './compress.mjs';

const FIRST_LOAD = 90;
const EACH_SCREEN = 30;

const manifest = JSON.parse(
  readFileSync(new URL('../../build/page-manifest.json', import.meta.url), 'utf8'),
);
const sizes = new Map();
const sizeOf = (file) => {
  if (!sizes.has(file)) sizes.set(file, brotli(readFileSync(join(page, file))).length / 1000);
  return sizes.get(file);
};

/** Every file that must arrive before the chunk `key` runs. */
function needs(key, seen = new Set()) {
  if (seen.has(key)) return new Set();
  seen.add(key);
  const chunk = manifest[key];
  const files = new Set([chunk.file, ...(chunk.css ?? [])]);
  for (const other of chunk.imports ?? []) for (const file of needs(other, seen)) files.add(file);
  return files;
}

const total = (files) => [...files].reduce((sum, file) => sum + sizeOf(file), 0);
const rows = [];
let failed = false;
function row(name, size, limit) {
  const over = size > limit;
  failed ||= over;
  rows.push(`${name.padEnd(28)} ${size.toFixed(1).padStart(6)} of ${limit}${over ? '  TOO BIG' : ''}`);
}

const languages = Object.keys(manifest).filter((key) => /messages\/page\..*\.json$/.test(key));
const widest = languages.reduce((a, b) => (sizeOf(manifest[a].file) > sizeOf(manifest[b].file) ? a : b));
const first = needs('index.html');
first.add('index.html');
for (const [, file] of readFileSync(join(page, 'index.html'), 'utf8').matchAll(/"\/(assets\/[^"]+)"/g))
  first.add(file);
first.add(manifest[widest].file);
// Whoever is signed in sees the frame and the first screen with the first load.
row('first load, sign in', total(first), FIRST_LOAD);

for (const key of Object.keys(manifest).sort()) {
  // The screens, and the parts of a form that come when they are needed.
  if (!/^src\/(screens|components)\/.*\.svelte$/.test(key)) continue;
  const more = [...needs(key)].filter((file) => !first.has(file));
  row(key.replace(/^src\/\w+\//, '+ ').replace('.svelte', ''), total(more), EACH_SCREEN);
}

console.log('Page sizes, kB brotli');
console.log(rows.join('\n'));
process.exit(failed ? 1 : 0);
