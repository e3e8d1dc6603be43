// node bench/server.mjs [CASES [MS]]: what the whole server takes of the processor and of the disk, with CASES
// invented cases (100,000), beside a request that does nothing and beside the disk's own flushes, of which each
// takes MS milliseconds longer (0). The client runs on the same machine and takes more than the server, so processor
// time is that of the server's process alone.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Demonstration } from '../tests/lib/demonstration.mjs';
import { newId, newKey } from '../tests/lib/people.mjs';
import { flushes, slowedBy } from './flushes.mjs';

const count = Number(process.argv[2] ?? 100_000);
const slower = Number(process.argv[3] ?? 0);
const ticks = 100;  // of /proc, a second

/** Seconds of processor time that the server has used. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

/** One connection that is kept: a request at a time, the answer read to its end. */
class Line {
  constructor(port) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.kept = Buffer.alloc(0);
    this.socket.on('data', (data) => this.#take(data));
    this.socket.on('error', (error) => this.fail?.(error));
    this.socket.on('close', () => this.fail?.(new Error('the server closed the connection')));
  }

  #take(data) {
    this.kept = this.kept.length ? Buffer.concat([this.kept, data]) : data;
    const head = this.kept.indexOf('\r\n\r\n');
    if (head < 0) return;
    const text = this.kept.toString('latin1', 0, head);
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (this.kept.length < head + 4 + length) return;
    this.kept = this.kept.subarray(head + 4 + length);
    this.done(Number(text.slice(9, 12)));
  }

  ask(bytes) {
    return new Promise((done, fail) => {
      this.done = done;
      this.fail = fail;
      this.socket.write(bytes);
    });
  }
}

const written = (client, method, path, body, more = '') => {
  const content = body ? JSON.stringify(body) : '';
  return `${method} /api/v1${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
    (client ? `Cookie: turnstone_session=${client.cookie}\r\nX-CSRF-Token: ${client.csrf}\r\n` : '') +
    (body ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(content)}\r\n` : '') +
    `${more}\r\n${content}`;
};

/** `total` requests over `lines` connections: processor time each, rate, and how long each took. */
async function load(server, lines, total, make, expected) {
  const all = Array.from({ length: lines }, () => new Line(server.port));
  for (const line of all) await line.ask(make(0));  // connections, and what is read once
  const times = [];
  let next = 0;
  const cpu = cpuSeconds(server.pid);
  const began = performance.now();
  await Promise.all(all.map(async (line) => {
    while (next < total) {
      const request = make(++next);
      const sent = performance.now();
      const status = await line.ask(request);
      times.push(performance.now() - sent);
      if (status !== expected) throw new Error(`${status} for ${request.split('\r\n')[0]}`);
    }
  }));
  const seconds = (performance.now() - began) / 1000;
  const used = cpuSeconds(server.pid) - cpu;
  for (const line of all) {
    line.fail = undefined;
    line.socket.destroy();
  }
  times.sort((a, b) => a - b);
  return { micros: used / total * 1e6, rate: total / seconds, median: times[Math.floor(total / 2)],
           p99: times[Math.floor(total * 0.99)] };
}

const row = (name, { micros, rate, median, p99 }, ratio = '') => console.log(
  `${name.padEnd(46)} ${micros.toFixed(0).padStart(7)} us ${rate.toFixed(0).padStart(8)}/s ` +
  `${median.toFixed(1).padStart(8)} / ${p99.toFixed(1).padEnd(7)} ms  ${ratio}`);

const began = performance.now();
const network = await Demonstration.make('bench-server', count);
console.log(`${count} cases made in ${((performance.now() - began) / 1000).toFixed(0)} s`);
const slow = slower > 0 ? slowedBy(slower, network.folder) : {};
const server = await network.start({ env: slow });
const ready = server.events().find((each) => each.event === 'serve.started');
console.log(`ready ${ready.ms} ms after unlocking (asked: 5,000 at 100,000 cases), ` +
            `${server.resident().toFixed(0)} MB resident (asked: 1,000)\n`);

const rate = flushes(network.folder, slow);
const worker = await network.signIn(network.ofRole('caseworker')[0]);
const { items: cases } = await worker.want(200, worker.get('/cases?state=open&limit=200'));
const one = (i) => cases[i % cases.length].id;

// In turns, for a machine is faster at one minute than at another: what is said is of the round in the middle.
const rounds = 3;
const crowd = 256;
const kinds = {
  bare: [20_000, () => written(null, 'GET', '/health')],
  list: [5_000, () => written(worker, 'GET', '/cases?state=open&scope=mine&limit=50')],
  read: [10_000, (i) => written(worker, 'GET', `/cases/${one(i)}`)],
};
const taken = [];
for (let round = 0; round < rounds; ++round) {
  const each = {};
  for (const [kind, [total, make]] of Object.entries(kinds)) each[kind] = await load(server, crowd, total, make, 200);
  taken.push(each);
}
const middle = (value) => taken.map((each) => [value(each), each]).sort(([a], [b]) => a - b)[rounds >> 1][1];
const times = (kind) => (each) => each[kind].micros / each.bare.micros;

console.log(`${''.padEnd(46)} processor     rate   median / 99th percentile`);
row(`a request that does nothing, ${crowd} connections`, middle((each) => each.bare.micros).bare);
const list = middle(times('list'));
row('a filtered list of 50', list.list, `${times('list')(list).toFixed(1)} times the bare one (asked: 3)`);
const read = middle(times('read'));
row('one case, opened and audited', read.read,
    `${times('read')(read).toFixed(1)} times the bare one (asked: 4), ` +
    `${(read.read.rate / rate).toFixed(1)} times the flush rate (asked: 25)`);
const note = (i) => written(worker, 'POST', `/cases/${one(i)}/records`,
                            { id: newId(), kind: 'note', fields: { cco_CaseComment: `Invented, ${i}.` } },
                            `Idempotency-Key: ${newKey()}\r\n`);
const write = await load(server, 64, 8_000, note, 201);
row('a note, durable, 64 connections', write, `${(write.rate / rate).toFixed(1)} times the flush rate (asked: 15)`);
console.log(`\nthe disk's own flushes of 4 KB: ${rate.toFixed(0)} a second`);
await server.stop();
