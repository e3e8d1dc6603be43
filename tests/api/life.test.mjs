// A case from its opening to its end, and an account likewise, as those live it who use the API.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { consent, newId, note, person, smallCase } from '../lib/people.mjs';
import { newName } from '../lib/requests.mjs';
import { World, passphraseOf } from '../lib/world.mjs';

describe('the life of a case', () => {
  let world, file;
  before(async () => { world = await World.make('life'); });
  after(() => world.stop());

  const read = (client = world.worker) => client.want(200, client.get(`/cases/${file.id}`));
  const ofKind = (view, kind) => view.records.filter((each) => each.kind === kind);
  const find = async (client, name, more = {}) =>
    client.want(200, client.post('/cases/search', { name, ...more }));

  test('it is opened with the least there is, and needs no less', async () => {
    const without = async (records, key) => {
      const answer = await world.worker.post('/cases', { records });
      assert.equal(answer.status, 422);
      assert.ok(answer.body.problems.some((problem) => problem.key === key), answer.text);
    };
    await without([], 'kind.required');
    await without([person('Oksana Veldyna')], 'kind.required');
    await without([consent()], 'kind.required');
    await without([person('Oksana Veldyna'), { kind: 'consent', fields: { con_Consent: false } }],
                  'case.needs_consent');
    file = await world.open(world.worker, {
      records: [person('Оксана Велдина', { prs_Birthdate: '1999~', prs_Citizenship: ['UA'] }),
                consent()] });
    assert.equal(file.state, 'open');
    assert.equal(file.owner.id, world.accounts['north.caseworker'].id);
    assert.equal(ofKind(file, 'case')[0].fields.cas_Status, 'Active');
  });

  test('every problem of a form is told at once, by its place', async () => {
    const answer = await world.worker.post('/cases', { records: [
      person('', { prs_Birthdate: 'last spring', prs_Citizenship: ['XX'] }),
      { kind: 'consent', fields: {} }, { kind: 'castle', fields: {} }] });
    assert.equal(answer.status, 422);
    const told = answer.body.problems.map((each) => `${each.field} ${each.key}`);
    for (const expected of ['records[0].tsn_CalledName field.required',
                            'records[0].prs_Birthdate date.malformed',
                            'records[0].prs_Citizenship field.not_a_choice',
                            'records[1].con_Consent field.required', 'records[2].kind kind.unknown'])
      assert.ok(told.includes(expected), `${expected} of ${told}`);
  });

  test('it is found by its name as heard, in another script', async () => {
    for (const name of ['Oksana Veldina', 'Veldyna Oxana', 'ОКСАНА', 'oksana']) {
      const { items } = await find(world.worker, name);
      assert.ok(items.some((row) => row.id === file.id), name);
    }
    const { items } = await find(world.worker, 'Bartholomew');
    assert.deepEqual(items, []);
  });

  test('another team hears that it may be known elsewhere, and no more', async () => {
    const found = await find(world.southWorker, 'Oksana Veldina');
    assert.deepEqual(found, { items: [], elsewhere: true });
    assert.deepEqual(await find(world.southWorker, 'Bartholomew'), { items: [], elsewhere: false });
    assert.deepEqual(await find(world.eastWorker, 'Oksana Veldina'), { items: [], elsewhere: false });
  });

  test('it is changed, and the history says what was there before', async () => {
    const [{ id }] = ofKind(file, 'person');
    const path = `/cases/${file.id}/records/${id}`;
    const change = (fields, ifMatch) =>
      world.worker.want(200, world.worker.patch(path, { fields }, { ifMatch }));
    await change({ prs_MobilePhone: '+000 555 0100', prs_Birthdate: '1999-04' }, 1);
    await change({ prs_MobilePhone: null }, 2);
    const same = await change({ prs_Birthdate: '1999-04' }, 3);
    assert.equal(same.revision, 3, 'a change that changes nothing makes no revision');
    const added = await world.worker.want(
      201, world.worker.post(`/cases/${file.id}/records`, note('First talk.')));

    const { items } = await world.worker.want(
      200, world.worker.get(`/cases/${file.id}/history?limit=3`));
    assert.deepEqual(items.map((each) => [each.kind, each.revision]),
                     [['note', 1], ['person', 3], ['person', 2]]);
    assert.equal(items[0].record, added.id);
    assert.deepEqual(items[1].changes,
                     [{ field: 'prs_MobilePhone', before: '+000 555 0100', after: null }]);
    assert.deepEqual(items[2].changes.find((each) => each.field === 'prs_Birthdate'),
                     { field: 'prs_Birthdate', before: '1999~', after: '1999-04' });
  });

  test('its history comes in pages that meet without gap or overlap', async () => {
    const all = await world.worker.want(200, world.worker.get(`/cases/${file.id}/history?limit=200`));
    assert.equal(all.next, undefined);
    const pieces = [];
    for (let next; ;) {
      const page = await world.worker.want(200, world.worker.get(
        `/cases/${file.id}/history?limit=2${next ? `&cursor=${next}` : ''}`));
      pieces.push(...page.items);
      if (!(next = page.next)) break;
    }
    assert.deepEqual(pieces, all.items);
  });

  test('a supervisor sees it in a list without the name, opens it, and the file says so', async () => {
    const list = await world.supervisor.want(200, world.supervisor.get('/cases?limit=200'));
    const row = list.items.find((each) => each.id === file.id);
    assert.equal(row.masked, true);
    assert.equal(row.name, undefined);
    const view = await read(world.supervisor);
    assert.deepEqual(view.withheld, ['M']);
    assert.equal(ofKind(view, 'person')[0].fields.tsn_CalledName, 'Оксана Велдина');
    const { items } = await world.worker.want(200, world.worker.get(`/cases/${file.id}/readers`));
    assert.ok(items.some((each) => each.what === 'case_read'
                                   && each.by.id === world.accounts['north.supervisor'].id));
    assert.ok(items.some((each) => each.what === 'case_opened'));
  });

  test('a helper joins; it is given to a colleague of another team', async () => {
    const south = world.accounts['south.caseworker'].id;
    let view = await read();
    view = await world.worker.want(200, world.worker.put(
      `/cases/${file.id}/helpers/${south}`, undefined, { ifMatch: view.revision }));
    assert.deepEqual(view.helpers.map((each) => each.id), [south]);
    await world.southWorker.want(201, world.southWorker.post(`/cases/${file.id}/records`,
                                                             note('Second talk, in the south.')));
    const twice = await world.worker.put(`/cases/${file.id}/helpers/${south}`, undefined,
                                         { ifMatch: view.revision });
    assert.equal(twice.status, 409);
    view = await world.worker.want(200, world.worker.delete(
      `/cases/${file.id}/helpers/${south}`, { ifMatch: view.revision }));
    assert.deepEqual(view.helpers, []);
    assert.equal((await world.southWorker.get(`/cases/${file.id}`)).status, 404);

    const given = await world.supervisor.want(200, world.supervisor.put(
      `/cases/${file.id}/owner`, { account: south }, { ifMatch: view.revision }));
    assert.equal(given.team.id, world.south.id);
    assert.equal((await world.worker.get(`/cases/${file.id}`)).status, 404, 'not mine any more');
    const back = await world.southWorker.want(200, world.southWorker.put(
      `/cases/${file.id}/owner`, { account: world.accounts['north.caseworker'].id },
      { ifMatch: given.revision }));
    assert.equal(back.owner.id, world.accounts['north.caseworker'].id);
    assert.equal(ofKind(back, 'case')[0].fields.cas_CaseOwner, back.owner.id);
  });

  test('nobody who cannot work on cases is given one', async () => {
    const view = await read();
    for (const login of ['north.administrator', 'north.auditor', 'north.analyst', 'north.tip_officer',
                         'east.caseworker'])
      assert.equal((await world.worker.put(`/cases/${file.id}/owner`,
                                           { account: world.accounts[login].id },
                                           { ifMatch: view.revision })).status, 404, login);
  });

  test('administrator, auditor and analyst cannot read it, nor find it', async () => {
    for (const role of ['administrator', 'auditor', 'analyst', 'coordinator']) {
      const client = world.people[`north.${role}`];
      for (const answer of [await client.get(`/cases/${file.id}`), await client.get('/cases'),
                            await client.post('/cases/search', { name: 'Oksana' }),
                            await client.get('/day')])
        assert.equal(answer.status, 403, role);
    }
  });

  test('it is closed with a reason, changed by nobody, and opened again', async () => {
    const [{ id, revision }] = ofKind(await read(), 'person');
    let view = await read();
    const close = (fields) => world.worker.post(`/cases/${file.id}/close`, { fields },
                                                { ifMatch: view.revision });
    assert.equal((await close({})).status, 422);
    assert.equal((await close({ tsn_CloseReason: 'because' })).status, 422);
    view = await world.worker.want(200, close({ tsn_CloseReason: 'returned_home' }));
    assert.equal(view.state, 'closed');
    assert.ok(view.can.includes('case.reopen') && !view.can.includes('case.change'));
    assert.equal(ofKind(view, 'case')[0].fields.cas_Status, 'Closed');
    for (const answer of [
      await world.worker.patch(`/cases/${file.id}/records/${id}`,
                               { fields: { prs_FirstName: 'O' } }, { ifMatch: revision }),
      await world.worker.post(`/cases/${file.id}/records`, note('Too late.')),
      await close({ tsn_CloseReason: 'returned_home' })]) {
      assert.equal(answer.status, 409);
      assert.equal(answer.body.key, 'case.closed');
    }
    const lists = async (state) => (await world.worker.want(
      200, world.worker.get(`/cases?state=${state}&limit=200`))).items.map((each) => each.id);
    assert.ok((await lists('closed')).includes(file.id));
    assert.ok(!(await lists('open')).includes(file.id));
    view = await world.worker.want(200, world.worker.post(`/cases/${file.id}/reopen`, undefined,
                                                          { ifMatch: view.revision }));
    assert.equal(view.state, 'open');
    assert.equal(ofKind(view, 'case')[0].fields.tsn_CloseReason, undefined);
    assert.equal((await world.worker.post(`/cases/${file.id}/reopen`, undefined,
                                          { ifMatch: view.revision })).status, 409);
  });

  test('how a case stands is not changed by changing its fields', async () => {
    const [own] = ofKind(await read(), 'case');
    for (const fields of [{ cas_CaseOwner: world.accounts['south.caseworker'].id },
                          { cas_Status: 'Closed' }, { cas_Status: 'ClosedReferred' }]) {
      const answer = await world.worker.patch(`/cases/${file.id}/records/${own.id}`, { fields },
                                              { ifMatch: own.revision });
      assert.equal(answer.status, 422);
      assert.equal(answer.body.problems[0].key, 'case.kept_in_step');
    }
    const closing = { tsn_CloseReason: 'returned_home', cas_CaseOwner: own.id };
    assert.equal((await world.worker.post(`/cases/${file.id}/close`, { fields: closing },
                                          { ifMatch: (await read()).revision })).status, 422);
    const view = await read();
    assert.equal(ofKind(view, 'case')[0].fields.cas_CaseOwner, view.owner.id);
    assert.equal(ofKind(view, 'case')[0].fields.cas_Status, 'Active');
  });

  test('it is forgotten: no more there for anybody, and a certificate says so', async () => {
    const view = await read();
    const forget = (client, ifMatch = view.revision) =>
      client.post(`/cases/${file.id}/forget`, { reason: 'asked_by_person' }, { ifMatch });
    assert.equal((await forget(world.worker)).status, 403);
    assert.equal((await forget(world.supervisor, view.revision + 1)).status, 412);
    const certificate = await world.supervisor.want(200, forget(world.supervisor));
    assert.equal(certificate.case, file.id);
    assert.equal(certificate.records, view.records.length);
    for (const client of [world.worker, world.supervisor])
      assert.equal((await client.get(`/cases/${file.id}`)).status, 404);
    assert.equal((await forget(world.supervisor)).status, 404);
    assert.deepEqual((await find(world.worker, 'Oksana Veldina')).items, []);
    assert.equal((await find(world.southWorker, 'Oksana Veldina')).elsewhere, false);
    for (const client of [world.supervisor, world.auditor]) {
      const { items } = await client.want(200, client.get('/certificates'));
      assert.deepEqual(items.find((each) => each.case === file.id), certificate);
    }
    const again = await world.worker.post('/cases', { ...smallCase('Other'), id: file.id });
    assert.equal(again.status, 409, 'an id that was forgotten is not given again');
    await world.verify();
  });

  test('the auditor reads the whole chain in pages, without a word of any case', async () => {
    const seen = [];
    for (let next; ;) {
      const answer = await world.auditor.get(`/audit?limit=50${next ? `&cursor=${next}` : ''}`);
      assert.doesNotMatch(answer.text, /Оксана|Велдина|First talk/);
      seen.push(...answer.body.items.map((each) => each.seq));
      if (!(next = answer.body.next)) break;
    }
    assert.deepEqual(seen, Array.from(seen, (_, i) => seen[0] - i), 'every number once, to the first');
    assert.equal(seen.at(-1), 1);
  });

  test('my day counts what is mine', async () => {
    const day = await world.worker.want(200, world.worker.get('/day'));
    const open = await world.worker.want(200, world.worker.get('/cases?state=open&limit=200'));
    assert.equal(day.open, open.total);
    assert.deepEqual(day.recent.map((each) => each.id), open.items.slice(0, 8).map((each) => each.id));
  });
});

describe('the yearly count of people who were helped', () => {
  let world;
  const year = 2024;
  const helped = async (gender, born, kind, fields) => {
    const file = await world.open(world.worker, {
      records: [person(newName('Helped'), { prs_Gender: gender, prs_Birthdate: born }), consent()] });
    await world.worker.want(201, world.worker.post(`/cases/${file.id}/records`, { kind, fields }));
    return file;
  };
  const served = (client, of = year) => client.want(200, client.get(`/counts/served?year=${of}`));
  before(async () => { world = await World.make('served'); });
  after(() => world.stop());

  test('counts women and children, once each, by the help that is written down', async () => {
    for (let i = 0; i < 12; ++i)
      await helped('Feminine', '1990', 'service', { tsn_ServiceType: 'shelter', tsn_ServiceFrom: `${year}-03-0${1 + (i % 9)}` });
    for (let i = 0; i < 3; ++i)
      await helped('Masculine', '2015-02', 'aid', { tsn_AidKind: 'food', tsn_AidDate: `${year}-05-01` });
    const again = await helped('Feminine', '1991', 'visit', { tsn_VisitKind: 'visit', tsn_VisitDate: `${year}-01-01` });
    await world.worker.want(201, world.worker.post(`/cases/${again.id}/records`,
      { kind: 'visit', fields: { tsn_VisitKind: 'call', tsn_VisitDate: `${year}-06-01` } }));
    const { items } = await served(world.worker);
    assert.deepEqual(items, [{ gender: 'Feminine', age: 'adult', people: 13 },
                             { gender: 'Masculine', age: 'child', people: 3 }]);
    assert.deepEqual((await served(world.worker, year - 1)).items, []);
  });

  test('tells nothing small to who sees figures only', async () => {
    const { items, rounded_to: base, hidden_below: least } = await served(world.people['north.analyst']);
    assert.deepEqual([base, least], [10, 10]);
    for (const { people } of items) assert.ok(people === undefined || (people >= 10 && people % 10 === 0));
    assert.equal(items.find((each) => each.gender === 'Masculine').people, undefined);
  });

  test('is asked for a year', async () => {
    for (const query of ['', '?year=', '?year=x', '?year=20245', '?year=-1'])
      assert.equal((await world.worker.get(`/counts/served${query}`)).status, 400, query);
  });

  test('a survey beside it is refused with every mistake by its place, and kept once', async () => {
    const analyst = world.people['north.analyst'];
    const survey = { title: 'Street survey', place: 'Santiago', from: '2026-01-05', until: '2026-01-09', sampling: 'random',
                     groups: [{ sex: 'women', age: 'adults', screened: 1019, found: 42 }] };
    const places = async (changes) => {
      const { status, body } = await analyst.post('/surveys', { ...survey, ...changes });
      assert.equal(status, 422, JSON.stringify(changes));
      return body.problems.map((problem) => problem.field);
    };
    assert.deepEqual(await places({ from: '5 January', sampling: 'some' }), ['from', 'sampling']);
    assert.deepEqual(await places({ groups: [{ sex: 'x', age: 'y', screened: 1.5 }] }),
                     ['groups[0].sex', 'groups[0].age', 'groups[0].screened', 'groups[0].found']);
    assert.deepEqual(await places({ groups: [] }), ['groups']);
    assert.deepEqual(await places({ groups: [{ ...survey.groups[0], found: 1020 }] }), ['groups[0].found']);
    assert.deepEqual(await places({ until: '2026-01-04' }), ['until']);
    const id = newId();
    for (let i = 0; i < 2; ++i) await analyst.want(201, analyst.post('/surveys', { ...survey, id }));
    const { items } = await analyst.want(200, analyst.get('/surveys'));
    assert.equal(items.length, 1);
    assert.ok(Math.abs(items[0].rows[0].share.low - 0.0306) < 5e-5);
  });
});

describe('the life of an account', () => {
  let world;
  before(async () => { world = await World.make('accounts'); });
  after(() => world.stop());

  const change = (account, body, admin = world.admin) =>
    admin.patch(`/accounts/${account.id}`, body, { ifMatch: account.revision });

  test('made, signed in, disabled and out at once, and let in again', async () => {
    const login = newName('life');
    let account = await world.account(world.admin, login, 'caseworker', world.north);
    const client = await world.signIn(login);
    assert.equal((await client.get('/day')).status, 200);
    account = await world.admin.want(200, change(account, { disabled: true }));
    assert.equal((await client.get('/day')).status, 401);
    const refused = await client.signIn(login, passphraseOf(login));
    assert.equal(refused.status, 401);
    assert.equal(refused.body.key, 'session.wrong', 'not told that it is disabled');
    account = await world.admin.want(200, change(account, { disabled: false }));
    await world.signIn(login);
  });

  test('a new role is a new session', async () => {
    const login = newName('role');
    const account = await world.account(world.admin, login, 'caseworker', world.north);
    const client = await world.signIn(login);
    await world.admin.want(200, change(account, { role: 'auditor' }));
    assert.equal((await client.get('/day')).status, 401);
    const now = await world.signIn(login);
    assert.equal(now.session.account.role, 'auditor');
    assert.equal((await now.get('/day')).status, 403);
  });

  test('one’s own passphrase: the current one is asked, and every window is signed out', async () => {
    const login = newName('self');
    await world.account(world.admin, login, 'caseworker', world.north);
    const [client, other] = [await world.signIn(login), await world.signIn(login)];
    const put = (body) => client.put('/account/passphrase', body);
    const wrong = await put({ current: 'not this one at all', new: 'seven lamps and one bell' });
    assert.equal(wrong.status, 422);
    assert.equal((await put({ current: passphraseOf(login), new: 'short' })).status, 422);
    assert.equal((await put({ current: passphraseOf(login), new: 'password1234' })).status, 422);
    assert.equal((await put({ current: passphraseOf(login),
                              new: 'seven lamps and one bell' })).status, 204);
    for (const window of [client, other]) assert.equal((await window.get('/day')).status, 401);
    assert.equal((await client.signIn(login, passphraseOf(login))).status, 401);
    await world.signIn(login, 'seven lamps and one bell');
  });

  test('a passphrase that is refused changes nothing else either', async () => {
    const login = newName('whole');
    const account = await world.account(world.admin, login, 'caseworker', world.north);
    const answer = await change(account, { name: 'Test renamed', passphrase: 'short' });
    assert.equal(answer.status, 422);
    const { items } = await world.admin.want(200, world.admin.get('/accounts'));
    assert.deepEqual(items.find((each) => each.id === account.id), account);
  });

  test('a login is taken once in the whole node, in any case of letters', async () => {
    const account = { login: 'EAST.Caseworker', name: 'Test', role: 'caseworker',
                      passphrase: 'nine boats under the bridge' };
    const answer = await world.admin.post('/accounts', account);
    assert.equal(answer.status, 409);
    assert.equal(answer.body.key, 'account.login_taken');
  });

  test('nobody changes their own role, nor is the last administrator lost', async () => {
    const { items } = await world.admin.want(200, world.admin.get('/accounts'));
    const self = items.find((each) => each.login === 'first.admin');
    for (const body of [{ role: 'supervisor' }, { disabled: true }])
      assert.equal((await change(self, body)).status, 409);
  });

  test('guessing is slowed down, and the owner is not shut out elsewhere', async () => {
    const login = newName('guessed');
    await world.account(world.admin, login, 'caseworker', world.north);
    const guess = (localAddress) => world.admin.twin().post(
      '/sessions', { login, passphrase: 'a wrong guess, once more' }, { localAddress });
    for (let i = 0; i < 5; ++i) assert.equal((await guess('127.0.0.7')).status, 401);
    const slowed = await guess('127.0.0.7');
    assert.equal(slowed.status, 429);
    assert.ok(Number(slowed.headers['retry-after']) >= 1);
    assert.equal(slowed.body.key, 'session.wait');
    await world.signIn(login);
  });

  test('a login that is not there is refused as a wrong passphrase is', async () => {
    const ask = (login) => world.admin.twin().post(
      '/sessions', { login, passphrase: 'a wrong guess, once more' }, { localAddress: '127.0.0.8' });
    const [wrong, absent, odd] = [await ask('north.analyst'), await ask('nobody.at.all'),
                                  await ask('not a login!')];
    assert.equal(wrong.status, 401);
    for (const answer of [absent, odd]) {
      assert.equal(answer.status, 401);
      assert.equal(answer.text, wrong.text);
    }
  });

  test('after all of this the chains are whole', () => world.verify());
});
