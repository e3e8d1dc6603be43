// Somebody has the disk, and not the key: whatever they change in the files is found, and named.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fullCase, note } from '../lib/people.mjs';
import { run } from '../lib/program.mjs';
import { sql, storesOf } from '../lib/stores.mjs';
import { World } from '../lib/world.mjs';

describe('tampering', () => {
  let world, first, second, person, store, at;

  before(async () => {
    world = await World.make('tamper');
    first = await world.open(world.worker, fullCase());
    second = await world.open(world.worker, fullCase('Second Person'));
    person = first.records.find((each) => each.kind === 'person');
    const change = (fields, ifMatch) => world.worker.want(200, world.worker.patch(
      `/cases/${first.id}/records/${person.id}`, { fields }, { ifMatch }));
    await change({ prs_FirstName: 'Before' }, 1);
    await change({ prs_FirstName: 'After' }, 2);
    await world.worker.want(201, world.worker.post(`/cases/${second.id}/records`, note('More.')));
    await world.worker.want(200, world.worker.put(
      `/cases/${first.id}/helpers/${world.accounts['south.caseworker'].id}`, undefined,
      { ifMatch: first.revision }));
    const account = world.accounts['south.caseworker'];
    await world.admin.want(200, world.admin.patch(`/accounts/${account.id}`, { name: 'Test renamed' },
                                                  { ifMatch: account.revision }));
    await world.stop();
    store = storesOf(world.data).find((each) =>
      sql(each.store, `SELECT 1 FROM case_file WHERE id = '${first.id}'`).length).store;
    at = store.slice(world.data.length);
  });
  after(() => world.stop());

  // The part in force of each class is its newest.
  const inForce = `part.revision = (SELECT max(p.revision) FROM part p
    WHERE p.record_id = part.record_id AND p.class = part.class)`;
  const copyOf = () => join(world.folder, 'copy');
  const inCopy = (name = 'store.db') => join(copyOf(), at.replace('store.db', name));

  /** What is found after `how` was done to a copy: with the key, and without. */
  async function found(how, { blind } = {}) {
    const out = [];
    for (const key of blind === false ? [world.key.slice(2)] : [[], world.key.slice(2)]) {
      rmSync(copyOf(), { recursive: true, force: true });
      cpSync(world.data, copyOf(), { recursive: true });
      await how(inCopy());
      const result = await run(['audit', 'verify', '--json', '--data', copyOf(), ...key]);
      if (result.code === 3 && key.length) continue;  // it does not even open
      assert.equal(result.code, 1, `${key.length ? 'with' : 'without'} the key: ${result.out}${result.err}`);
      const findings = JSON.parse(result.out).flatMap((each) => each.findings);
      for (const finding of findings) assert.ok(finding.message && finding.message !== finding.key);
      out.push(findings);
    }
    return out;
  }
  /** Each way of looking finds one of these keys, and names it so. */
  function names(lists, keys, named) {
    assert.ok(lists.length > 0);
    for (const findings of lists)
      assert.ok(findings.some((finding) => keys.includes(finding.key) &&
                                           Object.entries(named).every(([name, value]) => finding[name] === value)),
                `${keys} ${JSON.stringify(named)} in ${JSON.stringify(findings).slice(0, 900)}`);
  }
  const entry = (what, more = '') =>
    sql(store, `SELECT seq FROM audit WHERE what = '${what}' ${more} ORDER BY seq DESC LIMIT 1`)[0].seq;
  const newest = () => sql(store, 'SELECT max(seq) AS seq FROM audit')[0].seq;

  test('untouched, nothing is found', async () => {
    for (const key of [[], world.key.slice(2)]) {
      const result = await run(['audit', 'verify', '--json', '--data', world.data, ...key]);
      assert.equal(result.code, 0, result.out);
    }
  });

  test('a byte flipped in the file, within a sealed value', async () => {
    const [{ sealed }] = sql(store, `SELECT hex(sealed) AS sealed FROM part
                                     WHERE record_id = '${person.id}' AND class = 'W' AND ${inForce}`);
    names(await found((file) => {
      const bytes = readFileSync(file);
      const place = bytes.indexOf(Buffer.from(sealed, 'hex'));
      assert.ok(place > 0);
      bytes[place + 30] ^= 1;
      writeFileSync(file, bytes);
    }), ['record.altered', 'record.unreadable'], { case: first.id, record: person.id });
  });

  test('sealed values of two records changed places', async () => {
    const other = second.records.find((each) => each.kind === 'person').id;
    const lists = await found((file) => sql(file, `
      CREATE TEMP TABLE k AS SELECT record_id, sealed FROM part
        WHERE class = 'K' AND ${inForce} AND record_id IN ('${person.id}', '${other}');
      UPDATE part SET sealed = (SELECT sealed FROM k WHERE k.record_id <> part.record_id)
        WHERE class = 'K' AND ${inForce} AND record_id IN ('${person.id}', '${other}')`));
    names(lists, ['record.altered'], { record: person.id });
    names(lists, ['record.altered'], { record: other });
  });

  test('values of two classes of one record changed places', async () => {
    names(await found((file) => sql(file, `
      CREATE TEMP TABLE k AS SELECT class, sealed FROM part
        WHERE record_id = '${person.id}' AND ${inForce} AND class IN ('W', 'C');
      UPDATE part SET sealed = (SELECT sealed FROM k WHERE k.class <> part.class)
        WHERE record_id = '${person.id}' AND ${inForce} AND class IN ('W', 'C')`)),
          ['record.altered'], { record: person.id });
  });

  test('a sealed value replaced by an older one of the same record', async () => {
    names(await found((file) => sql(file, `
      UPDATE part SET sealed = (SELECT sealed FROM part WHERE record_id = '${person.id}'
                                AND class = 'K' AND revision = 2)
        WHERE record_id = '${person.id}' AND class = 'K' AND revision = 3`)),
          ['record.altered', 'record.rolled_back'], { record: person.id });
  });

  test('a record put back to an older revision, whole', async () => {
    names(await found((file) => sql(file, `
      DELETE FROM part WHERE record_id = '${person.id}' AND revision = 3;
      DELETE FROM revision WHERE record_id = '${person.id}' AND revision = 3;
      UPDATE record SET revision = 2 WHERE id = '${person.id}'`)),
          ['record.rolled_back'], { case: first.id, record: person.id });
  });

  test('a record taken away, a record put in', async () => {
    names(await found((file) => sql(file, `
      DELETE FROM part WHERE record_id = '${person.id}';
      DELETE FROM revision WHERE record_id = '${person.id}';
      DELETE FROM record WHERE id = '${person.id}'`)), ['record.missing'], { record: person.id });
    const false_id = '0000000000000000000000000a';
    names(await found((file) => sql(file, `
      INSERT INTO record SELECT '${false_id}', case_id, kind, revision FROM record
        WHERE id = '${person.id}';
      INSERT INTO revision SELECT case_id, '${false_id}', revision, author, at, manifest FROM revision
        WHERE record_id = '${person.id}';
      INSERT INTO part SELECT case_id, '${false_id}', class, revision, sealed FROM part
        WHERE record_id = '${person.id}'`)), ['record.inserted'], { record: false_id });
  });

  test('a record moved to another case', async () => {
    const lists = await found((file) => sql(file, `
      UPDATE record SET case_id = '${second.id}' WHERE id = '${person.id}'`));
    for (const findings of lists)
      assert.ok(findings.some((each) => each.record === person.id), JSON.stringify(findings));
  });

  test('who wrote it, or when, made another', async () => {
    for (const change of ['at = at + 1', `author = '${world.accounts['south.caseworker'].id}'`])
      names(await found((file) => sql(file, `
        UPDATE revision SET ${change} WHERE record_id = '${person.id}' AND revision = 2`)),
            ['record.altered'], { record: person.id });
  });

  test('how a case stands: altered, taken away, taken from another', async () => {
    names(await found((file) => sql(file, `
      UPDATE case_file SET sealed = (SELECT sealed FROM case_file WHERE id = '${second.id}')
        WHERE id = '${first.id}'`)), ['case.altered'], { case: first.id });
    names(await found((file) => sql(file, `DELETE FROM case_file WHERE id = '${first.id}'`)),
          ['case.missing'], { case: first.id });
    names(await found((file) => sql(file, `
      UPDATE case_file SET revision = revision - 1 WHERE id = '${first.id}'`)),
          ['case.rolled_back', 'case.altered'], { case: first.id });
  });

  test('the key of a case taken away', async () => {
    names(await found(() => sql(inCopy('keys.db'), `DELETE FROM case_key WHERE case_id = '${first.id}'`),
                      { blind: false }), ['case.key_missing'], { case: first.id });
  });

  test('the last entry dropped; one in the middle; the last three', async () => {
    const last = newest();
    names(await found((file) => sql(file, `DELETE FROM audit WHERE seq = ${last}`)), ['audit.cut'],
          { seq: last });
    const middle = entry('case_opened');
    names(await found((file) => sql(file, `DELETE FROM audit WHERE seq = ${middle}`)),
          ['audit.missing'], { seq: middle });
    for (const findings of await found((file) => sql(file, `DELETE FROM audit WHERE seq > ${last - 3}`)))
      assert.ok(findings.some((each) => each.key === 'audit.cut'));
  });

  test('an entry altered, two swapped, one put in', async () => {
    const seq = entry('case_opened');
    for (const change of ["what = 'case_read'", 'at = at + 1', 'by_account = NULL',
                          `by_account = '${world.accounts['south.caseworker'].id}'`,
                          `case_id = '${second.id}' || ''`, 'digest = zeroblob(32)',
                          'hash = zeroblob(32)']) {
      if (change.startsWith('case_id') && entry('case_opened', `AND case_id = '${second.id}'`) === seq)
        continue;
      names(await found((file) => sql(file, `UPDATE audit SET ${change} WHERE seq = ${seq}`)),
            ['audit.altered'], { seq });
    }
    const lists = await found((file) => sql(file, `
      UPDATE audit SET seq = -1 WHERE seq = ${seq};
      UPDATE audit SET seq = ${seq} WHERE seq = ${seq + 1};
      UPDATE audit SET seq = ${seq + 1} WHERE seq = -1`));
    names(lists, ['audit.altered'], { seq });
    names(lists, ['audit.altered'], { seq: seq + 1 });
    const last = newest();
    names(await found((file) => sql(file, `
      INSERT INTO audit SELECT seq + 1, at, by_account, what, case_id, record_id, revision, about,
                               digest, hash FROM audit WHERE seq = ${last}`)),
          ['audit.inserted', 'audit.altered'], { seq: last + 1 });
  });

  test('the seal of the end: gone, an older one, another’s', async () => {
    for (const findings of await found((file) => sql(file, 'DELETE FROM audit_head')))
      assert.ok(findings.some((each) => each.key === 'audit.no_head'));
    for (const findings of await found((file) => sql(file, 'UPDATE audit_head SET seq = seq - 1')))
      assert.ok(findings.some((each) => each.key.startsWith('audit.')));
    for (const findings of await found((file) => {
      const other = storesOf(copyOf()).find((each) => each.store !== file).store;
      sql(file, `ATTACH '${other}' AS other; DELETE FROM audit_head;
                 INSERT INTO audit_head SELECT * FROM other.audit_head`);
    })) assert.ok(findings.some((each) => each.key.startsWith('audit.')));
  });

  test('an account put back, swapped, taken away', async () => {
    const [mine, theirs] = ['north.caseworker', 'south.caseworker'].map((login) => world.accounts[login].id);
    for (const change of [
      `UPDATE account SET sealed = (SELECT sealed FROM account WHERE id = '${mine}') WHERE id = '${theirs}'`,
      `UPDATE account SET revision = revision - 1 WHERE id = '${theirs}'`,
      `DELETE FROM account WHERE id = '${theirs}'`])
      names(await found((file) => sql(file, change)), ['store.account_altered'],
            { seq: entry('account_changed') });
  });

  test('a team taken away, or its name put in another’s place', async () => {
    for (const change of [
      `DELETE FROM team WHERE id = '${world.south.id}'`,
      `UPDATE team SET sealed = (SELECT sealed FROM team WHERE id = '${world.south.id}')
         WHERE id = '${world.north.id}'`])
      names(await found((file) => sql(file, change)), ['store.team_altered'],
            { seq: entry('team_made', change.includes('UPDATE') ? `AND seq < ${entry('team_made')}` : '') });
  });

  test('a certificate written by hand, altered, or taken away', async () => {
    names(await found((file) => sql(file, `
      INSERT INTO certificate VALUES ('${first.id}', 0, NULL, 'asked_by_person', 5, ${entry('case_opened')})`)),
          ['certificate.altered'], { case: first.id });
  });
});
