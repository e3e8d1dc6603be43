// Where somebody is signed in, and how it is ended: here, elsewhere, everywhere.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { newName } from '../lib/requests.mjs';
import { World, passphraseOf } from '../lib/world.mjs';

const agents = {
  phone: 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36',
  laptop: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
};

describe('sessions', () => {
  let world, login, id;
  before(async () => {
    world = await World.make('sessions');
    login = newName('wanderer');
    ({ id } = await world.account(world.admin, login, 'caseworker', world.north));
  });
  after(() => world.stop());

  async function enter(agent) {
    const client = await Client.of(world.server);
    await client.want(201, client.signIn(login, passphraseOf(login), { headers: { 'user-agent': agent } }));
    return client;
  }
  const isIn = async (client) => (await client.get('/sessions/current')).status === 200;
  const list = async (client) => (await client.want(200, client.get('/sessions'))).items;

  test('are listed with two words and an hour, and never an address', async () => {
    const phone = await enter(agents.phone);
    const laptop = await enter(agents.laptop);
    const items = await list(phone);
    assert.deepEqual(items.map(({ browser, system, current }) => [browser, system, current]),
                     [['firefox', 'linux', false], ['chrome', 'android', true]]);
    for (const { used } of items) assert.match(used, /:00:00\.000Z$/);
    const text = JSON.stringify(items);
    for (const told of ['127.0.0.1', 'Mozilla', '128', phone.cookie.slice(0, 32), laptop.cookie.slice(0, 32)])
      assert.ok(!text.includes(told), told);
    assert.deepEqual((await list(world.worker)).filter((each) => each.browser !== 'other'), []);
  });

  test('one is ended from another, and nobody else\'s', async () => {
    const [phone, laptop] = [await enter(agents.phone), await enter(agents.laptop)];
    const other = (await list(phone)).find((each) => !each.current);
    const absent = await world.worker.delete(`/sessions/${other.id}`);
    assert.deepEqual([absent.status, absent.body.key], [404, 'session.absent']);
    assert.equal((await world.worker.delete('/sessions/xyz')).status, 404);
    assert.ok(await isIn(laptop));
    assert.equal((await phone.delete(`/sessions/${other.id}`)).status, 204);
    assert.ok(!(await isIn(laptop)) && await isIn(phone));
  });

  test('all are ended at once, by oneself or by an administrator', async () => {
    const [phone, laptop] = [await enter(agents.phone), await enter(agents.laptop)];
    const gone = await laptop.delete('/sessions');
    assert.equal(gone.status, 204);
    assert.match(gone.headers['set-cookie'][0], /Max-Age=0/);
    assert.ok(!(await isIn(phone)) && !(await isIn(laptop)));
    const again = await enter(agents.phone);
    assert.equal((await world.otherAdmin.delete(`/accounts/${id}/sessions`)).status, 404);
    assert.ok(await isIn(again));
    assert.equal((await world.admin.delete(`/accounts/${id}/sessions`)).status, 204);
    assert.ok(!(await isIn(again)));
    const { items } = await world.auditor.want(200, world.auditor.get('/audit?limit=10'));
    const entry = items.find((each) => each.what === 'signed_out_everywhere');
    assert.deepEqual([entry.by.name, entry.about.id], ['Test first.admin', id]);
  });
});
