// Agreement for one purpose, given and taken back; the letter that it lets out; a plan from a template; and
// the notice that others name the same man.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newKey, receipt } from '../lib/people.mjs';
import { addRecord, openCase, openPart, record } from './casework.mjs';
import { Network } from './lib.mjs';

const login = 'grace.london';
const called = 'Wilma Torvane';
let network, worker, client, file;
before(async () => {
  network = await Network.make('consent', 10);
  client = await network.api(login);
  worker = await network.signedIn(login);
});
after(() => network?.end());

const add = (kind, fields) => client.want(201, client.post(
  `/cases/${file.id}/records`, { kind, fields }, { key: newKey() }));

describe('an agreement', () => {
  const form = () => worker.formOf('consent');

  test('is written down purpose by purpose, and what is missing is named at its box', async () => {
    file = await openCase(worker, { called, first: 'Wilma', family: 'Torvane' });
    await worker.main.getByRole('button', { name: worker.words.kind('consent'), exact: true }).click();
    await form().waitFor();
    await worker.tick('con_Consent', undefined, form());
    await worker.choose('tsn_ConsentPurpose', 'refer', form());
    await worker.choose('tsn_ConsentHow', 'spoken', form());
    await worker.choose('tsn_ConsentBy', 'person', form());
    await worker.write('tsn_ConsentRecipient', 'Aurora Clinic', form());
    await worker.tick('tsn_ConsentClasses', 'K', form());
    await worker.year('tsn_ConsentUntil', '2999', form());
    await worker.year('tsn_ConsentDate', '2026', form());
    await worker.button('save', form()).click();
    await worker.sees(worker.words.error('consent.limits_first'), form());
    await worker.tick('tsn_ConsentLimits', undefined, form());
    await worker.button('save', form()).click();
    await form().waitFor({ state: 'detached' });
    await worker.sees(new RegExp(worker.say('consent.stands', { day: '.*2999' })));
  });

  test('lets a letter go out with what was agreed and no more', async () => {
    await addRecord(worker, 'help', 'referral', async (card) => {
      await worker.write('tsn_ReferralTo', 'Aurora Clinic', card);
      await worker.write('tsn_ReferralFor', 'A check of the lungs', card);
      await worker.year('tsn_ReferralSent', '2026', card);
      await worker.choose('tsn_ReferralState', 'sent', card);
    });
    await record(worker, 'referral').first().click();
    await worker.link('referral.letter', worker.main).click();
    const paper = worker.main.getByRole('article');
    await worker.sees(/Aurora Clinic/, paper);
    await worker.sees(/A check of the lungs/, paper);
    await worker.sees(new RegExp(called), paper);
    await worker.sees(worker.say('referral.slip'), paper);
    assert.ok(!(await paper.innerText()).includes(worker.words.value('vic_MethodsOfControl', 'DebtBondage')));
    // What is ticked off is not printed.
    await paper.getByRole('checkbox').first().uncheck();
    await worker.page.emulateMedia({ media: 'print' });
    assert.ok(!(await paper.innerText()).includes('Torvane'));
    await worker.page.emulateMedia({ media: 'screen' });
  });

  test('is taken back with one press, and the letter goes out no more', async () => {
    await worker.openCase(file.id);
    await worker.main.getByRole('button', { name: new RegExp(`^${worker.say('consent.take_back')}`) }).click();
    await worker.sees(new RegExp(worker.say('consent.withdrawn', { day: '.*20[0-9][0-9]' })));
    await openPart(worker, 'help');
    await record(worker, 'referral').first().click();
    await worker.link('referral.letter', worker.main).click();
    await worker.sees(worker.words.error('referral.needs_consent'));
    assert.equal(await worker.main.getByRole('article').count(), 0);
  });
});

test('a plan begins with the seven elements, once', async () => {
  await worker.openCase(file.id);
  await openPart(worker, 'help');
  const begin = worker.main.getByRole('button', { name: worker.say('template.use', {
    template: worker.words.catalogue['template.plan.boys'] }) });
  await begin.click();
  await worker.sees(worker.say('template.made'), worker.page);
  assert.equal(await record(worker, 'plan').count(), 7);
  assert.equal(await begin.count(), 0);
});

test('a man whom several people name is noticed, without a word of what others told', async () => {
  await add('perpetrator', { tsn_PerpetratorName: 'Uncle Bakary Senghore' });
  const first = file;
  file = await client.want(201, client.post('/cases', { records: [
    { kind: 'person', fields: { tsn_CalledName: 'Somebody Else' } },
    { kind: 'consent', fields: receipt({ tsn_ConsentPurpose: 'help' }) }] }, { key: newKey() }));
  await add('perpetrator', { tsn_PerpetratorName: 'Bakari Senghor, uncle' });
  await worker.openCase(first.id);
  await openPart(worker, 'story');
  await worker.sees(/Speak to your supervisor/);
  assert.equal(await worker.main.getByText('Somebody Else').count(), 0);
});
