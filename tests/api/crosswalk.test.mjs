// Cases in the columns of others, from the page and from a workbook that was taken out; and tables with HXL tags.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { consent, person, receipt } from '../lib/people.mjs';
import { run } from '../lib/program.mjs';
import { World } from '../lib/world.mjs';

const agreed = (more = {}) => ({ kind: 'consent', fields: receipt({
  tsn_ConsentPurpose: 'count', tsn_ConsentRecipient: 'CTDC', tsn_ConsentClasses: ['K', 'S', 'A'], ...more }) });
const story = (name, ...more) => ({ records: [
  person(name, { prs_Gender: 'Feminine', prs_Birthdate: '2000-01', prs_Citizenship: ['MD'] }),
  { kind: 'context', fields: { vic_TypeOfExploitation: ['ForcedLabour', 'Servitude'] } }, consent(), ...more] });
const columns = (text) => {
  const [header, ...rows] = text.trimEnd().split('\n').map((line) => line.replaceAll('"', '').split(','));
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at]])));
};

describe('cases in the codes of others', () => {
  let world, worker;
  before(async () => {
    world = await World.make('crosswalk');
    worker = world.worker;
    await world.open(worker, story('Ilma Torvane', agreed()));
    await world.open(worker, story('Otto Karren'));
    await world.open(worker, story('Aba Sennin', agreed({ tsn_ConsentWithdrawn: '2026-02-02' })));
    await world.open(world.southWorker, story('Edda Lorn', agreed({ tsn_ConsentClasses: ['K'] })));
  });
  after(() => world.stop('SIGKILL'));

  test('hold those who agreed, of the cases that one reads, and nobody’s name', async () => {
    const coded = await worker.want(200, worker.get('/export/ctdc'));
    assert.deepEqual([coded.people, coded.without_consent, coded.file.name], [1, 2, 'ctdc.csv']);
    assert.deepEqual(coded.unplaced, [{ field: 'vic_TypeOfExploitation', value: 'Servitude', count: 1 }]);
    assert.ok(coded.never.includes('traffickMonths'));
    const [row] = columns(coded.file.content);
    assert.deepEqual([row.gender, row.ageBroad, row.citizenship, row.isForcedLabour, row.isSexualExploit],
                     ['Woman', '24—26', 'MDA', '1', '']);
    assert.doesNotMatch(coded.file.content, /Ilma|Torvane/);
    const all = await world.supervisor.want(200, world.supervisor.get('/export/ctdc'));
    assert.deepEqual([all.people, all.without_consent], [2, 2]);
    assert.equal(columns(all.file.content).filter((each) => each.isForcedLabour).length, 1);
  });

  test('are figures that tell of nobody, by IC-TIP', async () => {
    const coded = await world.supervisor.want(200, world.supervisor.get('/export/ictip'));
    const rows = columns(coded.file.content);
    assert.equal(rows[0].people, '#affected+ind');
    assert.equal(rows.find((row) => row.code === 'female').flag, 's');
    assert.equal(rows.find((row) => row.code === 'male').flag, 'z');
    assert.ok(rows.slice(1).every(({ people, flag }) => (people === '' ? flag === 's' : Number(people) % 10 === 0)));
    assert.equal((await worker.get('/export/weather')).status, 404);
  });

  test('come from the workbook on the command line as from the page', async () => {
    const { content } = await worker.want(200, worker.get('/export?format=xlsx'));
    const book = join(world.folder, 'people.xlsx');
    writeFileSync(book, Buffer.from(content, 'base64'));
    const made = await run(['export', book, '--to', 'ctdc']);
    assert.equal(made.code, 0, made.err);
    const page = (await worker.want(200, worker.get('/export/ctdc'))).file.content;
    const withoutYear = (text) => columns(text).map(({ yearOfRegistration, ageBroad, ...rest }) => rest);
    assert.deepEqual(withoutYear(made.out), withoutYear(page));
    assert.match(made.err, /^people\t1\nwithout_consent\t2\n/);
    assert.match(made.err, /^no_place\tvic_TypeOfExploitation\tServitude\t1$/m);
    const later = await run(['export', book, '--to', 'ctdc', '--on', '3000-01-01', '--out', join(world.folder, 'ctdc.csv')]);
    assert.match(later.err, /^people\t0\nwithout_consent\t3\n/);
    assert.equal(readFileSync(join(world.folder, 'ctdc.csv'), 'utf8').trimEnd().split('\n').length, 1);
    for (const [args, code] of [[['--to', join(world.folder, 'none.json')], 2], [['--to', book], 2],
                                [['--to', 'ctdc', '--on', 'soon'], 2], [['--to', 'ctdc', '--out', world.folder], 3]])
      assert.equal((await run(['export', book, ...args])).code, code, args.join(' '));
  });

  test('tables go out with HXL tags, and come in with them', async () => {
    const counts = await worker.want(200, worker.get('/counts/table?by=prs_Citizenship'));
    assert.equal(counts.content, 'prs_Citizenship,cases\n#country+origin+code,#affected+ind\nMD,3\n');
    const crossed = await worker.want(200, worker.get('/counts/table?by=prs_Citizenship,prs_Gender'));
    assert.equal(crossed.content, 'prs_Citizenship,prs_Gender,cases\n#country+origin+code,#meta+gender,#affected+ind\nMD,Feminine,3\n');
    assert.deepEqual(await worker.want(200, worker.get('/counts/cross?by=prs_Citizenship,prs_Gender')),
                     { by: ['prs_Citizenship', 'prs_Gender'], items: [{ values: ['MD', 'Feminine'], count: 3 }],
                       rounded_to: 1, hidden_below: 0 });
    const served = await worker.want(200, worker.get('/counts/served/table?year=2026'));
    assert.match(served.content, /^year,prs_Gender,age,people\n#date\+year,#meta\+gender,#meta\+age,#affected\+ind\n/);
    for (const path of ['/counts/table', '/counts/table?by=prs_FirstName', '/counts/served/table', '/counts/served/table?year=x'])
      assert.ok([400, 422].includes((await worker.get(path)).status), path);
    const table = 'prs_FirstName,prs_Citizenship,con_Consent\n#meta+name,#country+origin+code,\nIlma,MD,TRUE\n';
    const report = await worker.want(200, worker.post('/imports', { content: Buffer.from(table).toString('base64') }));
    assert.deepEqual([report.rows, report.ready, report.problems.length], [1, 1, 0]);
  });
});
