// Somebody opens far more cases than usual: it is shown to those whom it concerns.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { smallCase } from '../lib/people.mjs';
import { World } from '../lib/world.mjs';

let world;
before(async () => (world = await World.make('unusual')));
after(() => world.stop());

test('unusual reading is shown to oneself, to supervisors and to auditors of the organisation', async () => {
  const told = async (who) => (await who.want(200, who.get('/unusual-reading'))).items;
  assert.deepEqual(await told(world.auditor), []);
  const ids = [];
  for (let i = 0; i <= 30; ++i) ids.push((await world.open(world.worker, smallCase('Ilma Torvane'))).id);
  for (const id of ids) await world.supervisor.want(200, world.supervisor.get(`/cases/${id}`));
  const { id, name } = world.accounts['north.supervisor'];
  const [day] = new Date().toISOString().split('T');
  const expected = [{ account: { id, name }, day, cases: 31, usual: 0 }];
  assert.deepEqual(await told(world.auditor), expected);
  assert.deepEqual(await told(world.supervisor), expected);
  assert.deepEqual(await told(world.worker), [], 'each sees their own');
  assert.deepEqual(await told(world.people['east.auditor']), []);
});
