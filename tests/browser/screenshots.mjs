// Pictures of every screen into build/screenshots: phone and desktop, light and dark, English and
// Arabic; and the one that the README shows. `make screenshots`.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../lib/program.mjs';
import { Network } from './lib.mjs';
import { Stage, Tour, screens } from './screens.mjs';

const folder = join(repository, 'build/screenshots');
const front = join(repository, 'docs/pictures/day.png');
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
/** Only screens whose name holds one of these words, when there are any. */
const wanted = process.argv.slice(2);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const network = await Network.make('screenshots', 300);
try {
  const stage = await Stage.make(network);
  for (const language of ['en', 'ar']) {
    await stage.speak(language);
    const tour = new Tour(stage, sizes.desktop);
    for (const screen of screens) {
      if (wanted.length && !wanted.some((word) => screen.name.includes(word))) continue;
      const { page } = await tour.show(screen);
      if (screen.name === 'day' && language === 'en') await page.screenshot({ path: front });
      await pictures(page, screen.name, language);
      await tour.leave(screen);
    }
    await tour.end();
  }
  if (statSync(front).size > 200_000) throw new Error('the picture of the README is over 200 kB');
} finally {
  await network.end();
}

async function pictures(page, name, language) {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    // As high as what is on it, so that what stands at the edge of the window stays there.
    const height = await page.evaluate(() => document.querySelector('dialog[open]')
      ? 0 : document.documentElement.scrollHeight);
    await page.setViewportSize({ ...viewport, height: Math.max(viewport.height, Math.min(height, 4000)) });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const path = join(folder, `${name}-${size}-${language}-${colorScheme}.png`);
      await page.screenshot({ path, animations: 'disabled' });
    }
  }
  await page.setViewportSize(sizes.desktop);
  await page.emulateMedia({ colorScheme: 'light' });
}
