// People brought in from tables and taken out: what is ready comes in once, what is wrong is told by its row, and
// what was interrupted goes on.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newId, receipt } from '../lib/people.mjs';
import { World } from '../lib/world.mjs';
import { unzipped } from '../lib/zip.mjs';

const sent = (text) => Buffer.from(text).toString('base64');
const people = (count) => sent(['prs_FirstName,prs_SecondName,prs_Birthdate,con_Consent',
  ...Array.from({ length: count }, (_, i) => `Ilma${i},Torvane,1990-03-0${1 + i % 9},TRUE`), ''].join('\n'));

describe('a table of people', () => {
  let world, worker;
  before(async () => {
    world = await World.make('imports');
    worker = world.worker;
  });
  after(() => world.stop('SIGKILL'));

  const total = async (client = worker) => (await client.want(200, client.get('/cases?state=all'))).total;
  const bring = (content, more = {}) => worker.post('/imports', { content, ...more });

  test('is looked at first, and nothing is written', async () => {
    const table = sent('First name;Weather;prs_Birthdate;con_Consent\nIlma;fine;soon;yes\nOtto;fine;1990;\nAba;fine;1990;yes\n'
      .replaceAll(';', ','));
    const report = await worker.want(200, bring(table));
    assert.deepEqual([report.rows, report.ready, report.opened], [3, 1, 0]);
    assert.deepEqual(report.columns.map(({ header, field }) => [header, field]),
                     [['First name', 'prs_FirstName'], ['Weather', ''], ['prs_Birthdate', 'prs_Birthdate'],
                      ['con_Consent', 'con_Consent']]);
    assert.deepEqual(report.problems.map(({ row, key }) => [row, key]),
                     [[2, 'date.malformed'], [3, 'case.needs_consent']]);
    assert.equal(await total(), 0);
  });

  test('comes in once, however often it is sent; another table does not go by its name', async () => {
    const id = newId();
    const wanted = { id, dry_run: false };
    const first = await worker.want(200, bring(people(3), wanted));
    assert.equal(first.opened, 3);
    assert.equal((await worker.want(200, bring(people(3), wanted))).opened, 3);
    assert.equal(await total(), 3);
    const other = await bring(people(2), wanted);
    assert.deepEqual([other.status, other.body.key], [422, 'idempotency.key_reused']);
    assert.equal(await total(), 3);
  });

  test('goes out as it came in, and no cell begins a formula', async () => {
    await worker.want(200, bring(sent('prs_FirstName,con_Consent\n=1+1,TRUE\n'), { dry_run: false }));
    const { content: text } = await worker.want(200, worker.get('/export?format=csv'));
    assert.match(text, /,"'=1\+1",/);
    assert.doesNotMatch(text, /(^|,)"?[=+@]/m);
    const report = await worker.want(200, bring(sent(text)));
    assert.deepEqual([report.rows, report.ready, report.problems.length], [4, 4, 0]);
  });

  test('takes everything of the cases with it: a sheet for each kind of which a row leaves something out', async () => {
    const { items: [{ id }] } = await worker.want(200, worker.get('/cases?state=all'));
    for (const [kind, fields] of [['note', { cco_CaseComment: 'Notemark one' }], ['note', { cco_CaseComment: '=Notemark(2)' }],
                                  ['person', { tsn_CalledName: 'Brothermark' }],
                                  ['consent', receipt({ tsn_ConsentWithdrawn: '2026-02-03' })]])
      await worker.want(201, worker.post(`/cases/${id}/records`, { kind, fields }));
    const { content } = await worker.want(200, worker.get('/export?format=xlsx'));
    const files = unzipped(Buffer.from(content, 'base64'));
    const names = [...files.get('xl/workbook.xml').matchAll(/<sheet name="(\w+)"/g)].map(([, name]) => name);
    assert.deepEqual(names, ['HTCDS', 'person', 'consent', 'note']);
    const [, person, , notes] = names.map((name, at) => files.get(`xl/worksheets/sheet${at + 1}.xml`));
    assert.match(notes, /Notemark one/);
    // A cell of a workbook says that it is text, so what it holds is no formula.
    assert.match(notes, /t="inlineStr"><is><t xml:space="preserve">=Notemark\(2\)/);
    assert.match(person, /Brothermark/);
  });

  test('is taken back by a supervisor, but for what somebody has worked on', async () => {
    const { items } = await worker.want(200, worker.get('/imports'));
    const { id } = items.find((each) => each.cases === 3);
    const before = await total();
    const refused = await worker.post(`/imports/${id}/undo`);
    assert.equal(refused.status, 403);
    const undone = await world.supervisor.want(200, world.supervisor.post(`/imports/${id}/undo`));
    assert.deepEqual(undone, { forgotten: 3, kept: 0 });
    assert.equal(await total(), before - 3);
    assert.equal((await worker.want(200, bring(people(3), { id, dry_run: false }))).opened, 0);
    assert.equal(await total(), before - 3, 'what was taken back stays away');
  });

  test('that is none is refused, with what is wrong', async () => {
    const before = await total();
    for (const [content, key] of [
      ['?', 'form.incomplete'], [sent(''), 'form.incomplete'], [sent(' '), 'import.no_header'], [sent('Weather,Mood\nfine,good\n'), 'import.no_header'],
      [sent('PK\x03\x04 and no more'), 'sheet.not_a_workbook']]) {
      const answer = await bring(content, { dry_run: false });
      assert.ok([400, 413, 422].includes(answer.status), answer.text);
      assert.equal(answer.body.key, key);
    }
    assert.equal(await total(), before);
  });

  test('that was interrupted goes on when it is sent again', async () => {
    const [count, before] = [60, await total()];
    const [id, content] = [newId(), people(count)];
    const client = worker.twin();
    const lost = client.post('/imports', { id, content, dry_run: false }).then(() => false, () => true);
    while (await total() < before + 5);
    await world.stop('SIGKILL');
    assert.ok(await lost, 'it was not through');
    await world.start();
    worker = await world.signIn('north.caseworker');
    const there = await total() - before;
    assert.ok(there >= 5 && there < count, `${there} of ${count}`);
    assert.equal((await worker.want(200, bring(content, { id, dry_run: false }))).opened, count);
    assert.equal(await total(), before + count);
  });
});
