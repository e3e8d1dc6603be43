// node docs/formats/make_packet_examples.mjs > docs/formats/packet_examples.json
// One invented referral from its begin to its end, for whoever writes a second implementation: every key, card, step and
// packet (in base64, all else in hexadecimal), and packets that must be refused. Nothing in it is left to chance.
import { pathToFileURL } from 'node:url';
import * as packets from './packets.mjs';
import { blake2b } from './reader.mjs';

const filled = (byte, size = 32) => Buffer.alloc(size, byte);
const hex = (value) => value.toString('hex');
const base64 = (value) => value.toString('base64');
const begun = Date.UTC(2026, 10, 27, 9);
const hour = 3_600_000;

export function examples() {
  const seeds = { shelter: filled(1), home: filled(2) };
  const shelter = packets.identity(seeds.shelter);
  const home = packets.identity(seeds.home);
  const cards = {
    shelter: packets.card(shelter, { org: filled(0x11, 16), name: 'Lantern House', country: 'GW',
                                     address: 'https://lantern.example', made: begun }),
    home: packets.card(home, { org: filled(0x22, 16), name: 'Дом у моря', country: '', address: '', made: begun }),
  };
  // The shelter takes new keys after this.
  const later = packets.identity(filled(3));
  const next = packets.card(later, { org: filled(0x11, 16), name: 'Lantern House', country: 'GW',
                                     address: 'https://lantern.example', made: begun + 24 * hour });
  const succession = packets.succession(shelter, next);
  const matter = filled(0x33, 16);
  const drawing = filled(0x5a, 70_000);
  const record = filled(0x44, 16);

  const asks = packets.content({
    purpose: 'refer', note: 'On Friday', classes: 'KS', until: '2027-01-31', due: '2026-12-04', receipt: filled(0x55, 16),
    parts: [{ record, kind: 'person', fields: '{"tsn_CalledName":"Ilma Torvane"}' }],
    attachments: [{ record: filled(0x66, 16), letter: 'S', name: 'drawing.png', type: 'image/png', size: drawing.length,
                    digest: blake2b(drawing) }] });
  const first = packets.step(shelter, { id: filled(0x71, 16), matter, reader: home.signs, before: packets.nothingYet,
                                        seen: packets.nothingYet, at: begun, what: 'refer', said: asks });
  const nothing = packets.content();
  const second = packets.step(home, { id: filled(0x72, 16), matter, reader: shelter.signs, before: packets.nothingYet,
                                      seen: packets.reachOf([first]), at: begun + hour, what: 'received', said: nothing });
  const says = packets.content({ note: 'A bed is free.' });
  const third = packets.step(home, { id: filled(0x73, 16), matter, reader: shelter.signs, before: packets.reachOf([second]),
                                     seen: packets.reachOf([first]), at: begun + 2 * hour, what: 'accepted', said: says });

  const there = packets.cover({
    matter, sender: shelter.signs, recipient: home.signs, made: begun, expires: begun + 60 * 24 * hour,
    has: packets.reachOf([first]), sees: packets.nothingYet, entries: [{ step: first, said: asks }],
    follows: [{ size: drawing.length, digest: blake2b(drawing) }] });
  const back = packets.cover({
    matter, sender: home.signs, recipient: shelter.signs, made: begun + 2 * hour, expires: begun + 60 * 24 * hour,
    has: packets.reachOf([second, third]), sees: packets.reachOf([first]),
    entries: [{ step: second, said: nothing }, { step: third, said: says }] });
  const small = packets.cover({
    matter, sender: shelter.signs, recipient: home.signs, made: begun, expires: begun + 60 * 24 * hour,
    has: packets.reachOf([first]), sees: packets.nothingYet, entries: [], successions: [succession],
    follows: [{ size: 3, digest: blake2b(filled(7, 3)) }] });
  const to = (me, other, cover, files, number) =>
    packets.seal(me, other.opens, cover, files, filled(0x80 + number), filled(0x90 + number, 24));
  const sent = to(shelter, home, there, [drawing], 1);
  const answer = to(home, shelter, back, [], 2);

  const altered = Buffer.from(answer);
  altered[200] ^= 1;
  return {
    seeds: { shelter: hex(seeds.shelter), home: hex(seeds.home) },
    keys: Object.fromEntries(Object.entries({ shelter, home }).map(([name, { signs, opens }]) =>
      [name, { signs: hex(signs), opens: hex(opens) }])),
    cards: { shelter: hex(cards.shelter), home: hex(cards.home) },
    succession: hex(succession),
    comparison: packets.comparison(shelter, home),
    matter: hex(matter),
    steps: [[first, asks], [second, nothing], [third, says]].map(([step, said]) =>
      ({ step: hex(step), content: hex(said), digest: hex(blake2b(step)) })),
    covers: [hex(there), hex(back)],
    packets: [{ to: 'home', once: hex(filled(0x81)), header: hex(filled(0x91, 24)), bytes: base64(sent), attachment: hex(blake2b(drawing)) },
              { to: 'shelter', once: hex(filled(0x82)), header: hex(filled(0x92, 24)), bytes: base64(answer), attachment: null },
              { to: 'home', once: hex(filled(0x85)), header: hex(filled(0x95, 24)),
                bytes: base64(to(shelter, home, small, [filled(7, 3)], 5)), attachment: hex(blake2b(filled(7, 3))) }],
    refused: [
      { why: 'one byte is another', to: 'shelter', bytes: base64(altered) },
      { why: 'the end is missing', to: 'shelter', bytes: base64(answer.subarray(0, -1)) },
      { why: 'something follows the end', to: 'shelter', bytes: base64(Buffer.concat([answer, answer.subarray(-20)])) },
      { why: 'it is sealed to another', to: 'home', bytes: base64(answer) },
      { why: 'signed by another than it names', to: 'home',
        bytes: base64(to({ ...shelter, sign: home.sign }, home, small, [filled(7, 3)], 3)) },
      { why: 'an attachment of another digest', to: 'home', bytes: base64(to(shelter, home, small, [filled(8, 3)], 4)) },
    ],
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.stdout.write(`${JSON.stringify(examples(), null, 1)}\n`);
