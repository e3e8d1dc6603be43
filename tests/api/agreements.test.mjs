// Sharing agreements between two organisations over a line: proposed by one, signed by both, and nothing outside of them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { couple } from '../lib/house.mjs';
import { newId } from '../lib/people.mjs';

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const terms = (more) => ({ purposes: ['refer'], classes: 'K', rhythm: 'as_needed', least_cell: 10, start: day(-1), end: day(20),
                           note: 'For the other shelter', ...more });
const all = (house) => house.worker.want(200, house.worker.get('/agreements'));
const until = async (house, isSo) => {
  for (;;) {
    const { items } = await all(house);
    if (items.length && isSo(items[0])) return items[0];
    await new Promise((done) => setTimeout(done, 50));
  }
};
const say = (house, id, what, note = '') => house.supervisor.post(`/agreements/${id}/steps`, { what, note });

describe('a sharing agreement', () => {
  let shelter, home, peer;
  const propose = (more) => shelter.supervisor.post('/agreements', { peer: peer.id, ...terms(more) });
  const preview = async (agreed, more = {}) => shelter.worker.post(`/cases/${agreed.file.id}/matters/preview`, {
    peer: peer.id, request: 'refer', classes: 'K', receipt: agreed.receipt.id, ...more });
  before(async () => {
    [shelter, home] = await couple(['Lantern House', 'Harbour Light']);
    peer = shelter.peers[home.name];
  });
  after(() => Promise.all([shelter.end(), home.end()]));

  test('is refused with everything that is wrong in it', async () => {
    const refused = async (more) => (await propose(more)).body.problems.map(({ field, key }) => `${field} ${key}`);
    assert.deepEqual(await refused({ purposes: ['publish'], rhythm: 'now', least_cell: 2, end: day(-9) }),
                     ['purposes field.not_a_choice', 'rhythm field.not_a_choice', 'least_cell agreement.cell_too_small',
                      'end agreement.ends_before']);
    assert.deepEqual(await refused({ start: 'today', classes: 'KX' }), ['classes field.not_a_choice', 'start date.malformed']);
    assert.deepEqual(await refused({ peer: newId() }), ['peer peer.absent']);
    assert.equal((await shelter.worker.post('/agreements', { peer: peer.id, ...terms() })).status, 403);
    assert.deepEqual((await all(shelter)).items, []);
  });

  test('is proposed by one and signed by the other; both see it, and when it ends', async () => {
    const { id, state } = await shelter.supervisor.want(201, propose());
    assert.equal(state, 'proposed');
    const came = await until(home, () => true);
    assert.deepEqual([came.name, came.ours, came.terms.note], ['Lantern House', false, 'For the other shelter']);
    assert.equal((await home.worker.get(`/matters/${id}`)).status, 404);
    assert.equal((await home.worker.post(`/matters/${id}/accept`, { open: true })).status, 404);
    assert.equal((await home.worker.post(`/agreements/${id}/steps`, { what: 'accepted' })).status, 403);
    assert.equal((await say(home, id, 'accepted')).body.state, 'in_force');
    const here = await until(shelter, ({ state }) => state === 'in_force');
    assert.deepEqual([here.ends_soon, here.terms], [true, (await all(home)).items[0].terms]);
    assert.deepEqual((await all(shelter)).ask, ['Test supervisor']);
  });

  test('lets through what it covers, and nothing else', async () => {
    const agreed = await shelter.person('Ilma Torvane', home.name);
    assert.equal((await preview(agreed)).status, 200);
    const outside = await preview(agreed, { classes: 'KS' });
    assert.deepEqual(outside.body.problems.map(({ field, key }) => [field, key]), [['agreement', 'agreement.outside']]);
    assert.match(outside.body.problems[0].message, /agreement/);
    const traced = await shelter.person('Rosa Veltrova', home.name, { tsn_ConsentPurpose: 'trace' });
    assert.equal((await preview(traced, { request: 'trace' })).body.problems[0].key, 'agreement.outside');
  });

  test('stops what waits when it ends; consent taken back still travels', async () => {
    const [sent, waiting] = [await shelter.person('Ilma Torvane', home.name), await shelter.person('Ilma Torvane', home.name)];
    const one = await shelter.ask(sent, peer);
    await home.see(one.id, ({ progress }) => progress === 'received');
    home.line.cut();
    const two = await shelter.ask(waiting, peer);
    const { items: [{ id }] } = await all(shelter);
    assert.equal((await say(shelter, id, 'done', 'We move')).body.state, 'ended');
    assert.equal((await shelter.matter(two.id)).stopped, true);
    assert.equal((await shelter.worker.post(`/matters/${two.id}/packet`)).body.key, 'agreement.stopped');
    assert.equal((await preview(waiting)).body.problems[0].key, 'agreement.lapsed');
    home.line.mend();
    await until(home, ({ state }) => state === 'ended');
    await shelter.step(one.id, 'withdraw', '');
    assert.equal((await home.see(one.id, ({ withdrawal }) => withdrawal === 'carried_out')).sent, undefined);
    await shelter.see(one.id, ({ withdrawal }) => withdrawal === 'carried_out');
    // What the courier has taken by then, it has taken in this order: the second request has not gone.
    assert.equal((await home.worker.get(`/matters/${two.id}`)).status, 404);
    for (const house of [shelter, home])
      assert.deepEqual((await house.auditor.want(200, house.auditor.post('/audit/verify'))).findings, []);
  });
});
