// node bench/writes.mjs: cases opened and read a second, durably, by 1 and by 64 at a time, on files
// and (beside a server: tools/with_postgres.sh, with TURNSTONE_TEST_PG_SAFE=1) on PostgreSQL; and how
// often this disk flushes. TURNSTONE names another program than build/release/turnstone.
import { readFileSync } from 'node:fs';
import { newId, smallCase } from '../tests/lib/people.mjs';
import { ownDatabase, withoutServer } from '../tests/lib/postgres.mjs';
import { World } from '../tests/lib/world.mjs';
import { flushes } from './flushes.mjs';

const seconds = Number(process.env.SECONDS ?? 5);

/** User and system seconds of a process so far. */
function processor(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function measure(name, world, at, one) {
  const times = [];
  const before = processor(world.server.pid);
  const end = performance.now() + 1000 * seconds;
  const clients = Array.from({ length: at }, () => world.worker.twin());
  await Promise.all(clients.map(async (client) => {
    while (performance.now() < end) {
      const begun = performance.now();
      await one(client);
      times.push(performance.now() - begun);
    }
  }));
  const used = processor(world.server.pid) - before;
  times.sort((a, b) => a - b);
  const late = times[Math.floor(0.99 * times.length)];
  console.log(`| ${name} | ${at} | ${Math.round(times.length / seconds)} | ${times[times.length >> 1].toFixed(1)} | ` +
              `${late.toFixed(1)} | ${(1000 * used / times.length).toFixed(2)} |`);
}

async function engine(name, database) {
  const world = await World.make('writes', { database });
  if (!database) console.log(`This disk flushes ${flushes(world.folder).toFixed(0)} times a second.\n`);
  console.log('| | at a time | a second | median, ms | 99 % | processor of the program, ms each |');
  console.log('|---|---|---|---|---|---|');
  const { id } = await world.open(world.worker, smallCase('Ilma'));
  for (const at of [1, 64]) {
    await measure(`${name}: case opened`, world, at, (client) =>
      client.want(201, client.post('/cases', { ...smallCase('Ilma'), id: newId() })));
    await measure(`${name}: case read`, world, at, (client) => client.want(200, client.get(`/cases/${id}`)));
  }
  await world.stop();
}

await engine('files');
if (!withoutServer) await engine('PostgreSQL', ownDatabase());
