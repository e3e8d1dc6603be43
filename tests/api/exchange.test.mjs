// Two organisations, each a process of its own with a store of its own, work one case between them: over a line that is
// cut and slow, and by files that somebody carries. Time limits are those of the test runner.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { plain } from '../lib/client.mjs';
import { House, couple } from '../lib/house.mjs';
import { twoPlaces, whyNot } from '../lib/namespaces.mjs';
import { newId } from '../lib/people.mjs';
import { said, sameLog, searchForFamily, verified } from '../lib/search.mjs';

/** Sends a document, which is read there before it is accepted and is in the case after. */
async function sendsDocument(from, to, peer, content, carry = () => {}) {
  const agreed = await from.person('Ilma Torvane', to.name);
  const file = await from.paper(agreed, 'her letter?.png', content);
  const { id } = await from.ask(agreed, peer, { classes: 'KS', files: [file] });
  await carry(id);
  const { sent } = await to.see(id, ({ progress }) => progress === 'received');
  assert.deepEqual(sent.files, [
    { number: 0, name: 'her letter_.png', type: 'image/png', bytes: content.length, class: 'S', here: true }]);
  assert.ok((await to.content(`/matters/${id}/files/0`, content.length)).equals(content));
  const { case: opened } = await to.worker.want(200, to.worker.post(`/matters/${id}/accept`, { open: true }));
  const { records } = await to.worker.want(200, to.worker.get(`/cases/${opened}`));
  const { fields } = records.find(({ kind }) => kind === 'paper');
  assert.equal(fields.tsn_PaperSource, from.name);
  const [kept] = fields.tsn_PaperStory.split(' ');
  assert.ok((await to.content(`/cases/${opened}/files/${kept}`, content.length)).equals(content));
  return id;
}

describe('a matter between two nodes', () => {
  let shelter, home;
  before(async () => {
    [shelter, home] = await couple(['Lantern House', 'Harbour Light']);
  });
  after(() => Promise.all([shelter.end(), home.end()]));

  test('both compare one number', () => {
    const [here, there] = [shelter.peers[home.name], home.peers[shelter.name]];
    assert.match(here.comparison, /^[0-9 ]+$/);
    assert.equal(here.comparison, there.comparison);
  });

  test('a search for family travels, is asked about, accepted into a case and finished',
       () => searchForFamily(shelter, home));

  test('the preview is what arrives, to the letter', async () => {
    const agreed = await shelter.person('Rosa Veltrova', home.name);
    const draft = { peer: shelter.peers[home.name].id, request: 'refer', classes: 'K', receipt: agreed.receipt.id, note: 'x' };
    const preview = await shelter.worker.want(200, shelter.worker.post(`/cases/${agreed.file.id}/matters/preview`, draft));
    const { id } = await shelter.ask(agreed, shelter.peers[home.name], { note: 'x' });
    assert.deepEqual((await home.see(id, () => true)).sent, preview);
  });

  test('a document of three megabytes goes along, and goes when consent is taken back', async () => {
    const id = await sendsDocument(shelter, home, shelter.peers[home.name], randomBytes(3_000_000));
    await shelter.step(id, 'withdraw', '');
    await home.see(id, ({ withdrawal }) => withdrawal === 'asked');
    await home.step(id, 'withdrawn', '');  // a person has seen to the case
    assert.equal((await home.worker.get(`/matters/${id}/files/0/pieces/0`)).body.key, 'file.absent');
    await verified(shelter);
    await verified(home);
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

describe('in two network namespaces', { skip: whyNot() || false }, () => {
  let net, shelter, home;
  before(async () => {
    net = await twoPlaces();
    [shelter, home] = await couple(['Lantern House', 'Harbour Light'], net.places);
  });
  after(async () => {
    await Promise.all([shelter?.end(), home?.end()]);
    net?.end();
  });

  test('the same search comes to its end over a cable that is slow and pulled out', async () => {
    const failures = (house) => house.server.events().filter(({ event, status }) => event === 'courier.carried' && !status);
    const pulled = [];
    const places = new Map([[shelter, 0], [home, 1]]);
    // Twice, each time at another end; what somebody then wants to send fails before the cable is back.
    await searchForFamily(shelter, home, (house) => {
      if (pulled.length === 2 || (pulled.length === 1 && Math.random() < 0.5)) return;
      const place = net.places[(places.get(house) + pulled.length) % 2];
      const before = failures(house).length;
      place.unplug();
      pulled.push((async () => {
        while (failures(house).length === before) await new Promise((done) => setTimeout(done, 50));
        place.plug();
      })());
    });
    await Promise.all(pulled);
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

  test('a document goes by file, too, and is looked at before; one of another case does not', async () => {
    const carry = async (id) => home.take(await shelter.packet(id));
    await sendsDocument(shelter, home, known, randomBytes(1_200_000), carry);
    const agreed = await shelter.person('Ilma Torvane', home.name);
    const elsewhere = await shelter.paper(await shelter.person('Ilma Torvane', home.name), 'x.png', Buffer.from('x'));
    const answer = await shelter.worker.post(`/cases/${agreed.file.id}/matters`, {
      peer: known.id, request: 'refer', classes: 'KS', receipt: agreed.receipt.id, files: [elsewhere] });
    assert.equal(answer.body.problems[0].key, 'matter.file_not_agreed');
  });

  test('a case that is taken over is closed here, and says so; days and reminders are told', async () => {
    const agreed = await shelter.person('Ilma Torvane', home.name, { tsn_ConsentPurpose: 'transfer' });
    const { id, due } = await shelter.ask(agreed, known, { request: 'transfer', due: '2026-01-02' });
    assert.equal(due, '2026-01-02');
    const { path } = await shelter.worker.want(201, shelter.worker.post('/account/calendar'));
    const calendar = async () => (await plain(shelter.server, 'GET', path)).text;
    assert.match(await calendar(), new RegExp(`UID:${id}@turnstone[^]*DTSTART;VALUE=DATE:20260102`));
    await shelter.step(id, 'reminded', '');
    const { steps } = await home.take(await shelter.packet(id));
    assert.deepEqual(said({ steps }), ['transfer', 'reminded', 'received']);
    await home.worker.want(200, home.worker.post(`/matters/${id}/accept`, { open: true }));
    await shelter.take(await home.packet(id));
    const { state, records } = await shelter.worker.want(200, shelter.worker.get(`/cases/${agreed.file.id}`));
    const { fields } = records.find(({ kind }) => kind === 'case');
    assert.deepEqual([state, fields.cas_Status, fields.tsn_CloseReason], ['closed', 'ClosedReferred', 'transferred']);
    await verified(shelter);
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

// Reads and answers a capsule from docs/formats/capsules.md alone.
const bytesOf = (text) => Buffer.from(text, 'base64');
async function keysOf({ salt, rounds }, code) {
  const plain = code.toLowerCase().replace(/[^0-9a-z]/g, '');
  const bits = pbkdf2Sync(plain, bytesOf(salt), rounds, 64, 'sha256');
  return { reading: bits.subarray(0, 32), answering: bits.subarray(32) };
}
const sealedIn = (html) => JSON.parse(/id="sealed">(.*?)<\/script>/s.exec(html)[1]);
function opened({ matter, sealed }, key) {
  const all = bytesOf(sealed);
  const box = createDecipheriv('aes-256-gcm', key, all.subarray(0, 12)).setAAD(Buffer.from(matter))
    .setAuthTag(all.subarray(-16));
  return JSON.parse(Buffer.concat([box.update(all.subarray(12, -16)), box.final()]));
}
function answerOf({ matter }, key, said) {
  const iv = randomBytes(12);
  const box = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(matter));
  const text = Buffer.concat([box.update(JSON.stringify(said)), box.final()]);
  return Buffer.from(JSON.stringify({ turnstone_answer: 1, matter,
    sealed: Buffer.concat([iv, text, box.getAuthTag()]).toString('base64') })).toString('base64');
}

describe('somebody without Turnstone', () => {
  let shelter, id, capsule;
  const make = (language) => shelter.worker.want(200, shelter.worker.post(`/matters/${id}/capsule`, { language }));
  before(async () => {
    shelter = await House.make('Lantern House');
    const { file, receipt: { id: receipt } } = await shelter.person('Ilma Torvane', 'Aurora Clinic');
    ({ id } = await shelter.worker.want(201, shelter.worker.post(`/cases/${file.id}/matters`, {
      guest: true, request: 'refer', classes: 'K', receipt, note: 'On Friday', due: '2999-01-01' })));
    capsule = await make('en');
  });
  after(() => shelter.end());

  test('opens a page with a code, which holds what was agreed and no more', async () => {
    assert.match(capsule.code, /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    assert.match(capsule.content, /default-src 'none'/);
    assert.doesNotMatch(capsule.content, /Ilma|Friday|https?:/);
    const sealed = sealedIn(capsule.content);
    const { reading, answering } = await keysOf(sealed, capsule.code);
    const inside = opened(sealed, reading);
    assert.deepEqual([inside.from, inside.note, inside.until], ['Lantern House', 'On Friday', '2999-12-31']);
    assert.deepEqual(inside.parts, [{ kind: 'Person', lines: [{ label: 'Called name', as: 'text', values: ['Ilma Torvane'] }] }]);
    assert.throws(() => opened(sealed, answering));
    assert.throws(() => opened({ ...sealed, matter: newId() }, reading));
  });

  test('has the same code when the page is made again, in another language', async () => {
    const again = await make('ar');
    assert.equal(again.code, capsule.code);
    assert.match(again.content, /<html lang="ar" dir="rtl">/);
    assert.equal((await shelter.worker.post(`/matters/${id}/capsule`, { language: 'xx' })).status, 422);
  });

  test('answers by a file, taken in once however often; what does not open is refused', async () => {
    const sealed = sealedIn(capsule.content);
    const { reading, answering } = await keysOf(sealed, capsule.code);
    const question = answerOf(sealed, answering, { what: 'asked', note: 'Which day?' });
    for (const content of [question, question])
      assert.deepEqual(said(await shelter.take(content)), ['refer', 'asked']);
    const refused = async (content) => (await shelter.worker.post('/packets', { content })).body.key;
    assert.equal(await refused(answerOf(sealed, reading, { what: 'accepted', note: '' })), 'packet.damaged');
    assert.equal(await refused(answerOf(sealed, answering, { what: 'erased', note: '' })), 'matter.not_now');
    assert.equal(await refused(answerOf(sealed, answering, { what: 'no such', note: '' })), 'capsule.no_answer');
    assert.equal(await refused(answerOf({ matter: newId() }, answering, { what: 'accepted', note: '' })), 'matter.absent');
    assert.equal(await refused(Buffer.from('{"turnstone_answer":1}').toString('base64')), 'packet.not_one');
    await shelter.step(id, 'answered', 'On Friday.');
    const { steps, progress } = await shelter.take(answerOf(sealed, answering, { what: 'accepted', note: 'Come at ten.' }));
    assert.deepEqual([progress, steps.at(-1).ours, steps.at(-1).note], ['accepted', false, 'Come at ten.']);
  });

  test('is told of consent taken back by a person, who writes down what they say', async () => {
    assert.equal((await shelter.step(id, 'withdraw', '')).withdrawal, 'asked');
    assert.equal((await shelter.worker.post(`/matters/${id}/capsule`, {})).body.key, 'matter.not_now');
    const after = await shelter.worker.want(200, shelter.worker.post(`/matters/${id}/told`, {
      what: 'withdrawn', note: 'Deleted, says the nurse.' }));
    assert.equal(after.withdrawal, 'carried_out');
    await verified(shelter);
  });
});
