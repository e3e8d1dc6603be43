// Keeps some forty files of a fuzzing corpus, small and larger ones alike, and every file that somebody
// named: those that a fuzzer names are called by 40 hexadecimal digits.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const most = 40;
const found = readdirSync(folder).filter((name) => /^[0-9a-f]{40}$/.test(name))
  .map((name) => ({ path: join(folder, name), size: statSync(join(folder, name)).size }))
  .sort((a, b) => a.size - b.size || (a.path < b.path ? -1 : 1));
const kept = new Set(Array.from({ length: most }, (_, i) => Math.round((i * (found.length - 1)) / (most - 1))));
found.forEach(({ path }, i) => {
  if (found.length > most && !kept.has(i)) rmSync(path);
});
