// The walls between classes of fields: no answer of any route carries, to any role, a field of a class
// that the role may not read, or anything that was written in one.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fullCase, words } from '../lib/people.mjs';
import { actions, classes, fieldNamed, fields, letters, readable, roles,
         withReason } from '../lib/policy.mjs';
import { concernsCase, ofRoute, requestOf } from '../lib/requests.mjs';
import { World } from '../lib/world.mjs';

/** Every name of a field in an answer, wherever it stands. */
function namesIn(value, out = new Set()) {
  if (Array.isArray(value)) value.forEach((each) => namesIn(each, out));
  else if (value && typeof value === 'object')
    for (const [name, each] of Object.entries(value)) {
      if (fieldNamed.has(name)) out.add(name);
      namesIn(each, out);
    }
  else if (fieldNamed.has(value)) out.add(value);
  return out;
}

describe('walls between classes of fields', () => {
  let world, file;
  before(async () => {
    world = await World.make('walls');
    file = await world.open(world.worker, fullCase());
    const person = file.records.find((record) => record.kind === 'person');
    const context = file.records.find((record) => record.kind === 'context');
    // A history with something before and after in every class.
    for (const [record, changes] of [
      [person, { prs_MobilePhone: '+000 555 0199', prs_MailingStreet: 'Elsewhere 1',
                 prs_MaritalStatus: 'Single' }],
      [context, { vic_TraffickingStatus: 'PossibleVictimOfTrafficking', tsn_HealthNeeds: 'rest',
                  vic_LocationOfRecruitment: 'Hafenmark Two' }]])
      await world.worker.want(200, world.worker.patch(
        `/cases/${file.id}/records/${record.id}`, { fields: changes }, { ifMatch: 1 }));
  });
  after(() => world.stop());

  function hold(role, answer, where, more = []) {
    const may = new Set([...readable(role), ...more]);
    const said = answer.text;
    for (const letter of letters.filter((each) => !may.has(each)))
      for (const word of words[letter] ?? [])
        assert.ok(!said.includes(word), `${role}, ${where}: something of class ${letter}`);
    for (const name of namesIn(answer.body))
      assert.ok(may.has(fieldNamed.get(name).class), `${role}, ${where}: ${name}`);
  }

  test('no answer of any route crosses them', async () => {
    const reading = world.worker.description.operations.filter(
      (each) => each.action && !ofRoute(each).endsSession && !ofRoute(each).spends
                && !ofRoute(each).target
                // These two say which fields there are, and nothing of anybody.
                && !['GET /catalogue', 'GET /releases/choices'].includes(each.id));
    for (const role of roles)
      for (const operation of reading) {
        const { method, path, options } = requestOf(operation, world, { file });
        const answer = await world.people[`north.${role}`].call(method, path, options);
        if (['GET /counts', 'GET /counts/cross'].includes(operation.id)) continue;  // have a test of their own
        hold(role, answer, operation.id);
        if (concernsCase(operation) && actions[operation.action][role] !== '')
          assert.equal(answer.status, operation.success);
      }
  });

  test('what is withheld is said, and is what the policy withholds', async () => {
    for (const role of roles.filter((each) => actions['case.read'][each] !== '')) {
      const client = world.people[`north.${role}`];
      const view = await client.want(200, client.get(`/cases/${file.id}`));
      const withheld = letters.filter((each) => each !== 'N' && !readable(role).includes(each));
      assert.deepEqual([...view.withheld].sort(), withheld.sort(), role);
      for (const letter of readable(role))
        for (const word of words[letter] ?? [])
          assert.ok(JSON.stringify(view).includes(word) || !['A'].includes(letter),
                    `${role} reads class ${letter}`);
    }
  });

  test('the catalogue shows a role the fields it may read, give a reason for, write, count or release', async () => {
    const coded = ['picklist', 'multi_picklist', 'country', 'countries', 'language', 'checkbox', 'integer'];
    const retired = new Set(fields.filter((field) => field.retired).map((field) => field.name));
    for (const role of roles) {
      const counts = actions['count.read'][role] === 'safe';
      const client = world.people[`north.${role}`];
      const released = actions['release.make'][role] === ''
        ? [] : (await client.want(200, client.get('/releases/choices'))).fields;
      const shown = await client.want(200, client.get('/catalogue'));
      const known = fields.filter((field) => classes[role][field.class] !== '');
      const expected = fields.filter((field) => known.includes(field)
                                                || (counts && coded.includes(field.type)) || released.includes(field.name));
      assert.deepEqual(shown.fields.map((field) => field.name).sort(),
                       expected.map((field) => field.name).sort(), role);
      for (const field of shown.fields)
        assert.equal(field.writable, classes[role][field.class] === 'rw' && !retired.has(field.name), `${role} ${field.name}`);
      const inKinds = shown.kinds.flatMap((kind) => kind.sections.flatMap((each) => each.fields));
      assert.deepEqual([...inKinds].sort(), known.map((field) => field.name).sort());
    }
  });

  test('a field is written only by those who write its class', async () => {
    const sample = { K: ['person', 'prs_FirstName'], W: ['person', 'prs_MailingCity'],
                     C: ['person', 'prs_MaritalStatus', 'Single'], M: ['context', 'tsn_HealthNeeds'],
                     S: ['context', 'vic_LocationOfExploitation'],
                     L: ['context', 'vic_TraffickingStatus', 'NotAVictimOfTrafficking'],
                     A: ['case', 'cas_ReferringPrimaryCaseWorker'] };
    for (const role of roles.filter((each) => actions['case.change'][each] !== ''))
      for (const [letter, [kind, field, value = 'Test']] of Object.entries(sample)) {
        const fresh = await world.open(world.worker, fullCase());
        const record = fresh.records.find((each) => each.kind === kind);
        const answer = await world.people[`north.${role}`].patch(
          `/cases/${fresh.id}/records/${record.id}`, { fields: { [field]: value } }, { ifMatch: 1 });
        const may = classes[role][letter] === 'rw';
        assert.equal(answer.status, may ? 200 : 422, `${role} writes ${field}: ${answer.text}`);
        if (may) hold(role, answer, 'change');
        else assert.equal(answer.body.problems[0].key, 'field.not_yours');
      }
  });

  test('a class that needs a reason opens for that case and that session only', async () => {
    for (const role of roles.filter((each) => withReason(each).length > 0)) {
      const client = world.people[`north.${role}`];
      const other = await world.open(world.worker, fullCase());
      for (const letter of withReason(role)) {
        const reason = { class: letter, reason: 'Asked by the clinic.' };
        assert.equal((await client.post(`/cases/${other.id}/reasons`, reason)).status, 204);
        hold(role, await client.get(`/cases/${other.id}`), 'with a reason', withReason(role));
        hold(role, await client.get(`/cases/${file.id}`), 'another case');
        const view = await client.want(200, client.get(`/cases/${other.id}`));
        assert.ok(words[letter].some((word) => JSON.stringify(view).includes(word)));
        assert.ok(!view.withheld.includes(letter));
        const again = await world.signIn(`north.${role}`);
        hold(role, await again.get(`/cases/${other.id}`), 'another session');
      }
      for (const letter of letters.filter((each) => !withReason(role).includes(each)))
        assert.equal((await client.post(`/cases/${other.id}/reasons`,
                                        { class: letter, reason: 'Why not.' })).status, 422);
    }
  });

  test('counts: only of fields whose class the role reads; figures only, and safe ones', async () => {
    for (const role of roles) {
      const client = world.people[`north.${role}`];
      const scope = actions['count.read'][role];
      for (const field of fields) for (const path of ['/counts?by=', '/counts/cross?by=cas_Status,']) {
        if (path.endsWith(`${field.name},`)) continue;
        const answer = await client.get(path + field.name);
        if (scope === '') assert.equal(answer.status, 403, `${role} ${field.name}`);
        else if (scope === 'safe') {
          assert.ok([200, 422].includes(answer.status), `${role} ${field.name}`);
          for (const { count } of answer.body.items ?? []) {
            assert.equal(count % answer.body.rounded_to, 0);
            assert.ok(count >= answer.body.hidden_below && answer.body.hidden_below > 1);
          }
        } else if (!readable(role).includes(field.class)) {
          assert.equal(answer.status, 422, `${role} ${field.name}`);
        }
      }
    }
  });

  test('a list shows names to those only who may see them unopened', async () => {
    const rows = async (client) =>
      (await client.want(200, client.get('/cases?state=all&limit=200'))).items;
    for (const row of await rows(world.worker)) assert.equal(typeof row.name, 'string');
    for (const row of await rows(world.supervisor)) {
      assert.equal(row.masked, true);
      assert.equal(row.name, undefined);
    }
    for (const row of await rows(world.people['north.protection_officer'])) {
      assert.equal(row.name, undefined);
      assert.doesNotMatch(JSON.stringify(row.fields), /Veltrova|Zarinmark/);
    }
  });
});
