// Runs every test of the API, and prints how often each route answered as described.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from './lib/program.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'turnstone-calls-'));
const file = join(folder, 'calls');
writeFileSync(file, '');

const files = readdirSync(join(here, 'api')).filter((each) => each.endsWith('.test.mjs'))
  .map((each) => join(here, 'api', each));
const ended = spawnSync(process.execPath, ['--test', '--test-concurrency=2', ...files],
                        { stdio: 'inherit', env: {
                          ...process.env, TURNSTONE: program, TURNSTONE_ROUTE_CALLS: file } });

const calls = new Map();
for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
  const [count, id] = line.split('\t');
  calls.set(id, (calls.get(id) ?? 0) + Number(count));
}
rmSync(folder, { recursive: true });
console.log('\nRoutes, and how often each answered as it should:');
for (const [id, count] of [...calls].sort()) console.log(String(count).padStart(8), id);
process.exit(ended.status ?? 1);
