// Perhaps the same person: candidates with reasons for whoever may see them, joining two cases and
// parting them again, and whom a search for family is perhaps for.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fullCase, newId, person, receipt, smallCase } from '../lib/people.mjs';
import { sql, storesOf } from '../lib/stores.mjs';
import { World } from '../lib/world.mjs';

const of = (name, more) => ({ records: [person(name, more), ...smallCase(name).records.slice(1)] });
/** Who else is in the files of an organisation; all invented. */
const others = ['Ilma Torvane', 'Bartol Kesim', 'Nadia Oruç', 'Chanthou Sok', 'Joaquim Mendes', 'Aurelie Fontaine',
  'Tomas Veliky', 'Samira Haddad', 'Pedro Barros', 'Linh Tran', 'Grace Okoro', 'Mirela Dumitru', 'Abebe Kidane',
  'Rosa Prado', 'Yusuf Demir', 'Katarzyna Wilk', 'Fatou Sane', 'Dimitri Orlov', 'Anong Chaiyo', 'Esther Mwangi',
  'Zubeida Quintanar', 'Halima Noor'];

describe('perhaps the same person', () => {
  let world, first, second, aside, foreign, far;
  const alike = async (client, id) => client.want(200, client.get(`/cases/${id}/alike`));
  const ids = ({ items }) => items.map((item) => item.case.id);
  const read = (client, id) => client.want(200, client.get(`/cases/${id}`));
  const join = (client, id, other) => client.put(`/cases/${id}/joined/${other}`);
  const part = (client, id, other) => client.delete(`/cases/${id}/joined/${other}`);
  const refused = async (status, key, answer) => {
    const { status: given, body } = await answer;
    assert.deepEqual([given, body.key], [status, key]);
    assert.ok(!JSON.stringify(body).includes('Veldyna'));
  };

  before(async () => {
    world = await World.make('duplicates');
    for (const [i, name] of others.entries())
      await world.open(world.worker, of(name, { prs_Birthdate: `${1960 + i}-0${1 + i % 9}-1${i % 9}` }));
    first = await world.open(world.worker, of('Oksana Veldyna', {
      prs_Birthdate: '1999-04-17', prs_MobilePhone: '+000 555 0188', prs_Gender: 'Feminine' }));
    second = await world.open(world.worker, of('Оксана Велдина', {
      prs_Birthdate: '1999-04', prs_MobilePhone: '000 5550188', prs_Gender: 'Masculine' }));
    aside = await world.open(world.people['north.other_worker'], of('Xeno Arkwright'));
    foreign = await world.open(world.southWorker, of('Oksana Veldina', { prs_Birthdate: '1999-04-17' }));
    far = await world.open(world.eastWorker, of('Oksana Veldyna', { prs_Birthdate: '1999-04-17' }));
  });
  after(() => world.stop());

  test('a candidate comes with what speaks for it and what against, and no figure', async () => {
    const found = await alike(world.worker, first.id);
    assert.deepEqual(ids(found), [second.id]);
    const [{ signs, own, person: theirs, told_apart: toldApart }] = found.items;
    const sign = (field) => signs.find((each) => each.field === field);
    assert.equal(sign('name').speaks, 'for');
    assert.equal(sign('name').apart, true, 'in two scripts');
    assert.deepEqual([sign('birth').speaks, sign('phone').speaks, sign('phone').level], ['for', 'for', 'equal']);
    assert.deepEqual([sign('sex').speaks, sign('sex').level], ['against', 'different']);
    assert.equal(sign('number'), undefined, 'what is not known says nothing');
    assert.equal(own, first.records.find((each) => each.kind === 'person').id);
    assert.equal(theirs, second.records.find((each) => each.kind === 'person').id);
    assert.equal(toldApart, false);
    assert.doesNotMatch(JSON.stringify(found.items.map(({ signs: each }) => each)), /\d\.\d/);
    assert.deepEqual(await alike(world.worker, aside.id), { items: [], elsewhere: false });
  });

  test('what is not theirs they do not see: another team hears that it is known elsewhere, no more', async () => {
    assert.equal((await alike(world.worker, first.id)).elsewhere, true);
    assert.deepEqual(await alike(world.southWorker, foreign.id), { items: [], elsewhere: true });
    assert.deepEqual(await alike(world.eastWorker, far.id), { items: [], elsewhere: false });
    // Whoever is kept out does not hear even that.
    const south = world.accounts['south.caseworker'].id;
    for (const file of [first, second]) {
      const { revision } = await read(world.worker, file.id);
      await world.worker.want(200, world.worker.put(`/cases/${file.id}/kept-out/${south}`, undefined, { ifMatch: revision }));
    }
    assert.deepEqual(await alike(world.southWorker, foreign.id), { items: [], elsewhere: false });
    for (const file of [first, second]) {
      const { revision } = await read(world.worker, file.id);
      await world.worker.want(200, world.worker.delete(`/cases/${file.id}/kept-out/${south}`, { ifMatch: revision }));
    }
  });

  test('a supervisor sees all of the organisation, names hidden until a case is opened', async () => {
    const found = await alike(world.supervisor, first.id);
    assert.deepEqual(ids(found).sort(), [second.id, foreign.id].sort());
    assert.equal(found.elsewhere, false);
    for (const { case: row } of found.items) assert.deepEqual([row.masked, row.name], [true, undefined]);
    assert.doesNotMatch(JSON.stringify(found), /Veld|Велд|0188|1999/);
  });

  test('looking leaves a trace', async () => {
    await alike(world.worker, first.id);
    const { items } = await world.worker.want(200, world.worker.get(`/cases/${first.id}/readers`));
    assert.ok(items.some((each) => each.what === 'alike_looked_for'));
  });

  test('before a case is opened: perhaps known, from what is typed so far', async () => {
    const ask = (client, fields) => client.want(200, client.post('/people/alike', { fields }));
    const typed = { tsn_CalledName: 'Veldina Oxana', prs_Birthdate: '1999', prs_MobilePhone: null };
    const found = await ask(world.worker, typed);
    assert.deepEqual(ids(found).sort(), [first.id, second.id].sort());
    assert.equal(found.items[0].own, undefined);
    assert.deepEqual(await ask(world.eastWorker, { tsn_CalledName: 'Bartol Kesim' }), { items: [], elsewhere: false });
    assert.deepEqual(await ask(world.worker, {}), { items: [], elsewhere: false });
    const wrong = await world.worker.post('/people/alike', { fields: { prs_Birthdate: 'spring', con_Consent: true } });
    assert.equal(wrong.status, 422);
    assert.deepEqual(wrong.body.problems.map((each) => each.key).sort(), ['date.malformed', 'field.unknown']);
  });

  test('two people, somebody said: shown with that until it is taken back', async () => {
    const path = `/cases/${first.id}/told-apart/${second.id}`;
    for (let i = 0; i < 2; ++i) await world.worker.want(204, world.worker.put(path));
    for (const id of [first.id, second.id])
      assert.deepEqual((await alike(world.worker, id)).items.map((each) => each.told_apart), [true]);
    // Also from the other side.
    for (let i = 0; i < 2; ++i)
      await world.worker.want(204, world.worker.delete(`/cases/${second.id}/told-apart/${first.id}`));
    assert.equal((await alike(world.worker, first.id)).items[0].told_apart, false);
  });

  /** Every byte of the records of these cases, and the keys that open them. */
  const bytes = async (...cases) => {
    await world.stop();
    const list = cases.map((id) => `'${id}'`).join();
    const mine = `(SELECT id FROM record WHERE case_id IN (${list}))`;
    const [{ store, keys }] = storesOf(world.data).filter((each) =>
      sql(each.store, `SELECT id FROM case_file WHERE id IN (${list});`).length === cases.length);
    const out = {
      record: sql(store, `SELECT * FROM record WHERE case_id IN (${list}) ORDER BY id;`),
      revision: sql(store, `SELECT record_id, revision, author, at, hex(manifest) m FROM revision WHERE record_id IN ${mine} ORDER BY 1, 2;`),
      part: sql(store, `SELECT record_id, class, revision, hex(sealed) s FROM part WHERE record_id IN ${mine} ORDER BY 1, 2, 3;`),
      piece: sql(store, `SELECT file_id, piece, hex(sealed) s FROM file_piece WHERE case_id IN (${list}) ORDER BY 1, 2;`),
      key: sql(keys, `SELECT case_id, hex(sealed) s FROM case_key WHERE case_id IN (${list}) ORDER BY 1;`),
    };
    await world.start();
    await world.signInAll();
    world.southWorker = world.people['south.caseworker'];
    world.eastWorker = world.people['east.caseworker'];
    return out;
  };
  const withoutTimes = ({ revision, changed_at, can, ...file }) => file;

  test('joined, both read as one and nothing is changed; parted, each is as it was, to the byte', async () => {
    await world.worker.want(201, world.worker.post(`/cases/${second.id}/records`, {
      kind: 'task', fields: { tsn_TaskWhat: 'Ring the clinic', tsn_TaskDue: '2026-03-01' } }));
    const before = [await read(world.worker, first.id), await read(world.worker, second.id)];
    const stored = await bytes(first.id, second.id);

    const joined = await world.worker.want(200, join(world.worker, first.id, second.id));
    assert.deepEqual(joined.holds.map((each) => [each.id, each.by.id]),
                     [[second.id, world.accounts['north.caseworker'].id]]);
    const again = await world.worker.want(200, join(world.worker, first.id, second.id));
    assert.equal(again.revision, joined.revision, 'repeating is harmless');
    const other = await read(world.worker, second.id);
    assert.deepEqual([other.state, other.joined.id], ['closed', first.id]);
    assert.deepEqual(other.records, before[1].records);
    assert.deepEqual(await bytes(first.id, second.id), stored);

    // In lists it is a case that is joined; what is due in it is due; it is no second person.
    const list = async (state) => (await world.worker.want(200, world.worker.get(`/cases?state=${state}&limit=200`))).items;
    assert.ok(!(await list('open')).some((row) => row.id === second.id));
    assert.equal((await list('closed')).find((row) => row.id === second.id).joined, true);
    const day = await world.worker.want(200, world.worker.get('/day'));
    assert.ok(day.due.some((due) => due.case === second.id));
    assert.deepEqual(ids(await alike(world.worker, first.id)), []);

    const parted = await world.worker.want(200, part(world.worker, first.id, second.id));
    assert.deepEqual(parted.holds, []);
    assert.equal((await world.worker.want(200, part(world.worker, first.id, second.id))).revision, parted.revision);
    assert.deepEqual(await bytes(first.id, second.id), stored);
    for (const [i, file] of [first, second].entries())
      assert.deepEqual(withoutTimes(await read(world.worker, file.id)), withoutTimes(before[i]));
    assert.deepEqual(ids(await alike(world.worker, first.id)), [second.id]);
    const { items } = await world.auditor.want(200, world.auditor.get('/audit?limit=200'));
    for (const what of ['case_joined', 'case_parted'])
      assert.deepEqual(new Set(items.filter((each) => each.what === what).map((each) => each.case)),
                       new Set([first.id, second.id]), what);
  });

  test('what stands in a joined case is worked on; what is new goes to the other', async () => {
    await world.worker.want(200, join(world.worker, first.id, second.id));
    const task = (await read(world.worker, second.id)).records.find((each) => each.kind === 'task');
    const done = await world.worker.want(200, world.worker.patch(
      `/cases/${second.id}/records/${task.id}`, { fields: { tsn_TaskState: 'done' } }, { ifMatch: task.revision }));
    assert.equal(done.fields.tsn_TaskState, 'done');
    await refused(409, 'case.joined', world.worker.post(`/cases/${second.id}/records`, smallCase('Ilma').records[1]));
    const { revision } = await read(world.worker, second.id);
    await refused(409, 'case.joined', world.worker.post(`/cases/${second.id}/reopen`, {}, { ifMatch: revision }));
    for (const file of [first, second]) {
      const now = await read(world.worker, file.id);
      assert.ok(!now.can.includes('case.forget'));
      await refused(409, 'case.joined_forget', world.supervisor.post(
        `/cases/${file.id}/forget`, { reason: 'asked_by_person' }, { ifMatch: now.revision }));
    }
    await refused(409, 'case.joined', join(world.worker, aside.id, second.id));
    await refused(409, 'case.joined', world.worker.put(`/cases/${first.id}/told-apart/${second.id}`));
    await refused(409, 'case.join_holds', join(world.worker, aside.id, first.id));
    await world.worker.want(200, part(world.worker, first.id, second.id));
  });

  test('a person of two joined cases is one row and one figure in all that goes out; parted, two again', async () => {
    const twins = [];
    for (const i of [0, 1])
      twins.push(await world.open(world.worker, of(`Ostrava Quell ${i}`, { prs_Gender: 'NonConforming' })));
    const wanted = (client, path) => client.want(200, client.get(path));
    /** How often they are in the template, how many people in the figures of others, and in counts. */
    const seen = async () => {
      const { content } = await wanted(world.worker, '/export?format=csv');
      return [content.split('Ostrava Quell').length - 1,
        (await wanted(world.worker, '/export/ictip')).people + (await wanted(world.worker, '/export/ictip')).not_meant,
        (await wanted(world.worker, '/counts?by=prs_Gender')).items.find((each) => each.value === 'NonConforming').count];
    };
    const apart = await seen();
    await world.worker.want(200, join(world.worker, twins[0].id, twins[1].id));
    const together = await seen();
    await world.worker.want(200, part(world.worker, twins[0].id, twins[1].id));
    assert.deepEqual(together, apart.map((each, i) => (i === 0 ? each / 2 : each - 1)));
    assert.deepEqual(await seen(), apart);
    // One of the two is forgotten now: the other stays, and is the one that counts.
    const { revision } = await read(world.supervisor, twins[1].id);
    await world.supervisor.want(200, world.supervisor.post(
      `/cases/${twins[1].id}/forget`, { reason: 'asked_by_person' }, { ifMatch: revision }));
    assert.deepEqual(await seen(), together);
    assert.equal((await read(world.worker, twins[0].id)).holds.length, 0);
  });

  test('who helped whom in a year counts the person once', async () => {
    const helped = async () => (await world.worker.want(200, world.worker.get('/counts/served?year=2026'))).items
      .reduce((sum, each) => sum + each.people, 0);
    const visit = (file) => world.worker.want(201, world.worker.post(`/cases/${file.id}/records`, {
      kind: 'visit', fields: { tsn_VisitKind: 'visit', tsn_VisitDate: '2026-02-02' } }));
    const twins = [await world.open(world.worker, of('Sorin Vexley', { prs_Gender: 'Masculine' })),
                   await world.open(world.worker, of('Sorin Vexley', { prs_Gender: 'Masculine' }))];
    const before = await helped();
    for (const file of twins) await visit(file);
    assert.equal(await helped(), before + 2);
    await world.worker.want(200, join(world.worker, twins[0].id, twins[1].id));
    assert.equal(await helped(), before + 1);
  });

  test('refused: itself, closed ones, a case whose owner would be left behind', async () => {
    await refused(409, 'case.join_itself', join(world.worker, first.id, first.id));
    const closed = await world.open(world.worker, of('Tamar Vilens'));
    await world.worker.want(200, world.worker.post(`/cases/${closed.id}/close`,
      { fields: { tsn_CloseReason: 'moved_elsewhere' } }, { ifMatch: closed.revision }));
    await refused(409, 'case.join_closed', join(world.worker, first.id, closed.id));
    await refused(409, 'case.join_closed', join(world.worker, closed.id, first.id));
    await refused(409, 'case.join_owner', join(world.supervisor, first.id, foreign.id));
    const south = world.accounts['south.caseworker'].id;
    const { revision } = await read(world.worker, first.id);
    await world.worker.want(200, world.worker.put(`/cases/${first.id}/helpers/${south}`, undefined, { ifMatch: revision }));
    await world.supervisor.want(200, join(world.supervisor, first.id, foreign.id));
    // The first one's own team does not see the other case, and is told of none.
    assert.deepEqual((await read(world.worker, first.id)).holds, []);
    await refused(404, 'case.absent', part(world.worker, first.id, foreign.id));
    const seen = await read(world.southWorker, foreign.id);
    assert.equal(seen.joined.id, first.id);
    await world.supervisor.want(200, part(world.supervisor, first.id, foreign.id));
    const now = await read(world.worker, first.id);
    await world.worker.want(200, world.worker.delete(`/cases/${first.id}/helpers/${south}`, { ifMatch: now.revision }));
  });

  test('refused as if it were not there: foreign, elsewhere, forgotten, no case, and roles that never do', async () => {
    const gone = await world.open(world.worker, of('Vesna Halbrook'));
    await world.supervisor.want(200, world.supervisor.post(`/cases/${gone.id}/forget`, { reason: 'opened_in_error' },
                                                           { ifMatch: gone.revision }));
    for (const id of [foreign.id, far.id, gone.id, newId(), 'x'])
      for (const [one, two] of [[first.id, id], [id, first.id]]) {
        await refused(404, 'case.absent', join(world.worker, one, two));
        await refused(404, 'case.absent', part(world.worker, one, two));
        await refused(404, 'case.absent', world.worker.put(`/cases/${one}/told-apart/${two}`));
        await refused(404, 'case.absent', world.worker.delete(`/cases/${one}/told-apart/${two}`));
      }
    const { items } = await world.auditor.want(200, world.auditor.get('/audit?limit=200'));
    assert.ok(items.some((each) => each.what === 'case_refused' && each.case === foreign.id));
    for (const login of ['north.analyst', 'north.administrator', 'north.auditor', 'north.coordinator'])
      await refused(403, 'access.not_your_role', join(world.people[login], first.id, second.id));
    // A visit behind broken glass reads and writes, and does not join.
    await world.worker.want(200, world.worker.post(`/cases/${foreign.id}/break-glass`, { reason: 'The clinic is on the phone.' }));
    await refused(404, 'case.absent', join(world.worker, first.id, foreign.id));
  });

  test('whom a search is perhaps for, and that they search, too', async () => {
    const boy = await world.open(world.worker, {
      records: [...of('Mamadu Sanko', { prs_Birthdate: '2012' }).records,
                { kind: 'tracing', fields: { tsn_TracingWhom: 'Binta Sanko', tsn_TracingFear: 'no', tsn_TracingCountry: 'GW' } }] });
    const mother = await world.open(world.worker, {
      records: [...of('Binta Sanco', { prs_Citizenship: ['GW'], prs_Gender: 'Feminine' }).records,
                { kind: 'tracing', fields: { tsn_TracingWhom: 'Mamadou Sanko', tsn_TracingFear: 'not_asked' } }] });
    const tracing = boy.records.find((each) => each.kind === 'tracing');
    const path = `/cases/${boy.id}/tracings/${tracing.id}/alike`;
    const found = await world.worker.want(200, world.worker.get(path));
    assert.equal(found.items[0].case.id, mother.id);
    const signs = new Map(found.items[0].signs.map((each) => [each.field, each.speaks]));
    assert.deepEqual([signs.get('name'), signs.get('kin'), signs.get('citizenship')], ['for', 'for', 'for']);
    await refused(404, 'record.absent', world.worker.get(`/cases/${boy.id}/tracings/${newId()}/alike`));
    await refused(404, 'record.absent', world.worker.get(`/cases/${boy.id}/tracings/${boy.records[0].id}/alike`));
    await refused(404, 'case.absent', world.southWorker.get(path));
  });

  test('who is forgotten is found no more', async () => {
    const one = await world.open(world.worker, of('Quirin Ostaley', { prs_Birthdate: '1988-08-08' }));
    const two = await world.open(world.worker, of('Quirin Ostaley', { prs_Birthdate: '1988-08-08' }));
    assert.deepEqual(ids(await alike(world.worker, one.id)), [two.id]);
    await world.supervisor.want(200, world.supervisor.post(`/cases/${two.id}/forget`, { reason: 'asked_by_person' },
                                                           { ifMatch: two.revision }));
    assert.deepEqual(ids(await alike(world.worker, one.id)), []);
  });

  test('a joined child keeps its consents to itself: what leaves is what each case agrees to', async () => {
    const one = await world.open(world.worker, fullCase()), two = await world.open(world.worker, fullCase());
    await world.worker.want(201, world.worker.post(`/cases/${two.id}/records`, { kind: 'consent', fields: receipt() }));
    await world.worker.want(200, join(world.worker, one.id, two.id));
    const { id } = await world.worker.want(201, world.worker.post(`/cases/${one.id}/records`, {
      kind: 'referral', fields: { tsn_ReferralTo: 'Aurora Clinic', tsn_ReferralSent: '2026-02-02', tsn_ReferralState: 'sent' } }));
    await refused(409, 'referral.needs_consent', world.worker.get(`/cases/${one.id}/referrals/${id}/letter`));
  });

  test('after all of this the chains are whole, and the log names nobody', async () => {
    await world.verify();
    assert.ok(!/Veld|Велд|Sanko|Ostaley/.test(world.server.log));
  });
});
