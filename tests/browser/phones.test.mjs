// What a phone sends waits on the day of whose phone it is, and becomes a case, or nothing, when they say so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { plain } from '../lib/client.mjs';
import { newId } from '../lib/people.mjs';
import { Network } from './lib.mjs';

const form = '<html><head><title>First talk</title><model><instance><data id="talk" version="1"/></instance></model></head></html>';
let network, worker, base;
before(async () => {
  network = await Network.make('phones', 10);
  worker = await network.signedIn('grace.london');
});
after(() => network?.end());

const send = (name, way) => plain(network.server, 'POST', `${base}/submission`, {
  headers: { 'content-type': 'multipart/form-data; boundary=Sep' },
  body: '--Sep\r\nContent-Disposition: form-data; name="xml_submission_file"\r\n\r\n' +
        `<data id="talk"><prs_FirstName>${name}</prs_FirstName><way>${way}</way>` +
        `<meta><instanceID>uuid:${newId()}</instanceID></meta></data>\r\n--Sep--\r\n` });

test('an administrator gives the phones a form, and takes it away', async () => {
  const admin = await network.signedIn('admin.london');
  await admin.goTo('nav.accounts');
  const card = admin.main.getByRole('region', { name: admin.say('forms.title') });
  const box = card.getByLabel(admin.say('forms.add'));
  await box.setInputFiles({ name: 'talk.xml', mimeType: 'text/xml', buffer: Buffer.from('no form') });
  await admin.sees(admin.words.error('phone.not_a_form'), card);
  await box.setInputFiles({ name: 'talk.xml', mimeType: 'text/xml', buffer: Buffer.from(form) });
  await admin.sees('First talk', card);
  await card.getByRole('button', { name: `${admin.say('forms.end')} First talk` }).click();
  await admin.sees(admin.say('forms.none'), card);
});

test('a phone is given an address, once', async () => {
  await worker.goTo('nav.me');
  const card = worker.main.getByRole('region', { name: worker.say('address.phone.title') });
  await worker.button('address.phone.make', card).click();
  const address = await card.getByLabel(worker.say('address.phone.address'), { exact: true }).inputValue();
  assert.match(address, /\/phone\/[0-9a-z]{78}$/);
  base = new URL(address).pathname;
});

test('what it sends is looked at, and becomes a case', async () => {
  assert.equal((await send('Phonemark', 'by the sea')).status, 201);
  await worker.goTo('nav.day');
  const waiting = worker.main.getByRole('region', { name: worker.say('proposal.title') });
  await worker.sees('Phonemark', waiting);
  await worker.sees('by the sea', waiting);
  await worker.button('proposal.accept', waiting).click();
  await worker.sees(worker.words.error('case.needs_consent'), waiting);
  await waiting.getByLabel(worker.say('proposal.agreed')).check();
  await worker.button('proposal.accept', waiting).click();
  await worker.page.getByRole('tab', { name: worker.say('case.file'), exact: true }).waitFor();
  await worker.sees('way: by the sea');
});

test('or nothing', async () => {
  await send('Nobodymark', 'x');
  await worker.goTo('nav.day');
  const waiting = worker.main.getByRole('region', { name: worker.say('proposal.title') });
  await worker.button('proposal.decline', waiting).click();
  await waiting.waitFor({ state: 'detached' });
  await worker.sees(worker.say('proposal.declined'), worker.page);
});
