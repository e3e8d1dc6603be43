// Every role, every class of fields, however a case stands: own, another organisation's, closed, with the
// agreement taken back, and forgotten. What may be seen follows from the two tables of data/policy alone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fullCase, receipt, words } from '../lib/people.mjs';
import { actions, letters, readable, roles } from '../lib/policy.mjs';
import { World } from '../lib/world.mjs';

/** How a case stands, and whether those whose case it is still see it. */
const states = { own: true, foreign: false, closed: true, 'agreement taken back': true, forgotten: false };
const of = letters.filter((letter) => letter in words);

describe('what may be seen of a case', () => {
  let world;
  const cases = {};
  before(async () => {
    world = await World.make('states');
    const { worker, supervisor, eastWorker } = world;
    for (const state of ['own', 'closed', 'agreement taken back', 'forgotten']) cases[state] = await world.open(worker, fullCase());
    cases.foreign = await world.open(eastWorker, fullCase());
    await worker.want(200, worker.call('POST', `/cases/${cases.closed.id}/close`, {
      headers: { 'if-match': `"${cases.closed.revision}"` }, body: { fields: { tsn_CloseReason: 'moved_elsewhere' } } }));
    await supervisor.want(200, supervisor.post(`/cases/${cases.forgotten.id}/forget`, { reason: 'opened_in_error' },
                                               { ifMatch: cases.forgotten.revision }));
    for (const state of ['own', 'agreement taken back']) {
      const add = (kind, fields) => worker.want(201, worker.post(`/cases/${cases[state].id}/records`, { kind, fields }));
      const taken = state === 'own' ? {} : { tsn_ConsentWithdrawn: '2026-02-03' };
      await add('consent', receipt({ tsn_ConsentClasses: of, ...taken }));
      await add('consent', { con_Consent: true, ...taken });
      cases[state].referral = (await add('referral', { tsn_ReferralTo: 'Aurora Clinic', tsn_ReferralState: 'sent',
                                                       tsn_ReferralSent: '2026-02-02' })).id;
    }
  });
  after(() => world.stop());

  for (const [state, stands] of Object.entries(states))
    for (const role of roles)
      test(`${role}, ${state}`, async () => {
        const client = world.people[`north.${role}`];
        const answer = await client.get(`/cases/${cases[state].id}`);
        const may = actions['case.read'][role] !== '' && stands;
        assert.equal(answer.status, may ? 200 : actions['case.read'][role] === '' ? 403 : 404);
        for (const letter of of)
          for (const word of words[letter])
            assert.equal(answer.text.includes(word), may && readable(role).includes(letter), `class ${letter}`);
      });

  for (const role of roles.filter((each) => actions['case.refer'][each] !== ''))
    test(`what a ${role} lets out ends when the agreement is taken back`, async () => {
      const client = world.people[`north.${role}`];
      const letter = async (state) => client.get(`/cases/${cases[state].id}/referrals/${cases[state].referral}/letter`);
      const out = await letter('own');
      assert.equal(out.status, 200);
      // A note is the work of the organisation itself; where a case came from is, too.
      const told = { ...words, S: words.S.slice(1), A: [] };
      for (const each of of)
        for (const word of told[each]) assert.equal(out.text.includes(word), readable(role).includes(each), `class ${each}`);
      const none = await letter('agreement taken back');
      assert.equal(none.status, 409);
      for (const each of of) for (const word of words[each]) assert.ok(!none.text.includes(word));
    });

  test('an export leaves out whose agreement is taken back', async () => {
    const { content } = await world.worker.want(200, world.worker.get('/export?format=csv'));
    assert.equal(content.split('\n').filter((line) => line.includes(words.K[0])).length, 2);  // own and closed
  });
});
