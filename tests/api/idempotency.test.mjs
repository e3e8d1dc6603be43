// Sent twice, sent at once, sent late: each thing happens once, and nothing of anybody's is lost.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fullCase, newId, newKey, note, smallCase } from '../lib/people.mjs';
import { World } from '../lib/world.mjs';

describe('repeating, and two at once', () => {
  let world;
  before(async () => { world = await World.make('idempotency'); });
  after(() => world.stop());

  const total = async (client) =>
    (await client.want(200, client.get('/cases?state=all'))).total;
  const fieldsOf = (file, kind) => file.records.find((each) => each.kind === kind);

  test('save tapped five times is one case', async () => {
    const before = await total(world.worker);
    const [content, key] = [smallCase('Ilma Torvane'), newKey()];
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() =>
      world.worker.post('/cases', content, { key })));
    assert.deepEqual(answers.map((each) => each.status), [201, 201, 201, 201, 201]);
    assert.equal(new Set(answers.map((each) => each.text)).size, 1, 'five times the same answer');
    assert.equal(await total(world.worker), before + 1);
  });

  test('a note saved five times is one note', async () => {
    const file = await world.open(world.worker, smallCase('Ilma Torvane'));
    const key = newKey();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() =>
      world.worker.post(`/cases/${file.id}/records`, note('Met at the station.'), { key })));
    assert.equal(new Set(answers.map((each) => each.body.id)).size, 1);
    const now = await world.worker.want(200, world.worker.get(`/cases/${file.id}`));
    assert.equal(now.records.filter((each) => each.kind === 'note').length, 1);
  });

  test('a key used again for something else is refused, and nothing is made', async () => {
    const key = newKey();
    await world.worker.want(201, world.worker.post('/cases', smallCase('Ilma Torvane'), { key }));
    const before = await total(world.worker);
    const other = await world.worker.post('/cases', smallCase('Somebody Else'), { key });
    assert.equal(other.status, 422);
    assert.equal(other.body.key, 'idempotency.key_reused');
    assert.equal(await total(world.worker), before);
  });

  test('a key belongs to one account', async () => {
    const [content, key] = [smallCase('Ilma Torvane'), newKey()];
    const mine = await world.worker.want(201, world.worker.post('/cases', content, { key }));
    const theirs = await world.southWorker.want(
      201, world.southWorker.post('/cases', content, { key }));
    assert.notEqual(mine.id, theirs.id);
  });

  test('a refused request does not use its key up', async () => {
    const key = newKey();
    const refused = await world.worker.post('/cases', { records: [] }, { key });
    assert.equal(refused.status, 422);
    await world.worker.want(201, world.worker.post('/cases', smallCase('Ilma Torvane'), { key }));
  });

  test('a key that is none is refused', async () => {
    for (const key of ['short', 'x'.repeat(65), 'sixteen letters and spaces', 'ключключключключ'])
      assert.ok([400, 422].includes((await world.worker.post('/cases', smallCase('Ilma Torvane'), {
        headers: { 'idempotency-key': encodeURIComponent(key) === key ? key : key.replace(/[^ -~]/g, '%') },
      })).status), key);
  });

  test('an id made by the client is the id; twice without a key it is taken', async () => {
    const content = { ...smallCase('Ilma Torvane'), id: newId() };
    const file = await world.open(world.worker, content);
    assert.equal(file.id, content.id);
    const again = await world.worker.post('/cases', content);
    assert.equal(again.status, 409);
    assert.equal(again.body.key, 'case.id_taken');
  });

  test('two change one record: one wins, the other is told, and nothing is lost', async () => {
    const file = await world.open(world.worker, fullCase());
    const other = await world.signIn('north.caseworker');
    const { id } = fieldsOf(file, 'person');
    const path = `/cases/${file.id}/records/${id}`;
    const [first, second] = await Promise.all([
      world.worker.patch(path, { fields: { prs_FirstName: 'Ilma' } }, { ifMatch: 1 }),
      other.patch(path, { fields: { prs_SecondName: 'Torvane' } }, { ifMatch: 1 })]);
    assert.deepEqual([first.status, second.status].sort(), [200, 412]);
    const late = first.status === 412 ? first : second;
    assert.equal(late.body.key, 'store.changed_meanwhile');
    // Looked at again and sent again, both are there.
    const [client, fields] = first.status === 412
      ? [world.worker, { prs_FirstName: 'Ilma' }] : [other, { prs_SecondName: 'Torvane' }];
    const done = await client.want(200, client.patch(path, { fields }, { ifMatch: 2 }));
    assert.equal(done.fields.prs_FirstName, 'Ilma');
    assert.equal(done.fields.prs_SecondName, 'Torvane');
    assert.equal(done.revision, 3);
  });

  test('two in one case, on different records, do not disturb each other', async () => {
    const file = await world.open(world.worker, fullCase());
    const other = await world.signIn('north.caseworker');
    const change = (client, kind, fields) => client.patch(
      `/cases/${file.id}/records/${fieldsOf(file, kind).id}`, { fields }, { ifMatch: 1 });
    const answers = await Promise.all([
      change(world.worker, 'person', { prs_FirstName: 'Ilma' }),
      change(other, 'context', { vic_AgeWhenTrafficked: 19 }),
      change(other, 'note', { cco_CaseComment: 'Changed while the other wrote.' })]);
    assert.deepEqual(answers.map((each) => each.status), [200, 200, 200]);
  });

  test('many at once: as many revisions as there were changes', async () => {
    const file = await world.open(world.worker, fullCase());
    const path = `/cases/${file.id}/records/${fieldsOf(file, 'person').id}`;
    const writers = Array.from({ length: 8 }, (_, i) => i);
    await Promise.all(writers.map(async (i) => {
      for (let base = 1;;) {
        const answer = await world.worker.twin().patch(
          path, { fields: { prs_FirstName: `Ilma ${i}` } }, { ifMatch: base });
        if (answer.status === 200) return;
        assert.equal(answer.status, 412);
        const now = await world.worker.want(200, world.worker.get(`/cases/${file.id}`));
        base = fieldsOf(now, 'person').revision;
      }
    }));
    const now = await world.worker.want(200, world.worker.get(`/cases/${file.id}`));
    assert.equal(fieldsOf(now, 'person').revision, 1 + writers.length);
    const history = await world.worker.want(
      200, world.worker.get(`/cases/${file.id}/history?limit=200`));
    const changed = history.items.filter((each) => each.kind === 'person');
    assert.equal(changed.length, 1 + writers.length);
  });

  test('two close one case: it is closed once', async () => {
    const file = await world.open(world.worker, smallCase('Ilma Torvane'));
    const close = () => world.worker.post(
      `/cases/${file.id}/close`, { fields: { tsn_CloseReason: 'returned_home' } },
      { ifMatch: file.revision });
    const answers = await Promise.all([close(), close()]);
    assert.equal(answers.filter((each) => each.status === 200).length, 1);
    assert.ok(answers.every((each) => [200, 409, 412].includes(each.status)));
  });

  test('a cookie that was signed out is worth nothing', async () => {
    const client = await world.signIn('north.caseworker');
    const stolen = client.twin();
    const out = await client.delete('/sessions/current');
    assert.equal(out.status, 204);
    assert.equal(out.headers['clear-site-data'], '"cache", "storage"');
    assert.match(out.headers['set-cookie'][0], /^turnstone_session=; .*Max-Age=0/);
    for (const path of ['/sessions/current', '/day', '/cases'])
      assert.equal((await stolen.get(path)).status, 401);
    assert.equal((await stolen.post('/cases', smallCase('Ilma Torvane'))).status, 401);
  });

  test('after all of this the chains are whole', () => world.verify());
});
