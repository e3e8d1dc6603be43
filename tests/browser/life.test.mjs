// A case from its opening to its closing, in French and in Arabic; who must not know of it does not;
// and without a mouse.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newId } from '../lib/people.mjs';
import { change, close, find, openCase } from './casework.mjs';
import { Network, inOrder } from './lib.mjs';

const french = {
  language: 'fr', direction: 'ltr', login: 'mariama.bissau', admin: 'admin.bissau',
  person: { called: 'Fatoumata Diallo', first: 'Fatoumata', family: 'Diallo' },
  heard: 'Fatumata Djalo', family: 'Diallo Barry',
  ending: 'Elle est rentrée chez sa tante et va bien.', loose: 'Fatoumata',
};
const arabic = {
  language: 'ar', direction: 'rtl', login: 'layla.oslo', admin: 'admin.oslo',
  person: { called: 'يوسف حداد', first: 'يوسف', family: 'حداد' },
  heard: 'Youssef Haddad', family: 'حداد المنصوري',
  ending: 'وجد عملا ويسكن عند أخيه.', loose: 'يوسف',
};

let network;
before(async () => (network = await Network.make('life', 40)));
after(() => network?.end());

for (const story of [french, arabic]) describe(`the life of a case, ${story.language}`, () => {
  const step = inOrder();
  let worker, opened;
  before(async () => (worker = await network.signedIn(story.login)));
  after(() => worker.end());

  step('the page speaks the language of the account', async () => {
    const page = worker.page.locator('html');
    assert.equal(await page.getAttribute('lang'), story.language);
    assert.equal(await page.getAttribute('dir'), story.direction);
    const [brand, hide] = await Promise.all([
      worker.page.getByRole('banner').getByRole('link').first().boundingBox(),
      worker.button('cover.hide').boundingBox()]);
    assert.equal(brand.x < hide.x, story.direction === 'ltr', 'the brand stands where lines begin');
  });

  step('it is opened from the core form', async () => {
    opened = await openCase(worker, story.person);
    await worker.heading(story.person.called).waitFor();
    await worker.sees(worker.words.value('vic_MethodsOfControl', 'DebtBondage'));
    assert.ok(!(await worker.page.title()).includes(story.loose), 'no name in the title');
  });

  step('it is found by a name that sounds like it', async () => {
    const found = await find(worker, story.heard);
    const mine = found.filter({ hasText: opened.code });
    assert.ok((await mine.innerText()).includes(story.person.called));
    assert.ok(!worker.page.url().includes(encodeURIComponent(story.heard.split(' ')[0])));
    await mine.click();
    await worker.heading(story.person.called).waitFor();
  });

  step('it is changed, and the history shows what it was before', async () => {
    await change(worker, 'person', 'prs_SecondName', story.family);
    await worker.card('person').getByText(story.family).waitFor();
    await worker.tabTo('case.changes');
    const row = worker.main.getByRole('row').filter({ hasText: story.family });
    assert.deepEqual(await row.getByRole('cell').allInnerTexts(), [story.person.family, story.family]);
    assert.equal(await row.getByRole('rowheader').innerText(), worker.words.label('prs_SecondName'));
  });

  step('it says who opened it', async () => {
    await worker.tabTo('case.readers');
    const mine = worker.main.getByRole('row').filter({ hasText: network.account(story.login).name });
    await mine.filter({ hasText: worker.say('what.case_read') }).first().waitFor();
  });

  step('it is closed, with a reason', async () => {
    await worker.tabTo('case.file');
    await close(worker, 'support_completed', story.ending);
    await worker.sees(worker.say('state.closed'));
    await worker.sees(story.ending);
    await worker.goTo('nav.cases');
    await worker.main.getByRole('combobox', { name: worker.say('case.state') }).selectOption('closed');
    await worker.main.getByRole('row').filter({ hasText: opened.code }).waitFor();
  });

  step('another organisation cannot see that it exists', async () => {
    const other = await network.signedIn('grace.london');
    const before = [story.person.called, story.heard];
    for (const name of before) {
      const found = (await find(other, name)).filter({ hasText: opened.code });
      assert.equal(await found.count(), 0);
      assert.equal(await other.main.getByText(other.say('find.elsewhere')).count(), 0);
    }
    other.expect(/404 .*\/cases\/[0-9a-z]{26}/);
    const seen = [];
    for (const id of [opened.id, newId()]) {
      await other.openCase(id);
      await other.sees(other.say('case.not_there'));
      seen.push((await other.page.locator('body').innerText()), await other.page.title());
    }
    assert.deepEqual(seen.slice(0, 2), seen.slice(2), 'as an id that was never given');
    await other.end();
  });

  step('the administrator of the same organisation has no way in', async () => {
    const admin = await network.signedIn(story.admin);
    const menu = admin.page.getByRole('navigation', { name: admin.say('nav.label') });
    for (const key of ['nav.cases', 'nav.find', 'nav.counts'])
      assert.equal(await admin.link(key, menu).count(), 0);
    admin.expect(/40[34] .*\/api\//);
    for (const path of [`/cases/${opened.id}`, '/cases', '/cases/new', '/find', '/counts']) {
      await admin.enter(path);
      await admin.settled();
      const text = await admin.page.locator('body').innerText();
      for (const told of [story.person.first, story.family, opened.code, story.ending])
        assert.ok(!text.includes(told), path);
    }
    await admin.end();
  });
});

describe('without a mouse', () => {
  test('somebody signs in, opens a case and saves it', async () => {
    const worker = await network.visitor({ language: 'en' });
    const { page } = worker;
    const keys = new Keys(worker);
    await worker.enter();
    const { login, passphrase } = network.account('grace.london');
    await keys.to(page.getByLabel(worker.say('login'), { exact: true }));
    await page.keyboard.type(login);
    await keys.to(page.getByLabel(worker.say('passphrase'), { exact: true }));
    await page.keyboard.type(passphrase);
    await page.keyboard.press('Enter');
    await keys.to(worker.main.getByRole('link', { name: worker.say('day.new') }));
    await page.keyboard.press('Enter');
    await keys.to(worker.main.getByRole('searchbox'));
    await page.keyboard.type('Marguerite Achterberg');
    await page.keyboard.press('Enter');
    await keys.to(worker.button('new.not_known'));
    await page.keyboard.press('Enter');
    await keys.to(worker.box('checkbox', 'con_Consent'));
    await page.keyboard.press('Space');
    await keys.to(worker.box('combobox', 'tsn_ConsentLanguage'));
    await page.keyboard.type('Dutch');
    await page.getByRole('option', { name: 'Dutch', exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await keys.to(worker.button('new.next'));
    await page.keyboard.press('Enter');
    await worker.heading(worker.words.kind('person')).waitFor();
    await keys.to(worker.box('textbox', 'prs_SecondName'));
    await page.keyboard.type('Achterberg');
    await keys.to(worker.button('new.save_now'));
    await page.keyboard.press('Enter');
    await worker.heading('Marguerite Achterberg').waitFor();
    await worker.settled();
    await worker.card('consent').getByText('Dutch').waitFor();
    await worker.card('person').getByText('Achterberg', { exact: true }).waitFor();
    await worker.end();
  });
});

/** Goes about with Tab alone; where the focus is can always be seen. */
class Keys {
  constructor({ page }) { this.page = page; }

  async to(target) {
    await target.waitFor();
    for (let step = 0; step < 120; ++step) {
      await this.page.keyboard.press('Tab');
      await this.#seen();
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    assert.fail(`Tab does not reach ${target}`);
  }

  async #seen() {
    const drawn = await this.page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return true;
      const marked = (element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
      };
      return marked(at) || (at.parentElement && marked(at.parentElement)) || at.outerHTML.slice(0, 200);
    });
    assert.equal(drawn, true, 'the focus can be seen');
  }
}
