// Runs clang-tidy on every source that changed since it last passed: the source, a header of ours that
// it includes however far away, or .clang-tidy. What passed is remembered in build/tidy/passed.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cppFiles } from './cpp_text.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'build/tidy');
const passed = join(folder, 'passed');
const tidy = 'clang-tidy-19';

const files = new Map(cppFiles(root).map((file) => [file.path, file]));
const rules = readFileSync(join(root, '.clang-tidy'), 'utf8') + execFileSync(tidy, ['--version']);

/** The file and every header of ours behind it. */
function behind(path, seen = new Set()) {
  const file = files.get(path);
  if (!file || seen.has(path)) return seen;
  seen.add(path);
  for (const include of file.includes) if (include.quoted) behind(`src/${include.path}`, seen);
  return seen;
}

function digest(path) {
  const hash = createHash('sha256').update(rules);
  for (const each of [...behind(path)].sort()) hash.update(each).update(files.get(each).source);
  return hash.digest('hex');
}

function run(path) {
  const child = spawn(tidy, ['-p', folder, '--quiet', join(root, path)], { cwd: root });
  let out = '';
  child.stdout.on('data', (bytes) => (out += bytes));
  let errors = '';
  child.stderr.on('data', (bytes) => (errors += bytes));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ ok: code === 0, out: code === 0 ? '' : out || errors }));
    child.on('error', (error) => resolve({ ok: false, out: String(error) }));
  });
}

const wanted = process.argv.slice(2);
const sources = [...files.keys()].filter(
  (path) => path.endsWith('.cpp') && (wanted.length === 0 || wanted.some((each) => path.startsWith(each))),
);
mkdirSync(passed, { recursive: true });
const digests = new Map(sources.map((path) => [path, digest(path)]));
const queue = sources.filter((path) => !existsSync(join(passed, digests.get(path))));
if (queue.length > 0)
  execFileSync('cmake', ['--log-level=WARNING', '-G', 'Ninja', '-B', folder, '-S', root, '-DTS_PCH=OFF',
    '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON'], { env: { ...process.env, CXX: 'g++' }, stdio: ['ignore', 'ignore', 'inherit'] });

let failed = 0;
async function worker() {
  for (let path = queue.shift(); path; path = queue.shift()) {
    const began = Date.now();
    const { ok, out } = await run(path);
    console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${path}${ok ? '' : '\n' + out.trimEnd()}`);
    if (ok) writeFileSync(join(passed, digests.get(path)), '');
    else ++failed;
  }
}
const started = queue.length;
await Promise.all(Array.from({ length: cpus().length }, worker));
if (wanted.length === 0) {
  const current = new Set(digests.values());
  for (const name of readdirSync(passed)) if (!current.has(name)) rmSync(join(passed, name));
}
console.log(`${sources.length} sources, ${started} looked at, ${failed} with findings.`);
process.exit(failed ? 1 : 0);
