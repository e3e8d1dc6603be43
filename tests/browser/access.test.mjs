// Every screen can be used by everybody: axe finds nothing serious, nothing has to be scrolled
// sideways on a narrow or magnified page, and the keyboard knows the way.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { Network } from './lib.mjs';
import { Stage, Tour, screens } from './screens.mjs';

const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
/** Width in CSS pixels: 640 is a small laptop's page at 200 %, 320 at 400 % or a narrow phone. */
const narrow = [640, 320];

let network, stage;
before(async () => {
  network = await Network.make('access', 60);
  stage = await Stage.make(network);
});
after(() => network?.end());

const looks = [
  { name: 'English, light, wide', language: 'en', options: { width: 1280, height: 800 } },
  { name: 'Arabic, dark, narrow', language: 'ar', options: { width: 390, height: 844, dark: true } },
];

for (const { name, language, options } of looks) describe(name, () => {
  let tour;
  before(async () => {
    await stage.speak(language);
    tour = new Tour(stage, options);
  });
  after(() => tour?.end());

  for (const screen of screens) test(screen.name, async (t) => {
    try {
      const visitor = await tour.show(screen);
      await audit(t, visitor);
      await assertFits(visitor, options);
    } finally {
      await tour.leave(screen);
    }
  });
});

async function audit(t, { page }) {
  // The page has no frames; the plain way takes half the time.
  const { violations } = await new AxeBuilder({ page }).withTags(rules).setLegacyMode().analyze();
  const words = violations.map(({ id, impact, help, nodes }) => ({
    id, impact, help, where: nodes.slice(0, 4).map((node) => `${node.target}: ${node.html.slice(0, 160)}`) }));
  const serious = words.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  for (const one of words) if (!serious.includes(one)) t.diagnostic(JSON.stringify(one));
  assert.deepEqual(serious, []);
}

async function assertFits({ page }, { width, height }) {
  try {
    for (const each of [width, ...narrow]) {
      await page.setViewportSize({ width: each, height });
      assert.deepEqual(await page.evaluate(sideways), [], `${each} pixels wide`);
    }
  } finally {
    await page.setViewportSize({ width, height });
  }
}

/** What makes the page, or a dialog on it, wider than there is room; runs in the page. */
function sideways() {
  return [document.documentElement, ...document.querySelectorAll('dialog[open]')]
    .filter((box) => box.scrollWidth > box.clientWidth)
    .map((box) => {
      const edge = box.getBoundingClientRect();
      const outside = [...box.querySelectorAll('*')].filter((each) => {
        const { left, right, width } = each.getBoundingClientRect();
        return width > 0 && (right > edge.right + 1 || left < edge.left - 1);
      });
      return `${box.tagName} ${box.scrollWidth} > ${box.clientWidth}: ` +
        outside.slice(0, 4).map((each) => each.outerHTML.slice(0, 120)).join(' | ');
    });
}

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
