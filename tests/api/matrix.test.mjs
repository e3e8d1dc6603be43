// Every route, every role, every way to stand to a case: what comes out is what the policy's tables
// say. Nothing here names a route: they come from the description, the expectations from data/policy.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fullCase, newId } from '../lib/people.mjs';
import { actions, reaches, roles } from '../lib/policy.mjs';
import { caseFor, concernsCase, newName, ofRoute, requestOf } from '../lib/requests.mjs';
import { Client } from '../lib/client.mjs';
import { World } from '../lib/world.mjs';

const relations = ['own', 'other team', 'other organisation', 'no such case', 'forgotten'];

describe('every role over every route', () => {
  let world, operations;
  /** relation -> a case that nobody changes; the strangers' requests are about these. */
  const standing = {};

  before(async () => {
    world = await World.make('matrix');
    operations = world.worker.description.operations;
    standing.own = await world.open(world.worker, fullCase());
    standing['other team'] = await world.open(world.southWorker, fullCase());
    standing['other organisation'] = await world.open(world.eastWorker, fullCase());
    standing['no such case'] = { ...standing.own, id: newId() };
    const gone = await world.open(world.worker, fullCase());
    await world.supervisor.want(200, world.supervisor.post(
      `/cases/${gone.id}/forget`, { reason: 'opened_in_error' }, { ifMatch: gone.revision }));
    standing.forgotten = gone;
  });
  after(() => world.stop());

  const owners = () => ({ own: world.worker, 'other team': world.southWorker });

  /** A client of that role, its own where the route ends the session. */
  async function clientFor(operation, role) {
    if (!ofRoute(operation).endsSession)
      return { client: world.people[`north.${role}`], login: `north.${role}` };
    const login = newName(`leaving.${role}`);
    await world.account(world.admin, login, role, world.north);
    return { client: await world.signIn(login), login };
  }

  async function ask(operation, role, relation) {
    const { client, login } = await clientFor(operation, role);
    const allowed = reaches(actions[operation.action]?.[role], relation);
    const { spends, target } = ofRoute(operation);
    const file = allowed && spends ? await caseFor(world, operation, owners()[relation])
                                   : standing[relation];
    const made = target ? await target(world, client, login) : undefined;
    const { method, path, options } = requestOf(operation, world, { file, login, target: made });
    return client.call(method, path, options);
  }

  test('the tables are walked whole', () => {
    assert.equal(roles.length, 8);
    assert.ok(operations.length >= 35, `${operations.length} routes`);
  });

  test('cases: allowed where the policy says so, and nowhere else', async (t) => {
    for (const operation of operations.filter(concernsCase))
      await t.test(operation.id, async () => {
        for (const role of roles) {
          const scope = actions[operation.action][role];
          for (const relation of relations) {
            const expected = scope === '' ? 403 : reaches(scope, relation) ? operation.success : 404;
            const answer = await ask(operation, role, relation);
            assert.equal(answer.status, expected,
                         `${role}, ${relation}: ${answer.text.slice(0, 300)}`);
            if (expected === 403) assert.equal(answer.body.key, 'access.not_your_role');
            if (expected === 404) assert.equal(answer.body.key, 'case.absent');
          }
        }
      });
  });

  test('what concerns no case: allowed to those roles that have the action', async (t) => {
    for (const operation of operations.filter((each) => !concernsCase(each) && each.action))
      await t.test(operation.id, async () => {
        for (const role of roles) {
          const scope = actions[operation.action][role];
          const answer = await ask(operation, role, 'own');
          assert.equal(answer.status, scope === '' ? 403 : operation.success,
                       `${role}: ${answer.text.slice(0, 300)}`);
        }
      });
  });

  test('nobody who is not signed in', async () => {
    const nobody = await Client.of(world.server);
    for (const operation of operations.filter((each) => each.action))
      for (const relation of concernsCase(operation) ? relations : ['own']) {
        const made = ofRoute(operation).target ? { id: newId(), revision: 1 } : undefined;
        const { method, path, options } = requestOf(
          operation, world, { file: standing[relation], login: 'nobody', target: made });
        const answer = await nobody.call(method, path, options);
        assert.equal(answer.status, 401, `${operation.id}, ${relation}`);
        assert.equal(answer.body.key, 'session.none');
      }
  });

  const withoutTime = ({ status, text, headers: { date, ...headers } }) => ({ status, text, headers });

  test('not there, not yours, elsewhere and forgotten are one answer, to the byte', async () => {
    for (const operation of operations.filter(concernsCase))
      for (const role of roles) {
        const scope = actions[operation.action][role];
        const same = relations.filter((relation) => scope === '' || !reaches(scope, relation));
        const answers = [];
        for (const relation of same)
          answers.push(withoutTime(await ask(operation, role, relation)));
        for (const answer of answers)
          assert.deepEqual(answer, answers[0], `${operation.id}, ${role}`);
      }
  });

  test('not there and not yours leave the same trace, and so take the same time', async (t) => {
    const newest = async () =>
      (await world.auditor.want(200, world.auditor.get('/audit?limit=200'))).items;
    const took = { 'other team': [], 'no such case': [] };
    for (const operation of operations.filter(concernsCase)) {
      if (!['case', 'lasting'].includes(actions[operation.action].caseworker)) continue;
      const traces = [];
      for (const relation of ['other team', 'other organisation', 'no such case', 'forgotten']) {
        const [{ seq }] = await newest();
        await ask(operation, 'caseworker', relation);
        // Not what the program does by itself meanwhile.
        const entries = (await newest()).filter((entry) => entry.seq > seq && entry.what !== 'hook_tried');
        traces.push(entries.map((entry) => entry.what));
        assert.equal(entries.find((entry) => entry.case)?.case, standing[relation].id, relation);
      }
      // The first entry of each is the auditor's own look.
      for (const trace of traces)
        assert.deepEqual(trace, ['case_refused', 'audit_read'], operation.id);
    }
    for (let i = 0; i < 150; ++i)
      for (const relation of Object.keys(took)) {
        const start = process.hrtime.bigint();
        await world.worker.get(`/cases/${standing[relation].id}`);
        took[relation].push(Number(process.hrtime.bigint() - start) / 1e6);
      }
    const median = (list) => list.sort((a, b) => a - b)[list.length >> 1].toFixed(2);
    t.diagnostic(`median of 150: not yours ${median(took['other team'])} ms, ` +
                 `not there ${median(took['no such case'])} ms`);
  });

  test('a record is reached through its own case only', async () => {
    const [here, there] = [standing.own, standing['other team']];
    const change = (file, record) => world.worker.patch(
      `/cases/${file.id}/records/${record}`, { fields: { con_Consent: true } }, { ifMatch: 1 });
    const absent = withoutTime(await change(here, newId()));
    assert.equal(absent.status, 404);
    for (const record of there.records)
      assert.deepEqual(withoutTime(await change(here, record.id)), absent);
    assert.deepEqual(withoutTime(await change(here, standing['other organisation'].records[0].id)),
                     absent);
  });

  test('accounts: those of another organisation are not there', async () => {
    const change = (id) => world.admin.patch(`/accounts/${id}`, { name: 'Test' }, { ifMatch: 1 });
    const absent = withoutTime(await change(newId()));
    assert.equal(absent.status, 404);
    assert.deepEqual(withoutTime(await change(world.accounts['east.caseworker'].id)), absent);
    const list = await world.admin.want(200, world.admin.get('/accounts'));
    assert.doesNotMatch(JSON.stringify(list), /east\.|second\.admin/);
    const owner = (id) => world.worker.put(`/cases/${standing.own.id}/owner`, { account: id },
                                           { ifMatch: standing.own.revision });
    const nobody = withoutTime(await owner(newId()));
    assert.equal(nobody.status, 404);
    assert.deepEqual(withoutTime(await owner(world.accounts['east.caseworker'].id)), nobody);
  });

  test('a helper sees the case while named, and no longer', async () => {
    const file = await world.open(world.worker, fullCase());
    const helper = world.accounts['south.caseworker'].id;
    const path = `/cases/${file.id}/helpers/${helper}`;
    assert.equal((await world.southWorker.get(`/cases/${file.id}`)).status, 404);
    const named = await world.worker.want(200, world.worker.put(path, undefined, { ifMatch: 1 }));
    assert.equal((await world.southWorker.get(`/cases/${file.id}`)).status, 200);
    await world.worker.want(200, world.worker.delete(path, { ifMatch: named.revision }));
    assert.equal((await world.southWorker.get(`/cases/${file.id}`)).status, 404);
  });

  test('after all of this the chains are whole', () => world.verify());
});
