// Consent is a receipt for one purpose: what it lets out, who may give it, and that taking it back works at
// once. With it: the letter to a provider without an account, and the notice that others name the same person.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fullCase, newKey, receipt, smallCase, words } from '../lib/people.mjs';
import { World } from '../lib/world.mjs';

describe('consent', () => {
  let world;
  before(async () => (world = await World.make('consent')));
  after(() => world.stop());

  const add = (file, kind, fields, who = world.worker) =>
    who.post(`/cases/${file.id}/records`, { kind, fields }, { 'idempotency-key': newKey() });
  const referred = async (file, to = 'Aurora Clinic') => (await world.worker.want(201, add(file, 'referral', {
    tsn_ReferralTo: to, tsn_ReferralSent: '2026-02-02', tsn_ReferralState: 'sent' }))).id;
  const letter = (file, referral, who = world.worker) => who.get(`/cases/${file.id}/referrals/${referral}/letter`);

  test('that says too little is refused field by field, in one answer', async () => {
    const file = await world.open(world.worker, smallCase('Ilke'));
    const refused = await world.worker.want(422, add(file, 'consent', {
      con_Consent: true, tsn_ConsentPurpose: 'refer', tsn_ConsentBy: 'person_and_carer',
      tsn_ConsentCarerSafe: 'perhaps_exploiter' }));
    assert.deepEqual(refused.problems.map(({ field }) => field.replace(/^.*[./]/, '')).sort(),
                     ['tsn_ConsentCarerSafe', 'tsn_ConsentClasses', 'tsn_ConsentDate', 'tsn_ConsentHow',
                      'tsn_ConsentLimits', 'tsn_ConsentRecipient', 'tsn_ConsentUntil']);
    await world.worker.want(422, world.worker.post('/cases', { records: [
      ...smallCase('Ilke').records.slice(0, 1), { kind: 'consent', fields: receipt({ tsn_ConsentLimits: false }) }] }));
  });

  test('lets a letter tell what was agreed, and ends with it', async () => {
    const file = await world.open(world.worker, fullCase());
    const referral = await referred(file);
    const none = await world.worker.want(409, letter(file, referral));
    assert.equal(none.key, 'referral.needs_consent');
    const { id, revision } = await world.worker.want(201, add(file, 'consent', receipt()));
    const told = JSON.stringify(await world.worker.want(200, letter(file, referral)));
    for (const [letters, texts] of Object.entries(words))
      for (const text of texts) assert.equal(told.includes(text), 'KM'.includes(letters), text);
    // Another provider, and another person's referral, get nothing by it.
    await world.worker.want(409, letter(file, await referred(file, 'Boreal Clinic')));
    await world.worker.want(404, letter(await world.open(world.worker, smallCase('Oda')), referral));
    await world.worker.want(404, letter(file, id));
    const { items } = await world.auditor.want(200, world.auditor.get('/audit?limit=200'));
    assert.ok(items.some(({ what }) => what === 'referral_printed'));

    await world.worker.want(200, world.worker.call('PATCH', `/cases/${file.id}/records/${id}`, {
      headers: { 'if-match': `"${revision}"` }, body: { fields: { tsn_ConsentWithdrawn: '2026-02-03' } } }));
    await world.worker.want(409, letter(file, referral));
  });

  test('does not widen what a role reads', async () => {
    const file = await world.open(world.worker, fullCase());
    const referral = await referred(file);
    await world.worker.want(201, add(file, 'consent', receipt()));
    // A supervisor reads health only after giving a reason.
    const supervisor = world.people['north.supervisor'];
    const told = JSON.stringify(await supervisor.want(200, letter(file, referral, supervisor)));
    assert.ok(told.includes(words.K[0]) && !told.includes(words.M[0]));
    await world.people['north.analyst'].want(403, letter(file, referral, world.people['north.analyst']));
  });

  test('somebody named by several people is noticed as a number, inside the organisation', async () => {
    const naming = async (who, name) => {
      const file = await world.open(who, smallCase('Somebody'));
      await who.want(201, add(file, 'perpetrator', { tsn_PerpetratorName: name }, who));
      return (await who.want(200, who.get(`/cases/${file.id}`))).also_named;
    };
    assert.equal(await naming(world.worker, 'Uncle Bakary Torvan'), 0);
    assert.equal(await naming(world.southWorker, 'Torvan, uncle Bakari'), 1);
    assert.equal(await naming(world.worker, 'Bakary Torvan Uncle'), 2);
    assert.equal(await naming(world.worker, 'Bo'), 0);
    assert.equal(await naming(world.worker, 'Bo'), 0);  // one short word is many people
    assert.equal(await naming(world.eastWorker, 'Uncle Bakary Torvan'), 0);
  });

  test('a plan can begin with the seven elements', async () => {
    const { kinds } = await world.worker.want(200, world.worker.get('/catalogue'));
    const [boys] = kinds.find(({ name }) => name === 'plan').templates;
    assert.equal(boys.values.length, 7);
    const file = await world.open(world.worker, smallCase('Nouri'));
    for (const value of boys.values)
      await world.worker.want(201, add(file, 'plan', { [boys.field]: value }));
  });
});
