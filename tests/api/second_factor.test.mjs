// Signing in with a code of an authenticator app, besides the passphrase.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { begun, codeOf, switchedOn } from '../lib/codes.mjs';
import { run } from '../lib/program.mjs';
import { newName } from '../lib/requests.mjs';
import { World, passphraseOf } from '../lib/world.mjs';

describe('the second factor', () => {
  let world;
  before(async () => (world = await World.make('second-factor')));
  after(() => world.stop());

  async function newcomer(role = 'caseworker') {
    const login = newName('app');
    const { id } = await world.account(world.admin, login, role, world.north);
    return { login, id, client: await world.signIn(login) };
  }
  async function entering(login, code) {
    const client = await Client.of(world.server);
    const answer = await client.post('/sessions', { login, passphrase: passphraseOf(login), ...(code && { code }) });
    return answer.status === 201 ? 'in' : answer.body.key;
  }

  test('is set up with an app, and asked for from then on', async () => {
    const { login, client } = await newcomer();
    const made = await begun(client, login);
    assert.equal(made.uri, `otpauth://totp/Turnstone:${login}?secret=${made.secret}&issuer=Turnstone`);
    assert.ok(made.qr.every((row) => row.length === made.qr.length));
    assert.equal(await entering(login), 'in', 'not before the app has shown that it has it');
    const wrong = await client.put('/account/second-factor', { code: codeOf(made.secret, 7) });
    assert.deepEqual([wrong.status, wrong.body.problems[0].key], [422, 'second_factor.wrong_code']);
    const { recovery_codes: recovery } = await client.want(
      200, client.put('/account/second-factor', { code: codeOf(made.secret) }));
    assert.equal(new Set(recovery).size, 10);
    for (const code of recovery) assert.match(code, /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    assert.equal(await entering(login), 'session.needs_code');
    assert.equal(await entering(login, codeOf(made.secret)), 'session.wrong_code', 'used when it was switched on');
    assert.equal(await entering(login, codeOf(made.secret, 1)), 'in');
    assert.equal(await entering(login, recovery[0]), 'in');
    assert.equal(await entering(login, recovery[0]), 'session.wrong_code');
    const state = await client.want(200, client.get('/account/second-factor'));
    assert.deepEqual([state.on, state.required, state.recovery_left], [true, false, 9]);
    assert.equal(client.session.second_factor, 'off');
    assert.equal((await client.get('/sessions/current')).body.second_factor, 'on');
  });

  test('nothing of it is in the log, in an address or in the files', async () => {
    const { login, client } = await newcomer();
    const { secret, recovery } = await switchedOn(client, login);
    for (const told of [secret, ...recovery, 'otpauth'])
      assert.ok(!world.server.log.includes(told));
    const { readFileSync, readdirSync } = await import('node:fs');
    for (const name of readdirSync(world.data, { recursive: true }).filter((each) => /\.db(-wal)?$/.test(each))) {
      const bytes = readFileSync(`${world.data}/${name}`, 'latin1');
      for (const told of [secret, recovery[0]]) assert.ok(!bytes.includes(told), name);
    }
  });

  test('its owner switches it off with passphrase and code', async () => {
    const { login, client } = await newcomer();
    const { recovery } = await switchedOn(client, login);
    const off = (passphrase, code) => client.post('/account/second-factor/end', { passphrase, code });
    assert.equal((await off('not the right one', recovery[0])).status, 422);
    assert.equal((await off(passphraseOf(login), '000000')).status, 422);
    assert.equal((await off(passphraseOf(login), recovery[0])).status, 204);
    assert.equal(await entering(login), 'in');
  });

  test('an administrator takes it off, which signs out and stands in the audit', async () => {
    const { login, id, client } = await newcomer();
    await switchedOn(client, login);
    const account = await world.admin.want(200, world.admin.delete(`/accounts/${id}/second-factor`));
    assert.equal(account.second_factor, false);
    assert.equal((await client.get('/sessions/current')).status, 401);
    assert.equal(await entering(login), 'in');
    assert.equal((await world.admin.delete(`/accounts/${id}/second-factor`)).status, 409);
    const { items } = await world.auditor.want(200, world.auditor.get('/audit?limit=50'));
    const entry = items.find((each) => each.what === 'second_factor_off');
    assert.deepEqual([entry.by.name, entry.about.id], ['Test first.admin', id]);
  });

  test('an organisation wants it of a role: nothing else can be done before', async () => {
    const rule = await world.admin.get('/organisation/second-factor');
    const ifMatch = Number(/"(\d+)"/.exec(rule.headers.etag)[1]);
    const put = (roles, revision) =>
      world.admin.put('/organisation/second-factor', { roles }, { ifMatch: revision });
    assert.equal((await put(['director'], ifMatch)).status, 422);
    assert.equal((await put(['coordinator'], ifMatch + 1)).status, 412);
    await world.admin.want(200, put(['coordinator'], ifMatch));
    const { login, client } = await newcomer('coordinator');
    assert.equal(client.session.second_factor, 'needed');
    for (const operation of client.description.operations.filter(
      (each) => each.method === 'GET' && each.action && each.action !== 'account.self'
                && !each.path.includes('{') && client.session.can.includes(each.action))) {
      const answer = await client.get(operation.path);
      assert.deepEqual([answer.status, answer.body.key], [403, 'second_factor.needed'], operation.id);
    }
    const { recovery } = await switchedOn(client, login);
    assert.equal((await client.get('/counts?by=cas_Status')).status, 200);
    const off = await client.post('/account/second-factor/end',
                                  { passphrase: passphraseOf(login), code: recovery[0] });
    assert.deepEqual([off.status, off.body.key], [409, 'second_factor.required']);
    const other = await world.otherAdmin.want(200, world.otherAdmin.get('/organisation/second-factor'));
    assert.deepEqual(other.roles, [], 'another organisation has its own rule');
    await world.admin.want(200, put([], ifMatch + 1));
  });

  test('the command line takes it off', async () => {
    const { login, client } = await newcomer();
    await switchedOn(client, login);
    await world.stop();
    const args = ['user', 'second-factor', ...world.key, '--login'];
    assert.equal((await run([...args, login])).code, 2);
    assert.equal((await run([...args, 'nobody.here', '--off'])).code, 2);
    assert.equal((await run([...args, login, '--off'])).code, 0);
    await world.start();
    assert.equal(await entering(login), 'in');
  });
});
