// Whether a screen can be used by everybody: axe finds nothing serious, and nothing has to be scrolled
// sideways on a narrow or magnified page.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { Network } from './lib.mjs';
import { Stage, Tour, screens } from './screens.mjs';

const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
/** What another language, size or light may change; all else is the same page. */
const ofItsLook = ['color-contrast', 'target-size', 'html-has-lang', 'html-lang-valid', 'valid-lang', 'meta-viewport'];
/** Width in CSS pixels: 640 is a small laptop's page at 200 %, 320 at 400 % or a narrow phone. */
const narrow = [640, 320];

/** Declares one test for every screen, seen in this language, size and light; `look`: only that is looked at. */
export function everyScreen(name, language, { look = false, ...options }) {
  describe(name, () => {
    let network, tour;
    before(async () => {
      network = await Network.make(`access-${language}`, 60);
      const stage = await Stage.make(network);
      await stage.speak(language);
      tour = new Tour(stage, options);
    });
    after(async () => {
      await tour?.end();
      await network?.end();
    });

    for (const screen of screens) test(screen.name, async (t) => {
      try {
        const visitor = await tour.show(screen);
        await audit(t, visitor, look);
        await assertFits(visitor, options);
      } finally {
        await tour.leave(screen);
      }
    });
  });
}

export async function audit(t, { page }, look = false) {
  // The page has no frames: the plain way takes half the time. What is well is not written down.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const { violations } = await (look ? axe.withRules(ofItsLook) : axe.withTags(rules)).analyze();
  const words = violations.map(({ id, impact, help, nodes }) => ({
    id, impact, help, where: nodes.slice(0, 4).map((node) => `${node.target}: ${node.html.slice(0, 160)}`) }));
  const serious = words.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  for (const one of words) if (!serious.includes(one)) t.diagnostic(JSON.stringify(one));
  assert.deepEqual(serious, []);
}

export async function assertFits({ page }, { width, height }) {
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
