// node docs/formats/make_examples.mjs DATA KEY_FILE > docs/formats/examples.json
// Every intermediate value of one case of an invented network, for whoever writes a reader. It prints
// keys: never for a data directory in which there is anything real.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as formats from './reader.mjs';

const [data, keyFile] = process.argv.slice(2);
const bytes = (hex) => Buffer.from(hex, 'hex');
const hex = (from) => from.toString('hex');
const rows = (file, sql) => {
  const text = execFileSync('sqlite3', ['-json', '-readonly', file, sql], { encoding: 'utf8' });
  return text.trim() ? JSON.parse(text) : [];
};

const opening = readFileSync(keyFile);
const nodeJson = readFileSync(join(data, 'node.json'), 'utf8').trim();
const openedWith = formats.keyOfFile(opening);
const nodeKey = formats.nodeKey(nodeJson, openedWith);

const folder = (org) => join(data, 'organisations', org);
const org = readdirSync(join(data, 'organisations')).find(
  (each) => rows(join(folder(each), 'store.db'), 'SELECT id FROM record LIMIT 1').length,
);
const store = (sql) => rows(join(folder(org), 'store.db'), sql);
const keys = (sql) => rows(join(folder(org), 'keys.db'), sql);

const [orgRow] = keys('SELECT lower(hex(sealed)) AS sealed FROM org_key');
const orgKey = formats.organisationKey(nodeKey, org, bytes(orgRow.sealed));
const [consent] = store("SELECT id, case_id FROM record WHERE kind = 'consent' LIMIT 1");
const [caseRow] = keys(`SELECT lower(hex(sealed)) AS sealed FROM case_key WHERE case_id = '${consent.case_id}'`);
const caseKey = formats.caseKey(orgKey, org, consent.case_id, bytes(caseRow.sealed));
const [file] = store(`SELECT revision, lower(hex(sealed)) AS sealed FROM case_file WHERE id = '${consent.case_id}'`);
const [part] = store(`SELECT class, revision, lower(hex(sealed)) AS sealed FROM part
  WHERE record_id = '${consent.id}' AND revision = 1 ORDER BY class LIMIT 1`);
const [revision] = store(`SELECT lower(hex(manifest)) AS manifest FROM revision
  WHERE record_id = '${consent.id}' AND revision = 1`);
const [entry] = store(`SELECT seq, at, by_account AS "by", what, case_id AS "case", record_id AS record, revision, about,
  lower(hex(digest)) AS digest, lower(hex(hash)) AS hash FROM audit WHERE record_id = '${consent.id}' AND revision = 1`);
const [before] = store(`SELECT lower(hex(hash)) AS hash FROM audit WHERE seq = ${entry.seq - 1}`);
const [head] = store('SELECT seq, lower(hex(hash)) AS hash, lower(hex(key)) AS key, lower(hex(signature)) AS signature FROM audit_head');

const place = [caseKey, org, consent.case_id];
const examples = {
  node: { key_file: hex(opening), node_json: nodeJson, opened_with: hex(openedWith), key: hex(nodeKey) },
  organisation: { id: org, sealed: orgRow.sealed, key: hex(orgKey) },
  case: { id: consent.case_id, sealed: caseRow.sealed, key: hex(caseKey) },
  part: {
    record: consent.id,
    ...part,
    key: hex(formats.derive(caseKey, 'class', part.class)),
    fields: formats.openPart(...place, consent.id, part.class, part.revision, bytes(part.sealed)),
  },
  manifest: {
    record: consent.id,
    revision: 1,
    sealed: revision.manifest,
    text: hex(formats.openManifest(...place, consent.id, 1, bytes(revision.manifest))),
  },
  case_file: { ...file, text: hex(formats.openManifest(...place, consent.case_id, file.revision, bytes(file.sealed))) },
  entry: { before: before.hash, ...entry },
  head,
};
process.stdout.write(JSON.stringify(examples, null, 2) + '\n');
