// The keyboard knows the way; and the audit of every screen (access_*.test.mjs) would find what is wrong.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertFits, audit } from './accessibility.mjs';
import { Network } from './lib.mjs';
import { Stage } from './screens.mjs';

let network, stage;
before(async () => {
  network = await Network.make('keyboard', 30);
  stage = await Stage.make(network);
});
after(() => network?.end());

test('what is wrong is found', async (t) => {
  const visitor = await network.visitor();
  await visitor.enter();
  const plant = (html) => visitor.page.evaluate((text) => document.querySelector('main').insertAdjacentHTML('beforeend', text), html);
  await plant('<input>');
  await assert.rejects(audit(t, visitor), /"?id"?: 'label'/);
  await plant('<hr width="1400">');
  await assert.rejects(assertFits(visitor, { width: 1280, height: 800 }), /pixels wide/);
  await visitor.end();
});

describe('the keyboard', () => {
  const focused = (page, selector) =>
    page.evaluate((wanted) => document.activeElement.matches(wanted), selector);

  test('a new screen begins at its heading, and the first thing of the page leads past the menu', async () => {
    await stage.speak('en');
    const visitor = await network.signedIn('grace.london');
    const { page } = visitor;
    await visitor.settled();
    assert.ok(await focused(page, 'main h1'));
    const skip = visitor.page.getByRole('link', { name: visitor.say('nav.skip') });
    for (let step = 0; step < 30 && !(await focused(page, '.skip')); ++step) await page.keyboard.press('Shift+Tab');
    assert.ok(await focused(page, '.skip'), 'Shift and Tab lead back to it');
    const box = await skip.boundingBox();
    assert.ok(box.x >= 0 && box.y >= 0 && box.width > 20, 'it is in sight while it has the focus');
    await page.keyboard.press('Enter');
    assert.ok(await focused(page, 'main'));
    await page.keyboard.press('Tab');
    assert.ok(await focused(page, 'main *'), 'and from there into the content');
    await visitor.end();
  });

  test('a dialog takes the focus, keeps it, and gives it back', async () => {
    const visitor = await network.signedIn('grace.london');
    const { page } = visitor;
    const file = await stage.ownCase();
    await visitor.openCase(file.id);
    const opener = visitor.button('close_case.button', visitor.main);
    await opener.focus();
    await page.keyboard.press('Enter');
    await visitor.dialog.waitFor();
    for (let step = 0; step < 20; ++step) {
      await page.keyboard.press('Tab');
      assert.ok(await focused(page, 'dialog *, body'), 'the page below cannot be reached');
    }
    await page.keyboard.press('Escape');
    await visitor.dialog.waitFor({ state: 'detached' });
    assert.ok(await opener.evaluate((element) => element === document.activeElement));
    await visitor.end();
  });

  test('Escape twice covers the page at once', async () => {
    const visitor = await network.signedIn('grace.london');
    await visitor.page.keyboard.press('Escape');
    await visitor.page.keyboard.press('Escape');
    await visitor.button('cover.back').waitFor();
    await visitor.end();
  });
});
