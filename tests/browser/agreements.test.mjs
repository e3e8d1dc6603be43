// Two organisations agree on what they share; outside of it the preview refuses and names whom to ask.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { newKey, receipt } from '../lib/people.mjs';
import { Network, inOrder } from './lib.mjs';

const step = inOrder();
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
let network, near, far, names;
/** On the card of an agreement, where its name belongs to the button. */
const press = (visitor, what) =>
  visitor.main.getByRole('button', { name: new RegExp(`^${visitor.say(`agreement.do.${what}`)}`) });
before(async () => {
  network = await Network.make('agreements', 10);
  const admins = [await network.api('admin.london'), await network.api('admin.bissau')];
  const cards = [];
  for (const admin of admins) {
    await admin.want(200, admin.put('/peers/address', { address: `http://127.0.0.1:${network.server.port}` }));
    cards.push((await admin.want(200, admin.get('/peers'))).card);
  }
  for (const [at, admin] of admins.entries())
    await admin.want(200, admin.post('/peers', { card: cards[1 - at], compared: true }));
  names = admins.map(({ session }) => session.organisation.name);
  const { passphrase } = network.account('ana.bissau');
  const { items: [team] } = await admins[1].want(200, admins[1].get('/teams'));
  const added = { login: 'dalia.bissau', name: 'Dalia Sanha', role: 'supervisor', language: 'en', passphrase };
  await admins[1].want(201, admins[1].post('/accounts', { ...added, team: team.id }, { key: newKey() }));
  network.demonstration.accounts.push(added);
  near = await network.signedIn('rosa.london');
  far = await network.signedIn('dalia.bissau');
});
after(() => network?.end());

step('one proposes, having filled in all of it', async () => {
  await near.enter('/agreements');
  await near.button('agreement.propose').click();
  await near.button('agreement.propose.send').click();
  await near.main.getByRole('alert').waitFor();
  await near.main.locator('input[value=trace]').check();
  await near.main.locator('input[value=K]').check();
  await near.main.getByLabel(near.say('agreement.start'), { exact: true }).fill(day(-1));
  await near.main.getByLabel(near.say('agreement.end'), { exact: true }).fill(day(20));
  await near.main.getByLabel(near.say('agreement.note'), { exact: true }).fill('Between the two coasts.');
  await near.button('agreement.propose.send').click();
  await near.sees(near.say('agreement.state.proposed'));
  near.expect(/422/);
});

step('the other sees it on their day, and signs', async () => {
  const asks = () => far.main.getByText(far.say('agreement.asks', { name: names[0] }));
  await far.enter('/');
  while (!await asks().count()) {
    await far.page.reload();
    await far.settled();
  }
  await far.link('agreement.title').click();
  await far.sees('Between the two coasts.');
  await press(far, 'accepted').click();
  await far.button('agreement.do.accepted', far.dialog).click();
  await far.sees(far.say('agreement.state.in_force'));
  await far.sees(new RegExp(far.say('agreement.ends_soon', { name: '.*', day: '.*' })));
});

step('what is outside of it is not sent, and who decides is named', async () => {
  while (!await near.main.getByText(near.say('agreement.state.in_force')).count()) {
    await near.page.reload();
    await near.settled();
  }
  const client = await network.api('grace.london');
  const file = await client.want(201, client.post('/cases', { records: [
    { kind: 'person', fields: { tsn_CalledName: 'Wilma Torvane' } },
    { kind: 'consent', fields: { con_Consent: true } },
    { kind: 'consent', fields: receipt({ tsn_ConsentPurpose: 'trace', tsn_ConsentRecipient: names[1],
                                         tsn_ConsentClasses: ['K', 'S'] }) }] }, { key: newKey() }));
  const consent = file.records.find(({ fields }) => fields.tsn_ConsentPurpose);
  const worker = await network.signedIn('grace.london');
  await worker.enter(`/cases/${file.id}/send/${consent.id}`);
  await worker.button('matter.send.preview').click();
  await worker.sees(worker.words.error('agreement.outside'));
  await worker.sees(new RegExp(worker.say('agreement.ask', { names: '.*Rosa.*' })));
  await worker.main.locator('input[value=S]').uncheck();
  await worker.button('matter.send.preview').click();
  await worker.button('matter.send.yes').waitFor();
  worker.expect(/422/);
  await worker.end();
});

step('one ends it, and both see that', async () => {
  await press(near, 'done').click();
  await near.dialog.getByRole('textbox').fill('We move.');
  await near.button('agreement.do.done', near.dialog).click();
  await near.sees(near.say('agreement.state.ended'));
  assert.equal(await press(near, 'done').count(), 0);
  while (!await far.main.getByText(far.say('agreement.state.ended')).count()) {
    await far.page.reload();
    await far.settled();
  }
  await far.sees('We move.');
  await near.end();
  await far.end();
});
