// The program as its users have it: commands that are run, and a server that is started and stopped.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
export const repository = resolve(here, '../..');
export const program = resolve(process.env.TURNSTONE ?? join(repository, 'build/release/turnstone'));

/** Built with sanitizers: slower, and larger in memory. */
export const isChecked = readFileSync(program).includes('__asan_init');

/** A folder of this test, gone when the process ends. */
export function ownFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `turnstone-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a command is told by its surroundings: nothing that this machine happens to set. */
export function surroundings(more = {}) {
  const { PATH, HOME, TMPDIR, ASAN_OPTIONS, UBSAN_OPTIONS } = process.env;
  const kept = { PATH, HOME, TMPDIR, ASAN_OPTIONS, UBSAN_OPTIONS, LANG: 'en_GB.UTF-8' };
  return Object.fromEntries(Object.entries({ ...kept, ...more }).filter(([, value]) => value));
}

/** Runs one command to its end: {code, signal, out, err}. */
export function run(args, { input = '', env = {}, shell } = {}) {
  const [command, list] = shell ? ['bash', ['-c', `${shell}; exec "$0" "$@"`, program, ...args]]
                                : [program, args];
  return new Promise((done, fail) => {
    // A session of its own: a command that wants to ask finds no terminal.
    const child = spawn(command, list, { env: surroundings(env), detached: true });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (err += data));
    child.stdin.on('error', () => {});  // it may end before it has read
    child.stdin.end(input);
    child.on('error', fail);
    child.on('close', (code, signal) => done({ code, signal, out, err }));
  });
}

/** Runs a command that must succeed; gives what it printed. */
export async function succeed(args, options) {
  const ended = await run(args, options);
  if (ended.code !== 0)
    throw new Error(`turnstone ${args[0]} ended with ${ended.code ?? ended.signal}: ${ended.err}`);
  return ended.out;
}

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** `turnstone serve` on a free port. */
export class Server {
  constructor(data, keyFile, { env = {}, shell, listen = '127.0.0.1:0', args = [] } = {}) {
    const all = ['serve', '--data', data, '--key-file', keyFile, '--listen', listen, ...args];
    const [command, list] = shell ? ['bash', ['-c', `${shell}; exec "$0" "$@"`, program, ...all]]
                                  : [program, all];
    this.out = '';
    this.log = '';
    this.child = spawn(command, list, { env: surroundings(env), stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this.child);
    this.child.stderr.on('data', (text) => (this.log += text));
    this.ended = new Promise((done) =>
      this.child.on('close', (code, signal) => {
        running.delete(this.child);
        done({ code, signal });
      }));
  }

  static async start(data, keyFile, options) {
    const server = new Server(data, keyFile, options);
    await new Promise((done, fail) => {
      server.child.stdout.on('data', (text) => {
        server.out += text;
        const address = /^https?:\/\/[\d.]+:(\d+)\n/.exec(server.out);
        if (!address) return;
        server.port = Number(address[1]);
        done();
      });
      server.ended.then(({ code, signal }) =>
        fail(new Error(`serve ended with ${code ?? signal}: ${server.log}`)));
    });
    return server;
  }

  get pid() { return this.child.pid; }

  /** The lines of its log, each an event. */
  events() {
    return this.log.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  /** Megabytes resident now. */
  resident() {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) / 1024;
  }

  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A file with one line in it, readable by its owner only. */
export function secretFile(path, text) {
  writeFileSync(path, `${text}\n`, { mode: 0o600 });
  return path;
}
