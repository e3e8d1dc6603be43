// Two programs behind one address, as behind a balancer; the one that answered dies while somebody writes. Beside a server:
// tools/with_postgres.sh.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Line } from '../lib/line.mjs';
import { smallCase } from '../lib/people.mjs';
import { ownDatabase, withoutServer } from '../lib/postgres.mjs';
import { World, passphraseOf } from '../lib/world.mjs';
import { Network } from './lib.mjs';

const login = 'north.caseworker';

describe('somebody at work when the program dies', { skip: withoutServer }, () => {
  let world, other, line, network, worker;
  before(async () => {
    world = await World.make('handover', { database: ownDatabase() });
    other = await world.startAnother();
    line = await Line.to(() => world.server.port);
    network = await Network.of([{ login, passphrase: passphraseOf(login), language: 'en' }], line.address);
    worker = await network.signedIn(login);
  });
  after(async () => {
    await network?.end();
    await line?.close();
    await Promise.all([world?.stop('SIGKILL'), other?.stop('SIGKILL')]);
  });

  test('saves what was typed, and is still there after a reload', async () => {
    const made = await world.open(world.worker, smallCase('Ilma Torvane'));
    await worker.openCase(made.id);
    await worker.edit('person');
    const card = worker.card('person');
    const name = worker.box('textbox', 'tsn_CalledName', card);
    await name.fill('Ilma Veltrova');

    // Before the balancer has seen it: saving fails, and says so; what was typed stays.
    worker.expect(/ERR_/);
    await world.stop('SIGKILL');
    line.cut();
    await worker.button('save', card).click();
    await worker.page.getByRole('alert').first().waitFor();
    assert.equal(await name.inputValue(), 'Ilma Veltrova');

    world.server = other;
    line.mend();
    await worker.button('save', card).click();
    await worker.page.getByText(worker.say('saved'), { exact: true }).waitFor();
    await worker.page.reload();
    await worker.heading('Ilma Veltrova').waitFor();
    await worker.goTo('nav.cases');
    await worker.main.getByRole('row').filter({ hasText: 'Ilma Veltrova' }).waitFor();
    await worker.end();
  });
});
