// How often a second a disk takes 4 KB for good: what bounds every durable write.
// node bench/flushes.mjs FOLDER prints it.
import { spawnSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

function flushesOf(folder) {
  const file = openSync(join(folder, 'flush'), 'w');
  const block = Buffer.alloc(4096, 7);
  const began = performance.now();
  let times = 0;
  for (; performance.now() - began < 2000; ++times) {
    writeSync(file, block, 0, block.length, times * block.length);
    fdatasyncSync(file);
  }
  closeSync(file);
  rmSync(join(folder, 'flush'));
  return times / ((performance.now() - began) / 1000);
}

/** Of the disk of `folder`, in a process of its own: `env` may slow flushes down (slow_flush.c). */
export function flushes(folder, env = {}) {
  const said = spawnSync(process.execPath, [fileURLToPath(import.meta.url), folder],
                         { env: { ...process.env, ...env }, encoding: 'utf8' });
  return Number(said.stdout);
}

/** A library to be loaded before others, through which each flush takes `ms` longer. */
export function slowedBy(ms, folder) {
  const library = join(folder, 'slow_flush.so');
  const source = fileURLToPath(new URL('slow_flush.c', import.meta.url));
  const built = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', library, source], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`slow_flush.c: ${built.stderr}`);
  return { LD_PRELOAD: library, SLOW_FLUSH_US: String(Math.round(1000 * ms)) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(flushesOf(process.argv[2]));
