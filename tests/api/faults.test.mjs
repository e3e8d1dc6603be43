// The power fails, the disk fills: what was acknowledged is there, what was not is not half there.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { newId, smallCase } from '../lib/people.mjs';
import { isChecked, run } from '../lib/program.mjs';
import { storesOf } from '../lib/stores.mjs';
import { World } from '../lib/world.mjs';

const rounds = isChecked ? 5 : 20;
const writers = 4;

describe('faults', () => {
  let world;
  /** Cases that the program said it has, and those of which it said nothing. */
  const acknowledged = new Map();
  const unanswered = new Set();
  before(async () => { world = await World.make('faults'); });
  after(() => world.stop('SIGKILL'));

  /** Opens cases until the connection ends, or `enough` were opened. */
  async function write(client, enough = Infinity) {
    for (let i = 0; i < enough; ++i) {
      const content = { ...smallCase(`Ilma ${acknowledged.size}`), id: newId() };
      try {
        unanswered.add(content.id);
        const answer = await client.post('/cases', content);
        unanswered.delete(content.id);
        if (answer.status !== 201) return answer;
        acknowledged.set(content.id, answer.body);
      } catch (error) {
        if (error.code === 'ERR_ASSERTION') throw error;
        return error;
      }
    }
    return undefined;
  }

  async function allThere() {
    const client = await world.signIn('north.caseworker');
    for (const [id, file] of acknowledged)
      assert.deepEqual(await client.want(200, client.get(`/cases/${id}`)), file);
    for (const id of unanswered) {
      const answer = await client.get(`/cases/${id}`);
      assert.ok([200, 404].includes(answer.status));
      if (answer.status === 200) assert.equal(answer.body.records.length, 3, 'whole, or not there');
    }
    return client;
  }
  const verified = async () => {
    const result = await run(['audit', 'verify', ...world.key]);
    assert.equal(result.code, 0, result.out + result.err);
  };

  test(`killed while writing, ${rounds} times: nothing that was acknowledged is lost`, async (t) => {
    for (let round = 0; round < rounds; ++round) {
      const client = await world.signIn('north.caseworker');
      const target = acknowledged.size + 8 + (round * 7) % 23;
      let over = false;
      const load = Array.from({ length: writers }, () => write(client.twin()));
      Promise.race(load).then((answer) => { over = answer ?? true; });
      while (acknowledged.size < target && !over) await new Promise((next) => setImmediate(next));
      assert.equal(over, false, `writing ended by itself: ${over.text ?? over}`);
      assert.deepEqual(await world.stop('SIGKILL'), { code: null, signal: 'SIGKILL' });
      await Promise.all(load);
      await world.start();
    }
    await allThere();
    t.diagnostic(`${acknowledged.size} cases acknowledged, ${unanswered.size} unanswered`);
    await world.stop();
    await verified();
    await world.start();
  });

  test('a full disk: writing is refused, and no case is shown, nothing acknowledged is lost', async (t) => {
    await world.stop();
    const largest = Math.max(...storesOf(world.data).map((each) => statSync(each.store).size));
    // No file may grow beyond this: what a full disk is to the program.
    const kilobytes = Math.ceil(largest / 1024) + 256;
    await world.start({ shell: `trap '' XFSZ; ulimit -f ${kilobytes}` });
    const client = await world.signIn('north.caseworker');
    const known = [...acknowledged.keys()].at(-1);
    const before = acknowledged.size;
    const refused = await write(client, 5000);
    assert.equal(refused?.status, 503, refused?.text ?? 'the disk never filled');
    assert.ok(['store.full', 'store.failed'].includes(refused.body.key));
    assert.ok(refused.headers['retry-after']);
    t.diagnostic(`full after ${acknowledged.size - before} cases: ${refused.body.key}`);
    // Reading a case is recorded before it is answered: once there is no room for that, either, it is refused.
    let read, shown = -1;
    do {
      read = await client.get(`/cases/${known}`);
      ++shown;
    } while (read.status === 200 && shown < 2000);
    t.diagnostic(`then ${shown} readings had room`);
    assert.equal(read.status, 503, read.text);
    assert.ok(['store.full', 'store.failed'].includes(read.body.key));
    assert.ok(!read.text.includes(known) && !('records' in read.body), 'what was not recorded is not shown');
    assert.equal((await client.get('/health')).status, 200);
    assert.equal((await client.get('/catalogue')).status, 200);
    const again = await client.post('/cases', smallCase('Still Full'));
    assert.ok([201, 503].includes(again.status));

    await world.stop();
    await verified();
    await world.start();
    await allThere();
    await world.open(await world.signIn('north.caseworker'), smallCase('There Is Room Again'));
    await world.stop();
    await verified();
    await world.start();
  });
});
