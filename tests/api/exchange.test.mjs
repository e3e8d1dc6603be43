// Two organisations, each a process of its own with a store of its own, work one case between them: over a line that is
// cut and slow, and by files that somebody carries. Time limits are those of the test runner.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { plain } from '../lib/client.mjs';
import { House, couple } from '../lib/house.mjs';
import { newId } from '../lib/people.mjs';

const said = ({ steps }) => steps.map(({ what }) => what);
/** The same story on both sides, each with its own half. */
const sameLog = (here, there) => {
  const shape = (steps, mine) => steps.map(({ ours, what, note, at }) => ({ author: ours === mine, what, note, at }));
  assert.deepEqual(shape(here.steps, true), shape(there.steps, false));
};
const verified = async (house) => {
  const result = await house.auditor.want(200, house.auditor.post('/audit/verify'));
  assert.deepEqual(result.findings, []);
};

describe('a matter between two nodes', () => {
  let shelter, home;
  before(async () => {
    [shelter, home] = await couple('Lantern House', 'Harbour Light');
  });
  after(() => Promise.all([shelter.end(), home.end()]));

  test('both compare one number', () => {
    const [here, there] = [shelter.peers[home.name], home.peers[shelter.name]];
    assert.match(here.comparison, /^[0-9 ]+$/);
    assert.equal(here.comparison, there.comparison);
  });

  test('a search for family travels, is asked about, accepted into a case and finished', async () => {
    const agreed = await shelter.person('Ilma Torvane', home.name, { tsn_ConsentPurpose: 'trace' });
    const { id } = await shelter.ask(agreed, shelter.peers[home.name], { request: 'trace', due: '2999-01-01' });
    const came = await home.see(id, ({ progress }) => progress === 'received');
    assert.equal(came.request, 'trace');
    assert.equal(came.sent.purpose, 'trace');
    assert.deepEqual(came.sent.parts.map(({ kind, fields }) => [kind, fields]),
                     [['person', { tsn_CalledName: 'Ilma Torvane' }]]);
    await home.step(id, 'asked', 'Which village?');
    await shelter.see(id, ({ question }) => question);
    await shelter.step(id, 'answered', 'By the river.');
    await home.see(id, ({ question }) => !question);
    const accepted = await home.worker.want(200, home.worker.post(`/matters/${id}/accept`, { open: true, note: 'Yes' }));
    const opened = await home.worker.want(200, home.worker.get(`/cases/${accepted.case}`));
    assert.equal(opened.records.find(({ kind }) => kind === 'person').fields.tsn_CalledName, 'Ilma Torvane');
    await shelter.see(id, ({ progress }) => progress === 'accepted');
    await home.step(id, 'done', 'Her aunt is found.');
    const here = await shelter.see(id, ({ progress }) => progress === 'done');
    const there = await home.see(id, ({ waits }) => !waits);
    assert.deepEqual(said(here), ['trace', 'received', 'asked', 'answered', 'accepted', 'done']);
    sameLog(here, there);
  });

  test('the preview is what arrives, to the letter', async () => {
    const agreed = await shelter.person('Rosa Veltrova', home.name);
    const draft = { peer: shelter.peers[home.name].id, request: 'refer', classes: 'K', receipt: agreed.receipt.id, note: 'x' };
    const preview = await shelter.worker.want(200, shelter.worker.post(`/cases/${agreed.file.id}/matters/preview`, draft));
    const { id } = await shelter.ask(agreed, shelter.peers[home.name], { note: 'x' });
    assert.deepEqual((await home.see(id, () => true)).sent, preview);
  });

  test('the same id again is one matter, and another case may not take it', async () => {
    const agreed = await shelter.person('Ilma Torvane', home.name);
    const id = newId();
    const [one, two] = [await shelter.ask(agreed, shelter.peers[home.name], { id }),
                        await shelter.ask(agreed, shelter.peers[home.name], { id })];
    assert.deepEqual(said(one), said(two));
    const other = await shelter.person('Rosa Veltrova', home.name);
    const answer = await shelter.worker.post(`/cases/${other.file.id}/matters`, {
      id, peer: shelter.peers[home.name].id, request: 'refer', classes: 'K', receipt: other.receipt.id });
    assert.equal(answer.body.key, 'idempotency.key_reused');
  });

  test('consent taken back in the case reaches the other side, which lets go and says so', async () => {
    const agreed = await shelter.person('Ilma Torvane', home.name);
    const { id } = await shelter.ask(agreed, shelter.peers[home.name]);
    await home.see(id, ({ progress }) => progress === 'received');
    await shelter.worker.want(200, shelter.worker.patch(
      `/cases/${agreed.file.id}/records/${agreed.receipt.id}`,
      { fields: { tsn_ConsentWithdrawn: '2026-03-01' } }, { ifMatch: agreed.receipt.revision }));
    const here = await shelter.see(id, ({ withdrawal }) => withdrawal === 'carried_out');
    assert.equal(here.sent, undefined);
    assert.equal((await home.matter(id)).sent, undefined);
  });

  test('over a line that is cut and slow, while both are killed, nothing is lost and nothing done twice', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let state = seed;
    const draw = (below) => {
      state = createHash('sha256').update(String(state)).digest().readUInt32BE();
      return state % below;
    };
    const agreed = await shelter.person('Ilma Torvane', home.name);
    const made = [];
    for (const house of [shelter, home]) house.line.slow = () => draw(20);
    for (let round = 0; round < 12; ++round) {
      const { line } = draw(2) ? shelter : home;
      if (draw(2)) line.cut();
      else line.mend();
      made.push((await shelter.ask(agreed, shelter.peers[home.name], { note: `Round ${round}` })).id);
      const came = await home.worker.want(200, home.worker.get('/matters'));
      for (const { id, can } of came.items)
        if (made.includes(id) && can.includes('asked') && draw(2)) await home.step(id, 'asked', `Again ${round}?`);
      if (draw(4) === 0) {
        const house = draw(2) ? shelter : home;
        await house.stop('SIGKILL');
        await house.start();
      }
    }
    for (const house of [shelter, home]) house.line.mend();
    // A start tries everything at once.
    for (const house of [shelter, home]) {
      await house.stop('SIGKILL');
      await house.start();
    }
    for (const id of made) {
      const there = await home.see(id, ({ waits, progress }) => !waits && progress !== 'none');
      const here = await shelter.see(id, ({ waits, steps }) => !waits && steps.length === there.steps.length);
      sameLog(here, there);
      assert.equal(said(here).filter((what) => what === 'received').length, 1, `seed ${seed}`);
    }
    await verified(shelter);
    await verified(home);
  });
});

describe('by file only', () => {
  let shelter, home, known;
  before(async () => {
    [shelter, home] = [await House.make('Lantern House'), await House.make('Harbour Light')];
    known = await shelter.knows(home);
    await home.knows(shelter);
  });
  after(() => Promise.all([shelter.end(), home.end()]));

  test('the same case goes there and back, in any order and any number of times', async () => {
    const { id } = await shelter.ask(await shelter.person('Ilma Torvane', home.name), known);
    const first = await shelter.packet(id);
    assert.equal((await home.take(first)).progress, 'received');
    const question = (await home.step(id, 'asked', 'Alone?'), await home.packet(id));
    await home.worker.want(200, home.worker.post(`/matters/${id}/accept`, { open: true }));
    const yes = await home.packet(id);
    // The later one first, then the earlier, each twice.
    for (const content of [yes, question, yes, question]) await shelter.take(content);
    await home.take(first);
    const [here, there] = [await shelter.matter(id), await home.matter(id)];
    assert.deepEqual(said(here), ['refer', 'received', 'asked', 'accepted']);
    sameLog(here, there);
    await verified(shelter);
    await verified(home);
  });

  test('what is no packet, cut, altered, for others or from strangers is refused, and nothing is there', async () => {
    const stranger = await House.make('Nobody Known');
    try {
      const theirs = await stranger.ask(await stranger.person('Rosa Veltrova', home.name), await stranger.knows(home));
      const { id } = await shelter.ask(await shelter.person('Ilma Torvane', home.name), known);
      const packet = Buffer.from(await shelter.packet(id), 'base64');
      const altered = Buffer.from(packet);
      altered[200] ^= 1;
      const before = (await home.worker.want(200, home.worker.get('/matters'))).items.length;
      for (const [bytes, code] of [
        [Buffer.alloc(0), 'form.incomplete'], [Buffer.from('hello'), 'packet.not_one'],
        [packet.subarray(0, 60), 'packet.cut'], [altered, 'packet.damaged'],
        [Buffer.from(await stranger.packet(theirs.id), 'base64'), 'packet.stranger'],
      ]) {
        const answer = await home.worker.post('/packets', { content: bytes.toString('base64') });
        assert.equal(answer.body.key, code);
      }
      assert.equal((await shelter.worker.post('/packets', { content: packet.toString('base64') })).body.key,
                   'packet.not_for_us');
      assert.equal((await home.worker.post('/packets', { content: '%' })).status, 422);
      // Over the line none of these is told from another.
      for (const bytes of [Buffer.alloc(0), packet.subarray(0, 60), altered, Buffer.alloc(900_000)]) {
        const { status, text } = await plain(home.server, 'POST', '/packets', {
          body: bytes, headers: { 'content-type': 'application/octet-stream' } });
        assert.deepEqual([status, text], [404, '']);
      }
      assert.equal((await home.worker.want(200, home.worker.get('/matters'))).items.length, before);
    } finally {
      await stranger.end();
    }
  });

  test('consent taken back reaches two holders, one of them away, and the page shows who has not said so', async () => {
    const third = await House.make('Quay Office');
    try {
      const [other] = [await shelter.knows(third), await third.knows(shelter)];
      const people = [await shelter.person('Ilma Torvane', home.name), await shelter.person('Ilma Torvane', third.name)];
      const [one, two] = [await shelter.ask(people[0], known), await shelter.ask(people[1], other)];
      await home.take(await shelter.packet(one.id));
      await third.take(await shelter.packet(two.id));
      for (const { id } of [one, two]) await shelter.step(id, 'withdraw', '');
      await home.take(await shelter.packet(one.id));
      await shelter.take(await home.packet(one.id));
      assert.equal((await shelter.matter(one.id)).withdrawal, 'carried_out');
      const waiting = await shelter.matter(two.id);
      assert.deepEqual([waiting.withdrawal, waiting.waits], ['asked', true]);
      assert.match(waiting.steps.at(-1).due, /^\d{4}-\d\d-\d\d$/);
      await third.take(await shelter.packet(two.id));
      await shelter.take(await third.packet(two.id));
      assert.equal((await shelter.matter(two.id)).withdrawal, 'carried_out');
    } finally {
      await third.end();
    }
  });

  test('nothing goes to an organisation that was ended, and nothing is taken from it', async () => {
    const { id } = await shelter.ask(await shelter.person('Rosa Veltrova', home.name), known);
    const packet = await shelter.packet(id);
    const { items: [{ id: peer }] } = await home.admin.want(200, home.admin.get('/peers'));
    await home.admin.want(200, home.admin.post(`/peers/${peer}/end`));
    assert.equal((await home.worker.post('/packets', { content: packet })).body.key, 'packet.stranger');
  });
});
