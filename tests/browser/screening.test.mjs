// Signs filled in from a talk: with the mouse, by keyboard on a narrow Arabic page, without a line, and by
// two at once.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { newKey } from '../lib/people.mjs';
import { Network, inOrder } from './lib.mjs';

let network;
before(async () => (network = await Network.make('screening', 20)));
after(() => network?.end());

/** A case with nobody's age in it. */
async function caseOf(login) {
  const client = await network.api(login);
  return client.want(201, client.post('/cases', { records: [
    { kind: 'person', fields: { tsn_CalledName: 'Odalys Brennmark' } },
    { kind: 'consent', fields: { con_Consent: true } },
  ] }, { key: newKey() }));
}
const question = (visitor, key) => visitor.main.getByRole('group', { name: visitor.words.question(key), exact: true });
const answer = (visitor, key, reply) => question(visitor, key)
  .getByRole('radio', { name: visitor.words.value('tsn_AnswerReply', reply), exact: true });
const kept = (visitor) => visitor.sees(visitor.say('screening.kept'));
const begin = async (visitor, set) => {
  await visitor.main.getByRole('button', { exact: true,
    name: `${visitor.say('screening.begin')} ${visitor.words.instrument(set)}` }).click();
  await visitor.heading(visitor.words.instrument(set)).waitFor();
};

describe('a screening', () => {
  const step = inOrder();
  let worker, file;
  before(async () => {
    worker = await network.signedIn('grace.london');
    file = await caseOf('grace.london');
  });
  after(() => worker.end());

  step('is begun from the case, where nothing asked is no mistake', async () => {
    await worker.openCase(file.id);
    await worker.tabTo('screening.tab');
    await worker.sees(worker.say('screening.none'));
    await worker.sees(worker.say('screening.child.unknown'));
    await begin(worker, 'importation');
  });

  step('keeps each answer by itself, and the panel follows', async () => {
    await answer(worker, 'IM.threats', 'yes').check();
    const box = question(worker, 'IM.threats');
    await worker.button('screening.add_words', box).click();
    await worker.write('tsn_AnswerWords', 'They know where the children live.', box);
    await worker.choose('tsn_AnswerSource', 'person', box);
    await answer(worker, 'IM.journey', 'no').check();
    await answer(worker, 'IM.loan', 'refused').check();
    await kept(worker);
    const regime = worker.main.locator('summary').filter({ hasText: worker.words.regime('trafficking') });
    await regime.click();
    await worker.main.getByRole('listitem').filter({ hasText: worker.words.question('IM.threats') }).first().waitFor();
    assert.doesNotMatch(await worker.main.innerText(), /\bscore\b|\bvictim/i);
  });

  step('goes on another day where it stopped', async () => {
    await worker.openCase(file.id);
    await worker.tabTo('screening.tab');
    await worker.link('screening.go_on', worker.main).click();
    await worker.heading(worker.words.instrument('importation')).waitFor();
    assert.ok(await answer(worker, 'IM.threats', 'yes').isChecked());
    assert.equal(await worker.box('textbox', 'tsn_AnswerWords', question(worker, 'IM.threats')).inputValue(),
                 'They know where the children live.');
    assert.equal(await answer(worker, 'IM.unpaid', 'no').isChecked(), false);
    await worker.button('screening.take_back', question(worker, 'IM.journey')).click();
    await kept(worker);
    assert.equal(await answer(worker, 'IM.journey', 'no').isChecked(), false);
  });

  step('without a line waits, and is kept when the line is back', async () => {
    worker.expect(/ERR_INTERNET_DISCONNECTED/);
    await worker.context.setOffline(true);
    await answer(worker, 'IM.content', 'yes').check();
    await worker.sees(worker.say('screening.waits'));
    await worker.context.setOffline(false);
    await worker.button('try_again', worker.main).click();
    await kept(worker);
  });

  step('shows both answers when two give one at once', async () => {
    worker.expect(/412 .*\/answers$/);
    const client = await network.api('grace.london');
    const path = `/cases/${file.id}/screenings`;
    const { interviews: [{ id }] } = await client.want(200, client.get(path));
    await client.want(200, client.post(`${path}/${id}/answers`,
                                       { answers: [{ question: 'IM.unpaid', reply: 'unknown' }] }));
    await answer(worker, 'IM.unpaid', 'yes').check();
    await worker.button('screening.keep_mine', question(worker, 'IM.unpaid')).click();
    await kept(worker);
    const { interviews: [{ groups }] } = await client.want(200, client.get(path));
    assert.equal(groups.flatMap((each) => each.questions).find(({ key }) => key === 'IM.unpaid').reply, 'yes');
  });
});

describe('on a narrow page in Arabic', () => {
  const step = inOrder();
  let worker, file;
  before(async () => {
    worker = await network.signedIn('layla.oslo', { width: 320, height: 640 });
    file = await caseOf('layla.oslo');
  });
  after(() => worker.end());

  step('is answered with the keyboard alone', async () => {
    await worker.openCase(file.id);
    await worker.tabTo('screening.tab');
    await begin(worker, 'general');
    await answer(worker, 'GE.against_will', 'yes').focus();
    await worker.page.keyboard.press('Space');
    await worker.page.keyboard.press('ArrowDown');
    assert.ok(await answer(worker, 'GE.against_will', 'no').isChecked());
    await kept(worker);
    assert.ok(await worker.page.evaluate(() =>
      document.documentElement.scrollWidth <= document.documentElement.clientWidth));
  });
});
