// Writing as fast as it goes, and what of it was acknowledged: for the tests that stop things hard.
import assert from 'node:assert/strict';
import { newId, smallCase } from './people.mjs';
import { run } from './program.mjs';

export class Load {
  /** Cases that a program said it has, and those of which it said nothing. */
  acknowledged = new Map();
  unanswered = new Set();

  /** Opens cases until the connection ends or something else is said; gives what ended it. */
  async write(client) {
    for (;;) {
      const content = { ...smallCase(`Ilma ${this.acknowledged.size}`), id: newId() };
      this.unanswered.add(content.id);
      try {
        const answer = await client.post('/cases', content);
        if (answer.status !== 201) return answer;
        this.unanswered.delete(content.id);
        this.acknowledged.set(content.id, answer.body);
      } catch (error) {
        if (error.code === 'ERR_ASSERTION') throw error;
        return error;
      }
    }
  }

  /** Four of them at once, until `count` more are acknowledged; `stop` then stops something. Gives
      what ended each. */
  async until(clients, count, stop) {
    const target = this.acknowledged.size + count;
    const writing = clients.flatMap((client) => [client.twin(), client.twin()])
      .map((client) => this.write(client));
    let over;
    Promise.race(writing).then((ended) => { over ??= ended ?? true; });
    while (this.acknowledged.size < target && !over) await new Promise((next) => setImmediate(next));
    assert.equal(over, undefined, `writing ended by itself: ${over?.text ?? over}`);
    await stop();
    return Promise.all(writing);
  }

  /** Everything acknowledged is there as it was answered; all else is there whole or not at all. */
  async allThere(client) {
    for (const [id, file] of this.acknowledged)
      assert.deepEqual(await client.want(200, client.get(`/cases/${id}`)), file);
    for (const id of this.unanswered) {
      const answer = await client.get(`/cases/${id}`);
      assert.ok([200, 404].includes(answer.status), answer.text);
      if (answer.status === 200) assert.equal(answer.body.records.length, 3, 'whole, or not there');
    }
  }
}

/** `audit verify` opens every sealed byte and finds nothing. */
export async function verified(key) {
  const result = await run(['audit', 'verify', ...key]);
  assert.equal(result.code, 0, result.out + result.err);
}

/** Waits until `look` gives something true; gives it, and how long it took in milliseconds. */
export async function soon(look, atMost = 10_000) {
  const begun = performance.now();
  for (;;) {
    const found = await look();
    const took = performance.now() - begun;
    if (found) return { found, took };
    assert.ok(took < atMost, `not within ${atMost} ms`);
    await new Promise((next) => setTimeout(next, 10));  // so that asking takes nothing from what is waited for
  }
}
