// node bench/floods.mjs: what somebody who works notices while others abuse the server: dripped
// requests, 10,000 idle connections, bodies of 100 MB, nonsense instead of TLS, floods of sign-ins.
// Everything is done for real, by processes of their own, against build/release/turnstone
// (TURNSTONE names another); prints the table of docs/operations.md. SECONDS=n: of each.
import { execFileSync, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent as PlainAgent, request as askPlain } from 'node:http';
import { Agent as TlsAgent, request as askTls } from 'node:https';
import { connect } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { smallCase } from '../tests/lib/people.mjs';
import { World, passphraseOf } from '../tests/lib/world.mjs';

const seconds = Number(process.env.SECONDS ?? 20);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const body = Buffer.alloc(1 << 20, 'x');

/** An address of this machine other than 127.0.0.1, as if it were somebody elsewhere. */
const elsewhere = (i) => `127.${1 + (i >> 16) % 250}.${(i >> 8) % 256}.${1 + i % 254}`;

/** What became of things, counted by name. */
class Tally {
  counts = new Map();
  add(name, by = 1) { this.counts.set(name, (this.counts.get(name) ?? 0) + by); }
  text() {
    return [...this.counts].sort().map(([name, count]) => `${count.toLocaleString('en')} ${name}`).join(', ');
  }
}

/** `count` connections that are made one after the other, each anew when it ends; `use` begins with one. */
function keepOpen(count, port, tally, use, open = connect) {
  const begin = (i) => {
    const socket = open({ port, host: '127.0.0.1', localAddress: elsewhere(i), rejectUnauthorized: false });
    let answered = '';
    socket.on('data', (data) => (answered ||= String(data.subarray(9, 12))));
    socket.on('error', () => {});
    socket.on('close', () => {
      tally.add(answered ? `answered ${answered}` : 'cut off');
      setTimeout(begin, 200, i);
    });
    use(socket);
  };
  for (let i = 0; i < count; ++i) setTimeout(begin, i / 4, i);
}

const drip = (head, byte) => (socket) => {
  socket.write(head);
  const timer = setInterval(() => socket.write(byte), 1000);
  socket.on('close', () => clearInterval(timer));
};

/** Each runs in a process of its own until it is told to stop. */
const attacks = {
  headers: (port, tally) =>
    keepOpen(1000, port, tally, drip('GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX-A: ', 'a')),
  bodies: (port, tally) =>
    keepOpen(1000, port, tally, drip('POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n' +
      'Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n', ' ')),
  idle: (port, tally) =>
    keepOpen(10_000, port, tally, (socket) => {
      socket.write('GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n');
      tally.add('made');
    }),
  large: (port, tally) =>
    keepOpen(32, port, tally, (socket) => {
      let left = 100;
      socket.write('POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
                   `Content-Length: ${left << 20}\r\n\r\n`);
      const more = () => {
        for (; left > 0; --left) if (!socket.write(body)) return;
        socket.end();
      };
      socket.on('drain', () => { --left; more(); });
      more();
    }),
  tls: (port, tally) => {
    const nonsense = [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(20_000, 0x16),
                      Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, ...Array(200).fill(7)]),
                      Buffer.from([0x16, 3, 3, 0xff, 0xff]), Buffer.alloc(0)];
    let i = 0;
    keepOpen(500, port, tally, (socket) => socket.write(nonsense[++i % nonsense.length]));
  },
  handshakes: (port, tally) =>
    keepOpen(64, port, tally, (socket) => socket.on('secureConnect', () => {
      tally.add('handshakes');
      socket.destroy();
    }), connectTls),
  signIns: (port, tally) => {
    // Many people's worth of addresses and logins, so that no throttle of one of them helps.
    let i = 0;
    const one = async () => {
      for (;;) {
        const login = `nobody.${++i}`;
        const answer = await ask(askPlain, { port, localAddress: elsewhere(i), agent: false }, 'POST', '/sessions',
                                 { login, passphrase: passphraseOf(login) }).catch(() => ({ status: 'cut off' }));
        tally.add(`answered ${answer.status}`);
      }
    };
    for (let n = 0; n < 200; ++n) one();
  },
};

function ask(send, options, method, path, content, headers = {}) {
  return new Promise((done, fail) => {
    const text = content && JSON.stringify(content);
    const out = send({ host: '127.0.0.1', method, path: `/api/v1${path}`, ...options,
                       headers: { ...headers, ...(text && { 'content-type': 'application/json',
                                                            'content-length': Buffer.byteLength(text) }) } },
                     (answer) => {
                       let got = '';
                       answer.on('data', (data) => (got += data));
                       answer.on('error', fail);
                       answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text: got }));
                     });
    out.on('error', fail);
    out.end(text);
  });
}

/** Somebody who opens the list and a case by turns, twenty times a second, for as long as it lasts. */
class Worker {
  constructor(port, secure) {
    this.send = secure ? askTls : askPlain;
    const Agent = secure ? TlsAgent : PlainAgent;
    this.options = { port, agent: new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false }) };
  }
  async begin() {
    const login = 'north.caseworker';
    const answer = await ask(this.send, this.options, 'POST', '/sessions', { login, passphrase: passphraseOf(login) });
    this.headers = { cookie: answer.headers['set-cookie'][0].split(';')[0] };
    this.known = JSON.parse((await this.get('/cases')).text).items[0].id;
  }
  get(path) { return ask(this.send, this.options, 'GET', path, undefined, this.headers); }
  async work(until) {
    const times = [];
    let failed = 0;
    for (let i = 0; performance.now() < until; ++i) {
      const begun = performance.now();
      try {
        const answer = await this.get(i % 2 ? '/cases' : `/cases/${this.known}`);
        if (answer.status !== 200) ++failed;
      } catch {
        ++failed;
      }
      times.push(performance.now() - begun);
      await pause(50);
    }
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
    return { asked: times.length, failed, median: at(0.5), late: at(0.99), worst: at(1) };
  }
}

/** User and system seconds of a process so far. */
function processor(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** One row: the attack begins, then somebody works. */
async function row(name, server, secure, attack) {
  const worker = new Worker(server.port, secure);
  await worker.begin();
  let child;
  let told = '';
  if (attack) {
    child = fork(fileURLToPath(import.meta.url), [attack, String(server.port)]);
    child.on('message', (text) => (told = text));
    await pause(3000);
  }
  const before = processor(server.pid);
  const begun = performance.now();
  const got = await worker.work(begun + 1000 * seconds);
  const share = (processor(server.pid) - before) / (performance.now() - begun) * 1000;
  if (child) {
    const ended = new Promise((done) => child.on('close', done));
    child.send('stop');
    await ended;
  }
  const ms = (value) => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en'));
  console.log(`| ${name} | ${got.asked} | ${got.failed} | ${ms(got.median)} | ${ms(got.late)} | ${ms(got.worst)} | ` +
              `${Math.round(100 * share)} % | ${Math.round(server.resident())} MB | ${told || '–'} |`);
}

async function main() {
  const world = await World.make('floods');
  for (let i = 0; i < 200; ++i) await world.open(world.worker, smallCase(`Ilma ${i}`));
  await world.stop();
  console.log(`${cpus().length} processors, Node ${process.version}, ${seconds} s each\n`);
  console.log('| meanwhile | asked | failed | median, ms | 99 % | worst | processor | memory | what became of the others |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  const plain = await world.start();
  await row('nothing', plain, false);
  await row('1,000 requests whose headers drip', plain, false, 'headers');
  await row('1,000 requests whose bodies drip', plain, false, 'bodies');
  await row('10,000 idle connections', plain, false, 'idle');
  await row('32 bodies of 100 MB at a time', plain, false, 'large');
  await row('200 sign-ins at a time, of as many people', plain, false, 'signIns');
  await world.stop();
  const key = join(world.folder, 'tls.key');
  const chain = join(world.folder, 'tls.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
                           '-subj', '/CN=shelter.test', '-keyout', key, '-out', chain], { stdio: 'ignore' });
  const tls = await world.start({ args: ['--certificate', chain, '--private-key', key] });
  await row('nothing, over TLS', tls, true);
  await row('500 connections of nonsense instead of TLS', tls, true, 'tls');
  await row('64 TLS handshakes at a time', tls, true, 'handshakes');
  await world.stop();
}

const [attack, port] = process.argv.slice(2);
if (attack) {
  const tally = new Tally();
  attacks[attack](Number(port), tally);
  process.on('message', () => process.send(tally.text(), () => process.exit()));
} else {
  await main();
}
