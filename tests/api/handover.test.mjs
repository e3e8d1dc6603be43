// Two programs serve one database. The one that leads, which carries packets and tells webhooks for both, is killed in the middle of it:
// the other carries on, in nobody's way, and nothing is lost and nothing has its effect twice.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { House, acquaint } from '../lib/house.mjs';
import { Listener } from '../lib/listener.mjs';
import { soon } from '../lib/load.mjs';
import { Line } from '../lib/line.mjs';
import { ownDatabase, withoutServer } from '../lib/postgres.mjs';
import { Server } from '../lib/program.mjs';
import { said, sameLog, verified } from '../lib/search.mjs';

/** Where hooks may go to a program on this machine. */
const place = {
  start: (data, keyFile, { args }) => Server.start(data, keyFile, { args: [...args, '--hooks-anywhere', 'true'] }),
  lineTo: (house) => Line.to(() => house.server.port),
};
const patience = 60_000;

describe('of two programs, the one that leads is killed', { skip: withoutServer }, () => {
  const program = new Listener();
  let shelter, home, both, agreed;
  before(async () => {
    await program.start();
    [shelter, home] = await acquaint(await Promise.all([
      House.make('Lantern House', place, ownDatabase()), House.make('Harbour Light')]));
    both = [shelter.server, await shelter.startAnother()];
    await shelter.admin.want(201, shelter.admin.post('/hooks', { address: program.address }));
    agreed = await shelter.person('Ilma Torvane', home.name);
  });
  after(() => {
    for (const server of [...(both ?? []), home?.server]) server?.stop('SIGKILL');
    shelter?.line.close();
    home?.line.close();
    program.end();
  });

  const ask = () => shelter.ask(agreed, shelter.peers[home.name]);
  const arrived = (id) => home.see(id, ({ progress }) => progress === 'received');
  /** Both sides know that it arrived, and that the other knows. */
  const settled = async (id) => {
    await home.see(id, ({ progress, waits }) => progress === 'received' && !waits);
    return shelter.see(id, ({ progress, waits }) => progress === 'received' && !waits);
  };
  const carried = (server, id) => server.events().some(({ event, matter }) => event === 'courier.carried' && matter === id);
  const told = (id) => program.heard.filter(({ body }) => JSON.parse(body).changed.some((each) => each.id === id));

  /** Who alone carried two matters one after the other; for a moment after a start, both may. */
  async function leader() {
    for (let before; ;) {
      const { id } = await ask();
      await settled(id);
      const { found } = await soon(() => {
        const they = both.filter((server) => carried(server, id));
        return they.length > 0 && they;
      });
      if (found.length === 1 && found[0] === before) return before;
      before = found.length === 1 ? found[0] : undefined;
    }
  }

  test('what waits with it goes on with the other, once', async (t) => {
    const leads = await leader();
    const follows = both.find((each) => each !== leads);

    // One arrives, and who sent it never hears of it; the next, written at either, cannot go at all.
    home.line.mute = true;
    program.status = undefined;
    const { id: there } = await ask();
    await arrived(there);
    await soon(() => told(there).length > 0, patience);
    home.line.cut();
    const waiting = [];
    for (const server of [leads, follows]) {
      shelter.turnTo(server);
      waiting.push((await ask()).id);
    }
    await leads.stop('SIGKILL');
    const killed = performance.now();

    // Who is signed in goes on at once where the balancer now leads.
    shelter.turnTo(follows);
    waiting.push((await ask()).id);
    home.line.mute = false;
    home.line.mend();
    program.status = 204;
    for (const id of [there, ...waiting]) {
      const here = await settled(id);
      sameLog(here, await home.matter(id));
      assert.deepEqual(said(here), ['refer', 'received'], 'once');
    }
    await soon(() => waiting.every((id) => carried(follows, id)), patience);
    const took = performance.now() - killed;
    await soon(() => [there, ...waiting].every((id) => told(id).some(({ status }) => status === 204)), patience);
    t.diagnostic(`carried on after ${(took / 1000).toFixed(1)} s`);
    await verified(shelter);
    await verified(home);
  });
});
