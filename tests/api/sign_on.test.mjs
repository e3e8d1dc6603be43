// Signing in through a provider of OpenID Connect: who is bound gets in, nobody else does, and no lie of a provider is believed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { switchedOn } from '../lib/codes.mjs';
import { run } from '../lib/program.mjs';
import { Provider, answered, bound, carriedNow, cookies, newKey, sentBack, tokenOf, visited } from '../lib/provider.mjs';
import { World, passphraseOf } from '../lib/world.mjs';

describe('signing in through a provider', () => {
  let world, provider, known, visitor;
  before(async () => {
    world = await World.make('sign-on');
    provider = world.provider;
    known = await world.account(world.admin, 'known', 'caseworker', world.north);
    const client = await world.signIn('known');
    assert.equal((await bound(provider, client, passphraseOf('known'), 'subject 1')).status, 201);
  });
  after(() => world.stop());
  const stranger = async () => (visitor = await Client.of(world.server));
  const enter = async (subject = 'subject 1', invitation) => answered(await stranger(), await visited(provider, visitor, subject, invitation));
  const newest = async (count = 1, auditor = world.auditor) => (await auditor.want(200, auditor.get('/audit?limit=20'))).items
    .map(({ what }) => what).filter((what) => what !== 'audit_read').slice(0, count);
  const account = async (id) => (await world.admin.want(200, world.admin.get('/accounts'))).items.find((each) => each.id === id);

  test('whoever is bound is in, with a session as any other', async () => {
    assert.deepEqual((await (await stranger()).want(200, visitor.get('/sign-on'))), { name: 'Harbour' });
    const answer = await enter();
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.body.account.id, known.id);
    assert.deepEqual(await newest(), ['signed_on']);
    assert.match(answer.headers['set-cookie'].join('\n'), /turnstone_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict/);
    assert.match(answer.headers['set-cookie'].join('\n'), /turnstone_sign_on=; Path=\/api\/v1\/sign-on; .*Max-Age=0/);
    assert.equal((await account(known.id)).sign_on, true);
  });

  test('keys that came since are asked for; those that sign with no key that is published are not', async () => {
    const newer = [newKey('curve', 'ES256'), newKey('pss', 'PS256')];
    provider.keys.push(...newer);
    for (const key of newer) {
      provider.token = (claims) => tokenOf(key, claims);
      assert.equal((await enter()).status, 201, key.algorithm);
    }
    const before = provider.asked.filter((path) => path === '/keys').length;
    for (const kid of ['never', 'published'])
      provider.token = (claims) => tokenOf(newKey(kid), claims), assert.equal((await enter()).status, 401);
    assert.equal(provider.asked.filter((path) => path === '/keys').length, before, 'not at each such token');
    provider.token = (claims) => tokenOf(provider.key, claims);
  });

  test('who is bound to nothing is not in, whatever e-mail address the provider tells', async () => {
    provider.claims = { email: 'known@harbour.example', email_verified: true, preferred_username: 'known' };
    const answer = await enter('subject 2');
    provider.claims = {};
    assert.deepEqual([answer.status, answer.body.key], [401, 'sign_on.unknown']);
    // It is nobody's in particular, so one organisation of the node hears of it.
    const heard = [...await newest(), ...await newest(1, world.people['east.auditor'])];
    assert.ok(heard.includes('sign_in_refused'));
    assert.equal((await world.admin.want(200, world.admin.get('/accounts'))).items.filter(({ sign_on }) => sign_on).length, 1);
  });

  const other = newKey('first');
  const lies = {
    'a nonce of another sign-in': { claims: { nonce: 'a'.repeat(64) } },
    'no nonce': { claims: { nonce: undefined } },
    'another audience': { claims: { aud: 'other' } },
    'two audiences and no party': { claims: { aud: ['turnstone', 'other'] } },
    'another party': { claims: { azp: 'other' } },
    'another issuer': { claims: { iss: 'https://other.example' } },
    'an end that is past': { claims: { exp: Math.floor(Date.now() / 1000) - 120 } },
    'no end': { claims: { exp: undefined } },
    'a beginning to come': { claims: { iat: Math.floor(Date.now() / 1000) + 600 } },
    'a proof from yesterday': { claims: { auth_time: Math.floor(Date.now() / 1000) - 86_400 } },
    'no subject': { claims: { sub: '' } },
    'no signature': { change: { header: { alg: 'none' }, sign: () => Buffer.alloc(0) } },
    'a secret for a signature': { change: { header: { alg: 'HS256' },
      sign: (data) => createHmac('sha256', provider.key.publicKey.export({ type: 'spki', format: 'pem' })).update(data).digest() } },
    'a key of somebody else by the same name': { change: { sign: other.sign } },
    'its own key in its head': { change: { header: { jwk: other.jwk, kid: undefined }, sign: other.sign } },
    'a critical extension': { change: { header: { crit: ['exp'] } } },
    'no token at all': { token: '' },
  };
  let address = 1;
  /** From an address of their own, for one that is refused again and again waits. */
  const elsewhere = () => ({ localAddress: `127.0.0.${++address}` });
  const refused = async (visit, options = {}, key = 'sign_on.refused') => {
    const answer = await answered(await stranger(), visit, { ...elsewhere(), ...options });
    assert.deepEqual([answer.status, answer.body.key, answer.headers['set-cookie']], [key === 'sign_on.unreachable' ? 503 : 401, key, undefined]);
  };
  const known1 = async () => visited(provider, await stranger(), 'subject 1');

  test('no lie in a token is believed', async () => {
    for (const [name, lie] of Object.entries(lies)) {
      provider.token = (claims) => lie.token ?? tokenOf(provider.key, { ...claims, ...lie.claims }, lie.change);
      await refused(await known1()).catch((error) => assert.fail(`${name}: ${error.message}`));
    }
    provider.token = (claims) => tokenOf(provider.key, claims);
  });

  test('what the browser brings counts once, here, and soon', async () => {
    const first = await known1();
    const second = await known1();
    await refused({ ...first, carried: second.carried });
    await refused({ ...first, carried: '' });
    await refused({ ...first, carried: first.carried.replace(/.$/, (c) => (c === '0' ? '1' : '0')) });
    await refused({ ...first, body: { ...first.body, issuer: 'https://other.example' } });  // and so it is used up
    await refused(first);
    assert.equal((await answered(await stranger(), second)).status, 201);
    await refused(second);
    const third = await known1();
    await refused({ ...third, body: { ...third.body, code: second.body.code } });
    // Another site's page cannot bring it.
    const fourth = await known1();
    const from = { headers: { cookie: cookies({}, fourth.carried), 'sec-fetch-site': 'cross-site' } };
    assert.equal((await answered(await stranger(), fourth, from)).status, 403);
  });

  test('a provider that is down, slow, huge or elsewhere is no provider; the passphrase still does', async () => {
    const huge = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(`{"id_token":"${'x'.repeat(300_000)}"}`);
    for (const instead of [
      (response) => response.writeHead(503).end(), (response) => response.destroy(), huge,
      (response) => response.end('no json'), () => {}]) {
      const visit = await known1();
      provider.instead = { '/token': instead };
      await refused(visit, {}, 'sign_on.unreachable');
      provider.instead = {};
    }
    const visit = await known1();
    provider.instead = { '/token': (response) => response.writeHead(302, { location: `${provider.issuer}/keys` }).end() };
    await refused(visit);
    provider.instead = {};
    await world.signIn('known');
  });

  test('a code of one’s own is asked for, unless the provider has seen one and that counts here', async () => {
    const login = 'careful';
    const made = await world.account(world.admin, login, 'caseworker', world.north);
    const client = await world.signIn(login);
    const { recovery } = await switchedOn(client, login);
    const early = await client.post('/account/sign-on', { passphrase: passphraseOf(login) });
    assert.deepEqual([early.status, early.body.problems[0].field], [422, 'code'], 'not with the passphrase alone');
    assert.equal((await client.post('/account/sign-on', { passphrase: 'another', code: recovery[0] })).body.problems[0].field, 'passphrase');
    assert.equal((await bound(provider, client, passphraseOf(login), 'careful 1', recovery[0])).status, 201);
    provider.claims = { amr: ['pwd', 'mfa'] };
    const asked = await enter('careful 1');
    assert.deepEqual([asked.status, asked.body.key], [401, 'session.needs_code']);
    const carried = carriedNow(asked);
    const withCode = (code) => answered(visitor, { body: { code }, carried }, { path: '/sign-on/code' });
    assert.equal((await withCode('000000')).body.key, 'session.wrong_code');
    assert.equal((await withCode(recovery[0])).body.key, 'session.wrong_code', 'used up');
    assert.equal((await withCode(recovery[1])).body.account.id, made.id);
    assert.equal((await answered(visitor, { body: { code: recovery[2] }, carried: '' }, { path: '/sign-on/code' })).body.key, 'sign_on.refused');
    for (const [counts, method] of [['mfa', 'client_secret_basic'], ['gold', 'client_secret_post']]) {
      provider.method = method;
      await world.stop();
      await world.start({ args: ['--sign-on-second-factor', counts] });
      await world.signInAll();
      assert.equal((await enter('careful 1')).status, counts === 'mfa' ? 201 : 401);
    }
    provider.claims = { acr: 'gold' };
    assert.equal((await enter('careful 1')).status, 201);
    provider.claims = {};
  });

  test('an invitation counts once, for whoever holds it, and never for an identity that is taken', async () => {
    const made = await world.account(world.admin, 'invited', 'caseworker', world.north);
    const invite = (client, id) => client.post(`/accounts/${id}/sign-on`);
    assert.equal((await invite(world.worker, made.id)).status, 403);
    assert.equal((await invite(world.otherAdmin, made.id)).status, 404);
    const { code: older } = await world.admin.want(201, invite(world.admin, made.id));
    const { code } = await world.admin.want(201, invite(world.admin, made.id));
    const entering = async (...all) => (await enter(...all)).body;
    assert.equal((await entering('invited 1', older)).key, 'sign_on.invitation_over');
    assert.equal((await entering('subject 1', code)).key, 'sign_on.taken');
    assert.equal((await entering('invited 1', code)).account.id, made.id);
    assert.deepEqual((await newest(2)).sort(), ['sign_on_bound', 'signed_on']);
    assert.equal((await entering('invited 2', code)).key, 'sign_on.invitation_over');
    assert.equal((await entering('invited 1')).account.id, made.id);
    assert.equal((await invite(world.admin, made.id)).body.key, 'sign_on.bound');
    // With a code of one's own, that comes first: a provider's second factor may be anybody's.
    await world.admin.want(200, world.admin.delete(`/accounts/${made.id}/sign-on`));
    const { recovery } = await switchedOn(await world.signIn('invited'), 'invited');
    const again = await world.admin.want(201, invite(world.admin, made.id));
    provider.claims = { acr: 'gold' };
    const asked = await enter('invited 3', again.code);
    provider.claims = {};
    assert.equal(asked.body.key, 'session.needs_code');
    assert.equal((await account(made.id)).sign_on, false);
    const last = await answered(visitor, { body: { code: recovery[0] }, carried: carriedNow(asked) }, { path: '/sign-on/code' });
    assert.deepEqual([last.status, (await account(made.id)).sign_on], [201, true]);
  });

  test('what is bound ends: by oneself, by an administrator, with the account', async () => {
    const login = 'ending';
    const made = await world.account(world.admin, login, 'caseworker', world.north);
    const client = await world.signIn(login);
    assert.equal((await bound(provider, client, passphraseOf(login), 'subject 1')).body.key, 'sign_on.taken');
    assert.equal((await bound(provider, client, passphraseOf(login), 'ending 1')).status, 201);
    assert.equal((await client.want(200, client.get('/account/sign-on'))).name, 'Harbour');
    assert.equal((await bound(provider, client, passphraseOf(login), 'ending 2')).body.key, 'sign_on.bound');
    await client.want(204, client.delete('/account/sign-on'));
    assert.equal((await client.delete('/account/sign-on')).body.key, 'sign_on.not_bound');
    assert.equal((await enter('ending 1')).body.key, 'sign_on.unknown');
    // What somebody else began binds nobody who comes back with it.
    provider.subject = 'ending 3';
    const begun = await world.worker.post('/account/sign-on', { passphrase: passphraseOf('north.caseworker') });
    const back = await sentBack(provider, begun);
    assert.equal((await answered(client, back)).body.key, 'session.none');
    assert.equal((await bound(provider, client, passphraseOf(login), 'ending 1')).status, 201);
    await enter('ending 1');
    await world.admin.want(200, world.admin.patch(`/accounts/${made.id}`, { disabled: true }, { ifMatch: (await account(made.id)).revision }));
    assert.equal((await enter('ending 1')).body.key, 'sign_on.unknown');
    await world.verify();
  });

  test('over TLS it is the provider, or it is nobody', async () => {
    const file = (name) => join(world.folder, name);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
      '-subj', '/CN=harbour.test', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file('key.pem'), '-out', file('cert.pem')],
      { stdio: 'ignore' });
    const secure = await Provider.start({ key: readFileSync(file('key.pem')), cert: readFileSync(file('cert.pem')) });
    for (const [trust, key] of [[{}, 'sign_on.unreachable'], [{ SSL_CERT_FILE: file('cert.pem') }, 'sign_on.unknown']]) {
      await world.stop();
      world.signOn = secure.args(world.folder);
      await world.start({ env: { ...world.env, ...trust } });
      const begun = await (await stranger()).post('/sign-on', {});
      const answer = begun.status === 200 ? await answered(visitor, await sentBack(secure, begun)) : begun;
      assert.equal(answer.body.key, key);
    }
  });

  test('a setup that cannot work does not start; without one nothing is offered', async () => {
    for (const [flag, value] of [['issuer', 'http://harbour.example'], ['address', 'https://cases.example/'], ['name', ''], ['client', '']]) {
      const args = provider.args(world.folder);
      args[args.indexOf(`--sign-on-${flag}`) + 1] = value;
      const ended = await run(['serve', ...world.key, '--listen', '127.0.0.1:0', ...args]);
      assert.deepEqual([ended.code, ended.out], [2, ''], flag);
      assert.match(ended.err, /Signing in through a provider cannot be set up so/, flag);
    }
    await world.stop();
    world.signOn = [];
    await world.start();
    await world.signInAll();
    assert.deepEqual(await (await stranger()).want(200, visitor.get('/sign-on')), {});
    assert.equal((await visitor.post('/sign-on', {})).body.key, 'sign_on.off');
  });
});
