// packets.md a second time, both ways: cards, steps, packets, sealed and opened. It shares no line and no library with
// the program, makes packet_examples.json, and in tests/api/packets.test.mjs it is an organisation of its own.
import {
  createCipheriv, createPrivateKey, createPublicKey, diffieHellman, sign as signBytes, verify,
} from 'node:crypto';
import { blake2b, derive, hchacha20, part, row, u64 } from './reader.mjs';

// ---- Keys ----------------------------------------------------------------------------------------

const prefixes = {
  ed25519: ['302e020100300506032b657004220420', '302a300506032b6570032100'],
  x25519: ['302e020100300506032b656e04220420', '302a300506032b656e032100'],
};
const der = (prefix, bytes) => Buffer.concat([Buffer.from(prefix, 'hex'), bytes]);
const secretKey = (kind, bytes) => createPrivateKey({ key: der(prefixes[kind][0], bytes), format: 'der', type: 'pkcs8' });
const openKey = (kind, bytes) => createPublicKey({ key: der(prefixes[kind][1], bytes), format: 'der', type: 'spki' });
const publicBytes = (key) => createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);

const agreement = (secret, theirs) => diffieHellman({ privateKey: secret, publicKey: openKey('x25519', theirs) });
const isSigned = (bytes, key, signature) => verify(null, bytes, openKey('ed25519', key), signature);

/** The keys that follow from the secret of an organisation. */
export function identity(seed) {
  const signing = secretKey('ed25519', derive(seed, 'turnstone identity signs'));
  const opening = secretKey('x25519', derive(seed, 'turnstone identity opens'));
  return {
    signs: publicBytes(signing), opens: publicBytes(opening), opening,
    sign: (bytes) => signBytes(null, bytes, signing),
  };
}

// ---- Reading -------------------------------------------------------------------------------------

class Reading {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  u64() {
    this.at += 8;
    if (this.at > this.bytes.length) throw new Error('cut');
    return Number(this.bytes.readBigUInt64LE(this.at - 8));
  }
  part() {
    const size = this.u64();
    if (this.at + size > this.bytes.length) throw new Error('cut');
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
  end() { if (this.at !== this.bytes.length) throw new Error('more than it should be'); }
}
const expect = (reading, name) => {
  if (reading.part().toString() !== name) throw new Error(`not a ${name}`);
};

// ---- Cards ---------------------------------------------------------------------------------------

export function card(me, { org, name, country, address, made }) {
  const head = row('turnstone card 1', org, name, country, address, me.signs, me.opens, made);
  return row(head, me.sign(head));
}

export function readCard(bytes) {
  const whole = new Reading(bytes);
  const head = whole.part();
  const signature = whole.part();
  whole.end();
  const it = new Reading(head);
  expect(it, 'turnstone card 1');
  const [org, name, country, address, signs, opens] = Array.from({ length: 6 }, () => it.part());
  const made = it.u64();
  it.end();
  if (!isSigned(head, signs, signature)) throw new Error('forged');
  return { org, name: String(name), country: String(country), address: String(address), signs, opens, made };
}

/** `former` signs the card of the new keys. */
export function succession(former, newCard) {
  const text = row('turnstone succession 1', former.signs, newCard);
  return row(text, former.sign(text));
}

export function readSuccession(bytes) {
  const whole = new Reading(bytes);
  const text = whole.part();
  const signature = whole.part();
  whole.end();
  const it = new Reading(text);
  expect(it, 'turnstone succession 1');
  const former = it.part();
  const next = readCard(it.part());
  it.end();
  if (!isSigned(text, former, signature)) throw new Error('forged');
  return { former, card: next };
}

export function comparison(one, other) {
  const both = [one, other].map(({ signs, opens }) => row(signs, opens)).sort(Buffer.compare);
  const first = blake2b(row('turnstone comparison 1', ...both));
  const bytes = Buffer.concat([first, blake2b(row('turnstone comparison 1', first))]);
  const group = (i) => String(bytes.readUIntBE(5 * i, 5) % 100_000).padStart(5, '0');
  return Array.from({ length: 8 }, (_, i) => group(i)).join(' ');
}

// ---- Steps and what they say ---------------------------------------------------------------------

export const nothingYet = { count: 0, digest: Buffer.alloc(32) };
const reach = ({ count, digest }) => Buffer.concat([u64(count), part(digest)]);
const readReach = (it) => ({ count: it.u64(), digest: it.part() });
/** How far a half goes, of steps as bytes. */
export const reachOf = (steps) =>
  steps.length ? { count: steps.length, digest: blake2b(steps.at(-1)) } : nothingYet;

export function content({ purpose = '', note = '', classes = '', until = '', due = '', receipt = Buffer.alloc(16),
                          parts = [], attachments = [] } = {}) {
  return Buffer.concat([
    row('turnstone content 1', purpose, note, classes, until, due, receipt), u64(parts.length),
    ...parts.map(({ record, kind, fields }) => row(record, kind, fields)), u64(attachments.length),
    ...attachments.map(({ record, letter, name, type, size, digest }) => row(record, letter, name, type, size, digest)),
  ]);
}

export function readContent(bytes) {
  const it = new Reading(bytes);
  expect(it, 'turnstone content 1');
  const [purpose, note, classes, until, due] = Array.from({ length: 5 }, () => String(it.part()));
  const receipt = it.part();
  const parts = Array.from({ length: it.u64() }, () =>
    ({ record: it.part(), kind: String(it.part()), fields: it.part() }));
  const attachments = Array.from({ length: it.u64() }, () => ({
    record: it.part(), letter: String(it.part()), name: String(it.part()), type: String(it.part()), size: it.u64(),
    digest: it.part() }));
  it.end();
  return { purpose, note, classes, until, due, receipt, parts, attachments };
}

/** `said` is the content as bytes. */
export function step(me, { id, matter, reader, before, seen, at, what, said }) {
  const head = Buffer.concat([
    row('turnstone step 1', id, matter, me.signs, reader), reach(before), reach(seen), row(at, what, blake2b(said))]);
  return row(head, me.sign(head));
}

export function readStep(bytes) {
  const whole = new Reading(bytes);
  const head = whole.part();
  const signature = whole.part();
  whole.end();
  const it = new Reading(head);
  expect(it, 'turnstone step 1');
  const [id, matter, author, reader] = Array.from({ length: 4 }, () => it.part());
  const out = { id, matter, author, reader, before: readReach(it), seen: readReach(it), at: it.u64(),
                what: String(it.part()), said: it.part() };
  it.end();
  if (!isSigned(head, author, signature)) throw new Error('forged');
  return out;
}

// ---- Packets -------------------------------------------------------------------------------------

/** `entries`: {step, said} as bytes, `said` empty when it was destroyed; `follows`: {size, digest}. */
export function cover({ matter, sender, recipient, made, expires, has, sees, entries, follows = [], successions = [] }) {
  return Buffer.concat([
    row('turnstone cover 1', matter, sender, recipient, made, expires), reach(has), reach(sees), u64(entries.length),
    ...entries.map(({ step, said }) => row(step, said)), u64(follows.length),
    ...follows.map(({ size, digest }) => row(size, digest)), u64(successions.length), ...successions.map(part)]);
}

export function readCover(bytes) {
  const it = new Reading(bytes);
  expect(it, 'turnstone cover 1');
  const [matter, sender, recipient] = Array.from({ length: 3 }, () => it.part());
  const out = { matter, sender, recipient, made: it.u64(), expires: it.u64(), has: readReach(it), sees: readReach(it) };
  out.entries = Array.from({ length: it.u64() }, () => ({ step: it.part(), said: it.part() }));
  out.follows = Array.from({ length: it.u64() }, () => ({ size: it.u64(), digest: it.part() }));
  out.successions = Array.from({ length: it.u64() }, () => it.part());
  it.end();
  return out;
}

const magic = Buffer.from('turnstone packet\x01', 'latin1');
const piece = 65_536;
const headOf = (opens, once) => Buffer.concat([magic, blake2b(row('turnstone packet tag 1', opens, once)).subarray(0, 16), once]);
const keyOf = (agreed, opens, once) => derive(agreed, 'turnstone packet key 1', row(opens, once));
const signedText = (bytes) => row('turnstone packet signature 1', bytes);

/** `once` (a secret of 32 bytes) and `header` (24) must be new for every packet; they are given for the examples. */
export function seal(me, opens, coverBytes, files, once, header) {
  const secret = secretKey('x25519', once);
  const head = headOf(opens, publicBytes(secret));
  const text = Buffer.concat([row(coverBytes, me.sign(signedText(coverBytes))), ...files, Buffer.from([0x80])]);
  const padded = Buffer.concat([text, Buffer.alloc((1024 - (text.length % 1024)) % 1024)]);
  const stream = new Stream(keyOf(agreement(secret, opens), opens, publicBytes(secret)), header, head);
  const pieces = [];
  for (let at = 0; at < padded.length; at += piece)
    pieces.push(stream.seal(padded.subarray(at, at + piece), at + piece >= padded.length));
  return Buffer.concat([head, header, ...pieces]);
}

/** {cover, files}; throws whatever is not as it should be. */
export function open(me, packet) {
  const once = packet.subarray(33, 65);
  const head = headOf(me.opens, once);
  if (!packet.subarray(0, 65).equals(head)) throw new Error('not for us');
  const stream = new Stream(keyOf(agreement(me.opening, once), me.opens, once), packet.subarray(65, 89), head);
  const texts = [];
  for (let at = 89, last = false; !last; at += piece + 17) {
    const opened = stream.open(packet.subarray(at, at + piece + 17));
    texts.push(opened.text);
    last = opened.last;
    if (last !== at + piece + 17 >= packet.length) throw new Error('cut');
  }
  const text = Buffer.concat(texts);
  const it = new Reading(text);
  const bytes = it.part();
  const signature = it.part();
  const read = readCover(bytes);
  if (!isSigned(signedText(bytes), read.sender, signature)) throw new Error('forged');
  const files = read.follows.map(({ size, digest }) => {
    const file = text.subarray(it.at, (it.at += size));
    if (!blake2b(file).equals(digest)) throw new Error('damaged');
    return file;
  });
  const padding = text.subarray(it.at);
  if (text.length % 1024 || padding.length > 1024 || padding[0] !== 0x80 || padding.subarray(1).some(Boolean))
    throw new Error('padding');
  return { cover: read, files };
}

// ---- crypto_secretstream_xchacha20poly1305 of libsodium ------------------------------------------

const final = 3;

class Stream {
  constructor(key, header, bound) {
    this.key = hchacha20(key, header.subarray(0, 16));
    this.count = 1;
    this.nonce = Buffer.from(header.subarray(16, 24));
    this.bound = bound;
  }

  /** The bytes turned by the key stream from this block on. */
  turned(block, bytes) {
    const iv = Buffer.alloc(16);
    iv.writeUInt32LE(block, 0);
    iv.writeUInt32LE(this.count, 4);
    this.nonce.copy(iv, 8);
    return createCipheriv('chacha20', this.key, iv).update(bytes);
  }

  /** The code over the block that holds the tag, and over what is sealed; the next piece has another nonce. */
  code(block, sealed) {
    const filled = (size) => Buffer.alloc((16 - (size % 16)) % 16);
    // As libsodium does it: not up to a multiple of 16, but so many zeros as are over.
    const over = Buffer.alloc(sealed.length % 16);
    const out = poly1305(this.turned(0, Buffer.alloc(32)), Buffer.concat([
      this.bound, filled(this.bound.length), block, sealed, over, u64(this.bound.length), u64(64 + sealed.length)]));
    for (let i = 0; i < 8; ++i) this.nonce[i] ^= out[i];
    ++this.count;
    return out;
  }

  seal(text, last) {
    const tag = Buffer.alloc(64);
    tag[0] = last ? final : 0;
    const block = this.turned(1, tag);
    const sealed = this.turned(2, text);
    return Buffer.concat([block.subarray(0, 1), sealed, this.code(block, sealed)]);
  }

  open(bytes) {
    const block = Buffer.alloc(64);
    block[0] = bytes[0];
    const tag = this.turned(1, block);
    const sealed = bytes.subarray(1, -16);
    tag.copy(block, 1, 1);
    const what = tag[0];
    const text = this.turned(2, sealed);
    if (!this.code(block, sealed).equals(bytes.subarray(-16)) || ![0, final].includes(what)) throw new Error('damaged');
    return { text, last: what === final };
  }
}

/** RFC 8439, 2.5. */
function poly1305(key, bytes) {
  const little = (from) => BigInt(`0x${Buffer.from(from).reverse().toString('hex') || '0'}`);
  const prime = (1n << 130n) - 5n;
  const r = little(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < bytes.length; at += 16)
    sum = ((sum + little(Buffer.concat([bytes.subarray(at, at + 16), Buffer.from([1])]))) * r) % prime;
  const out = (sum + little(key.subarray(16, 32))) & ((1n << 128n) - 1n);
  return Buffer.from(out.toString(16).padStart(32, '0'), 'hex').reverse();
}
