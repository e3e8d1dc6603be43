// The person's own copy: chosen together, handed over as a file and on paper, read by the person with no network, and opened
// where they bring it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { newKey } from '../lib/people.mjs';
import { ownFolder, repository } from '../lib/program.mjs';
import { Network, inOrder } from './lib.mjs';

const step = inOrder();
let network, worker, other, file, copy, code;
before(async () => {
  network = await Network.make('own_copy', 10);
  worker = await network.signedIn('grace.london');
  other = await network.signedIn('ana.bissau');
  const client = await network.api('grace.london');
  file = await client.want(201, client.post('/cases', { records: [
    { kind: 'person', fields: { tsn_CalledName: 'Copymark Okoro', prs_PrimaryLanguage: 'ar', prs_Citizenship: ['GW'] } },
    { kind: 'context', fields: { tsn_HealthNeeds: 'Tablets twice a day' } },
    { kind: 'migration', fields: { tsn_MigrationStatus: 'none', tsn_MigrationNotes: 'Left at home' } },
    { kind: 'consent', fields: { con_Consent: true } }] }, { key: newKey() }));
});
after(() => network?.end());

step('what goes along is chosen, and seen in the language of the person', async () => {
  await worker.openCase(file.id);
  await worker.link('copy.make.link').click();
  assert.equal(await worker.main.getByLabel(worker.say('copy.language'), { exact: true }).inputValue(), 'ar');
  for (const letter of ['M', 'L']) await worker.main.locator(`input[value=${letter}]`).check();
  await worker.button('copy.preview').click();
  const says = worker.main.getByRole('region', { name: worker.say('copy.says') });
  await worker.sees('Copymark Okoro', says);
  await worker.sees('غينيا بيساو', says);
  await says.getByRole('listitem').filter({ hasText: 'Left at home' }).getByRole('checkbox').uncheck();
  await worker.button('copy.make').click();
  await worker.sees(worker.words.error('copy.needs_word'));
  await worker.main.getByLabel(worker.say('copy.asked'), { exact: true }).check();
  const [download] = await Promise.all([worker.page.waitForEvent('download'), worker.button('copy.make').click()]);
  copy = { name: download.suggestedFilename(), mimeType: 'text/html', buffer: readFileSync(await download.path()) };
  code = await worker.main.locator('.notice .spelt').innerText();
  worker.expect(/422/);
});

step('paper has what is ticked, and the code on a slip when it is wanted', async () => {
  const paper = worker.main.getByRole('article');
  await worker.page.emulateMedia({ media: 'print' });
  assert.equal(await paper.getByText('Copymark Okoro').isVisible(), false);
  assert.equal(await paper.getByText(code).isVisible(), true);
  assert.equal(await paper.getByRole('img').isVisible(), true);
  await worker.page.emulateMedia({ media: 'screen' });
  await paper.getByRole('listitem').filter({ hasText: 'Copymark Okoro' }).getByRole('checkbox').check();
  await worker.main.getByLabel(worker.say('copy.paper.code'), { exact: true }).uncheck();
  await worker.page.emulateMedia({ media: 'print' });
  assert.equal(await paper.getByText('Copymark Okoro').isVisible(), true);
  assert.equal(await paper.getByText('Tablets twice a day').isVisible(), false);
  assert.equal(await paper.getByText(code).count(), 0);
  await worker.page.emulateMedia({ media: 'screen' });
  await worker.link('sheet.back').click();
  await worker.sees(new RegExp(worker.say('copy.given', { day: '.*20\\d\\d' })));
  await worker.end();
});

step('the person opens it with nothing but a browser', async () => {
  const path = join(ownFolder('own_copy'), copy.name);
  writeFileSync(path, copy.buffer);
  const context = await network.browser.newContext({ offline: true });
  const page = await context.newPage();
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  const words = JSON.parse(readFileSync(join(repository, 'data/messages/capsule.ar.json'), 'utf8'));
  await page.getByLabel(words['capsule.copy.code']).fill('0000');
  await page.getByRole('button', { name: words['capsule.open'] }).click();
  await page.getByText(words['capsule.wrong']).waitFor();
  await page.getByLabel(words['capsule.copy.code']).fill(code.toUpperCase());
  await page.getByRole('button', { name: words['capsule.open'] }).click();
  await page.getByText('Copymark Okoro').waitFor();
  await page.getByText('Tablets twice a day').waitFor();
  assert.equal(await page.getByText('Left at home').count(), 0);
  assert.equal(await page.getByRole('textbox').count(), 0);
  assert.deepEqual(asked.filter((url) => !url.startsWith('file:')), []);
  await context.close();
});

step('another organisation opens it, and takes it in when the person says so', async () => {
  const pick = (buffer) => other.main.getByLabel(other.say('copy.take.file'), { exact: true }).setInputFiles({ ...copy, buffer });
  await other.enter('/cases/new');
  await other.link('copy.take.link').click();
  await pick(copy.buffer.subarray(0, copy.buffer.indexOf('</script>')));
  await other.main.getByLabel(other.say('copy.take.code'), { exact: true }).fill(code);
  await other.button('copy.take.open').click();
  await other.sees(other.words.error('copy.cut'));
  await pick(copy.buffer);
  await other.main.getByLabel(other.say('copy.take.code'), { exact: true }).fill('k3n7');
  await other.button('copy.take.open').click();
  await other.sees(other.words.error('copy.wrong_code'));
  await other.main.getByLabel(other.say('copy.take.code'), { exact: true }).fill(code);
  await other.button('copy.take.open').click();
  await other.sees('Copymark Okoro');
  await other.sees(new RegExp(other.say('copy.maker.unknown', { name: '.*' })));
  await other.button('copy.take.yes').click();
  await other.sees(other.words.error('case.needs_consent'));
  await other.main.getByLabel(other.say('copy.take.agreed'), { exact: true }).check();
  await other.button('copy.take.yes').click();
  await other.heading('Copymark Okoro').waitFor();
  await other.sees(new RegExp(other.say('copy.told_by', { name: '.*', day: '.*20\\d\\d' })));
  other.expect(/422/, /400/);
  await other.end();
});
