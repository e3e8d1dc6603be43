// Whatever is sent: an error that says what to do, nothing of it said back, nothing changed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { marker, notObjects, unknownMembers, wrongFields, wrongValues } from '../lib/bad.mjs';
import { Client, api, plain } from '../lib/client.mjs';
import { applicationFields, fullCase, newId, newKey, smallCase } from '../lib/people.mjs';
import { concernsCase, ofRoute, requestOf } from '../lib/requests.mjs';
import { World } from '../lib/world.mjs';

describe('bad input', () => {
  let world, withBody, writing, file, elsewhere, before0;
  /** What may not change by anything that is refused. */
  const state = async () => ({
    file: await world.worker.want(200, world.worker.get(`/cases/${file.id}`)),
    accounts: await world.admin.want(200, world.admin.get('/accounts')),
    teams: await world.admin.want(200, world.admin.get('/teams')),
    cases: (await world.supervisor.want(200, world.supervisor.get('/cases?state=all'))).total,
    certificates: await world.auditor.want(200, world.auditor.get('/certificates')),
  });

  before(async () => {
    world = await World.make('badinput');
    const { operations } = world.worker.description;
    withBody = operations.filter((each) => each.takes);
    writing = operations.filter((each) => each.method !== 'GET' && each.action);
    const opened = await world.open(world.worker, fullCase());
    const officer = world.people['north.protection_officer'];
    const { applications: [{ id: application }] } = await officer.want(201, officer.post(
      `/cases/${opened.id}/applications`, { fields: applicationFields() }));
    const { interviews: [{ id: screening }] } = await world.worker.want(201, world.worker.post(
      `/cases/${opened.id}/screenings`, { instrument: 'general' }));
    file = { ...opened, application, screening };
    elsewhere = await world.open(world.eastWorker, fullCase());
    before0 = await state();
  });
  after(() => world.stop());

  const clientOf = (operation) => {
    const { who = 'north.caseworker' } = ofRoute(operation);
    return who === 'first.admin' ? world.admin : world.people[who];
  };
  const good = (operation, target = world.accounts['north.analyst']) => requestOf(operation, world, {
    file, login: ofRoute(operation).who ?? 'north.caseworker', target });

  function refused(answer, statuses, what) {
    assert.ok([statuses].flat().includes(answer.status), `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
    for (const part of [marker, 'Marker-7f3a', 'Zarin', '555 0171'])
      assert.ok(!answer.text.includes(part), `${what}: says back what was sent`);
    assert.ok(answer.text.length < 20_000, `${what}: a short answer`);
  }
  const unchanged = async () => assert.deepEqual(await state(), before0);

  test('bodies that are no object', async () => {
    for (const operation of withBody) {
      const { method, path, options } = good(operation);
      for (const { name, raw, status } of notObjects) {
        const answer = await clientOf(operation).call(method, path, {
          headers: { ...options.headers, 'idempotency-key': undefined }, raw });
        // A packet may have so much, and is none.
        const expected = operation.id === 'POST /packets' && status === 413 ? 422 : status;
        refused(answer, expected, `${operation.id}, ${name}`);
      }
    }
    await unchanged();
  });

  test('members of the wrong kind, missing, and unknown', async () => {
    for (const operation of withBody) {
      const { method, path, options } = good(operation);
      const schema = operation.takes && world.worker.description.schema(operation.takes);
      const ask = (raw) => clientOf(operation).call(method, path, { headers: options.headers, raw });
      for (const [name, part] of Object.entries(schema.properties)) {
        for (const [what, value] of wrongValues(part, world.worker.description))
          refused(await ask(JSON.stringify({ ...options.body, [name]: value })), [400, 422],
                  `${operation.id}, ${name} is ${what}`);
        if (!schema.required.includes(name)) continue;
        const { [name]: left, ...others } = options.body;
        refused(await ask(JSON.stringify(others)), 422, `${operation.id} without ${name}`);
      }
      for (const member of unknownMembers) {
        const raw = JSON.stringify(options.body).replace(/\}$/, `,${member}}`);
        const answer = await ask(raw);
        refused(answer, 422, `${operation.id} with ${member.slice(0, 40)}`);
        assert.ok(answer.body.problems.some((each) => each.key === 'field.unknown'), answer.text);
      }
    }
    await unchanged();
  });

  test('values that the catalogue does not allow', async () => {
    const person = file.records.find((each) => each.kind === 'person');
    for (const [kind, field, value, key] of wrongFields) {
      const fields = `{"${field}":${value}}`;
      for (const answer of [
        await world.worker.call('PATCH', `/cases/${file.id}/records/${person.id}`,
                                { raw: `{"fields":${fields}}`, ifMatch: person.revision }),
        await world.worker.call('POST', `/cases/${file.id}/records`,
                                { raw: `{"kind":"${kind}","fields":${fields}}` })]) {
        refused(answer, [400, 422], `${field} = ${value.slice(0, 40)}`);
        if (key) assert.ok(answer.body.problems.some((each) => each.key === key),
                           `${field} = ${value.slice(0, 40)}: ${answer.text}`);
      }
    }
    await unchanged();
  });

  test('what cannot be seen in a text is not kept', async () => {
    const written = await world.worker.want(201, world.worker.post('/cases', smallCase(
      'Il\u0000ma\u0007 \u202eTor\u200bvane\u0085')));
    const name = written.records.find((each) => each.kind === 'person').fields.tsn_CalledName;
    assert.match(name, /^[\p{L}\p{M} \u200b-\u200d\u202a-\u202e]+$/u);
    assert.ok(!name.includes('\u0000'));
    before0 = await state();
    for (const login of ['first.admin\u0000', '\u0000'])
      refused(await (await Client.of(world.server)).post('/sessions', {
        login, passphrase: 'nine boats under the bridge' }), 401, 'a zero in a login');
  });

  test('more than there is room for', async () => {
    const records = Array.from({ length: 51 }, () => smallCase('Ilma').records[0]);
    refused(await world.worker.post('/cases', { records }), 422, '51 records');
    const fields = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, i]));
    const many = await world.worker.post(`/cases/${file.id}/records`, { kind: 'note', fields });
    assert.ok(many.status === 422 && many.text.length < 1 << 20);
    for (const query of ['limit=0', 'limit=201', 'limit=-1', 'limit=x', 'limit=99999999999999999999',
                         'cursor=x', 'cursor=1.x', 'cursor=%00', 'state=gone', 'scope=all;', 'sort=name'])
      refused(await world.worker.get(`/cases?${query}`), 400, query);
    refused(await world.worker.get('/counts'), 400, 'counts of nothing');
    refused(await world.worker.get(`/counts?by=${encodeURIComponent(marker)}`), 422, 'no field');
    refused(await world.worker.get('/counts/cross'), 400, 'a cross table of nothing');
    for (const by of ['', ',', 'prs_Gender,', 'prs_Gender,prs_Gender', `prs_Gender,${encodeURIComponent(marker)}`,
                      'prs_Gender,prs_FirstName', 'prs_Gender,cas_Status,prs_Citizenship,con_Consent,vic_TypeOfExploitation'])
      for (const path of ['/counts/cross', '/counts/table'])
        refused(await world.worker.get(`${path}?by=${by}`), 422, `a cross table by "${by}"`);
    refused(await world.worker.get(`/cases/${file.id}/history?cursor=-1`), 400, 'cursor');
    refused(await world.auditor.get('/audit?cursor=0'), 400, 'cursor');
    await unchanged();
  });

  test('ids that are none, and ids of another organisation', async () => {
    for (const operation of world.worker.description.operations.filter(concernsCase)) {
      const client = clientOf(operation);
      for (const id of ['x', '%00', '..', marker, "' OR 1=1 --", '8'.repeat(26), 'i'.repeat(26),
                        file.id.toUpperCase(), `${file.id}0`, elsewhere.id, newId()]) {
        const { method, path, options } = good(operation);
        const asked = path.replace(file.id, encodeURIComponent(decodeURIComponent(id)));
        refused(await client.call(method, asked, options), 404, `${operation.id}, case ${id}`);
      }
    }
    const [record] = elsewhere.records;
    refused(await world.worker.patch(`/cases/${file.id}/records/${record.id}`,
                                     { fields: { tsn_CalledName: marker } }, { ifMatch: 1 }), 404, 'record');
    refused(await world.worker.post('/cases', { ...smallCase('Ilma'), team: world.east.id }), 422, 'team');
    refused(await world.admin.post('/accounts', {
      login: 'of.elsewhere', name: 'Test', role: 'caseworker', team: world.east.id,
      passphrase: 'nine boats under the bridge' }), [404, 422], 'account in a team of elsewhere');
    await unchanged();
  });

  test('If-Match: missing, malformed, old', async () => {
    const operations = world.worker.description.operations.filter((each) => each.ifMatch);
    const targets = new Map();
    for (const operation of operations) {
      const { target } = ofRoute(operation);
      if (target) targets.set(operation, await target(world));
    }
    before0 = await state();  // a target may be an account of its own
    for (const operation of operations) {
      const { method, path, options } = good(operation, targets.get(operation));
      const ask = (ifMatch) => clientOf(operation).call(method, path, {
        body: options.body, headers: { ...options.headers, 'if-match': ifMatch } });
      const missing = await ask(undefined);
      refused(missing, 428, operation.id);
      assert.equal(missing.body.key, 'request.needs_if_match');
      for (const bad of ['1', '*', '"x"', 'W/"1"', '"-1"', '"1", "2"', '""', '"', marker])
        refused(await ask(bad), 400, `${operation.id}, If-Match ${bad}`);
      for (const old of ['"0"', '"999"', '"9223372036854775807"'])
        refused(await ask(old), 412, `${operation.id}, If-Match ${old}`);
    }
    await unchanged();
  });

  test('not declared as JSON', async () => {
    for (const operation of withBody)
      for (const type of [undefined, 'text/plain', 'application/x-www-form-urlencoded', marker,
                          'multipart/form-data; boundary=x', 'application/jsonp']) {
        const { method, path, options } = good(operation);
        const answer = await clientOf(operation).call(method, path, {
          body: options.body, headers: { ...options.headers, 'content-type': type } });
        refused(answer, 415, `${operation.id} as ${type}`);
      }
    await unchanged();
  });

  test('without the token, or from elsewhere', async () => {
    for (const operation of writing) {
      const { method, path, options } = good(operation);
      for (const more of [{ 'x-csrf-token': undefined }, { 'x-csrf-token': '' },
                          { 'x-csrf-token': 'f'.repeat(64) }, { 'x-csrf-token': marker },
                          { 'x-csrf-token': world.eastWorker.csrf },
                          { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
        const answer = await clientOf(operation).call(method, path, {
          ...options, headers: { ...options.headers, ...more } });
        refused(answer, 403, `${operation.id} with ${JSON.stringify(more)}`);
        assert.equal(answer.body.key, 'session.csrf');
      }
    }
    const stranger = await Client.of(world.server);
    refused(await stranger.post('/sessions', { login: 'first.admin', passphrase: 'x'.repeat(12) },
                                { headers: { 'sec-fetch-site': 'cross-site' } }), 403, 'signing in');
    await unchanged();
  });

  test('a cookie that is none', async () => {
    const client = await Client.of(world.server);
    for (const cookie of ['', 'x', '0'.repeat(64), marker, world.worker.cookie.slice(0, 63)]) {
      client.cookie = cookie;
      refused(await client.get('/day'), 401, `cookie ${cookie}`);
    }
  });

  test('asked under another name', async () => {
    for (const host of ['turnstone.example', `127.0.0.1.example:${world.server.port}`,
                        `localhost.example:${world.server.port}`, '0.0.0.0', '[::2]'])
      for (const path of [`${api}/health`, `${api}/cases`, '/']) {
        const answer = await plain(world.server, 'GET', path, { headers: { host } });
        assert.equal(answer.status, 421, `${host} ${path}`);
        assert.equal(answer.body.key, 'request.other_host');
        assert.ok(!answer.text.includes('example'));
      }
    for (const host of ['localhost', `localhost:${world.server.port}`, '[::1]:80', '127.0.0.1'])
      assert.equal((await plain(world.server, 'GET', `${api}/health`, { headers: { host } })).status,
                   200, host);
  });

  test('headers and paths beyond all measure', async () => {
    const long = await world.worker.call('GET', '/day', { headers: { 'x-long': 'x'.repeat(12_000) } });
    assert.equal(long.status, 200);
    const over = await world.worker.call('GET', '/day', { headers: { 'x-long': 'x'.repeat(60_000) } });
    refused(over, 431, 'headers of 60 kB');
    refused(await world.worker.get(`/cases/${'x'.repeat(10_000)}`), 404, 'a long path');
    refused(await world.worker.get('/health', { headers: { 'accept-language': 'x,'.repeat(5000) } }), 200,
            'many languages');
  });

  test('the key of a repeated request that is none', async () => {
    for (const key of ['short', marker, 'a'.repeat(65), '../../../etc/passwd'])
      refused(await world.worker.post('/cases', smallCase('Ilma'), { key }), [400, 422], key);
    await unchanged();
  });

  test('the program’s log says nothing of all this', () => {
    assert.ok(!/Marker|Zarin|555 01|Veltrova/.test(world.server.log), world.server.log.slice(0, 2000));
    assert.ok(!world.server.log.includes('bug'), 'no bug was met');
  });

  test('after all of this nothing is changed, and the chains are whole', async () => {
    await unchanged();
    await world.verify();
    await world.open(world.worker, { ...smallCase('Ilma Torvane'), id: newId() }, { key: newKey() });
  });
});
