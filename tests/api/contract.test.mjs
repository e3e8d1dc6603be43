// The program and its description of itself say the same: every route, both ways.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, api, plain } from '../lib/client.mjs';
import { calls, errorTexts, languages } from '../lib/description.mjs';
import { actions } from '../lib/policy.mjs';
import { requests, useOnce } from '../lib/requests.mjs';
import { World } from '../lib/world.mjs';

describe('the description', () => {
  let world, description;
  before(async () => {
    world = await World.make('contract');
    description = world.admin.description;
  });
  after(() => world.stop());

  test('every route described is served, and does what it says', async (t) => {
    for (const operation of description.operations)
      await t.test(operation.id, async () => {
        const { answer } = await useOnce(world, operation);
        assert.equal(answer.status, operation.success, answer.text.slice(0, 400));
      });
    const never = description.operations.filter((each) => !calls.get(each.id)).map((each) => each.id);
    assert.deepEqual(never, [], 'routes that never answered as described');
  });

  test('no request here is for a route that is gone', () => {
    const described = new Set(description.operations.map((each) => each.id));
    assert.deepEqual(Object.keys(requests).filter((id) => !described.has(id)), []);
  });

  test('no route is served that is not described', async () => {
    // Every path, with every method that it does not describe.
    const paths = new Map();
    for (const { path, method } of description.operations)
      paths.set(path, [...(paths.get(path) ?? []), method]);
    for (const [path, methods] of paths)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])
        if (!methods.includes(method)) {
          const asked = path.replaceAll(/\{[a-z]+\}/g, '0'.repeat(26));
          if (description.find(method, api + asked)) continue;  // /cases/search is also a /cases/{case}
          const answer = await world.worker.call(method, asked);
          assert.equal(answer.status, 405, `${method} ${path}`);
          const allowed = answer.headers.allow.split(', ').sort();
          assert.deepEqual(allowed.filter((each) => methods.includes(each)), [...methods].sort());
        }
  });

  test('paths that are not there', async () => {
    for (const path of ['/', '', '/nothing', '/cases/', '/cases//records', '/Cases', '/cases/x/y/z',
                        '/openapi.json/', '/../v1/cases/a/b', '/cases/%2e%2e/x', '/%63ases/a/b/c']) {
      const answer = await world.worker.get(path);
      assert.equal(answer.status, 404, path);
      assert.equal(answer.body.key, 'route.absent', path);
    }
  });

  test('a query parameter that is not described is refused', async () => {
    for (const operation of description.operations.filter((each) => each.method === 'GET')) {
      if (operation.action === null) continue;
      const path = operation.path.replaceAll(/\{[a-z]+\}/g, '0'.repeat(26));
      const answer = await world.worker.get(`${path}?name=Veltrova`);
      assert.equal(answer.status, 400, operation.id);
      assert.equal(answer.body.key, 'query.malformed');
      assert.doesNotMatch(answer.text, /Veltrova/);
    }
  });

  test('HEAD says what GET says, without the body', async () => {
    for (const path of ['/health', '/openapi.json', '/day', '/catalogue', '/cases']) {
      const whole = await world.worker.get(path);
      const head = await world.worker.call('HEAD', path);
      assert.equal(head.status, whole.status);
      assert.equal(head.text, '');
      assert.equal(head.headers['content-length'], whole.headers['content-length'], path);
      assert.equal(head.headers['content-type'], whole.headers['content-type'], path);
    }
  });

  test('every action of a route is one of the policy, and every action has a route', () => {
    const used = new Set(description.operations.map((each) => each.action).filter(Boolean));
    assert.deepEqual([...used].sort(), Object.keys(actions).sort());
  });

  test('routes open to all are few', () => {
    const open = description.operations.filter((each) => each.action === null);
    assert.deepEqual(open.map((each) => each.id).sort(),
                     ['GET /health', 'GET /openapi.json', 'GET /sign-on', 'POST /sessions', 'POST /sign-on',
                      'POST /sign-on/answer', 'POST /sign-on/code']);
  });

  test('what is said is said in the language asked for', async () => {
    const client = await Client.of(world.server);
    for (const language of languages) {
      const headers = { 'accept-language': `${language};q=0.9, xx;q=0.1` };
      const answer = await client.get('/day', { headers });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers['content-language'], language);
      assert.equal(answer.body.title, errorTexts[language]['session.none']);
    }
  });

  test('the page itself is served safely', async () => {
    const answer = await plain(world.server, 'GET', '/');
    assert.equal(answer.headers['x-frame-options'], 'DENY');
    assert.match(answer.headers['content-security-policy'], /default-src 'none'/);
    for (const path of ['/..%2f..%2fetc/passwd', '/assets/../../node.json', '/data/policy/actions.csv',
                        '/catalogue/fields.json']) {
      const other = await plain(world.server, 'GET', path);
      assert.doesNotMatch(other.text, /root:|caseworker|tsn_CalledName/, path);
    }
  });
});
