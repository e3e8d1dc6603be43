// Screening through the API: the sets as published, answers kept bit by bit, and a panel that cites them.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newKey, smallCase } from '../lib/people.mjs';
import { repository } from '../lib/program.mjs';
import { World } from '../lib/world.mjs';

const standards = join(repository, '../shared/standards');
const set = (name) => JSON.parse(readFileSync(join(repository, `data/screening/${name}.json`), 'utf8'));
const rows = (name) => {
  const cell = /("(?:[^"]|"")*"|[^,]*)(?:,|$)/gy;
  const [head, ...lines] = readFileSync(join(standards, name), 'utf8').trim().split('\n').map((line) =>
    [...line.matchAll(cell)].map(([, text]) => text.replace(/^"|"$/g, '').replaceAll('""', '"')));
  return lines.map((line) => Object.fromEntries(head.map((key, i) => [key, line[i]])));
};

test('the sets of the ILO hold every indicator, with its strength where one was published', (t) => {
  if (!existsSync(standards)) return t.skip('../shared/standards is not beside the project: NOT COMPARED');
  const published = rows('ilo-indicators.csv');
  for (const name of ['adult-labour', 'child-labour', 'adult-sexual', 'child-sexual']) {
    const mine = set(`ilo-${name}`);
    const theirs = published.filter((row) => row.set === name);
    const questions = mine.groups.flatMap((group) => group.questions);
    assert.deepEqual(questions.map(({ key }) => key), theirs.map((row) => row.indicator_key), name);
    const usable = theirs.every((row) => row.usable_for_scoring === 'yes');
    assert.equal(mine.method, usable ? 'ilo-2009' : undefined, name);
    if (usable) assert.deepEqual(questions.map(({ strength }) => strength), theirs.map((row) => row.strength), name);
    else assert.ok(questions.every(({ strength }) => strength === undefined), name);
  }
});

test('the method has every line of the published rule', (t) => {
  if (!existsSync(standards)) return t.skip('../shared/standards is not beside the project: NOT COMPARED');
  const { positive, lines } = set('method');
  const steps = rows('ilo-decision-rule.csv').map(({ step }) => Number(step));
  // Line 1 is what an answer may be, line 12 what the result is not: both in the C++ tests.
  assert.deepEqual([1, ...positive.map(({ line }) => line), ...lines.map(({ line }) => line), 12], steps);
});

describe('a screening', () => {
  let world, worker, file;
  before(async () => {
    world = await World.make('screening');
    worker = world.worker;
    file = await world.open(worker, smallCase('Ilma Torvane'));
  });
  after(() => world.stop());

  const path = () => `/cases/${file.id}/screenings`;
  const begin = (instrument) =>
    worker.want(201, worker.post(path(), { instrument }, { key: newKey() }));
  const questions = (view, instrument) => view.interviews
    .findLast((each) => each.instrument === instrument).groups.flatMap((group) => group.questions);
  const keep = (view, answers, instrument = 'importation') => worker.post(
    `${path()}/${view.interviews.findLast((each) => each.instrument === instrument).id}/answers`,
    { answers }, { key: newKey() });
  const element = (view, regime, key) =>
    view.regimes.find((each) => each.key === regime).elements.find((each) => each.key === key);

  test('offers the sets, and says which are checklists', async () => {
    const { instruments, interviews, child } = await worker.want(200, worker.get(path()));
    assert.deepEqual(instruments.filter((each) => each.by_method).map((each) => each.instrument),
                     ['ilo-adult-labour', 'ilo-child-labour']);
    assert.equal(instruments.length, 10);
    assert.deepEqual([interviews, child], [[], 'unknown']);
  });

  test('keeps some answers today and others tomorrow, with words, source, who and when', async () => {
    let view = await begin('importation');
    view = await worker.want(200, keep(view, [
      { question: 'IM.threats', reply: 'yes', words: 'They know where the children live.', source: 'person' },
      { question: 'IM.loan', reply: 'refused' }, { question: 'IM.journey', reply: 'no' }]));
    view = await worker.want(200, keep(view, [{ question: 'IM.crisis', reply: 'unknown' }]));
    const said = Object.fromEntries(questions(view, 'importation').map((each) => [each.key, each]));
    assert.deepEqual([said['IM.threats'].reply, said['IM.threats'].source, said['IM.threats'].by.name],
                     ['yes', 'person', 'Test north.caseworker']);
    assert.deepEqual([said['IM.loan'].reply, said['IM.crisis'].reply, said['IM.unpaid'].reply],
                     ['refused', 'unknown', null]);
    const means = element(view, 'trafficking', 'means');
    assert.equal(means.truth, 'yes');
    assert.deepEqual(means.cited.map((each) => each.question), ['IM.threats']);
    assert.equal(element(view, 'trafficking', 'purpose').truth, 'unknown');
    assert.ok(element(view, 'smuggling', 'entry').asked_by.includes('protection-needs'));
  });

  test('by the published method shows patterns, and from a checklist concludes nothing', async () => {
    let view = await begin('ilo-adult-labour');
    const yes = ['DR.job_nature', 'DR.wages', 'EX.hours', 'EX.low_pay', 'CD.documents', 'CD.debt_bondage'];
    view = await worker.want(200, keep(view, yes.map((question) => ({ question, reply: 'yes' })),
                                       'ilo-adult-labour'));
    const { lines } = view.interviews.at(-1);
    assert.equal(lines.find((each) => each.key === 'trafficking').truth, 'yes');
    view = await begin('ilo-adult-sexual');
    assert.deepEqual(view.interviews.at(-1).lines, []);
    assert.doesNotMatch(JSON.stringify(view), /"(score|status|victim)/i);
  });

  test('does not overwrite what somebody else answered meanwhile', async () => {
    const view = await worker.want(200, worker.get(path()));
    const stale = await keep(view, [{ question: 'IM.threats', reply: 'no' }]);
    assert.deepEqual([stale.status, stale.body.key], [412, 'store.changed_meanwhile']);
    const { revision } = questions(view, 'importation').find((each) => each.key === 'IM.threats');
    const back = await worker.want(200, keep(view, [{ question: 'IM.threats', reply: null, revision }]));
    assert.equal(element(back, 'trafficking', 'means').cited.some((each) => each.question === 'IM.threats'), false);
  });

  test('names the answer that is wrong, and keeps none of its request', async () => {
    const view = await worker.want(200, worker.get(path()));
    const wrong = await keep(view, [{ question: 'IM.unpaid', reply: 'yes' },
                                    { question: 'DR.wages', reply: 'perhaps' }]);
    assert.equal(wrong.status, 422);
    assert.deepEqual(wrong.body.problems.map((each) => each.field), ['answers[1].reply']);
    const strange = await keep(view, [{ question: 'IM.unpaid', reply: 'yes' },
                                      { question: 'DR.wages', reply: 'yes' }]);
    assert.deepEqual(strange.body.problems.map((each) => each.field), ['answers[1].question']);
    const after = await worker.want(200, worker.get(path()));
    assert.equal(questions(after, 'importation').find((each) => each.key === 'IM.unpaid').reply, null);
  });

  test('is not written by the general forms, and speaks the language that is asked for', async () => {
    const add = await worker.post(`/cases/${file.id}/records`, { kind: 'answer', fields: {} });
    assert.deepEqual([add.status, add.body.problems[0].key], [422, 'kind.unknown']);
    const arabic = await worker.want(200, worker.get(path(), { headers: { 'accept-language': 'ar' } }));
    assert.match(arabic.regimes[0].label, /الاتجار/);
  });

  test('after all of this the chains are whole', () => world.verify());
});
