// Webhooks: a program hears that something changed and nothing more, can tell from whom, and hears it also after an outage
// and a restart; nothing goes to a private address unless the operator says so.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Listener } from '../lib/listener.mjs';
import { proposed } from '../lib/requests.mjs';
import { World } from '../lib/world.mjs';

describe('a webhook', () => {
  const anywhere = { args: ['--hooks-anywhere', 'true'] };
  const program = new Listener();
  let world, hook;
  before(async () => {
    await program.start();
    world = await World.make('hooks', { serve: anywhere });
  });
  after(async () => {
    program.end();
    await world.stop('SIGKILL');
  });
  const listed = async () => (await world.admin.want(200, world.admin.get('/hooks'))).items;
  /** How it stands, once this holds. */
  async function standing(holds) {
    for (;;) {
      const found = (await listed()).find(({ id }) => id === hook.id);
      if (holds(found)) return found;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  async function startedAgain(options) {
    await world.start(options);
    world.admin = await world.signIn('first.admin');
    world.auditor = await world.signIn('north.auditor');
    world.people['east.auditor'] = await world.signIn('east.auditor');
  }
  const tells = (id) => ({ changed }) => changed.some((each) => each.what === 'proposal' && each.id === id);

  test('is added at an address that may be one, by an administrator', async () => {
    for (const address of ['', 'ftp://programs.example', 'http://programs.example', 'https://', 'https://a b', 'https://u@programs.example'])
      assert.equal((await world.admin.post('/hooks', { address })).status, 422, address);
    assert.equal((await world.worker.post('/hooks', { address: program.address })).status, 403);
    hook = await world.admin.want(201, world.admin.post('/hooks', { address: program.address }));
    assert.match(hook.key, /^[0-9a-f]{64}$/);
    const [kept] = await listed();
    assert.deepEqual([kept.id, kept.key, kept.last, kept.waits], [hook.id, undefined, undefined, false]);
    const other = await world.otherAdmin.want(200, world.otherAdmin.get('/hooks'));
    assert.deepEqual(other.items, []);
    assert.equal((await world.otherAdmin.post(`/hooks/${hook.id}/test`)).status, 404);
  });

  test('says which thing changed and nothing more, signed', async () => {
    const { id } = await proposed(world, world.worker);
    const { body, type, signature } = await program.next(tells(id));
    assert.equal(type, 'application/json');
    assert.deepEqual(Object.keys(JSON.parse(body)).sort(), ['at', 'changed', 'message', 'organisation']);
    assert.deepEqual(JSON.parse(body).changed, [{ what: 'proposal', id }]);
    assert.doesNotMatch(body, /Ilma|talk/i);
    const [, time, proof] = signature.match(/^t=([0-9]+),v1=([0-9a-f]{64})$/);
    assert.equal(createHmac('sha256', Buffer.from(hook.key, 'hex')).update(`${time}.${body}`).digest('hex'), proof);
    const { last, tries, waits } = await standing((each) => each.last);
    assert.deepEqual([last.status, tries, waits], [200, 0, false]);
  });

  test('is tried again after an outage, a redirect and a restart, and then told of all', async () => {
    program.status = 302;
    const { id } = await proposed(world, world.worker);
    await program.next(tells(id));
    const { last, waits } = await standing((each) => each.tries > 0);
    assert.deepEqual([last.status, waits], [302, true]);
    await world.stop('SIGKILL');
    program.status = 204;
    await startedAgain(anywhere);
    const waiting = await standing(() => true);
    assert.ok(waiting.tries > 0 || waiting.last.status === 204, 'it is known after the restart');
    const { body } = await program.next(tells(id));
    assert.equal(JSON.parse(body).changed.length, 1, 'what it was told before is not told again');
    assert.equal((await standing((each) => each.tries === 0)).last.status, 204);
  });

  test('can be tested, and goes to no private address unless that is allowed', async () => {
    await world.admin.want(200, world.admin.post(`/hooks/${hook.id}/test`));
    await program.next(({ changed }) => changed.length === 0);
    await world.stop();
    await startedAgain();
    program.heard = [];
    const before = (await listed())[0].last.at;
    await world.admin.want(200, world.admin.post(`/hooks/${hook.id}/test`));
    const { last, waits } = await standing((each) => each.last.at > before && each.last.status === 0);
    assert.deepEqual([last.status, waits, program.heard.length], [0, true, 0]);
  });

  test('ends, and there are few at a time', async () => {
    await world.admin.want(204, world.admin.call('DELETE', `/hooks/${hook.id}`));
    assert.equal((await world.admin.call('DELETE', `/hooks/${hook.id}`)).status, 404);
    assert.deepEqual(await listed(), []);
    for (let i = 0; i < 20; ++i)
      await world.admin.want(201, world.admin.post('/hooks', { address: 'https://programs.example/told' }));
    assert.equal((await world.admin.post('/hooks', { address: 'https://programs.example/told' })).body.key, 'hook.too_many');
    await world.verify();
  });
});
