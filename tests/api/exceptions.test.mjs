// The two exceptions from whose a case is: a colleague is kept out, somebody breaks the glass.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fullCase, newId } from '../lib/people.mjs';
import { World } from '../lib/world.mjs';

describe('exceptions', () => {
  let world;
  before(async () => (world = await World.make('exceptions')));
  after(() => world.stop());

  const withoutTime = ({ status, text, headers: { date, ...headers } }) => ({ status, text, headers });

  test('for who is kept out the case is not there, to the byte', async () => {
    const file = await world.open(world.worker, fullCase());
    const out = world.accounts['north.supervisor'].id;
    const kept = await world.worker.want(200, world.worker.put(
      `/cases/${file.id}/kept-out/${out}`, undefined, { ifMatch: file.revision }));
    assert.deepEqual(kept.kept_out.map((each) => each.id), [out]);
    const record = file.records[0];
    const asks = (id) => [
      ['GET', `/cases/${id}`], ['GET', `/cases/${id}/history`], ['GET', `/cases/${id}/readers`],
      ['POST', `/cases/${id}/break-glass`, { body: { reason: 'I want to know.' } }],
      ['POST', `/cases/${id}/reasons`, { body: { class: 'M', reason: 'I want to know.' } }],
      ['POST', `/cases/${id}/forget`, { body: { reason: 'opened_in_error' }, ifMatch: kept.revision }],
      ['PATCH', `/cases/${id}/records/${record.id}`, { body: { fields: {} }, ifMatch: 1 }],
      ['PUT', `/cases/${id}/owner`, { body: { account: out }, ifMatch: kept.revision }],
      ['DELETE', `/cases/${id}/kept-out/${out}`, { ifMatch: kept.revision }]];
    const nowhere = asks(newId());
    for (const [i, ask] of asks(file.id).entries()) {
      const answer = withoutTime(await world.supervisor.call(...ask));
      assert.equal(answer.status, 404, ask[1]);
      assert.deepEqual(answer, withoutTime(await world.supervisor.call(...nowhere[i])), ask[1]);
    }
    const seen = await Promise.all(['/cases?state=all&limit=200', '/day', '/counts?by=cas_Status'].map(
      async (path) => JSON.stringify(await world.supervisor.want(200, world.supervisor.get(path)))));
    for (const text of seen) assert.ok(!text.includes(file.id));
    const found = await world.supervisor.want(200, world.supervisor.post(
      '/cases/search', { name: 'Veltrova', state: 'all' }));
    assert.deepEqual(found, { items: [], elsewhere: false });
    await world.worker.want(200, world.worker.delete(
      `/cases/${file.id}/kept-out/${out}`, { ifMatch: kept.revision }));
    assert.equal((await world.supervisor.get(`/cases/${file.id}`)).status, 200);
  });

  test('somebody of another organisation cannot be kept out, as they are not there', async () => {
    const file = await world.open(world.worker, fullCase());
    const put = (id) => world.worker.put(`/cases/${file.id}/kept-out/${id}`, undefined, { ifMatch: 1 });
    const nobody = withoutTime(await put(newId()));
    assert.equal(nobody.status, 404);
    assert.deepEqual(withoutTime(await put(world.accounts['east.caseworker'].id)), nobody);
  });

  test('breaking the glass lets in, tells the team and stands in the log', async () => {
    const file = await world.open(world.worker, fullCase());
    const { southWorker } = world;
    assert.equal((await southWorker.get(`/cases/${file.id}`)).status, 404);
    const reason = 'The hospital is on the phone.';
    const { until } = await southWorker.want(200, southWorker.post(`/cases/${file.id}/break-glass`, { reason }));
    const hours = (Date.parse(until) - Date.now()) / 3_600_000;
    assert.ok(hours > 2.9 && hours <= 3, `${hours} hours`);
    const view = await southWorker.want(200, southWorker.get(`/cases/${file.id}`));
    assert.ok(!view.can.includes('case.assign') && !view.can.includes('case.close'));
    assert.equal((await southWorker.put(`/cases/${file.id}/owner`,
      { account: world.accounts['south.caseworker'].id }, { ifMatch: view.revision })).status, 404);
    assert.ok(JSON.stringify(view.records).includes(reason), 'the reason stays in the case');

    const day = await world.worker.want(200, world.worker.get('/day'));
    const told = day.broken.find((each) => each.case.id === file.id);
    assert.deepEqual([told.by.id, told.until], [world.accounts['south.caseworker'].id, until]);
    const { items } = await world.worker.want(200, world.worker.get(`/cases/${file.id}/readers`));
    assert.ok(items.some((each) => each.what === 'glass_broken' && each.by.id === told.by.id));
    await world.stop();
    await world.start();
    await world.signInAll();
    world.southWorker = world.people['south.caseworker'];
    assert.equal((await world.southWorker.get(`/cases/${file.id}`)).status, 200, 'also after a restart');
  });

  test('not into another organisation, not without a reason', async () => {
    const file = await world.open(world.worker, fullCase());
    const ask = (client, id, reason) => client.post(`/cases/${id}/break-glass`, { reason });
    const foreign = withoutTime(await ask(world.people['east.caseworker'], file.id, 'A reason.'));
    assert.equal(foreign.status, 404);
    assert.deepEqual(withoutTime(await ask(world.people['east.caseworker'], newId(), 'A reason.')), foreign);
    for (const reason of ['', '   '])
      assert.equal((await ask(world.southWorker, file.id, reason)).status, 422);
    assert.equal((await world.southWorker.get(`/cases/${file.id}`)).status, 404);
  });

  test('the chains are whole', () => world.verify());
});
