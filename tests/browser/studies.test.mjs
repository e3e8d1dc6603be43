// An estimate from the table to the files that are taken along, by an analyst; and what a
// coordinator may see of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { lists } from '../lib/requests.mjs';
import { Network, inOrder } from './lib.mjs';

let network;
before(async () => (network = await Network.make('studies', 20)));
after(() => network?.end());

describe('an estimate', () => {
  const step = inOrder();
  let analyst;
  before(async () => (analyst = await network.signedIn('suda.bangkok')));
  after(() => analyst.end());

  step('begins with a table, and what is wrong with the table is said by its line', async () => {
    analyst.expect(/422 .*\/studies$/);
    await analyst.goTo('nav.studies');
    await analyst.link('studies.new', analyst.main).click();
    await analyst.heading(analyst.say('studies.new')).waitFor();
    await analyst.main.getByLabel(new RegExp(`^${analyst.say('studies.title')}`)).fill('Northern region, 2026');
    await analyst.main.locator('#csv').fill(`${lists}0,0,0,12\n`);
    await analyst.button('study.start').click();
    await analyst.page.getByRole('alert').waitFor();
    assert.equal(await analyst.main.locator('#csv').inputValue(), `${lists}0,0,0,12\n`, 'nothing is lost');
  });

  step('is worked out, and every method stands beside the others', async () => {
    await analyst.main.locator('#csv').fill(lists);
    await analyst.button('study.start').click();
    await analyst.heading('Northern region, 2026').waitFor();
    await analyst.heading(analyst.say('study.methods')).waitFor();
    const table = analyst.main.getByRole('table', { name: analyst.say('study.methods') });
    for (const method of ['independent', 'stepwise', 'bic', 'averaged'])
      await table.getByRole('row').filter({ hasText: analyst.say(`estimate.method.${method}`) }).waitFor();
    assert.ok(await table.locator('svg .interval').count() >= 3, 'intervals are drawn');
    await analyst.heading(analyst.say('study.assumptions')).waitFor();
  });

  step('is the same after the page was loaded anew, and stands in the list', async () => {
    await analyst.page.reload();
    await analyst.heading(analyst.say('study.methods')).waitFor();
    await analyst.goTo('nav.studies');
    const row = analyst.main.getByRole('row').filter({ hasText: 'Northern region, 2026' });
    await row.getByText(analyst.say('job.state.done')).waitFor();
  });

  step('is taken along without small counts', async () => {
    await analyst.main.getByRole('link', { name: 'Northern region, 2026' }).click();
    const button = analyst.main.getByRole('button', { name: 'result.json', exact: true });
    await button.waitFor();
    const [file] = await Promise.all([analyst.page.waitForEvent('download'), button.click()]);
    const text = readFileSync(await file.path(), 'utf8');
    assert.ok(text.length > 100);
    const small = (key, value) => {
      assert.ok(!['people', 'observed'].includes(key) || value === 0 || value >= 5, `${key}: ${value}`);
      return value;
    };
    JSON.parse(text, small);
  });

  step('a coordinator sees it without small counts', async () => {
    const coordinator = await network.signedIn('malee.bangkok');
    await coordinator.goTo('nav.studies');
    assert.equal(await coordinator.link('studies.new').count(), 0);
    await coordinator.main.getByRole('link', { name: 'Northern region, 2026' }).click();
    await coordinator.heading(coordinator.say('study.overlaps')).waitFor();
    await coordinator.sees(coordinator.say('study.small', { least: 5 }));
    await coordinator.end();
  });
});

/** Nine lists, which take some seconds. */
const nineLists = ['A,B,C,D,E,F,G,H,I,count',
  ...Array.from({ length: 73 }, (_, at) => (at + 1) * 7).map((history) =>
    [...history.toString(2).padStart(9, '0'), 1 + ((history * 13) % 17)].join(',')), ''].join('\n');

test('an estimate that takes long is cancelled', async () => {
  const analyst = await network.signedIn('suda.bangkok');
  const client = await network.api('suda.bangkok');
  const study = await client.want(201, client.post('/studies', {
    title: 'A long one', csv: nineLists, replicates: 10000 }));
  await analyst.enter(`/studies/${study.id}`);
  await analyst.heading(analyst.say('job.progress')).waitFor();
  await analyst.button('job.cancel').click();
  await analyst.heading(analyst.say('job.state.cancelled')).waitFor();
  await analyst.end();
});

describe('a field survey', () => {
  const step = inOrder();
  let analyst;
  before(async () => (analyst = await network.signedIn('suda.bangkok')));
  after(() => analyst.end());
  const fill = (key, text) => analyst.main.getByLabel(new RegExp(`^${analyst.say(key)}`)).fill(text);

  step('is written down, and more found than asked is said at its box', async () => {
    analyst.expect(/422 .*\/surveys$/);
    await analyst.goTo('nav.studies');
    await analyst.link('surveys.title', analyst.main).click();
    await analyst.link('surveys.new', analyst.main).click();
    await analyst.heading(analyst.say('surveys.new')).waitFor();
    await fill('survey.name', 'Street survey');
    await fill('survey.place', 'Santiago');
    await fill('survey.screened', '1019');
    await fill('survey.found', '4200');
    await analyst.button('save').click();
    await analyst.page.getByRole('alert').waitFor();
    assert.equal(await analyst.main.locator('#found-0').getAttribute('aria-invalid'), 'true');
    await fill('survey.found', '42');
    await analyst.button('save').click();
    await analyst.heading('Street survey').waitFor();
  });

  step('tells 42 of 1,019 with its bounds, drawn, too', async () => {
    const row = analyst.main.getByRole('row').filter({ hasText: analyst.say('survey.all') });
    assert.match(await row.innerText(), /1.019\s+42\s+4[.,]1\D+3[.,]1\D+5[.,]5/);
    assert.equal(await row.locator('svg .bounds').count(), 1);
  });

  step('is told to a coordinator all together only', async () => {
    const coordinator = await network.signedIn('malee.bangkok');
    await coordinator.goTo('nav.studies');
    await coordinator.link('surveys.title', coordinator.main).click();
    await coordinator.heading('Street survey').waitFor();
    assert.equal(await coordinator.main.getByRole('row').count(), 2);
    assert.equal(await coordinator.link('surveys.new').count(), 0);
    await coordinator.end();
  });
});
