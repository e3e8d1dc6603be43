// A release from the wizard to the package: made by one person, approved by another, taken along; and
// the explorer opened from disk with no network.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { newKey } from '../lib/people.mjs';
import { ownFolder } from '../lib/program.mjs';
import { Network, inOrder } from './lib.mjs';

const purpose = 'A table for the yearly report';
const fields = ['prs_Gender', 'vic_TypeOfExploitation', 'vic_MethodsOfControl'];

let network;
before(async () => {
  network = await Network.make('publishing', 400);
  const admin = await network.api('admin.bangkok');
  const { passphrase } = network.account('suda.bangkok');
  const second = { login: 'kamon.bangkok', name: 'Kamon Rattana', role: 'supervisor', language: 'en', passphrase };
  const { items: [team] } = await admin.want(200, admin.get('/teams'));
  await admin.want(201, admin.post('/accounts', { ...second, team: team.id }, { key: newKey() }));
  network.demonstration.accounts.push(second);
});
after(() => network?.end());

describe('a release', () => {
  const step = inOrder();
  let analyst;
  before(async () => (analyst = await network.signedIn('suda.bangkok')));
  after(() => analyst.end());
  const next = () => analyst.button('release.next').click();
  const part = (name) => analyst.heading(analyst.say(`release.step.${name}`));

  step('is put together in four steps, and what is missing leads back to its step', async () => {
    analyst.expect(/422 .*\/releases$/);
    await analyst.goTo('nav.releases');
    await analyst.link('releases.new', analyst.main).click();
    await part('purpose').waitFor();
    await analyst.main.locator('#receiver').fill('Everybody who asks');
    await next();
    await part('data').waitFor();
    for (const field of fields)
      await analyst.main.getByRole('checkbox', { name: analyst.words.label(field), exact: true }).check();
    await next();
    await part('method').waitFor();
    await analyst.sees(analyst.say('release.method.k_safe.lost'));
    await next();
    await part('look').waitFor();
    await analyst.button('release.start').click();
    await part('purpose').waitFor();
    await analyst.main.locator('#purpose[aria-invalid=true]').waitFor();
    await analyst.main.locator('#purpose').fill(purpose);
    for (let i = 0; i < 3; ++i) await next();
    await analyst.sees(purpose);
    await analyst.button('release.start').click();
  });

  step('is calculated, attacked, and shown before and after', async () => {
    await analyst.heading(analyst.say('release.before_after')).waitFor();
    await analyst.heading(analyst.say('release.attacks')).waitFor();
    const chart = analyst.main.getByRole('table', { name: analyst.words.label('prs_Gender') });
    await chart.getByText(analyst.words.value('prs_Gender', 'Feminine'), { exact: true }).waitFor();
    await analyst.main.locator('summary').filter({ hasText: analyst.say('release.rare') }).click();
    await analyst.sees(analyst.say('release.own_waits'));
    assert.equal(await analyst.button('release.approve').count(), 0, 'nobody approves their own');
  });

  step('is approved by a second person', async () => {
    const second = await network.signedIn('kamon.bangkok');
    await second.goTo('nav.releases');
    await second.main.getByRole('link', { name: purpose }).first().click();
    await second.button('release.approve').waitFor();
    // Whatever its own attacks found.
    await second.main.locator('#reason').fill('Read with the director, and agreed upon.');
    await second.button('release.approve').click();
    await second.sees(second.say('release.state.published'));
    await second.end();
  });

  step('is taken along; nothing of rare people is kept', async () => {
    await analyst.page.reload();
    await analyst.heading(analyst.say('release.files')).waitFor();
    assert.equal(await analyst.main.getByText(analyst.say('release.rare')).count(), 0);
    for (const name of ['aggregates.csv', 'synthetic.csv', 'codebook.csv', 'proof.json'])
      await analyst.main.getByRole('button', { name, exact: true }).waitFor();
    const button = analyst.main.getByRole('button', { name: 'synthetic.csv', exact: true });
    const [file] = await Promise.all([analyst.page.waitForEvent('download'), button.click()]);
    assert.equal(file.suggestedFilename(), 'synthetic.csv');
  });

  step('stands in the ledger', async () => {
    await analyst.goTo('nav.releases');
    await analyst.main.getByRole('table', { name: new RegExp(analyst.say('release.ledger')) })
      .getByText(purpose).waitFor();
  });

  step('the explorer works from disk, with no network', async () => {
    await analyst.main.getByRole('link', { name: purpose }).first().click();
    const button = analyst.main.getByRole('button', { name: 'explorer.html', exact: true });
    const [file] = await Promise.all([analyst.page.waitForEvent('download'), button.click()]);
    const path = join(ownFolder('explorer'), 'explorer.html');
    copyFileSync(await file.path(), path);
    const context = await network.browser.newContext({ offline: true });
    const page = await context.newPage();
    const trouble = [];
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('request', (request) => request.url().startsWith('file:') || trouble.push(request.url()));
    await page.goto(`file://${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.ok(await page.locator('svg, table, button').count() > 0);
    assert.deepEqual(trouble, []);
    await context.close();
  });
});
