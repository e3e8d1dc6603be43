// The same person on two lists, by files that travel: who is found, what the files do not say, and what a
// wrong, cut or repeated file gets.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ownFolder, run } from '../lib/program.mjs';
import { Traces } from '../lib/traces.mjs';

const given = ['Ilma', 'Aurelia', 'Bahar', 'Comfort', 'Dunia', 'Efua', 'Farida', 'Grace', 'Hawa', 'Ines'];
const family = ['Torvane', 'Veltrova', 'Samarang', 'Zandvoort', 'Brambilla', 'Okoroye', 'Lindqvist', 'Quillasa'];
/** Invented people; each differs from each other in name or date. */
const person = (i) => ({
  id: `p${i}`, given_name: given[i % given.length], family_name: family[(i * 3) % family.length],
  birth_date: `19${60 + (i % 37)}-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`,
  place: ['Gabu', 'Bafata', 'Cacheu'][i % 3] });
const columns = ['id', 'given_name', 'family_name', 'birth_date', 'place'];
const csvOf = (rows, names = columns) =>
  `${[names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => line.join(',')).join('\n')}\n`;
const ours = Array.from({ length: 30 }, (_, i) => person(i));
/** Twelve of ours under other ids, and strangers. */
const theirs = Array.from({ length: 30 }, (_, i) => ({ ...person(i + 18), id: `t${i + 18}` }));

describe('private matching', () => {
  const folder = ownFolder('private-matching');
  const at = (name) => join(folder, name);
  const file = (name, content) => {
    writeFileSync(at(name), content);
    return at(name);
  };
  const key = (name, byte) => {
    file(name, Buffer.alloc(32, byte));
    chmodSync(at(name), 0o600);
    return at(name);
  };
  const shared = key('shared.key', 7);
  const a = file('ours.csv', csvOf(ours));
  const b = file('theirs.csv', csvOf(theirs));
  const offer = (list, out, ...more) => run(['psi', 'offer', list, '--key-file', shared, '--out', at(out), ...more]);
  const answer = (message, out, keyFile = shared) =>
    run(['psi', 'answer', b, '--key-file', keyFile, '--offer', message, '--out', at(out)]);
  const finish = (message, kept, out, keyFile = shared) =>
    run(['psi', 'finish', '--answer', message, '--kept', kept, '--key-file', keyFile, '--out', at(out)]);
  const ended = (result, code = 0) => assert.equal(result.code, code, result.err + result.out);
  const rowsOf = (path) => {
    const [head, ...rows] = readFileSync(at(path), 'utf8').trim().split('\n').map((line) => line.split(','));
    return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
  };

  test('finds who is on both lists, each by a number that the other side can tell', async () => {
    ended(await offer(a, 'asked'));
    ended(await answer(at('asked/offer.psi'), 'answered'));
    const meant = new Map(rowsOf('answered/people.csv').map(({ number, id }) => [number, id]));
    ended(await finish(at('answered/answer.psi'), at('asked/kept.psi'), 'found'));
    const pairs = rowsOf('found/matches.csv').map(({ id, number }) => [id, meant.get(number)]);
    assert.deepEqual(pairs.sort(), ours.slice(18).map(({ id }) => [id, `t${id.slice(1)}`]).sort());
  });

  test('an answer counts once', async () => {
    assert.ok(!existsSync(at('asked/kept.psi')));
    ended(await finish(at('answered/answer.psi'), at('asked/kept.psi'), 'found-again'), 2);
    assert.ok(!existsSync(at('found-again')));
  });

  test('no name, date, place or id of anybody is in what travels', () => {
    const words = [...ours, ...theirs].flatMap(({ given_name, family_name, birth_date, place }) =>
      [given_name, family_name, birth_date, place]).filter((each) => each.length >= 6);
    assert.deepEqual(new Traces(folder, words).in([at('asked/offer.psi'), at('answered/answer.psi')]), []);
  });

  test('a count tells a number, and a small one not at all', async () => {
    for (const [list, expected] of [[a, 10], [file('few.csv', csvOf(ours.slice(16))), 10], [file('small.csv', csvOf(ours.slice(0, 20))), '<10']]) {
      const name = `count-${String(expected).length}-${list.length}`;
      ended(await offer(list, `${name}-asked`, '--count'));
      ended(await answer(at(`${name}-asked/offer.psi`), `${name}-answered`));
      assert.deepEqual(readdirSync(at(`${name}-answered`)), ['answer.psi'], 'who is meant is not told');
      ended(await finish(at(`${name}-answered/answer.psi`), at(`${name}-asked/kept.psi`), `${name}-found`));
      assert.deepEqual(JSON.parse(readFileSync(at(`${name}-found/count.json`))), { on_both: expected });
    }
  });

  test('another key, a cut, altered or other message is refused, and nothing is left', async () => {
    ended(await offer(a, 'bad-asked'));
    const whole = readFileSync(at('bad-asked/offer.psi'));
    const altered = Buffer.from(whole);
    altered[100] ^= 1;
    const wrong = {
      'other key': [at('bad-asked/offer.psi'), key('other.key', 8)],
      empty: [file('empty.psi', '')], cut: [file('cut.psi', whole.subarray(0, 500))],
      altered: [file('altered.psi', altered)], longer: [file('longer.psi', Buffer.concat([whole, Buffer.alloc(9)]))],
      'an answer': [at('answered/answer.psi')], absent: [at('nothing.psi')] };
    for (const [name, [message, keyFile]] of Object.entries(wrong)) {
      const result = await answer(message, 'bad-answered', keyFile);
      assert.equal(result.code, 2, name);
      assert.ok(result.err.trim().split('\n').at(-1).length > 20, name);
      assert.ok(!existsSync(at('bad-answered')), name);
    }
    ended(await finish(at('answered/answer.psi'), at('bad-asked/kept.psi'), 'bad-found'), 2);
    assert.ok(existsSync(at('bad-asked/kept.psi')), 'what is needed for the right answer stays');
    assert.ok(!existsSync(at('bad-found')));
  });

  test('a list or a key that will not do is refused with a reason', async () => {
    const lists = { empty: '', 'no names': 'colour,size\nred,3\n', nobody: 'given_name,family_name\n,\n',
                    ragged: 'given_name,family_name\nIlma\n', twice: 'given_name,given_name\nIlma,Ilma\n' };
    for (const [name, content] of Object.entries(lists)) {
      const result = await offer(file('bad.csv', content), 'bad-list');
      assert.equal(result.code, 2, name);
      assert.ok(!existsSync(at('bad-list')), name);
      assert.ok(!result.err.includes('Ilma'), name);
    }
    const open = key('open.key', 9);
    chmodSync(open, 0o644);
    ended(await run(['psi', 'offer', a, '--key-file', open, '--out', at('bad-list')]), 2);
    ended(await offer(a, 'asked'), 2);  // a folder that is there is not written into
  });

  test('a peer over its budget is refused, also for a first answer, and whoever looks sees it', async () => {
    const peer = key('peer.key', 11);
    const ask = (out) => run(['psi', 'offer', a, '--key-file', peer, '--out', at(out)]);
    const reply = (message, out, ...more) =>
      run(['psi', 'answer', b, '--key-file', peer, '--offer', message, '--out', at(out), ...more]);
    const asked = () => run(['psi', 'asked', '--key-file', peer, '--asked-questions', '1']);
    for (const name of ['fish-1', 'fish-2']) ended(await ask(name));
    ended(await reply(at('fish-1/offer.psi'), 'fished-1', '--asked-people', '63'), 2);  // 30 are filled up to 64
    assert.ok(!existsSync(at('fished-1')));
    ended(await reply(at('fish-1/offer.psi'), 'fished-1', '--asked-questions', '1'));
    assert.match((await asked()).out, /left\t0 questions/);
    const over = await reply(at('fish-2/offer.psi'), 'fished-2', '--asked-questions', '1');
    ended(over, 2);
    assert.match(over.err, /as much as was agreed/);
    assert.ok(!existsSync(at('fished-2')));
    ended(await reply(at('fish-1/offer.psi'), 'fished-again'), 2);  // the same bytes, whatever is left
    const told = await asked();
    assert.equal(told.code, 1, 'something was refused');
    assert.deepEqual(told.out.match(/answered|refused/g), ['refused', 'answered', 'refused', 'refused']);
    // What was written down and altered is noticed, and nothing is answered then.
    const book = at('peer.key.asked');
    writeFileSync(book, readFileSync(book, 'utf8').replace('match\t', '').replace('answered', 'refused'));
    ended(await reply(at('fish-2/offer.psi'), 'fished-2'), 2);
    assert.ok(!existsSync(at('fished-2')));
  });

  test('a linkage unit compares vectors, and learns numbers only', async () => {
    for (const [list, out] of [[a, 'vectors-a'], [b, 'vectors-b']])
      ended(await run(['encode', list, '--key-file', shared, '--out', at(out)]));
    ended(await run(['match', at('vectors-a/list.tsc'), at('vectors-b/list.tsc'), '--out', at('alike')]));
    const of = (side) => new Map(rowsOf(`vectors-${side}/people.csv`).map(({ number, id }) => [number, id]));
    const [left, right] = [of('a'), of('b')];
    const right12 = rowsOf('alike/matches.csv').filter((pair) =>
      left.get(pair.number_a).slice(1) === right.get(pair.number_b).slice(1)).length;
    assert.equal(right12, 12);
    const words = ours.map(({ family_name }) => family_name).filter((each) => each.length >= 6);
    assert.deepEqual(new Traces(folder, words).in([at('vectors-a/list.tsc')]), []);
  });

  test('what is no list of vectors, and a threshold that is none, are refused', async () => {
    const whole = readFileSync(at('vectors-a/list.tsc'));
    const altered = Buffer.from(whole);
    altered[200] ^= 1;
    for (const [name, content] of Object.entries({ empty: '', cut: whole.subarray(0, 300), altered, text: 'id,name\n' })) {
      const result = await run(['match', file('bad.tsc', content), at('vectors-b/list.tsc'), '--out', at('bad-alike')]);
      assert.equal(result.code, 2, name);
    }
    for (const threshold of ['0', '1.1', '-1', 'x'])
      assert.equal((await run(['match', at('vectors-a/list.tsc'), at('vectors-b/list.tsc'), '--at', threshold,
                               '--out', at('bad-alike')])).code, 2, threshold);
    const schema = file('schema.json', '{"colour": "red"}');
    assert.equal((await run(['encode', a, '--schema', schema, '--key-file', shared, '--out', at('bad-alike')])).code, 2);
    assert.ok(!existsSync(at('bad-alike')));
  });
});
