// What outlives the moment: a calculation when the program ends, a release when a person is forgotten,
// a backup with what was studied and released.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { soon } from '../lib/load.mjs';
import { consent } from '../lib/people.mjs';
import { ended, lists } from '../lib/requests.mjs';
import { World } from '../lib/world.mjs';

describe('studies and releases', () => {
  let world, analyst;
  before(async () => {
    world = await World.make('publishing');
    analyst = world.people['north.analyst'];
  });
  after(() => world.stop());

  const genders = ['Feminine', 'Masculine'];
  const openMany = async (count) => {
    const out = [];
    for (let i = 0; i < count; ++i)
      out.push(await world.open(world.worker, { records: [
        { kind: 'person', fields: { tsn_CalledName: `Test ${i}`, prs_Gender: genders[i % 2] } },
        consent(),
        { kind: 'context', fields: { vic_MethodsOfControl: ['DebtBondage'] } },
      ] }));
    return out;
  };
  const release = async (more = {}) => {
    const { id } = await analyst.want(201, analyst.post('/releases', {
      purpose: 'For the yearly report', audience: 'everybody', receiver: 'Everybody',
      fields: ['prs_Gender', 'vic_MethodsOfControl'], k: 5, length: 2, ...more }));
    return ended(analyst, `/releases/${id}`);
  };
  const approve = ({ id, revision }) => world.supervisor.want(200, world.supervisor.post(
    `/releases/${id}/approve`, { reason: 'Read together and agreed upon.' }, { ifMatch: revision }));

  test('a person who is forgotten is out of the next release, and the two are held against each other', async () => {
    const files = await openMany(24);
    const first = await approve(await release());
    assert.equal(first.state, 'published');
    const gone = files[3];
    await world.supervisor.want(200, world.supervisor.post(
      `/cases/${gone.id}/forget`, { reason: 'asked_by_person' }, { ifMatch: gone.revision }));
    const second = await release();
    assert.equal(second.state, 'ready', second.message);
    assert.equal(second.result.people, 23);
    const { passed, claims, right } = second.result.attacks.find((each) => each.attack === 'differencing');
    assert.ok(passed && claims > 0 && right === 0);
  });

  test('who sees what is out only sees neither what waits nor what is inside', async () => {
    const coordinator = world.people['north.coordinator'];
    const { items } = await coordinator.want(200, coordinator.get('/releases'));
    assert.deepEqual(items.map((each) => each.state), ['published']);
    const one = await coordinator.want(200, coordinator.get(`/releases/${items[0].id}`));
    assert.equal(one.result.people, undefined);
    assert.equal(one.result.rare, undefined);
    assert.ok(one.result.charts.every(({ values }) => values.every((each) => each.before === undefined)));
    const { sources } = await coordinator.want(200, coordinator.get('/ledger'));
    assert.deepEqual(sources.map((each) => each.releases.length), [1]);
  });

  test('what is calculated when the program ends was interrupted, and says so', async () => {
    const { id } = await analyst.want(201, analyst.post('/studies', {
      title: 'A long one', csv: lists, replicates: 10000 }));
    await world.stop('SIGKILL');
    await world.start();
    await world.signInAll();
    analyst = world.people['north.analyst'];
    // On PostgreSQL it might still run in the other program, until that was not heard of for a while.
    const { found: study } = await soon(async () => {
      const now = await analyst.want(200, analyst.get(`/studies/${id}`));
      return now.state === 'interrupted' && now;
    }, 60_000);
    assert.ok(study.message.length > 20);
  });

  test('a table that is no table says where, and nothing of what was in it', async () => {
    const answer = await analyst.post('/studies', { title: 'T', csv: 'A,B,C,count\n1,0,Marker-7f3a,5\n' });
    assert.equal(answer.status, 422);
    assert.doesNotMatch(answer.text, /Marker/);
    assert.ok(answer.body.problems.length > 0);
  });

  test('after all of this the chain is whole, the documents with it', () => world.verify());
});
