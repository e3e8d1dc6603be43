// docs/formats/packets.md says what travels; packets.mjs there was written from it. Here it makes the examples again, and is
// an organisation of its own, with which the program works one case.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { examples } from '../../docs/formats/make_packet_examples.mjs';
import * as packets from '../../docs/formats/packets.mjs';
import { blake2b, id as bytesOfId } from '../../docs/formats/reader.mjs';
import { House } from '../lib/house.mjs';
import { newId } from '../lib/people.mjs';
import { repository } from '../lib/program.mjs';

const written = JSON.parse(readFileSync(join(repository, 'docs/formats/packet_examples.json'), 'utf8'));
const openedBy = (name, bytes) => packets.open(packets.identity(Buffer.from(written.seeds[name], 'hex')), Buffer.from(bytes, 'base64'));

test('the examples come out of the document again, to the byte', () => assert.deepEqual(examples(), written));

test('the packets of the examples open, and what is to be refused is', () => {
  for (const [i, { to, bytes, attachment }] of written.packets.entries()) {
    const { cover, files: [file] } = openedBy(to, bytes);
    const steps = cover.entries.map(({ step, said }) => ({ step: packets.readStep(step), said: packets.readContent(said) }));
    assert.deepEqual(steps.map(({ step }) => step.what), [['refer'], ['received', 'accepted'], []][i]);
    assert.equal(file ? blake2b(file).toString('hex') : null, attachment);
    assert.deepEqual(cover.successions.map((bytes) => packets.readSuccession(bytes).card.name), i === 2 ? ['Lantern House'] : []);
  }
  for (const { why, to, bytes } of written.refused) assert.throws(() => openedBy(to, bytes), undefined, why);
});

describe('a second implementation and the program', () => {
  let me = { ...packets.identity(randomBytes(32)), org: randomBytes(16) };
  let house, theirs;
  before(async () => {
    house = await House.make('Lantern House');
    const card = packets.card(me, { org: me.org, name: 'Second House', country: 'SN', address: '', made: Date.now() });
    house.peer = await house.admin.want(200, house.admin.post('/peers', { card: card.toString('base64'), compared: true }));
    const { card: given } = await house.admin.want(200, house.admin.get('/peers'));
    theirs = packets.readCard(Buffer.from(given, 'base64'));
  });
  after(() => house.end());

  test('compare the same number', () => assert.equal(packets.comparison(me, theirs), house.peer.comparison));

  test('what it sends is taken in, with its document, and answered so that it can read it', async () => {
    const name = newId();
    const matter = bytesOfId(name);
    const file = randomBytes(200_000);
    const said = packets.content({
      purpose: 'refer', note: 'On Friday', classes: 'KS', until: '2999-12-31', receipt: randomBytes(16),
      parts: [{ record: randomBytes(16), kind: 'person', fields: '\x01{"tsn_CalledName":"Ilma Torvane"}' }],
      attachments: [{ record: randomBytes(16), letter: 'S', name: 'drawing.png', type: 'image/png', size: file.length,
                      digest: blake2b(file) }] });
    const now = Date.now();
    const step = packets.step(me, { id: randomBytes(16), matter, reader: theirs.signs, before: packets.nothingYet,
                                    seen: packets.nothingYet, at: now, what: 'refer', said });
    const cover = packets.cover({
      matter, sender: me.signs, recipient: theirs.signs, made: now, expires: now + 86_400_000, has: packets.reachOf([step]),
      sees: packets.nothingYet, entries: [{ step, said }], follows: [{ size: file.length, digest: blake2b(file) }] });
    const packet = packets.seal(me, theirs.opens, cover, [file], randomBytes(32), randomBytes(24));
    const came = await house.take(packet.toString('base64'));
    assert.deepEqual([came.id, came.progress, came.sent.note], [name, 'received', 'On Friday']);
    assert.equal(came.sent.parts[0].fields.tsn_CalledName, 'Ilma Torvane');
    assert.ok((await house.content(`/matters/${name}/files/0`, file.length)).equals(file));
    await house.worker.want(200, house.worker.post(`/matters/${name}/accept`, { open: true, note: 'A bed is free.' }));

    const { cover: answer } = packets.open(me, Buffer.from(await house.packet(name), 'base64'));
    assert.deepEqual([answer.sender, answer.recipient, answer.matter], [theirs.signs, me.signs, matter]);
    assert.deepEqual(answer.sees, packets.reachOf([step]));
    const steps = answer.entries.map(({ step: bytes }) => bytes);
    assert.deepEqual(answer.has, packets.reachOf(steps));
    assert.deepEqual(steps.map((bytes) => packets.readStep(bytes).what), ['received', 'accepted']);
    assert.deepEqual(packets.readStep(steps[1]).before, packets.reachOf(steps.slice(0, 1)));
    assert.equal(packets.readContent(answer.entries[1].said).note, 'A bed is free.');
  });

  test('each hears of new keys of the other with a packet', async () => {
    const agreed = await house.person('Rosa Veltrova', 'Second House');
    await house.admin.want(200, house.admin.post('/peers/keys'));
    const { id: name } = await house.ask(agreed, house.peer);
    const { cover } = packets.open(me, Buffer.from(await house.packet(name), 'base64'));
    const told = packets.readSuccession(cover.successions.at(-1));
    assert.deepEqual(told.former, theirs.signs);
    assert.deepEqual(told.card.signs, cover.sender);
    theirs = told.card;

    const next = packets.identity(randomBytes(32));
    const now = Date.now();
    const nextCard = packets.card(next, { org: me.org, name: 'Second House', country: 'SN', address: '', made: now });
    const matter = bytesOfId(newId());
    const said = packets.content({ purpose: 'refer', until: '2999-12-31' });
    const step = packets.step(next, { id: randomBytes(16), matter, reader: theirs.signs, before: packets.nothingYet,
                                      seen: packets.nothingYet, at: now, what: 'refer', said });
    const letter = packets.cover({
      matter, sender: next.signs, recipient: theirs.signs, made: now, expires: now + 86_400_000, has: packets.reachOf([step]),
      sees: packets.nothingYet, entries: [{ step, said }], successions: [packets.succession(me, nextCard)] });
    await house.take(packets.seal(next, theirs.opens, letter, [], randomBytes(32), randomBytes(24)).toString('base64'));
    const { items: [peer] } = await house.admin.want(200, house.admin.get('/peers'));
    assert.equal(peer.comparison, packets.comparison(next, theirs));
    me = next;
  });

  test('what the program sends opens, with its document', async () => {
    const agreed = await house.person('Rosa Veltrova', 'Second House');
    const content = randomBytes(700_000);
    const file = await house.paper(agreed, 'letter.png', content);
    const { id: name } = await house.ask(agreed, house.peer, { classes: 'KS', files: [file] });
    const { cover, files } = packets.open(me, Buffer.from(await house.packet(name), 'base64'));
    const { attachments, parts } = packets.readContent(cover.entries[0].said);
    assert.deepEqual(attachments.map(({ letter, name: called, size }) => [letter, called, size]), [['S', 'letter.png', 700_000]]);
    assert.ok(files[0].equals(content));
    assert.match(String(parts[0].fields), /Rosa Veltrova/);
  });
});
