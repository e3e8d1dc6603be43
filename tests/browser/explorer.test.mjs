// The page that goes with a release, opened from the disk with no network: charts filter each other, by
// mouse and by keyboard, in every language; axe finds nothing; nothing is asked of anybody else.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { ownFolder, succeed } from '../lib/program.mjs';
import { launch } from './lib.mjs';

let browser;
let address;

before(async () => {
  const folder = ownFolder('explorer');
  const rows = ['country,sex,threats'];
  for (let i = 0; i < 600; ++i) rows.push(`${['AUT', 'NOR', 'GHA'][i % 3]},${i % 2 ? 'woman' : 'man'},${i % 4 ? 'yes' : 'no'}`);
  writeFileSync(join(folder, 'in.csv'), rows.join('\n') + '\n');
  await succeed(['release', join(folder, 'in.csv'), '--out', join(folder, 'out'), '--seed', '1', '--title', 'Invented']);
  address = pathToFileURL(join(folder, 'out/explorer.html')).href;
  browser = await launch();
});
after(() => browser?.close());

async function opened(options = {}) {
  const context = await browser.newContext({ offline: true, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => request.url() === address || said.push(request.url()));
  await page.goto(address);
  return { page, said };
}

const shown = async (page) =>
  (await page.locator('#total').textContent()).split(' / ').map((text) => Number(text.replace(/\D/g, '')));

test('a choice in one chart shows in the others, and can be undone', async () => {
  const { page, said } = await opened();
  const [all, whole] = await shown(page);
  assert.equal(all, whole);
  await page.getByRole('button', { name: /^woman/ }).click();
  const [women] = await shown(page);
  assert.ok(women > 0 && women < whole);
  const tile = page.getByRole('button', { name: /^Norway: / });
  await tile.focus();
  await page.keyboard.press('Enter');
  assert.equal(await tile.getAttribute('aria-pressed'), 'true');
  assert.ok((await shown(page))[0] < women);
  await page.locator('#clear').click();
  assert.deepEqual(await shown(page), [whole, whole]);
  assert.deepEqual(said, []);
});

test('it can be read in every language, in the dark and on a phone', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const { page, said } = await opened({ viewport: { width: 360, height: 740 }, colorScheme });
    for (const language of ['en', 'fr', 'es', 'pt', 'ru', 'ar']) {
      await page.locator('#language').selectOption(language);
      assert.equal(await page.locator('html').getAttribute('dir'), language === 'ar' ? 'rtl' : 'ltr');
      const found = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(found.violations.map((each) => [each.id, each.nodes.map((node) => node.html)]), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    }
    assert.deepEqual(said, []);
  }
});
