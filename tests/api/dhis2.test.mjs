// `turnstone dhis2` against a server that answers as the published protocol has it: import summaries, conflicts,
// 401, 500, silence.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ownFolder, run } from '../lib/program.mjs';

const token = 'd2pat_aharbourofquietlampsandropes';
const table = 'column,code,people,flag\n#indicator+name,#indicator+code,#affected+ind,#meta+flag\n' +
              'victim.sex,female,43,\nvictim.sex,male,3,\nvictim.age,child,21,\n';
const mapping = { format: 'turnstone-dhis2 1', data_set: 'TIP', tables: 'column', org_unit: 'OU_1', values: [
  { where: { column: 'victim.sex', code: 'female' }, data_element: 'WOMEN', categories: { SEX: 'F' } },
  { where: { column: 'victim.sex', code: 'male' }, data_element: 'MEN' },
  { where: { column: 'victim.age', code: 'child' }, data_element: 'CHILDREN' },
  { where: { column: 'victim.age', code: 'elder' }, data_element: 'ELDERS' }] };

/** Holds values by element, place and period, and knows some elements only. */
class Dhis2 {
  values = new Map();
  seen = [];
  known = new Set(['WOMEN', 'CHILDREN']);

  async start() {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (data) => (body += data));
      request.on('end', () => this.#answer(request, body, response));
    });
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.address = `http://127.0.0.1:${this.server.address().port}`;
  }
  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }

  #answer(request, body, response) {
    const url = new URL(request.url, this.address);
    this.seen.push({ url, body, type: request.headers['content-type'] });
    const say = (status, content) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    const prefix = url.pathname.replace('/api/dataValueSets', '');
    if (prefix === '/silent') return;
    if (prefix === '/broken') return say(500, { status: 'ERROR', httpStatusCode: 500, message: 'Out of memory' });
    if (prefix === '/page') return response.writeHead(200).end('<html>Please sign in</html>');
    if (request.headers.authorization !== `ApiToken ${token}`)
      return say(401, { httpStatus: 'Unauthorized', httpStatusCode: 401, status: 'ERROR', message: 'Unauthorized' });
    if (prefix === '/locked')
      return say(409, { httpStatus: 'Conflict', httpStatusCode: 409, status: 'WARNING', response: {
        responseType: 'ImportSummary', status: 'ERROR', importCount: { imported: 0, updated: 0, ignored: 2, deleted: 0 },
        conflicts: [{ object: '2025Q1', value: 'Data set is locked for this period' }] } });
    if (request.headers['content-type'] === 'application/adx+xml') return say(200, this.#taken([], url));
    const { period, orgUnit, dataValues } = JSON.parse(body);
    say(200, this.#taken(dataValues.map((each) => ({ period, orgUnit, ...each })), url));
  }

  #taken(values, url) {
    const count = { imported: 0, updated: 0, ignored: 0, deleted: 0 };
    const conflicts = [];
    for (const { dataElement, orgUnit, period, value } of values) {
      const key = [dataElement, orgUnit, period].join(' ');
      if (!this.known.has(dataElement)) {
        ++count.ignored;
        conflicts.push({ object: dataElement, value: 'Data element not found or not accessible' });
      } else {
        ++count[this.values.has(key) ? 'updated' : 'imported'];
        if (url.searchParams.get('dryRun') !== 'true') this.values.set(key, value);
      }
    }
    return { responseType: 'ImportSummary', status: conflicts.length ? 'WARNING' : 'SUCCESS', importCount: count,
             conflicts, dataSetComplete: 'false' };
  }
}

describe('turnstone dhis2', () => {
  const folder = ownFolder('dhis2');
  const file = (name, content) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const server = new Dhis2();
  let args, secret;
  before(async () => {
    await server.start();
    secret = file('token', `${token}\n`);
    args = ['dhis2', file('table.csv', table), '--mapping', file('mapping.json', JSON.stringify(mapping)), '--period', '2025Q1'];
  });
  after(() => server.stop());
  const push = (where = '', ...more) => run([...args, '--push', server.address + where, '--token-file', secret, ...more]);

  test('writes what may be told, and says what not', async () => {
    const made = await run(args);
    assert.equal(made.code, 0, made.err);
    assert.deepEqual(JSON.parse(made.out), { dataSet: 'TIP', period: '2025Q1', orgUnit: 'OU_1', dataValues: [
      { dataElement: 'WOMEN', value: '40' }, { dataElement: 'CHILDREN', value: '20' }] });
    assert.match(made.err, /^values\t2\nheld_back\tMEN\t\tOU_1\t2025Q1\nno_row\tELDERS\t/);
    const adx = await run([...args, '--format', 'adx', '--out', join(folder, 'out.xml'), '--org-unit', 'A&"B']);
    assert.equal(adx.out, '');
    assert.match(readFileSync(join(folder, 'out.xml'), 'utf8'),
                 /<group orgUnit="A&amp;&quot;B" period="2025-01-01\/P3M" dataSet="TIP">\n +<dataValue dataElement="WOMEN" SEX="F" value="40"\/>/);
    assert.equal((await run([...args.slice(0, -2)])).code, 2, 'a period is needed');
  });

  test('shows and lets check what a push would send, and then sends the same', async () => {
    const dry = await push('/', '--dry-run');
    assert.equal(dry.code, 0, dry.err);
    assert.equal(server.values.size, 0);
    assert.equal(server.seen.at(-1).url.search, '?idScheme=code&dryRun=true');
    assert.equal(dry.out, server.seen.at(-1).body);
    assert.match(dry.err, /^status\tSUCCESS\nimported\t2$/m);
    assert.doesNotMatch(dry.err + dry.out, /d2pat/);
    const sent = await push();
    assert.deepEqual([sent.code, sent.out, server.seen.at(-1).url.search], [0, '', '?idScheme=code']);
    assert.equal(server.seen.at(-1).body, dry.out);
    assert.equal(server.values.get('WOMEN OU_1 2025Q1'), '40');
    assert.match((await push()).err, /^updated\t2$/m);
    const adx = await push('', '--format', 'adx');
    assert.deepEqual([adx.code, server.seen.at(-1).type], [0, 'application/adx+xml']);
  });

  test('says what the server did not take', async () => {
    server.known.delete('CHILDREN');
    const some = await push();
    server.known.add('CHILDREN');
    assert.equal(some.code, 1);
    assert.match(some.err, /^ignored\t1\ndeleted\t0\nconflict\tCHILDREN\tData element not found/m);
    const locked = await push('/locked');
    assert.equal(locked.code, 1);
    assert.match(locked.err, /^answer\t409\nstatus\tERROR\n[^]*conflict\t2025Q1\tData set is locked/m);
  });

  test('says plainly when it was not let in, the server failed, or nobody answered', async () => {
    const stranger = await run([...args, '--push', server.address]);
    assert.equal(stranger.code, 2);
    assert.match(stranger.err, /did not let us in/);
    const broken = await push('/broken');
    assert.deepEqual([broken.code, /The server failed/.test(broken.err)], [3, true]);
    const page = await push('/page');
    assert.deepEqual([page.code, /import summary/.test(page.err)], [2, true]);
    const silent = await push('/silent', '--patience', '1');
    assert.deepEqual([silent.code, /did not answer/.test(silent.err)], [3, true]);
    const elsewhere = await run([...args, '--push', 'http://dhis2.example', '--token-file', secret]);
    assert.equal(elsewhere.code, 3, 'not over an open line');
    const nothing = await run([...args, '--push', server.address, '--token-file', join(folder, 'none')]);
    assert.equal(nothing.code, 2);
  });
});
