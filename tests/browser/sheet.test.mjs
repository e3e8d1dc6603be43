// Sheets that are printed from a case: for counsel, with where each thing was learned and what is missing;
// for the next visit. What is ticked off is not printed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newKey } from '../lib/people.mjs';
import { openPart } from './casework.mjs';
import { Network } from './lib.mjs';

const login = 'grace.london';
let network, worker, file;
before(async () => {
  network = await Network.make('sheet', 10);
  const client = await network.api(login);
  const add = (kind, fields) => client.want(201, client.post(
    `/cases/${file.id}/records`, { kind, fields }, { key: newKey() }));
  file = await client.want(201, client.post('/cases', { records: [
    { kind: 'person', fields: { tsn_CalledName: 'Sheetmark Okoro' } },
    { kind: 'consent', fields: { con_Consent: true } }] }, { key: newKey() }));
  await add('custody', { tsn_CustodyStage: 'remand', tsn_CustodyOffence: 'Importation', tsn_CustodyRelease: '2027-01-30' });
  await add('custody_story', { tsn_JourneyAskedBy: 'partner', tsn_JourneyThreats: 'They know where my mother lives.',
                               tsn_JourneySource: 'The person, on a visit in March' });
  await add('structure', { tsn_StructureKind: 'debt', tsn_StructureAmount: 1800 });
  await add('task', { tsn_TaskWhat: 'Bring the phone card', tsn_TaskDue: '2026-12-01', tsn_TaskState: 'open' });
  const { interviews: [{ id }] } = await client.want(201, client.post(
    `/cases/${file.id}/screenings`, { instrument: 'importation' }));
  await client.want(200, client.post(`/cases/${file.id}/screenings/${id}/answers`, { answers: [
    { question: 'IM.threats', reply: 'yes', words: 'He showed me a picture of my house.', source: 'person' },
    { question: 'IM.journey', reply: 'no' }, { question: 'IM.loan', reply: 'refused' }] }));
  worker = await network.signedIn(login);
});
after(() => network?.end());

describe('the sheet for counsel', () => {
  const part = (key) => worker.main.locator('section').filter({
    has: worker.page.getByRole('heading', { name: worker.say(`sheet.part.${key}`), exact: true }) });

  test('has what is recorded, each with where it was learned', async () => {
    await worker.openCase(file.id);
    await openPart(worker, 'custody');
    await worker.link('sheet.counsel', worker.main).click();
    await worker.sees(worker.say('sheet.counsel.no_finding'));
    await worker.sees(/Importation/, part('custody'));
    await worker.sees(/They know where my mother lives/, part('facts'));
    await worker.sees(worker.say('sheet.source', { source: 'The person, on a visit in March' }), part('facts'));
    await worker.sees(new RegExp(worker.say('sheet.written', { day: '.*20\\d\\d' })), part('facts'));
    await worker.sees(/He showed me a picture of my house/, part('present'));
    await worker.sees(worker.words.question('IM.journey'), part('against'));
  });

  test('names the gaps: not asked, not told, and what has no source', async () => {
    await worker.sees(worker.words.question('IM.loan'), part('undecided'));
    await worker.sees(worker.words.question('IM.content'), part('gaps'));
    await worker.sees(worker.say('sheet.no_source', { what: worker.words.kind('structure') }), part('gaps'));
  });

  test('has no name but when it is asked for', async () => {
    const paper = worker.main.getByRole('article');
    assert.ok(!(await paper.innerText()).includes('Sheetmark'));
    await worker.main.getByLabel(worker.say('sheet.named'), { exact: true }).check();
    await worker.sees('Sheetmark Okoro', paper);
  });

  test('prints what is ticked, and not the boxes', async () => {
    const threat = part('present').getByRole('listitem').filter({ hasText: 'He showed me' });
    await threat.getByRole('checkbox').uncheck();
    await worker.page.emulateMedia({ media: 'print' });
    assert.equal(await threat.isVisible(), false);
    assert.equal(await part('present').isVisible(), false);
    assert.equal(await part('facts').isVisible(), true);
    assert.equal(await worker.main.getByRole('checkbox').first().isVisible(), false);
    await worker.page.emulateMedia({ media: 'screen' });
  });
});

test('the sheet for the visit has what is due and what nobody has asked', async () => {
  await worker.openCase(file.id);
  await openPart(worker, 'custody');
  await worker.link('sheet.visit', worker.main).click();
  await worker.sees('Bring the phone card');
  await worker.sees(worker.words.question('IM.content'));
  assert.equal(await worker.main.getByText(worker.words.question('IM.threats')).count(), 0);
});
