// Pictures of the ten main screens for docs/screens.md: desktop and phone, English and Arabic, as much as a
// window shows. `make pictures`.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../lib/program.mjs';
import { Network } from './lib.mjs';
import { Stage, Tour, screens } from './screens.mjs';

const folder = join(repository, 'docs/pictures/screens');
const main = ['day', 'cases', 'find', 'case', 'case-help', 'case-signs', 'application', 'sheet-counsel', 'release',
              'study'];
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const most = 3_000_000;

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const network = await Network.make('pictures', 300);
try {
  const stage = await Stage.make(network);
  for (const language of ['en', 'ar']) {
    await stage.speak(language);
    const tour = new Tour(stage, sizes.desktop);
    for (const name of main) {
      const screen = screens.find((each) => each.name === name);
      if (!screen) throw new Error(`there is no screen ${name}`);
      const { page } = await tour.show(screen);
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport);
        await page.evaluate(() => scrollTo(0, 0));
        await page.screenshot({ path: join(folder, `${name}-${size}-${language}.jpg`), type: 'jpeg', quality: 70,
                                animations: 'disabled' });
      }
      await page.setViewportSize(sizes.desktop);
      await tour.leave(screen);
    }
    await tour.end();
  }
  const size = readdirSync(folder).reduce((sum, each) => sum + statSync(join(folder, each)).size, 0);
  if (size > most) throw new Error(`the pictures are ${size} bytes, over ${most}`);
  console.log(`${main.length} screens, ${Math.round(size / 1000)} kB`);
} finally {
  await network.end();
}
