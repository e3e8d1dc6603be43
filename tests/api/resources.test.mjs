// What the demonstration network may take of a small machine.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Demonstration } from '../lib/demonstration.mjs';
import { isChecked } from '../lib/program.mjs';

const mostMegabytes = 100;
const mostMilliseconds = 1000;

describe('resources', { skip: isChecked && 'the program is built with sanitizers, which take more' }, () => {
  test('300 cases are served in 100 MB, a second after unlocking', async (t) => {
    const network = await Demonstration.make('resources');
    const server = await network.start();
    t.after(() => server.stop());
    const after = server.resident();
    const started = server.events().find((each) => each.event === 'serve.started');
    assert.ok(started.ms < mostMilliseconds, `${started.ms} ms`);

    const clients = await Promise.all(network.accounts.map((each) => network.signIn(each)));
    const signedIn = server.resident();
    await Promise.all(clients.map(async (client) => {
      if (!client.session.can.includes('case.list')) return;
      for (let i = 0; i < 10; ++i) {
        await client.get('/day');
        if (client.session.can.includes('case.search'))
          await client.post('/cases/search', { name: 'Maria', state: 'all' });
      }
      for await (const row of network.cases(client)) {
        await client.get(`/cases/${row.id}`);
        await client.get(`/cases/${row.id}/history`);
      }
    }));
    const used = server.resident();
    t.diagnostic(`${started.ms} ms after unlocking; resident: ${after.toFixed(1)} MB at start, ` +
                 `${signedIn.toFixed(1)} MB after ${clients.length} signed in, ${used.toFixed(1)} MB after use`);
    for (const megabytes of [after, signedIn, used])
      assert.ok(megabytes <= mostMegabytes, `${megabytes.toFixed(1)} MB`);
  });
});
