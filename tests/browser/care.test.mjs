// What must not happen to somebody at work: two cases of one, words that are lost, words that stay
// behind in the browser.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ownFolder } from '../lib/program.mjs';
import { newKey } from '../lib/people.mjs';
import { Traces } from '../lib/traces.mjs';
import { change, find, next, openCase, saved, startCase } from './casework.mjs';
import { Network, Visitor, inOrder, launchIn } from './lib.mjs';

const login = 'grace.london';
let network;
before(async () => (network = await Network.make('care', 40)));
after(() => network?.end());

/** The form of a new case, filled as far as it must be, not saved. */
async function filledForm(visitor, called) {
  await startCase(visitor, called);
  await visitor.tick('con_Consent');
  await next(visitor, 'person');
  await visitor.write('prs_SecondName', called.split(' ').at(-1));
}

/** How many cases there are of this very name. */
async function casesOf(called) {
  const client = await network.api(login);
  const { items } = await client.want(200, client.post('/cases/search', { name: called, state: 'all' }));
  return items.filter((each) => each.name === called).length;
}

/** A case opened elsewhere, by the same account. */
async function caseOf(called) {
  const client = await network.api(login);
  return client.want(201, client.post('/cases', { records: [
    { kind: 'person', fields: { tsn_CalledName: called, prs_SecondName: 'Veltrova' } },
    { kind: 'consent', fields: { con_Consent: true } },
  ] }, { key: newKey() }));
}

describe('saving', () => {
  let worker;
  before(async () => (worker = await network.signedIn(login)));
  after(() => worker.end());

  test('pressed five times, Save makes one case', async () => {
    await filledForm(worker, 'Quilla Samarango');
    await worker.button('new.save_now').click({ clickCount: 5, delay: 0 });
    await saved(worker);
    assert.equal(await casesOf('Quilla Samarango'), 1);
  });

  test('what is wrong is said at the box, and nothing typed is lost', async () => {
    worker.expect(/422 .*\/cases$/);
    await filledForm(worker, 'Perpetua Zandvoort');
    await worker.year('prs_Birthdate', '19');
    await worker.button('new.save_now').click();
    await worker.page.getByRole('alert').getByRole('button').first().click();
    const year = worker.box('group', 'prs_Birthdate').getByRole('textbox', { name: worker.say('date.year') });
    assert.ok(await year.evaluate((element) => element === document.activeElement));
    assert.equal(await year.getAttribute('aria-invalid'), 'true');
    assert.equal(await worker.box('textbox', 'prs_SecondName').inputValue(), 'Zandvoort');
    await year.fill('1990');
    await worker.button('new.save_now').click();
    await saved(worker);
    assert.equal(await casesOf('Perpetua Zandvoort'), 1);
  });

  test('without a line what was typed stays, and is saved when the line is back', async () => {
    worker.expect(/ERR_INTERNET_DISCONNECTED/);
    await filledForm(worker, 'Ignatius Brambilla');
    await worker.context.setOffline(true);
    await worker.write('prs_FirstName', 'Ignatius');
    await worker.button('new.save_now').click();
    await worker.sees(worker.say('error.offline'));
    await worker.button('new.next').click();
    await worker.tick('vic_MethodsOfControl', 'FalsePromises');
    await worker.context.setOffline(false);
    await worker.button('new.save_now').click();
    await saved(worker);
    await worker.card('person').getByText('Ignatius', { exact: true }).waitFor();
    await worker.card('context').getByText(worker.words.value('vic_MethodsOfControl', 'FalsePromises')).waitFor();
    assert.equal(await casesOf('Ignatius Brambilla'), 1);
  });

  test('a screen that cannot be fetched comes when the line is back', async () => {
    worker.expect(/ERR_INTERNET_DISCONNECTED|dynamically imported module/);
    await worker.enter('/account');
    await worker.context.setOffline(true);
    await worker.link('nav.counts', worker.page.getByRole('navigation')).click();
    const again = worker.button('try_again', worker.main);
    await again.waitFor();
    await worker.context.setOffline(false);
    await again.click();
    await worker.main.getByRole('table').first().waitFor();
  });

  test('what is there stays when more of it does not come', async () => {
    const auditor = await network.signedIn('oksana.oslo');
    auditor.expect(/ERR_INTERNET_DISCONNECTED/);
    await auditor.goTo('nav.audit');
    const rows = auditor.main.getByRole('table').first().locator('tbody tr');
    const older = auditor.button('older');
    await older.waitFor();
    const before = await rows.count();
    await auditor.context.setOffline(true);
    await older.click();
    await auditor.sees(auditor.say('error.offline'));
    assert.equal(await rows.count(), before);
    await auditor.context.setOffline(false);
    await auditor.button('try_again').click();
    await rows.nth(before).waitFor();
    await auditor.end();
  });

  test('an answer that got lost does not make a second case', async () => {
    worker.expect(/ERR_FAILED|ERR_CONNECTION/);
    await filledForm(worker, 'Theodora Winkelmann');
    await worker.page.route('**/api/v1/cases', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    }, { times: 1 });
    await worker.button('new.save_now').click();
    await worker.sees(worker.say('error.offline'));
    assert.equal(await casesOf('Theodora Winkelmann'), 1);
    await worker.button('new.save_now').click();
    await saved(worker);
    assert.equal(await casesOf('Theodora Winkelmann'), 1);
  });

  test('leaving with something typed has to be confirmed', async () => {
    await filledForm(worker, 'Leopoldine Marquardt');
    const typed = worker.box('textbox', 'prs_SecondName');
    const menu = worker.page.getByRole('navigation', { name: worker.say('nav.label') });
    for (const leave of [() => worker.link('nav.cases', menu).click(), () => worker.page.goBack()]) {
      await leave();
      await worker.dialog.getByText(worker.say('leave.text')).waitFor();
      await worker.button('leave.no').click();
      await worker.dialog.waitFor({ state: 'detached' });
      assert.equal(await typed.inputValue(), 'Marquardt');
    }
    const asked = worker.page.waitForEvent('dialog');
    await worker.page.evaluate(() => void setTimeout(() => location.reload()));
    const dialog = await asked;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
    assert.equal(await typed.inputValue(), 'Marquardt');
    await worker.link('nav.cases', menu).click();
    await worker.button('leave.yes').click();
    await worker.heading(worker.say('nav.cases')).waitFor();
    assert.equal(await casesOf('Leopoldine Marquardt'), 0);
  });

  test('what a list is filtered by stands in the address, and is there again after a case and a reload', async () => {
    const { id } = await caseOf('Filtermark Okoro');
    await worker.goTo('nav.cases');
    const state = worker.main.getByLabel(worker.say('case.state'), { exact: true });
    const sort = worker.main.getByLabel(worker.say('cases.sort'), { exact: true });
    await state.selectOption('all');
    await sort.selectOption('opened');
    const asked = () => new URL(worker.page.url()).search;
    await worker.page.waitForURL(/state=all/);
    assert.equal(asked(), '?state=all&sort=opened');
    await worker.main.getByRole('link', { name: 'Filtermark Okoro' }).first().click();
    await worker.page.waitForURL(new RegExp(id));
    assert.equal(asked(), '');
    await worker.page.goBack();
    await state.waitFor();
    assert.deepEqual([await state.inputValue(), await sort.inputValue()], ['all', 'opened']);
    await worker.page.reload();
    await state.waitFor();
    assert.equal(await state.inputValue(), 'all');
    await worker.page.goto(new URL('/cases?state=Filtermark&sort=opened', worker.page.url()).href);
    await state.waitFor();
    assert.deepEqual([await state.inputValue(), await sort.inputValue()], ['open', 'opened']);
  });
});

describe('two at the same case', () => {
  let one, other;
  before(async () => {
    one = await network.signedIn(login);
    other = await network.signedIn(login);
    for (const each of [one, other]) each.expect(/412 .*\/records\//);
  });
  after(async () => {
    await one.end();
    await other.end();
  });

  /** Both have the card of the person open for writing. */
  async function bothEdit(called) {
    const { id } = await caseOf(called);
    for (const each of [one, other]) {
      await each.openCase(id);
      await each.edit('person');
    }
  }
  const save = (visitor) => visitor.button('save', visitor.card('person')).click();
  const done = (visitor) => visitor.page.getByText(visitor.say('saved'), { exact: true }).waitFor();

  test('both versions are shown, a person chooses, and both stay in the history', async () => {
    await bothEdit('Zarina Veltrova');
    await other.write('prs_SecondName', 'Veltrova Theirs', other.card('person'));
    await other.write('prs_MobilePhone', '+000 555 0177', other.card('person'));
    await save(other);
    await done(other);
    await one.write('prs_SecondName', 'Veltrova Mine', one.card('person'));
    await one.write('prs_FirstName', 'Zarinka', one.card('person'));
    await save(one);
    const { dialog } = one;
    await dialog.getByText('Veltrova Theirs').waitFor();
    await dialog.getByText('Veltrova Mine').waitFor();
    await one.button('conflict.back').click();
    assert.equal(await one.box('textbox', 'prs_SecondName').inputValue(), 'Veltrova Mine', 'nothing is lost');
    await save(one);
    await dialog.getByRole('radio', { name: one.say('conflict.mine') }).check();
    await one.button('save', dialog).click();
    await done(one);
    for (const text of ['Veltrova Mine', 'Zarinka', '+000 555 0177'])
      await one.card('person').getByText(text, { exact: true }).waitFor();
    await one.tabTo('case.changes');
    const row = one.main.getByRole('row').filter({ hasText: 'Veltrova Mine' });
    assert.deepEqual(await row.getByRole('cell').allInnerTexts(), ['Veltrova Theirs', 'Veltrova Mine']);
  });

  test('the other version can be taken, and the rest of what was written still stands', async () => {
    await bothEdit('Zdenka Veltrova');
    await changeFamily(other, 'Veltrova Theirs');
    await one.write('prs_SecondName', 'Veltrova Mine', one.card('person'));
    await one.write('prs_FirstName', 'Zdena', one.card('person'));
    await save(one);
    await one.dialog.getByRole('radio').filter({ hasNot: one.page.locator(':checked') }).last().check();
    await one.button('save', one.dialog).click();
    await done(one);
    for (const text of ['Veltrova Theirs', 'Zdena'])
      await one.card('person').getByText(text, { exact: true }).waitFor();
  });

  test('who changes something else is not asked', async () => {
    await bothEdit('Zuzana Veltrova');
    await changeFamily(other, 'Veltrova Theirs');
    await one.write('prs_FirstName', 'Zuzka', one.card('person'));
    await save(one);
    await done(one);
    for (const text of ['Veltrova Theirs', 'Zuzka'])
      await one.card('person').getByText(text, { exact: true }).waitFor();
  });

  async function changeFamily(visitor, family) {
    await visitor.write('prs_SecondName', family, visitor.card('person'));
    await save(visitor);
    await done(visitor);
  }
});

describe('a session that ends', () => {
  test('what was typed waits until the same person has signed in again', async () => {
    const worker = await network.signedIn(login);
    worker.expect(/401 /);
    await filledForm(worker, 'Honorata Silvestri');
    const tab = await worker.tab();
    await tab.enter('/account');
    await tab.button('sign_out').click();
    await tab.page.getByLabel(tab.say('login'), { exact: true }).waitFor();
    await worker.page.bringToFront();
    await worker.button('new.save_now').click();
    const again = worker.dialog;
    await again.getByRole('heading', { name: worker.say('renewal.title') }).waitFor();
    const fill = async ({ login: name, passphrase }) => {
      await again.getByLabel(worker.say('login'), { exact: true }).fill(name);
      await again.getByLabel(worker.say('passphrase'), { exact: true }).fill(passphrase);
      await worker.button('sign_in', again).click();
    };
    await fill(network.account('rosa.london'));
    await again.getByText(worker.say('sign_in.other_account')).waitFor();
    await fill(network.account(login));
    await saved(worker);
    await worker.heading('Honorata Silvestri').waitFor();
    assert.equal(await casesOf('Honorata Silvestri'), 1);
    await worker.end();
  });
});

describe('what is left in the browser', () => {
  const step = inOrder();
  const folder = ownFolder('profile');
  const control = 'Kontrollmark Standbein';
  const told = ['Wilhelmina Zarazonda', 'Zarazonda', 'Wilhelmeena Sarasonda', '+000 555 0123',
                'Notemark of a quiet talk', 'Draftmark that was never saved'];
  const passphrase = 'Passmark Zwielicht Quendelberg';
  let worker, opened;
  before(async () => {
    // One that has no word in common with the page.
    const { passphrase: current } = network.account(login);
    const client = await network.demonstration.signIn(network.account(login));
    await client.want(204, client.put('/account/passphrase', { current, new: passphrase }));
    const context = await launchIn(folder);
    worker = await Visitor.in(context, network, 'en');
    await worker.enter();
    await worker.signIn({ ...network.account(login), passphrase });
  });
  after(() => worker.context.close());

  step('somebody reads and writes, looks for names, and leaves something unsaved', async () => {
    opened = await openCase(worker, { called: told[0], first: 'Wilhelmina', family: told[1], phone: told[3] });
    await worker.main.getByRole('textbox', { name: worker.say('notes.new') }).fill(told[4]);
    await worker.button('notes.add').click();
    await worker.main.getByRole('listitem').getByText(told[4]).waitFor();
    await change(worker, 'person', 'prs_Title', 'Titlemark');
    await (await find(worker, told[2])).filter({ hasText: opened.code }).click();
    await worker.heading(told[0]).waitFor();
    await worker.goTo('nav.cases');
    const rows = await worker.main.getByRole('rowheader').allInnerTexts();
    assert.ok(rows.length > 5);
    told.push('Titlemark', ...rows, passphrase);
    await worker.main.getByRole('row').nth(2).getByRole('link').click();
    await worker.page.getByRole('tab').first().waitFor();
    await worker.main.getByRole('textbox', { name: worker.say('notes.new') }).fill(told[5]);
  });

  step('signing out clears everything the page could have kept', async () => {
    await worker.page.getByRole('navigation', { name: worker.say('nav.label') })
      .getByRole('link', { name: worker.say('nav.me'), exact: true }).click();
    await worker.button('leave.yes').click();
    await worker.signOut();
    assert.deepEqual(await worker.context.cookies(), []);
    assert.deepEqual(await worker.page.evaluate(async () => ({
      local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie,
      databases: await indexedDB.databases(), caches: await caches.keys(), name: window.name,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    })), { local: {}, session: {}, cookie: '', databases: [], caches: [], name: '', workers: 0 });
  });

  step('the way back leads to nothing', async () => {
    let steps = 0;
    for (; steps < 12; ++steps) {
      await worker.page.goBack();
      if (!worker.page.url().startsWith(network.base)) break;
      await worker.page.getByLabel(worker.say('login'), { exact: true }).waitFor();
      const text = await worker.page.locator('body').innerText();
      for (const each of told) assert.ok(!text.includes(each));
    }
    assert.ok(steps >= 5, `${steps} steps back`);
  });

  step('and no name is found in its profile on the disk', async () => {
    // A word that a page does keep is found: of another origin, which signing out does not clear.
    await worker.page.goto(`http://127.0.0.1:${network.server.port}/`);
    await worker.page.evaluate((text) => localStorage.setItem('control', text), control);
    await worker.context.close();
    const files = Traces.filesIn(folder);
    assert.ok(files.length > 20, `${files.length} files`);
    assert.notDeepEqual(new Traces(ownFolder('control'), [control]).in(files), []);
    assert.deepEqual(new Traces(ownFolder('words'), told).in(files), []);
    worker.assertCalm();
  });
});
