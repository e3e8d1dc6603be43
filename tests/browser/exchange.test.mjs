// Two organisations get to know each other, and one asks the other about a person: with an agreement, seen before it is
// sent, over the line and by a file that is carried.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { newId, newKey, receipt } from '../lib/people.mjs';
import { ownFolder, repository } from '../lib/program.mjs';
import { Network, inOrder } from './lib.mjs';

const step = inOrder();
let network, worker, other, client, names, file;
before(async () => {
  network = await Network.make('exchange', 10);
  worker = await network.signedIn('grace.london');
  other = await network.signedIn('ana.bissau');
  client = await network.api('grace.london');
  const far = await network.api('ana.bissau');
  names = { near: client.session.organisation.name, far: far.session.organisation.name };
});
after(() => network?.end());

const peersCard = (admin) => admin.main.getByRole('region', { name: admin.say('peers.title') });
const saved = async (visitor, press) => {
  const [download] = await Promise.all([visitor.page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), mimeType: 'application/octet-stream',
           buffer: readFileSync(await download.path()) };
};
const pick = (visitor, key, file) => visitor.main.getByLabel(visitor.say(key), { exact: true }).setInputFiles(file);

step('both administrators compare one number', async () => {
  const [near, far] = [await network.signedIn('admin.london'), await network.signedIn('admin.bissau')];
  const cards = [];
  for (const admin of [near, far]) {
    await admin.goTo('nav.accounts');
    const card = peersCard(admin);
    await card.getByLabel(admin.say('peers.address'), { exact: true }).fill(`http://127.0.0.1:${network.server.port}`);
    await admin.button('save', card).click();
    await admin.sees(admin.say('saved'), admin.page);
    await admin.page.reload();
    await admin.settled();
    cards.push(await saved(admin, () => admin.button('peers.card', peersCard(admin)).click()));
  }
  await pick(near, 'peers.add', { ...cards[1], buffer: Buffer.from('no card') });
  await near.sees(near.words.error('peer.no_card'), peersCard(near));
  const numbers = [];
  for (const [admin, card] of [[near, cards[1]], [far, cards[0]]]) {
    await pick(admin, 'peers.add', card);
    await admin.dialog.waitFor();
    numbers.push(await admin.dialog.locator('.number').innerText());
    await admin.button('peers.compared', admin.dialog).click();
    await admin.sees(admin.say('peers.kept'), admin.page);
  }
  assert.equal(numbers[0], numbers[1]);
  // Before anything was sent: the first request brings the new keys.
  await near.button('peers.renew', peersCard(near)).click();
  await near.button('peers.renew', near.dialog).click();
  await near.sees(near.say('peers.renewed'), near.page);
  near.expect(/422/);
  for (const admin of [near, far]) await admin.end();
});

step('what the person agreed to is seen, and sent', async () => {
  file = await client.want(201, client.post('/cases', { records: [
    { kind: 'person', fields: { tsn_CalledName: 'Wilma Torvane' } },
    { kind: 'consent', fields: { con_Consent: true } },
    { kind: 'consent', fields: receipt({ tsn_ConsentPurpose: 'trace', tsn_ConsentRecipient: names.far,
                                         tsn_ConsentClasses: ['K', 'S'] }) }] }, { key: newKey() }));
  const paper = newId();
  await client.want(204, client.put(`/cases/${file.id}/files/${paper}/pieces/0`, {
    class: 'K', content: Buffer.from('a paper').toString('base64') }));
  await client.want(201, client.post(`/cases/${file.id}/records`, {
    kind: 'paper', fields: { tsn_PaperWhat: 'identity', tsn_PaperIdentity: `${paper} 7 text/plain birth.txt` } }));
  await worker.openCase(file.id);
  await worker.link('matter.send').click();
  await worker.main.getByRole('checkbox', { name: /birth\.txt/ }).check();
  await worker.main.getByLabel(worker.say('matter.send.note'), { exact: true }).fill('Her aunt lives by the river.');
  await worker.button('matter.send.preview').click();
  const preview = worker.main.getByRole('region', { name: worker.say('matter.preview', { name: names.far }) });
  await worker.sees('Wilma Torvane', preview);
  await worker.sees('Her aunt lives by the river.', preview);
  await worker.sees('birth.txt', preview);
  await worker.button('matter.send.yes').click();
  await worker.heading(worker.say('matter.steps')).waitFor();
});

step('it arrives, is asked about, and accepted into a case', async () => {
  const arrived = other.main.getByRole('link', { name: names.near });
  while (!await arrived.count()) {
    await other.page.reload();
    await other.settled();
  }
  await other.heading(other.say('day.matters')).waitFor();
  await arrived.first().click();
  await other.sees('Wilma Torvane');
  const paper = await saved(other, () => other.main.getByRole('button', { name: /birth\.txt/ }).click());
  assert.equal(paper.buffer.toString(), 'a paper');
  await other.button('matter.do.asked').click();
  await other.button('matter.do.asked', other.dialog).click();
  await other.sees(other.words.error('field.required'), other.dialog);
  await other.dialog.getByRole('textbox').fill('In which village?');
  await other.button('matter.do.asked', other.dialog).click();
  await other.dialog.waitFor({ state: 'detached' });
  await other.button('matter.do.accepted').click();
  await other.button('matter.do.accepted', other.dialog).click();
  await other.dialog.waitFor({ state: 'detached' });
  await other.link('matter.case').click();
  await other.heading('Wilma Torvane').waitFor();
  await other.sees(other.say('nav.matters'));
  other.expect(/422/);
});

step('the question is answered, and the answer carried by hand', async () => {
  const open = () => worker.button('matter.do.answered', worker.main);
  while (!await open().count()) {
    await worker.page.reload();
    await worker.settled();
  }
  await open().click();
  await worker.dialog.getByRole('textbox').fill('By the old mill.');
  await worker.button('matter.do.answered', worker.dialog).click();
  await worker.dialog.waitFor({ state: 'detached' });
  const packet = await saved(worker, () => worker.button('matter.packet.save').click());
  await other.goTo('nav.matters');
  await pick(other, 'matter.take.file', { ...packet, buffer: packet.buffer.subarray(0, 50) });
  await other.sees(other.words.error('packet.cut'));
  await pick(other, 'matter.take.file', packet);
  await other.sees('By the old mill.');
  other.expect(/422/, /400/);
});

step('consent is taken back in the case, and the other side is told', async () => {
  await worker.openCase(file.id);
  await worker.main.getByRole('button', { name: new RegExp(`^${worker.say('consent.take_back')}`) }).click();
  const { items } = await client.want(200, client.get('/matters'));
  const told = () => worker.main.getByText(worker.say('matter.withdrawal.asked'));
  await worker.enter(`/matters/${items[0].id}`);
  while (!await told().count()) {
    await worker.page.reload();
    await worker.settled();
  }
  await worker.sees(worker.say('matter.gone'));
  assert.equal(await worker.main.getByText('Wilma Torvane').count(), 0);
  await worker.end();
  await other.end();
});

step('a request that is late stands on the day, and a case that was taken over says where it went', async () => {
  const file = await client.want(201, client.post('/cases', { records: [
    { kind: 'person', fields: { tsn_CalledName: 'Ilma Torvane' } },
    { kind: 'consent', fields: { con_Consent: true } },
    { kind: 'consent', fields: receipt({ tsn_ConsentPurpose: 'transfer', tsn_ConsentRecipient: names.far,
                                         tsn_ConsentClasses: ['K'] }) }] }, { key: newKey() }));
  const { items: [peer] } = await client.want(200, client.get('/peers'));
  const { id } = await client.want(201, client.post(`/cases/${file.id}/matters`, {
    peer: peer.id, request: 'transfer', classes: 'K', due: '2026-01-02',
    receipt: file.records.find(({ fields }) => fields.tsn_ConsentRecipient).id }));
  const desk = await network.signedIn('grace.london');
  await desk.heading(desk.say('day.matters')).waitFor();
  await desk.sees(desk.say('due.late'));
  await desk.enter(`/matters/${id}`);
  await desk.button('matter.do.reminded').click();
  await desk.button('matter.do.reminded', desk.dialog).click();
  await desk.sees(desk.say('matter.step.reminded'));
  const far = await network.api('ana.bissau');
  const again = () => new Promise((done) => setTimeout(done, 50));
  while ((await far.post(`/matters/${id}/accept`, { open: true })).status !== 200) await again();
  while ((await client.want(200, client.get(`/cases/${file.id}`))).state === 'open') await again();
  await desk.openCase(file.id);
  const [before] = desk.say('matter.moved', { name: names.far, day: '|' }).split('|');
  await desk.sees(before);
  await desk.end();
});

step('somebody without Turnstone opens a page with a code, with no network, and answers', async () => {
  const file = await client.want(201, client.post('/cases', { records: [
    { kind: 'person', fields: { tsn_CalledName: 'Rosa Veltrova', prs_Citizenship: ['GW'] } },
    { kind: 'consent', fields: { con_Consent: true } },
    { kind: 'consent', fields: receipt() }] }, { key: newKey() }));
  const desk = await network.signedIn('grace.london');
  await desk.openCase(file.id);
  await desk.link('matter.send').click();
  await desk.sees(desk.say('matter.send.guest', { name: 'Aurora Clinic' }));
  await desk.button('matter.send.preview').click();
  await desk.button('matter.send.make').click();
  await desk.main.getByLabel(desk.say('capsule.language'), { exact: true }).selectOption('ar');
  const html = await saved(desk, () => desk.button('capsule.save').click());
  const code = await desk.main.locator('.spelt').innerText();

  const path = join(ownFolder('capsule'), html.name);
  writeFileSync(path, html.buffer);
  const context = await network.browser.newContext({ offline: true, acceptDownloads: true });
  const page = await context.newPage();
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  const says = (key) => JSON.parse(readFileSync(join(repository, 'data/messages/capsule.ar.json'), 'utf8'))[`capsule.${key}`];
  await page.getByLabel(says('code')).fill('0000-0000-0000-0000');
  await page.getByRole('button', { name: says('open') }).click();
  await page.getByText(says('wrong')).waitFor();
  assert.equal(await page.getByText('Rosa Veltrova').count(), 0);
  // As somebody hears and types it.
  await page.getByLabel(says('code')).fill(code.toUpperCase().replaceAll('-', ' '));
  await page.getByRole('button', { name: says('open') }).click();
  await page.getByText('Rosa Veltrova').waitFor();
  await page.getByText('غينيا بيساو').waitFor();
  await page.getByRole('textbox', { name: says('note') }).fill('غدا');
  const [answer] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: says('save') }).click()]);
  assert.deepEqual(asked.filter((url) => !/^(file|blob):/.test(url)), []);
  const content = { name: answer.suggestedFilename(), mimeType: 'application/json', buffer: readFileSync(await answer.path()) };
  await context.close();

  await desk.goTo('nav.matters');
  await pick(desk, 'matter.take.file', content);
  await desk.sees(desk.say('matter.progress.accepted'));
  await desk.sees('غدا');
  await desk.button('capsule.said.done').click();
  await desk.button('capsule.said.done', desk.dialog).click();
  await desk.sees(desk.say('matter.progress.done'));
  await desk.end();
});
