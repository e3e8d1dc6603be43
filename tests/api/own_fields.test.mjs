// What an organisation adds to the catalogue for itself: a change of data, and no code. What was written
// under a field that is gone again stays and is shown.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fullCase } from '../lib/people.mjs';
import { run } from '../lib/program.mjs';
import { World } from '../lib/world.mjs';

const own = {
  fields: [
    { name: 'own_Ward', kind: 'person', section: 'address', type: 'text', class: 'W',
      label: { en: 'Ward of the town', pt: 'Bairro da cidade' } },
    { name: 'own_Shoe', kind: 'person', section: 'about', type: 'integer', class: 'A', min: 10, max: 60,
      label: { en: 'Shoe size' } }],
  values: [{ field: 'tsn_VisitKind', code: 'own_radio', label: { en: 'Radio call', ar: 'نداء لاسلكي' } }],
};

describe('fields of an organisation', () => {
  let world, id, place, file, person;
  before(async () => {
    world = await World.make('own-fields');
    id = (await world.worker.want(200, world.worker.get('/sessions/current'))).organisation.id;
    place = join(world.data, 'organisations', id, 'fields.json');
  });
  after(() => world.stop());

  const again = async () => {
    await world.stop();
    await world.start();
    await world.signInAll();
  };
  const given = (text, ...more) => {
    const path = join(world.folder, 'given.json');
    writeFileSync(path, text);
    return run(['catalogue', 'own', path, ...more]);
  };

  test('are checked before they are taken, and every mistake has its place', async () => {
    const bad = await given(JSON.stringify({ fields: [{ ...own.fields[0], class: 'N' }, { name: 'x' }] }),
                            ...world.at, '--organisation', id);
    assert.equal(bad.code, 2);
    assert.match(bad.err, /fields\[0\]\.class/);
    assert.match(bad.err, /fields\[1\]\.name/);
    assert.ok(!existsSync(place));
    const nobody = await given(JSON.stringify(own), ...world.at, '--organisation', 'nobody');
    assert.equal(nobody.code, 2);
    const good = await given(JSON.stringify(own), ...world.at, '--organisation', id);
    assert.equal(good.code, 0, good.err);
    assert.equal(good.out, 'fields\t2\nvalues\t1\n');
    assert.deepEqual(readdirSync(join(world.data, 'organisations', id)).filter((each) => each.endsWith('.new')), []);
  });

  test('stand in the forms of this organisation and of no other', async () => {
    await again();
    const fields = async (client, language = 'en') => (await client.want(200,
      client.get('/catalogue', { headers: { 'accept-language': language } }))).fields;
    const named = (all, name) => all.find((each) => each.name === name);
    assert.equal(named(await fields(world.worker), 'own_Ward').label, 'Ward of the town');
    assert.equal(named(await fields(world.worker, 'pt'), 'own_Ward').label, 'Bairro da cidade');
    const { values } = named(await fields(world.worker, 'ar'), 'tsn_VisitKind');
    assert.equal(values.find((each) => each.code === 'own_radio').label, 'نداء لاسلكي');
    assert.equal(named(await fields(world.people['east.caseworker']), 'own_Ward'), undefined);
  });

  test('are written, checked, guarded by their class, and come out again', async () => {
    file = await world.open(world.worker, fullCase());
    person = file.records.find((each) => each.kind === 'person');
    const change = (fields, revision) => world.worker.patch(
      `/cases/${file.id}/records/${person.id}`, { fields }, { ifMatch: revision });
    assert.equal((await change({ own_Shoe: 99 }, person.revision)).body.problems[0].key, 'field.out_of_range');
    person = await world.worker.want(200, change({ own_Ward: 'Bandim', own_Shoe: 38 }, person.revision));
    await world.worker.want(201, world.worker.post(`/cases/${file.id}/records`, {
      kind: 'visit', fields: { tsn_VisitKind: 'own_radio', tsn_VisitDate: '2026-03-01' } }));
    const { content } = await world.worker.want(200, world.worker.get('/export?format=csv'));
    assert.match(content, /own_Ward/);
    assert.match(content, /Bandim/);
    const brought = await world.worker.want(200, world.worker.post('/imports', {
      content: Buffer.from('First name,Ward of the town\nIlma,Bandim\n').toString('base64') }));
    assert.equal(brought.columns.find((each) => each.header === 'Ward of the town').field, 'own_Ward');
  });

  test('are in a backup, and there again after a restore', async () => {
    const made = await run(['backup', ...world.at, '--out', join(world.folder, 'backups'), '--json']);
    const { folder } = JSON.parse(made.out);
    const restored = join(world.folder, 'restored');
    const again = await run(['restore', '--data', restored, '--key-file', world.keyFile, '--from', folder],
                            { env: world.env });
    assert.equal(again.code, 0, again.err);
    assert.deepEqual(JSON.parse(readFileSync(join(restored, 'organisations', id, 'fields.json'), 'utf8')), own);
  });

  test('that are gone keep what was written, shown and left alone by a change', async () => {
    rmSync(place);
    await again();
    const read = async () => (await world.worker.want(200, world.worker.get(`/cases/${file.id}`))).records;
    const before = (await read()).find((each) => each.id === person.id);
    assert.equal(before.fields.own_Ward, 'Bandim');
    await world.worker.want(200, world.worker.patch(`/cases/${file.id}/records/${person.id}`,
      { fields: { prs_MailingCity: 'Bissau', prs_Title: 'Ms' } }, { ifMatch: before.revision }));
    const after = (await read()).find((each) => each.id === person.id);
    assert.equal(after.fields.own_Ward, 'Bandim');
    assert.equal(after.fields.own_Shoe, 38);
    assert.ok((await read()).some((each) => each.fields.tsn_VisitKind === 'own_radio'));
    const { ok } = await world.auditor.want(200, world.auditor.post('/audit/verify'));
    assert.ok(ok);
  });

  test('that somebody has spoilt keep the program from starting, and it says what to do', async () => {
    writeFileSync(place, '{');
    await world.stop();
    const started = await run(['serve', ...world.key, '--listen', '127.0.0.1:0'], { env: world.env });
    assert.equal(started.code, 2);
    assert.match(started.err, /catalogue own/);
    rmSync(place);
    await world.start();
  });
});
