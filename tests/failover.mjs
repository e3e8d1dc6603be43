// node tests/failover.mjs: two programs write to a PostgreSQL server that has one synchronous
// replica. The server is stopped hard and the replica promoted: the programs, which are not started
// anew, go on, and everything acknowledged is there. Run beside a server: make test-postgres.
import assert from 'node:assert/strict';
import { Load, soon, verified } from './lib/load.mjs';
import { smallCase } from './lib/people.mjs';
import { Replica, ownDatabase, stopHard, withoutServer } from './lib/postgres.mjs';
import { World, passphraseOf } from './lib/world.mjs';

if (withoutServer) throw new Error(withoutServer);

const database = ownDatabase();
const replica = new Replica();
process.on('exit', () => replica.stop());
const world = await World.make('failover', { database: Replica.either(database) });
const other = await world.startAnother();
const client = await world.signIn('north.caseworker');
const there = Object.assign(client.twin(), { server: other });

const load = new Load();
const ended = await load.until([client, there], 150, stopHard);
for (const each of ended) {
  assert.equal(each.status, 503, each.text ?? each);
  assert.equal(each.body.key, 'store.unreachable');
}

const begun = performance.now();
replica.promote();
const promoted = performance.now() - begun;
for (const each of [client, there])
  await soon(async () => {
    const answer = await each.signIn('north.caseworker', passphraseOf('north.caseworker'));
    return answer.status === 201;
  });
const took = performance.now() - begun;
await load.allThere(there);
await world.open(client, smallCase('On The Other Server'));
await Promise.all([world.stop(), other.stop()]);
await verified(world.key);
console.log(`fail-over: ${load.acknowledged.size} cases acknowledged and there, ` +
            `${load.unanswered.size} unanswered; promoted in ${Math.round(promoted)} ms, signed in at ` +
            `both programs ${Math.round(took)} ms after the word was given; audit verify is clean`);
