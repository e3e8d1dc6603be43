// Organisations in PostgreSQL, served by two processes; either of them, and the server, may die.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Load, soon, verified } from '../lib/load.mjs';
import { fullCase, note, smallCase, words } from '../lib/people.mjs';
import { dump, ownDatabase, startAgain, stopHard, withoutServer } from '../lib/postgres.mjs';
import { isChecked, run, succeed } from '../lib/program.mjs';
import { World, passphraseOf } from '../lib/world.mjs';

const rounds = isChecked ? 2 : 5;

describe('two processes on one database', { skip: withoutServer }, () => {
  let world;
  let other;
  before(async () => {
    world = await World.make('postgres', { database: ownDatabase() });
    other = await world.startAnother();
  });
  after(() => Promise.all([world?.stop('SIGKILL'), other?.stop('SIGKILL')]));

  /** The same person, whose next request reaches the other process. */
  const atOther = (client) => Object.assign(client.twin(), { server: other });
  const signedIn = async (client) => (await client.get('/sessions/current')).status === 200;

  test('who signed in at one is known to the other, and ended is ended everywhere', async () => {
    const here = await world.signIn('north.caseworker');
    const there = atOther(here);
    assert.ok(await signedIn(there));
    const made = await there.want(201, there.post('/cases', smallCase('Anywhere Goes')));
    await here.want(200, here.get(`/cases/${made.id}`));
    assert.equal((await there.delete('/sessions/current')).status, 204);
    assert.ok(!await signedIn(here));
  });

  test('what is written at one is in the lists of the other within a second', async (t) => {
    const there = atOther(world.worker);
    const times = [];
    for (let i = 0; i < 10; ++i) {
      const made = await world.open(world.worker, smallCase(`Nuralisk ${i}`));
      const { took } = await soon(async () =>
        (await there.want(200, there.get('/cases'))).items.some((each) => each.id === made.id));
      times.push(took);
      const added = await there.want(201, there.post(`/cases/${made.id}/records`, note('over there')));
      const seen = await world.worker.want(200, world.worker.get(`/cases/${made.id}`));
      assert.ok(seen.records.some((each) => each.id === added.id), 'a case is read as it is');
    }
    t.diagnostic(`seen after at most ${Math.ceil(Math.max(...times))} ms`);
    assert.ok(Math.max(...times) < 1000);
  });

  test('a new account signs in at both, and a disabled one is out of both', async () => {
    await world.account(world.admin, 'north.newcomer', 'caseworker', world.north);
    const there = new Client(other, world.worker.description);
    await soon(async () =>
      (await there.signIn('north.newcomer', passphraseOf('north.newcomer'))).status === 201);
    const { items } = await world.admin.want(200, world.admin.get('/accounts'));
    const account = items.find((each) => each.login === 'north.newcomer');
    await world.admin.want(200, world.admin.patch(`/accounts/${account.id}`, { disabled: true },
                                                  { ifMatch: account.revision }));
    assert.ok(!await signedIn(there));
    // The console, too, while both are serving.
    assert.match(await succeed(['user', 'list', ...world.key]), /north\.newcomer/);
  });

  test('a change at one that came too late for a change at the other is told so', async () => {
    const made = await world.open(world.worker, smallCase('Two At Once'));
    const there = atOther(world.worker);
    const [record] = made.records;
    const change = (client, name) =>
      client.patch(`/cases/${made.id}/records/${record.id}`, { fields: { tsn_CalledName: name } },
                   { ifMatch: record.revision });
    const statuses = (await Promise.all([change(world.worker, 'One'), change(there, 'Other')]))
      .map((answer) => answer.status).sort();
    assert.deepEqual(statuses, [200, 412]);
  });

  test('what one calculates runs elsewhere for the other, which can give it up', async () => {
    const here = world.people['north.analyst'];
    const there = atOther(here);
    const { id } = await here.want(201, here.post('/studies', {
      title: 'A long one', replicates: 10_000,
      csv: 'A,B,C,count\n1,0,0,154\n0,1,0,263\n0,0,1,207\n1,1,0,35\n1,0,1,14\n0,1,1,56\n1,1,1,5\n' }));
    const seen = await there.want(200, there.get(`/studies/${id}`));
    assert.equal(seen.state, 'running');
    assert.match(seen.message, /another of your servers/);
    await there.want(200, there.post(`/studies/${id}/cancel`, {}));
    assert.equal((await here.want(200, here.get(`/studies/${id}`))).state, 'cancelled');
  });

  test('nothing of anybody can be read in a copy of the database', async () => {
    await world.open(world.worker, fullCase());
    const copy = dump(world.database);
    for (const word of Object.values(words).flat()) assert.ok(!copy.includes(word), word);
    assert.ok(!copy.includes('north.caseworker'));
  });

  test('a backup is two files for each organisation, and restores into a directory', async () => {
    const out = join(world.folder, 'backups');
    mkdirSync(out);
    const made = JSON.parse(await succeed(['backup', '--data', world.data, ...world.inDatabase,
                                           '--out', out, '--json']));
    assert.equal(made.organisations, 2);
    assert.equal(readdirSync(join(made.folder, 'store')).length, 2);
    const refused = await run(['restore', ...world.key, '--from', made.folder]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /into a data directory/);
    const elsewhere = ['--data', join(world.folder, 'restored'), '--key-file', world.keyFile];
    await succeed(['restore', ...elsewhere, '--from', made.folder]);
    await verified(elsewhere);
  });

  test('an address with a password, or of a database that is another node\'s, is refused', async () => {
    const key = ['--data', join(world.folder, 'new'), '--key-file', world.keyFile];
    const init = (address) => run(['init', ...key, '--database', address]);
    for (const [address, message] of [['postgresql://me:secret@localhost/x', /password/],
                                      [world.database, /organisations in this database already/]]) {
      const ended = await init(address);
      assert.equal(ended.code, 2, ended.err);
      assert.match(ended.err, message);
    }
  });

  const load = new Load();

  test(`one of the two dies, ${rounds} times: who was at it goes on at the other`, async () => {
    for (let round = 0; round < rounds; ++round) {
      const client = await world.signIn('north.caseworker');
      const there = atOther(client);
      const ended = await load.until([client, there], 10 + 7 * round, async () => {
        await world.stop('SIGKILL');
        const made = await there.want(201, there.post('/cases', smallCase('At Once')));
        await there.want(200, there.get(`/cases/${made.id}`));  // the same session
        await world.start();
        await other.stop('SIGKILL');
        other = await world.startAnother();
      });
      assert.ok(ended.every((each) => each instanceof Error), 'only connections ended');
    }
    await load.allThere(await world.signIn('north.caseworker'));
    await verified(world.key);
  });

  test(`the database is stopped hard, ${rounds} times: nothing acknowledged is lost`, async (t) => {
    for (let round = 0; round < rounds; ++round) {
      const client = await world.signIn('north.caseworker');
      const ended = await load.until([client, atOther(client)], 10 + 7 * round, stopHard);
      for (const each of ended) {
        assert.equal(each.status, 503, each.text ?? each);
        assert.ok(each.headers['retry-after']);
        assert.equal(each.body.key, 'store.unreachable');
      }
      startAgain();
    }
    await load.allThere(await world.signIn('north.caseworker'));
    t.diagnostic(`${load.acknowledged.size} cases acknowledged, ${load.unanswered.size} unanswered`);
    await verified(world.key);
  });
});
