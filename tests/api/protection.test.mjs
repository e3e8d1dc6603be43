// Protection status through the API: Norway's figures out of the register that holds them, what a
// packet shows to whom, and what is left when consent is taken back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Demonstration } from '../lib/demonstration.mjs';
import { applicationFields, granting, packet, refusing, smallCase, words } from '../lib/people.mjs';
import { World } from '../lib/world.mjs';

const figuresOf = async (client, query) =>
  (await client.want(200, client.get(`/protection/figures${query}`))).items;

describe('the register of the demonstration', () => {
  let network, officer;
  const account = (login) => network.accounts.find((each) => each.login === login);
  before(async () => {
    network = await Demonstration.make('register', 5);
    await network.start();
    officer = await network.signIn(account('kari.permits'));
  });
  after(() => network.server.stop());

  test('the yearly table shows what Norway published', async () => {
    const [first, second] = await figuresOf(officer, '?from=2007&to=2008');
    assert.equal(first.granted, 35);
    assert.deepEqual([second.applied, second.granted, second.refused], [51, 42, 9]);
    assert.deepEqual([second.withdrawn, second.pending], [0, 0]);
    assert.ok(second.median_days > 0 && second.p90_days >= second.median_days);
  });

  test('it is there case by case: the groups add up, and every refusal was read by somebody else', async () => {
    for (const by of ['sex', 'age', 'citizenship', 'status', 'pack']) {
      const groups = await figuresOf(officer, `?from=2008&to=2008&by=${by}`);
      const sum = (what) => groups.reduce((all, each) => all + each[what], 0);
      assert.deepEqual([sum('applied'), sum('granted'), sum('refused')], [51, 42, 9], by);
    }
    let refused = 0;
    const { items } = await officer.want(200, officer.get('/applications?list=all&limit=200'));
    for (const row of items.filter(({ stage, applied_on }) => stage === 'refused' && applied_on < '2009')) {
      const view = await officer.want(200, officer.get(`/cases/${row.case}/protection`));
      const [{ decisions: [decision], pack }] = view.applications;
      assert.notEqual(decision.by.id, decision.reader.id);
      assert.equal(pack.pack, 'no-2008');
      ++refused;
    }
    assert.equal(refused, 9);
  });

  test('whoever is not of the office sees no small figure', async () => {
    const analyst = await network.signIn(account('maren.permits'));
    const [, second] = await figuresOf(analyst, '?from=2007&to=2008');
    assert.deepEqual([second.applied, second.granted, second.refused], [50, 40, null]);
    for (const figure of await figuresOf(analyst, '?from=2007&to=2008&by=citizenship'))
      for (const what of ['applied', 'granted', 'refused', 'withdrawn', 'pending'])
        assert.ok(figure[what] === null || figure[what] % 10 === 0);
    const named = await figuresOf(analyst, '?from=2008&to=2008&by=pack');
    assert.deepEqual(named.map(({ label }) => label), ['Norway 2007–2009']);
  });
});

describe('an application', () => {
  let world, officer, colleague;
  before(async () => {
    world = await World.make('protection');
    officer = world.people['north.protection_officer'];
    colleague = world.people['north.other_officer'];
  });
  after(() => world.stop());

  const file = (...content) => officer.want(201, officer.post('/applications', packet(...content)));
  const act = (client, view, what, body, status = 201) => client.want(status, client.post(
    `/cases/${view.case}/applications/${view.applications[0].id}/${what}`, body));

  test('is under the law of its day, whatever holds today', async () => {
    const old = await file('Ilma Torvane', { tsn_AppDate: '2006-03-01' });
    const six = await file('Ruta Samsel');
    const now = await file('Dova Linker', { tsn_AppDate: '2024-03-01' });
    assert.deepEqual([old, six, now].map((view) => view.applications[0].pack.pack),
                     ['no-2006', 'no-2008', 'no-2010']);
    const ends = async (view, on) =>
      (await act(officer, view, 'decisions', { fields: granting({ tsn_DecisionDate: on }) })).applications[0];
    // Decided after the law had changed: the law of the application still gives the length.
    assert.equal((await ends(old, '2007-02-01')).ends, '2007-03-18');
    assert.equal((await ends(six, '2008-08-31')).ends, '2009-02-28');
    assert.equal((await ends(now, '2024-03-31')).ends, '2024-09-30');
  });

  test('is refused only after somebody else has read it', async () => {
    const view = await file('Ilma Torvane');
    await act(officer, view, 'decisions', { fields: refusing() });
    const own = await officer.post(
      `/cases/${view.case}/applications/${view.applications[0].id}/reading`, { agrees: true });
    assert.deepEqual([own.status, own.body.key], [403, 'decision.own_reading']);
    const read = await act(colleague, view, 'reading', { agrees: true }, 200);
    assert.equal(read.applications[0].stage, 'refused');
  });

  test('shows its packet to the office, and nothing of where somebody is or of their health', async () => {
    const view = await file(words.K[0]);
    const whole = await officer.want(200, officer.get(`/cases/${view.case}`));
    assert.ok(JSON.stringify(whole).includes(words.K[0]));
    assert.deepEqual(whole.withheld, ['W', 'M']);
    for (const field of ['prs_MailingStreet', 'prs_MobilePhone']) {
      const answer = await officer.post('/applications', packet('Ilma Torvane', {}, { [field]: 'Test' }));
      assert.equal(answer.status, 422, field);
    }
    // A case of the organisation that came as no packet stays closed to its officers.
    const shelter = await world.open(world.worker, smallCase(words.K[0]));
    const seen = await officer.want(200, officer.get(`/cases/${shelter.id}`));
    assert.ok(!JSON.stringify(seen).includes(words.K[0]));
  });

  test('cannot be written or rewritten by the general forms', async () => {
    const view = await file('Ilma Torvane');
    const decided = await act(officer, view, 'decisions', { fields: granting() });
    const { id } = decided.applications[0].decisions[0];
    const change = await officer.patch(`/cases/${view.case}/records/${id}`,
                                       { fields: { tsn_DecisionOutcome: 'refused' } }, { ifMatch: 1 });
    assert.deepEqual([change.status, change.body.problems[0].key], [422, 'field.not_yours']);
    const add = await officer.post(`/cases/${view.case}/records`, {
      kind: 'application', fields: applicationFields() });
    assert.deepEqual([add.status, add.body.problems[0].key], [422, 'kind.unknown']);
  });

  test('of which consent was taken back keeps the decision, and counts', async () => {
    const view = await file('Zusanka Wolland', { tsn_AppDate: '2008-02-01' });
    await act(officer, view, 'decisions', { fields: granting() });
    const before = await figuresOf(officer, '?from=2008&to=2008');
    const kept = await officer.want(201, officer.post(`/cases/${view.case}/consent-taken-back`));
    assert.equal((await officer.get(`/cases/${view.case}`)).status, 404);
    assert.equal(kept.applications[0].kept_by_law, true);
    assert.equal(kept.applications[0].decisions[0].outcome, 'granted');
    const whole = await officer.want(200, officer.get(`/cases/${kept.case}`));
    assert.ok(!JSON.stringify(whole).includes('Zusanka'));
    assert.deepEqual(await figuresOf(officer, '?from=2008&to=2008'), before);
  });

  test('has a sheet in six languages that does not say why', async () => {
    const view = await file('Ilma Torvane');
    const path = `/cases/${view.case}/applications/${view.applications[0].id}/letter?type=consequences`;
    const titles = new Set();
    for (const language of ['en', 'fr', 'es', 'pt', 'ru', 'ar']) {
      const sheet = await officer.want(200, officer.get(`${path}&language=${language}`));
      assert.equal(sheet.direction, language === 'ar' ? 'rtl' : 'ltr');
      assert.ok(sheet.parts.length >= 8);
      assert.doesNotMatch(JSON.stringify(sheet), /traffick|traite|trata|tr[áa]fico|торговл|اتجار|Torvane/i);
      titles.add(sheet.title);
    }
    assert.equal(titles.size, 6);
  });

  test('has letters as it goes on, each in six languages and only when it fits', async () => {
    const view = await file('Ilma Torvane');
    const path = `/cases/${view.case}/applications/${view.applications[0].id}/letter`;
    const letter = async (type, language = 'en') => officer.get(`${path}?type=${type}&language=${language}`);
    const written = async () => (await officer.want(200, officer.get(`/cases/${view.case}/protection`))).applications[0].printable;
    assert.deepEqual(await written(), ['receipt', 'question', 'consequences']);
    assert.equal((await letter('decision')).status, 409);
    assert.equal((await letter('nothing')).status, 409);
    await act(officer, view, 'decisions', { fields: granting({ tsn_DecisionReasons: 'Because it holds together.' }) });
    assert.match(JSON.stringify((await letter('decision')).body), /was granted on 20 June 2008.*Because it holds together/);
  });

  test('has letters of what happened to a grant that runs', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const view = await file('Ilma Torvane', { tsn_AppDate: today });
    const path = `/cases/${view.case}/applications/${view.applications[0].id}/letter`;
    const letter = async (type, language = 'en') => officer.get(`${path}?type=${type}&language=${language}`);
    const written = async () => (await officer.want(200, officer.get(`/cases/${view.case}/protection`))).applications[0].printable;
    await act(officer, view, 'decisions', { fields: granting({ tsn_DecisionDate: today }) });
    await act(officer, view, 'events', { fields: {
      tsn_EventType: 'extended', tsn_EventDate: today, tsn_EventUntil: '2040-06-01', tsn_EventReasons: 'Not yet well.' } });
    assert.deepEqual(await written(), ['receipt', 'decision', 'consequences', 'reminder', 'extension']);
    const texts = {};
    for (const type of await written())
      for (const language of ['en', 'fr', 'es', 'pt', 'ru', 'ar']) {
        const { status, body } = await letter(type, language);
        assert.equal(status, 200);
        const lines = [body.title, body.intro, ...body.parts.flatMap((part) => [part.heading, ...part.lines])];
        for (const line of lines) assert.doesNotMatch(line, /[{}]|^[a-z]+\.[a-z.]+$/, `${type} ${language}`);
        texts[`${type} ${language}`] = lines.join('\n');
      }
    assert.equal(new Set(Object.values(texts)).size, Object.keys(texts).length);
    assert.match(texts['extension fr'], /1 juin 2040[^]*Not yet well/);
    await act(officer, view, 'events', { fields: {
      tsn_EventType: 'grounds_withdrawn', tsn_EventDate: today, tsn_EventReasons: 'It was not so.' } });
    assert.deepEqual(await written(), ['receipt', 'decision', 'consequences', 'withdrawal']);
    assert.match(JSON.stringify((await letter('withdrawal')).body), /It was not so/);
  });

  test('is reminded of at other lead times later on', async () => {
    const view = await file('Ilma Torvane');
    assert.deepEqual(view.applications[0].remind, ['P30D', 'P7D']);
    const changed = await act(officer, view, 'reminders', { fields: { tsn_AppRemind: ['P90D', 'P1D'] } }, 200);
    assert.deepEqual(changed.applications[0].remind, ['P90D', 'P1D']);
    const usual = await act(officer, view, 'reminders', { fields: {} }, 200);
    assert.deepEqual(usual.applications[0].remind, ['P30D', 'P7D']);
    const other = await act(officer, view, 'reminders', { fields: { tsn_AppDate: '2001-01-01' } }, 422);
    assert.deepEqual(other.problems.map(({ key }) => key), ['field.not_yours']);
  });

  test('is seen by a caseworker as what may be open to her person, and what is missing', async () => {
    const mine = await world.open(world.worker, smallCase('Ilma Torvane'));
    const path = `/cases/${mine.id}/protection?country=NO`;
    const before = await world.worker.want(200, world.worker.get(path));
    const period = ({ possible }) => possible.find(({ status }) => status === 'reflection');
    assert.equal(period(before).outcome, 'needs_info');
    assert.equal(before.may_decide, false);
    for (const { name } of period(before).missing)
      await world.worker.want(201, world.worker.post(`/cases/${mine.id}/grounds`, { fields: {
        tsn_GroundFact: name, tsn_GroundValue: 'true', tsn_GroundSource: 'person',
        tsn_GroundCertainty: 'stated' } }));
    const after = await world.worker.want(200, world.worker.get(path));
    assert.equal(period(after).outcome, 'open');
  });

  test('after all of this the chains are whole', () => world.verify());
});
