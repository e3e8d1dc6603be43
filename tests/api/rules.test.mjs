// The law as data, from the command line: what the packs mean, what they answer, what is refused.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ownFolder, repository, run, succeed } from '../lib/program.mjs';

const folder = ownFolder('rules');
const at = (name) => join(folder, name);
const pack = (more = {}) => ({
  pack: 'zz', version: '1.0.0', jurisdiction: 'ZZ', time_zone: 'Europe/Oslo',
  statuses: [{ id: 'stay', stage: 'reflection', who: { fact: 'presumed_victim', is: true },
               sources: [{ doc: 'A law', confidence: 'high' }] }],
  ...more,
});
const write = (name, value) => writeFileSync(at(name), typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** The answer about one status of a pack. */
async function explain(name, facts, status, ...more) {
  const result = await run(['rules', 'explain', '--pack', name, '--facts', '-', '--json', ...more],
                           { input: JSON.stringify(facts) });
  assert.notEqual(result.out, '', result.err);
  return JSON.parse(result.out).answers.find((each) => each.status === status);
}

describe('rule packs', () => {
  test('the packs of the program are in order and their worked examples hold', async () => {
    const out = await succeed(['rules', 'check']);
    assert.match(out, /^no-2008 1\.0\.0: law of NO$/m);
    const { packs, refusals, examples } = JSON.parse(await succeed(['rules', 'check', '--json']));
    assert.deepEqual(refusals, []);
    assert.ok(packs.length >= 46 && examples >= 131);
    const index = JSON.parse(readFileSync(join(repository, 'data/rules/index.json'), 'utf8')).packs;
    for (const each of packs) assert.equal(index[`${each.pack}.json`], each.hash);
  });

  test('Norway in 2008: nationals of the EU since May, six months, asylum beside it', async () => {
    const facts = { presumed_victim: true, intends_to_break: true, eu_national: true, 'decision.date': '2008-08-31' };
    const before = await explain('no-2008', { on: '2008-04-01', facts }, 'reflection');
    assert.equal(before.outcome, 'closed');
    const since = await explain('no-2008', { facts, held: [{ status: 'asylum_claim', benefits: ['housing'] }] },
                                'reflection', '--on', '2008-06-01');
    assert.equal(since.outcome, 'open');
    assert.equal(since.clock.until, '2009-02-28');
    assert.deepEqual(since.benefits.map((each) => [each.benefit, each.paid_by]), [['housing', 'asylum_claim']]);
    assert.match(since.hash, /^[0-9a-f]{64}$/);
  });

  test('an old law is asked about its own time; words in the language asked for', async () => {
    write('facts.json', { facts: { presumed_victim: true } });
    const out = await succeed(['rules', 'explain', '--pack', 'no-2006', '--facts', at('facts.json'), '--language', 'fr']);
    assert.match(out, /^Au 31 décembre 2006, selon no-2006/);
    assert.match(out, /À consigner/);
    assert.match(out, /Une personne décide/);
  });

  test('one is the answer when everything is closed, two when it cannot be read', async () => {
    const ends = async (args, input, code) =>
      assert.equal((await run(['rules', 'explain', ...args], { input })).code, code);
    await ends(['--pack', 'de', '--facts', '-'], '{"facts": {"presumed_victim": false, "prosecutor_agrees": false}}', 1);
    await ends(['--pack', 'de', '--facts', '-'], '{"facts": {"presumed_victim": true}}', 0);
    await ends(['--pack', 'de', '--facts', '-'], '{"facts": {"no_such_fact": true}}', 2);
    await ends(['--pack', 'de', '--facts', '-', '--on', 'soon'], '{}', 2);
    await ends(['--pack', 'atlantis', '--facts', '-'], '{}', 2);
    await ends(['--pack', 'de', '--facts', at('none.json')], '', 2);
  });

  test('one pack is checked with the worked examples beside it', async () => {
    write('zz.json', pack());
    write('zz.tests.json', { examples: [{ name: 'open', facts: { presumed_victim: true }, expect: { stay: { outcome: 'open' } } }] });
    const alone = await run(['rules', 'check', at('zz.json')]);
    assert.equal(alone.code, 0, alone.out);
    assert.match(alone.out, /1 pack in order, 1 worked example holds/);
  });

  test('each mistake is refused with the line and the reason', async () => {
    const mistakes = {
      'rules.not_json': ['{\n"pack": \n}', 3],
      'rules.unknown_fact': [pack({ conditions: { a: { fact: 'nothing', is: true } } })],
      'rules.circle': [pack({ conditions: { a: { needs: 'a' } } })],
      'rules.overlap': [pack({ jurisdiction: 'NO' })],
      'rules.unknown_member': [pack({ more: 1 })],
    };
    for (const [code, [text, line]] of Object.entries(mistakes)) {
      write('bad.json', text);
      const result = await run(['rules', 'check', at('bad.json'), '--json']);
      assert.equal(result.code, 1, code);
      const [refusal] = JSON.parse(result.out).refusals;
      assert.equal(refusal.code, code);
      assert.notEqual(refusal.reason, code);
      if (line) assert.equal(refusal.line, line);
    }
  });

  test('a folder is indexed, used, and refused when a pack was changed since', async () => {
    const own = ownFolder('own-rules');
    writeFileSync(join(own, 'zz.json'), JSON.stringify(pack()));
    await succeed(['rules', 'check', own, '--write-index']);
    await succeed(['rules', 'check', own]);
    assert.equal((await explain('zz', { facts: { presumed_victim: true } }, 'stay', '--rules', own)).outcome, 'open');
    writeFileSync(join(own, 'zz.json'), JSON.stringify(pack({ note: 'changed' })));
    const changed = await run(['rules', 'check', own, '--json']);
    assert.equal(changed.code, 1);
    assert.equal(JSON.parse(changed.out).refusals[0].code, 'rules.wrong_hash');
  });
});
