// Cases in the columns of others are taken from the page, which says what has no place there; tables of figures come with
// HXL tags; an administrator adds, tests and removes a webhook.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Network } from './lib.mjs';

let network;
before(async () => (network = await Network.make('formats', 30)));
after(() => network?.end());

/** The file that comes when this is pressed. */
async function taken(person, button) {
  const [file] = await Promise.all([person.page.waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

test('cases go out in the codes of others', async () => {
  const worker = await network.signedIn('grace.london');
  await worker.enter('/cases/tables');
  await worker.settled();
  const rows = await taken(worker, worker.button('coded.ctdc'));
  assert.equal(rows.name, 'ctdc.csv');
  assert.match(rows.text, /^yearOfRegistration,gender,ageBroad,citizenship,/);
  await worker.sees('traffickMonths');
  const figures = await taken(worker, worker.button('coded.ictip'));
  assert.match(figures.text, /^column,code,people,flag\n#indicator\+name,/);
  await worker.goTo('nav.counts');
  const table = await taken(worker, worker.button('counts.table').first());
  assert.match(table.text, /^vic_TypeOfExploitation,cases\n#event\+type,#affected\+ind\n/);
  await worker.main.getByLabel(worker.say('counts.and'), { exact: true }).selectOption('prs_Gender');
  await worker.main.getByRole('columnheader', { name: 'Feminine' }).waitFor();
  const crossed = await taken(worker, worker.button('counts.table').first());
  assert.match(crossed.text, /^vic_TypeOfExploitation,prs_Gender,cases\n#event\+type,#meta\+gender,#affected\+ind\n/);
});

test('a webhook is added, tested and removed', async () => {
  const admin = await network.signedIn('admin.london');
  await admin.goTo('nav.accounts');
  const card = admin.main.getByRole('region', { name: admin.say('hooks.title') });
  const box = card.getByLabel(admin.say('hooks.address'));
  await box.fill('programs.example');
  await admin.button('hooks.add', card).click();
  await admin.sees(admin.words.error('hook.bad_address'), card);
  await box.fill('http://127.0.0.1:9/told');
  await admin.button('hooks.add', card).click();
  assert.match(await card.getByLabel(admin.say('hooks.key')).inputValue(), /^[0-9a-f]{64}$/);
  await admin.sees(admin.say('hooks.never'), card);
  await card.getByRole('button', { name: `${admin.say('hooks.test')} http://127.0.0.1:9/told` }).click();
  await admin.sees(admin.say('hooks.no_answer'), card);
  await card.getByRole('button', { name: `${admin.say('hooks.end')} http://127.0.0.1:9/told` }).click();
  await admin.sees(admin.say('hooks.none'), card);
});
