// Runs every test of a folder ("api", which needs no saying, or "browser") or those that are named ("api/life"), two files at a
// time, and prints how often each route answered as described.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from './lib/program.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const ending = '.test.mjs';
const filesOf = (name) => (name.includes('/')
  ? [join(here, name + ending)]
  : readdirSync(join(here, name)).filter((each) => each.endsWith(ending)).map((each) => join(here, name, each)));
const named = process.argv.slice(2);
const files = (named.length ? named : ['api']).flatMap(filesOf);
const scratch = mkdtempSync(join(tmpdir(), 'turnstone-calls-'));
const noted = join(scratch, 'calls');
writeFileSync(noted, '');

// Node 18 does not know the option, and runs one file after the other.
const [major] = process.versions.node.split('.').map(Number);
const atATime = major >= 20 ? ['--test-concurrency=2'] : [];
const ended = spawnSync(process.execPath, ['--test', ...atATime, ...files],
                        { stdio: 'inherit', env: {
                          ...process.env, TURNSTONE: program, TURNSTONE_ROUTE_CALLS: noted } });

const calls = new Map();
for (const line of readFileSync(noted, 'utf8').split('\n').filter(Boolean)) {
  const [count, id] = line.split('\t');
  calls.set(id, (calls.get(id) ?? 0) + Number(count));
}
rmSync(scratch, { recursive: true });
console.log('\nRoutes, and how often each answered as it should:');
for (const [id, count] of [...calls].sort()) console.log(String(count).padStart(8), id);
process.exit(ended.status ?? 1);
