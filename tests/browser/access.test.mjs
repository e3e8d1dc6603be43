// Every screen can be used by everybody: seen once in Arabic, which turns round what the other languages
// have the other way, on a dark telephone, and then, without leaving it, on a light desk.
import { after, before, describe, test } from 'node:test';
import { assertFits, audit } from './accessibility.mjs';
import { Network } from './lib.mjs';
import { Stage, Tour, screens } from './screens.mjs';

const telephone = { width: 390, height: 844, dark: true };
const desk = { width: 1280, height: 800 };

describe('every screen', () => {
  let network, tour;
  before(async () => {
    network = await Network.make('access', 60);
    const stage = await Stage.make(network);
    await stage.speak('ar');
    tour = new Tour(stage, telephone);
  });
  after(async () => {
    await tour?.end();
    await network?.end();
  });

  for (const screen of screens) test(screen.name, async (t) => {
    try {
      const visitor = await tour.show(screen);
      await audit(t, visitor, { look: true });
      await assertFits(visitor, telephone);
      await visitor.look(desk);
      await audit(t, visitor);
      await assertFits(visitor, desk);
      await visitor.look(telephone);
    } finally {
      await tour.leave(screen);
    }
  });
});
