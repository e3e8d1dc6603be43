// The formats of this folder a second time: an independent reader, written from these pages, that
// shares no line and no library with the program. tests/api/formats.test.mjs lets it open a data
// directory that the program made, so that the pages stay true. Reads only; not for real data.
import { createDecipheriv, createPublicKey, verify } from 'node:crypto';

// ---- BLAKE2b-256, RFC 7693 -----------------------------------------------------------------------

const word = (1n << 64n) - 1n;
const start = [
  0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
];
const order = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];
const turn = (x, n) => ((x >> n) | (x << (64n - n))) & word;

function compress(h, block, count, last) {
  const m = Array.from({ length: 16 }, (_, i) => block.readBigUInt64LE(8 * i));
  const v = [...h, ...start];
  v[12] ^= BigInt(count);
  if (last) v[14] ^= word;
  const mix = (a, b, c, d, x, y) => {
    v[a] = (v[a] + v[b] + x) & word;
    v[d] = turn(v[d] ^ v[a], 32n);
    v[c] = (v[c] + v[d]) & word;
    v[b] = turn(v[b] ^ v[c], 24n);
    v[a] = (v[a] + v[b] + y) & word;
    v[d] = turn(v[d] ^ v[a], 16n);
    v[c] = (v[c] + v[d]) & word;
    v[b] = turn(v[b] ^ v[c], 63n);
  };
  for (let round = 0; round < 12; ++round) {
    const s = order[round % 10].map((i) => m[i]);
    mix(0, 4, 8, 12, s[0], s[1]);
    mix(1, 5, 9, 13, s[2], s[3]);
    mix(2, 6, 10, 14, s[4], s[5]);
    mix(3, 7, 11, 15, s[6], s[7]);
    mix(0, 5, 10, 15, s[8], s[9]);
    mix(1, 6, 11, 12, s[10], s[11]);
    mix(2, 7, 8, 13, s[12], s[13]);
    mix(3, 4, 9, 14, s[14], s[15]);
  }
  for (let i = 0; i < 8; ++i) h[i] ^= v[i] ^ v[i + 8];
}

/** BLAKE2b with 32 bytes of digest, keyed when `key` is given. */
export function blake2b(bytes, key = Buffer.alloc(0)) {
  const h = [...start];
  h[0] ^= 0x01010000n ^ (BigInt(key.length) << 8n) ^ 32n;
  const keyBlock = Buffer.alloc(key.length ? 128 : 0);
  key.copy(keyBlock);
  const text = Buffer.concat([keyBlock, bytes]);
  let at = 0;
  for (; at + 128 < text.length; at += 128) compress(h, text.subarray(at, at + 128), at + 128, false);
  const end = Buffer.alloc(128);
  text.copy(end, 0, at);
  compress(h, end, text.length, true);
  const out = Buffer.alloc(32);
  for (let i = 0; i < 4; ++i) out.writeBigUInt64LE(h[i], 8 * i);
  return out;
}

// ---- XChaCha20-Poly1305, draft-irtf-cfrg-xchacha-03 ----------------------------------------------

export function hchacha20(key, nonce) {
  const s = new Uint32Array(16);
  s.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
  for (let i = 0; i < 8; ++i) s[4 + i] = key.readUInt32LE(4 * i);
  for (let i = 0; i < 4; ++i) s[12 + i] = nonce.readUInt32LE(4 * i);
  const roll = (x, n) => (x << n) | (x >>> (32 - n));
  const quarter = (a, b, c, d) => {
    s[a] += s[b];
    s[d] = roll(s[d] ^ s[a], 16);
    s[c] += s[d];
    s[b] = roll(s[b] ^ s[c], 12);
    s[a] += s[b];
    s[d] = roll(s[d] ^ s[a], 8);
    s[c] += s[d];
    s[b] = roll(s[b] ^ s[c], 7);
  };
  for (let i = 0; i < 10; ++i) {
    for (let j = 0; j < 4; ++j) quarter(j, 4 + j, 8 + j, 12 + j);
    for (let j = 0; j < 4; ++j) quarter(j, 4 + ((j + 1) % 4), 8 + ((j + 2) % 4), 12 + ((j + 3) % 4));
  }
  const out = Buffer.alloc(32);
  [0, 1, 2, 3, 12, 13, 14, 15].forEach((from, i) => out.writeUInt32LE(s[from], 4 * i));
  return out;
}

/** What was sealed; throws when key, place or any byte is another. */
export function open(key, place, sealed) {
  const nonce = sealed.subarray(0, 24);
  const short = Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]);
  const cipher = createDecipheriv('chacha20-poly1305', hchacha20(key, nonce.subarray(0, 16)), short, {
    authTagLength: 16,
  });
  const text = sealed.subarray(24, sealed.length - 16);
  cipher.setAAD(place, { plaintextLength: text.length });
  cipher.setAuthTag(sealed.subarray(sealed.length - 16));
  const padded = Buffer.concat([cipher.update(text), cipher.final()]);
  const end = padded.lastIndexOf(0x80);
  if (padded.length % 64 !== 0 || end < padded.length - 64 || padded.subarray(end + 1).some(Boolean))
    throw new Error('padding');
  return padded.subarray(0, end);
}

// ---- Encodings -----------------------------------------------------------------------------------

export function u64(value) {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return out;
}

/** A part: its length, then its bytes. */
export function part(value) {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([u64(bytes.length), bytes]);
}

/** Several of them in a row: text and bytes are parts, numbers are 64 bits. */
export const row = (...values) =>
  Buffer.concat(values.map((v) => (typeof v === 'number' || typeof v === 'bigint' ? u64(v) : part(v))));

/** The 16 bytes of an id of 26 letters. */
export function id(text) {
  const digits = '0123456789abcdefghjkmnpqrstvwxyz';
  let value = 0n;
  for (const c of text) value = value * 32n + BigInt(digits.indexOf(c));
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex');
}

export const derive = (key, purpose, context = '') => blake2b(row(purpose, context), key);

// ---- Keys ----------------------------------------------------------------------------------------

export const keyOfFile = (bytes) => derive(blake2b(bytes), 'key file');

/** The node key, from the text of node.json and the key that opens it. */
export function nodeKey(json, wrapping) {
  const node = JSON.parse(json);
  const place = row('turnstone node key 1', id(node.node), node.sealed_by,
    Buffer.from(node.salt, 'hex'), node.memory_bytes, node.passes);
  return open(wrapping, place, Buffer.from(node.sealed_key, 'hex'));
}

export const organisationKey = (node, org, sealed) =>
  open(node, row('turnstone organisation key 1', id(org)), sealed);

export const caseKey = (orgKey, org, caseId, sealed) =>
  open(orgKey, row('turnstone case key 1', id(org), id(caseId)), sealed);

const place = (org, caseId, record, what, revision) =>
  row('turnstone part 1', id(org), id(caseId), id(record), what, revision);

/** The fields of one class of a record. */
export function openPart(key, org, caseId, record, letter, revision, sealed) {
  const body = openPiece(key, org, caseId, record, letter, revision - 1, sealed);
  if (body[0] !== 1) throw new Error('version');
  return JSON.parse(body.subarray(1).toString('utf8'));
}

/** A piece of a file, counted from 0. */
export const openPiece = (key, org, caseId, file, letter, piece, sealed) =>
  open(derive(key, 'class', letter), place(org, caseId, file, letter, piece + 1), sealed);

/** A manifest, or a case file (`record` is the case then). */
export const openManifest = (key, org, caseId, record, revision, sealed) =>
  open(derive(key, 'manifest'), place(org, caseId, record, 'manifest', revision), sealed);

/** What belongs to the organisation: `purpose` is organisation, team or account. */
export const openOfOrganisation = (orgKey, org, purpose, thing, revision, sealed) =>
  open(derive(orgKey, 'organisation', purpose),
    row('turnstone organisation part 1', id(org), purpose, id(thing), revision), sealed);

export const loginTag = (orgKey, login) => blake2b(Buffer.from(login), derive(orgKey, 'tag', 'login'));

/** An opened manifest: {parts: {letter: revision}, kind, author, at}. */
export function manifestOf(bytes) {
  const number = (at) => Number(bytes.readBigUInt64LE(at));
  const parts = {};
  let at = 8;
  for (let i = 0; i < number(0); ++i, at += 16) parts['KWSMLCAN'[number(at)]] = number(at + 8);
  const take = () => {
    const size = number(at);
    at += 8 + size;
    return bytes.subarray(at - size, at);
  };
  const kind = take().toString();
  const author = take().toString('hex');
  if (bytes.length !== at + 8) throw new Error('manifest');
  return { parts, kind, author, at: number(at) };
}

// ---- Audit ---------------------------------------------------------------------------------------

/** The hash of an entry; `before` is the hash of the one before, empty for the first. */
export const entryHash = (before, e) =>
  blake2b(row('turnstone audit 1', before, e.seq, e.at, e.by ?? '', e.what, e.case ?? '',
    e.record ?? '', e.revision, e.about ?? '', e.digest ?? Buffer.alloc(0)));

/** What the entry of a forgetting carries. */
export const certificateDigest = (caseId, reason, records) =>
  blake2b(row('turnstone certificate 1', id(caseId), reason, records));

export const fileDigest = (caseId, revision, sealed) =>
  blake2b(row('turnstone case file 1', id(caseId), revision, sealed));

/** `parts`: {letter, revision, sealed} in force, by letter. */
export const revisionDigest = (record, revision, manifest, parts) =>
  blake2b(Buffer.concat([row('turnstone revision 1', id(record), revision, manifest),
    ...parts.map((p) => row(p.letter, p.revision, p.sealed))]));

export function headIsSigned(key, seq, hash, signature) {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify(null, row('turnstone audit head 1', seq, hash), publicKey, signature);
}

/** The digest of a file in backup.json. */
export function backupDigest(bytes) {
  const digests = [];
  for (let at = 0; at < bytes.length; at += 1 << 20) digests.push(blake2b(bytes.subarray(at, at + (1 << 20))));
  return blake2b(Buffer.concat(digests)).toString('hex');
}
