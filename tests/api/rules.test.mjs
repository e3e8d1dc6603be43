// The law as data, from the command line: what the packs mean, what they answer, what is refused.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ownFolder, repository, run, succeed } from '../lib/program.mjs';
import { World } from '../lib/world.mjs';

const folder = ownFolder('rules');
const at = (name) => join(folder, name);
const pack = (more = {}) => ({
  pack: 'zz', version: '1.0.0', jurisdiction: 'ZZ', time_zone: 'Europe/Oslo',
  statuses: [{ id: 'stay', stage: 'reflection', who: { fact: 'presumed_victim', is: true },
               sources: [{ doc: 'A law', confidence: 'high' }] }],
  ...more,
});
function write(name, value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  writeFileSync(at(name), text);
  return text;
}
const lineOf = (text, mark) => text.slice(0, text.indexOf(mark)).split('\n').length;

/** Packs that are refused, each with what stands in the line that is named. */
const mistakes = {
  'rules.not_json': ['{\n"pack": \n}', '}'],
  'rules.unknown_fact': [pack({ conditions: { a: { fact: 'nothing', is: true } } }), '"a": {'],
  'rules.circle': [pack({ conditions: { a: { needs: 'b' }, b: { needs: 'a' } } }), '"a": {'],
  'rules.overlap': [pack({ jurisdiction: 'NO', valid: { from: '2011-01-01' } }), '"valid"'],
  'rules.unknown_member': [pack({ more: 1 }), '"more"'],
};

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
    for (const [code, [value, mark]] of Object.entries(mistakes)) {
      const text = write('bad.json', value);
      const result = await run(['rules', 'check', at('bad.json'), '--json']);
      assert.equal(result.code, 1, code);
      const [refusal] = JSON.parse(result.out).refusals;
      assert.equal(refusal.code, code);
      assert.notEqual(refusal.reason, code);
      assert.equal(refusal.line, lineOf(text, mark), code);
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

describe('a node that runs', () => {
  let world, officer, own;
  before(async () => {
    world = await World.make('running-rules');
    officer = world.people['north.protection_officer'];
    own = join(world.data, 'rules');
    mkdirSync(own);
  });
  after(() => world.stop());

  /** Puts a pack into the folder of the installation, and its hash into the index, which the command
      writes of packs in order only. */
  function put(value) {
    const file = join(own, 'zz.json');
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
    const [hash] = execFileSync('b2sum', ['-l', '256', file], { encoding: 'utf8' }).split(' ');
    writeFileSync(join(own, 'index.json'), JSON.stringify({ packs: { 'zz.json': hash } }, null, 2));
  }
  let known = 0;  // how many refusals there were before the last reload
  const refusals = () => world.server.events().filter(({ event }) => event === 'rules.refused');
  async function reload() {
    known = refusals().length;
    const taken = () => world.server.events().filter(({ event }) => event === 'serve.rules_taken').length;
    const earlier = taken();
    world.server.child.kill('SIGHUP');
    while (taken() === earlier) await new Promise((done) => world.server.child.stderr.once('data', done));
  }
  const refused = () => refusals()[known];
  const statuses = async (country) => (await officer.want(200, officer.get(
    `/protection/statuses?country=${country}&on=2020-01-01`))).items.map(({ status, pack: { version } }) => [status, version]);

  test('takes a pack of the installation when it is told to', async () => {
    assert.deepEqual(await statuses('ZZ'), []);
    put(pack());
    assert.deepEqual(await statuses('ZZ'), []);
    await reload();
    assert.deepEqual(await statuses('ZZ'), [['stay', '1.0.0']]);
  });

  test('refuses each mistake with line and reason, and goes on with the packs it had', async () => {
    const norway = await statuses('NO');
    for (const [code, [value, mark]] of Object.entries(mistakes)) {
      const bad = typeof value === 'string' ? value : { ...value, version: '2.0.0' };
      put(bad);
      await reload();
      const { file, line, why } = refused();
      const text = readFileSync(join(own, 'zz.json'), 'utf8');
      assert.deepEqual([file, line, why], ['zz.json', lineOf(text, mark), code]);
      assert.deepEqual(await statuses('ZZ'), [['stay', '1.0.0']], code);
      assert.deepEqual(await statuses('NO'), norway, code);
    }
    put(pack({ version: '2.0.0' }));
    writeFileSync(join(own, 'zz.json'), JSON.stringify(pack({ version: '2.0.1' }), null, 2));
    await reload();
    const index = readFileSync(join(own, 'index.json'), 'utf8');
    assert.deepEqual([refused().file, refused().line, refused().why], ['index.json', lineOf(index, '"zz.json"'), 'rules.wrong_hash']);
    assert.deepEqual(await statuses('ZZ'), [['stay', '1.0.0']]);
  });

  test('starts with the packs that are in order', async () => {
    await world.stop();
    await world.start();
    known = 0;
    assert.equal(refused().why, 'rules.wrong_hash');
    officer = await world.signIn('north.protection_officer');
    assert.deepEqual(await statuses('ZZ'), []);
    assert.notDeepEqual(await statuses('NO'), []);
    put(pack({ version: '2.0.1' }));
    await reload();
    assert.deepEqual(await statuses('ZZ'), [['stay', '2.0.1']]);
  });
});
