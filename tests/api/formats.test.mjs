// docs/formats says how everything lies on disk; the reader there was written from those pages. Here it
// opens a data directory that the program has just made: every key, every sealed byte, every hash.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import * as formats from '../../docs/formats/reader.mjs';

const program = resolve(process.env.TURNSTONE ?? 'build/release/turnstone');
const place = mkdtempSync(join(tmpdir(), 'turnstone-formats-'));
const data = join(place, 'data');
const keyFile = join(place, 'node.key');
let nodeKey;

const run = (...args) => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** Rows as objects; columns that hold bytes are asked for by hex(). */
function rows(file, sql) {
  const text = execFileSync('sqlite3', ['-json', '-readonly', file, sql], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return text.trim() ? JSON.parse(text) : [];
}
const bytes = (hex) => Buffer.from(hex, 'hex');
const organisations = () => readdirSync(join(data, 'organisations'));
const store = (org) => join(data, 'organisations', org, 'store.db');
const keys = (org) => join(data, 'organisations', org, 'keys.db');

function organisationKey(org) {
  const [{ sealed }] = rows(keys(org), `SELECT hex(sealed) AS sealed FROM org_key WHERE org = '${org}'`);
  return formats.organisationKey(nodeKey, org, bytes(sealed));
}

before(() => {
  run('demo', '--data', data, '--key-file', keyFile, '--cases', '8');
  const wrapping = formats.keyOfFile(readFileSync(keyFile));
  nodeKey = formats.nodeKey(readFileSync(join(data, 'node.json'), 'utf8'), wrapping);
});
after(() => rmSync(place, { recursive: true }));

test('accounts, teams and the organisation open, and logins have the tag that is said', () => {
  for (const org of organisations()) {
    const key = organisationKey(org);
    for (const table of ['organisation', 'team', 'account'])
      for (const row of rows(store(org), `SELECT id, revision, hex(sealed) AS sealed FROM ${table}`)) {
        const text = formats.openOfOrganisation(key, org, table, row.id, row.revision, bytes(row.sealed));
        assert.ok(JSON.parse(text.toString()).name);
      }
    for (const row of rows(store(org), 'SELECT id, revision, hex(login_tag) AS tag, hex(sealed) AS sealed FROM account')) {
      const text = formats.openOfOrganisation(key, org, 'account', row.id, row.revision, bytes(row.sealed));
      assert.equal(formats.loginTag(key, JSON.parse(text.toString()).login).toString('hex'), row.tag.toLowerCase());
    }
  }
});

test('every part, manifest and case file opens in its place and in no other', () => {
  let opened = 0;
  for (const org of organisations()) {
    const orgKey = organisationKey(org);
    for (const { case_id: caseId, sealed } of rows(keys(org), 'SELECT case_id, hex(sealed) AS sealed FROM case_key')) {
      const key = formats.caseKey(orgKey, org, caseId, bytes(sealed));
      const [file] = rows(store(org), `SELECT revision, hex(sealed) AS sealed FROM case_file WHERE id = '${caseId}'`);
      const standing = formats.openManifest(key, org, caseId, caseId, file.revision, bytes(file.sealed));
      assert.ok(standing.readBigUInt64LE(0) <= 3n);
      for (const part of rows(store(org), 'SELECT p.record_id AS record, class, p.revision, hex(sealed) AS sealed' +
        ` FROM part p JOIN record r ON r.id = p.record_id WHERE r.case_id = '${caseId}'`)) {
        const at = [org, caseId, part.record, part.class, part.revision];
        assert.equal(typeof formats.openPart(key, ...at, bytes(part.sealed)), 'object');
        assert.throws(() => formats.openPart(key, ...at.slice(0, 4), part.revision + 1, bytes(part.sealed)));
        ++opened;
      }
      for (const revision of rows(store(org), 'SELECT record_id AS record, v.revision, kind, author, at, hex(manifest) AS manifest' +
        ` FROM revision v JOIN record r ON r.id = v.record_id WHERE r.case_id = '${caseId}'`)) {
        const text = formats.openManifest(key, org, caseId, revision.record, revision.revision, bytes(revision.manifest));
        const { kind, author, at } = revision;
        const { parts, ...beside } = formats.manifestOf(text);
        assert.deepEqual(beside, { kind, author: formats.id(author).toString('hex'), at });
        assert.ok(Object.keys(parts).length > 0);
      }
    }
  }
  assert.ok(opened > 50);
});

test('the chain has the hashes that are said, and its head the signature', () => {
  for (const org of organisations()) {
    let hash = Buffer.alloc(0);
    for (const entry of rows(store(org), 'SELECT seq, at, by_account AS "by", what, case_id AS "case", record_id AS record,' +
      ' revision, about, hex(digest) AS digest, hex(hash) AS hash FROM audit ORDER BY seq')) {
      hash = formats.entryHash(hash, { ...entry, digest: bytes(entry.digest) });
      assert.equal(hash.toString('hex'), entry.hash.toLowerCase(), `entry ${entry.seq}`);
    }
    const [head] = rows(store(org), 'SELECT seq, hex(hash) AS hash, hex(key) AS key, hex(signature) AS signature FROM audit_head');
    assert.equal(head.hash.toLowerCase(), hash.toString('hex'));
    assert.ok(formats.headIsSigned(bytes(head.key), head.seq, bytes(head.hash), bytes(head.signature)));
    assert.ok(!formats.headIsSigned(bytes(head.key), head.seq + 1, bytes(head.hash), bytes(head.signature)));
  }
});

test('entries of writing carry the digest of what was written', () => {
  const org = organisations().find((each) => rows(store(each), 'SELECT id FROM record LIMIT 1').length);
  for (const entry of rows(store(org), 'SELECT record_id AS record, revision, hex(digest) AS digest FROM audit' +
    " WHERE what = 'record_written'")) {
    const [{ manifest }] = rows(store(org), `SELECT hex(manifest) AS manifest FROM revision
      WHERE record_id = '${entry.record}' AND revision = ${entry.revision}`);
    const parts = rows(store(org), `SELECT class AS letter, revision, hex(sealed) AS sealed FROM part p
      WHERE record_id = '${entry.record}' AND revision = (SELECT max(revision) FROM part q
        WHERE q.record_id = p.record_id AND q.class = p.class AND q.revision <= ${entry.revision})
      ORDER BY class`).map((p) => ({ ...p, sealed: bytes(p.sealed) }));
    const digest = formats.revisionDigest(entry.record, entry.revision, bytes(manifest), parts);
    assert.equal(digest.toString('hex'), entry.digest.toLowerCase());
  }
});

test('a backup names its files with the digests that are said', () => {
  run('backup', '--data', data, '--out', join(place, 'backups'));
  const folder = join(place, 'backups', readdirSync(join(place, 'backups'))[0]);
  const { files } = JSON.parse(readFileSync(join(folder, 'backup.json'), 'utf8'));
  assert.equal(Object.keys(files).length, 2 * organisations().length + 1);
  for (const [name, digest] of Object.entries(files))
    assert.equal(formats.backupDigest(readFileSync(join(folder, name))), digest, name);
});

test('the examples of the pages come out again', () => {
  const examples = JSON.parse(readFileSync(new URL('../../docs/formats/examples.json', import.meta.url), 'utf8'));
  const { node, organisation, case: file, part, manifest, entry, head } = examples;
  const openedWith = formats.keyOfFile(bytes(node.key_file));
  assert.equal(openedWith.toString('hex'), node.opened_with);
  const key = formats.nodeKey(node.node_json, openedWith);
  assert.equal(key.toString('hex'), node.key);
  const orgKey = formats.organisationKey(key, organisation.id, bytes(organisation.sealed));
  assert.equal(orgKey.toString('hex'), organisation.key);
  const caseKey = formats.caseKey(orgKey, organisation.id, file.id, bytes(file.sealed));
  assert.equal(caseKey.toString('hex'), file.key);
  assert.equal(formats.derive(caseKey, 'class', part.class).toString('hex'), part.key);
  const place = [caseKey, organisation.id, file.id];
  assert.deepEqual(formats.openPart(...place, part.record, part.class, part.revision, bytes(part.sealed)), part.fields);
  const text = formats.openManifest(...place, manifest.record, manifest.revision, bytes(manifest.sealed));
  assert.equal(text.toString('hex'), manifest.text);
  const standing = formats.openManifest(...place, file.id, examples.case_file.revision, bytes(examples.case_file.sealed));
  assert.equal(standing.toString('hex'), examples.case_file.text);
  const hash = formats.entryHash(bytes(entry.before), { ...entry, digest: bytes(entry.digest) });
  assert.equal(hash.toString('hex'), entry.hash);
  const parts = [{ letter: part.class, revision: part.revision, sealed: bytes(part.sealed) }];
  const digest = formats.revisionDigest(part.record, 1, bytes(manifest.sealed), parts);
  assert.equal(digest.toString('hex'), entry.digest);
  assert.ok(formats.headIsSigned(bytes(head.key), head.seq, bytes(head.hash), bytes(head.signature)));
});
