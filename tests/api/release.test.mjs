// `turnstone release` as those meet it who run it: a file and its description in, a folder out.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ownFolder, run } from '../lib/program.mjs';

const texts = JSON.parse(readFileSync(new URL('../../data/messages/errors.en.json', import.meta.url)));

/** Invented people, each in one row; the numbers repeat themselves without chance. */
const people = Array.from({ length: 240 }, (_, i) => ({
  who: `p${i}`, sex: i % 3 ? 'f' : 'm', work: i % 5 < 3 ? 'house' : 'farm', born: 1980 + (i % 4),
  illness: (i * 7) % 5 }));
const columns = ['who', 'sex', 'work', 'born', 'illness'];
const csvOf = (rows, names = columns) =>
  [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => line.join(',')).join('\n') + '\n';

describe('turnstone release', () => {
  const folder = ownFolder('release');
  const at = (name) => join(folder, name);
  const file = (name, content) => {
    writeFileSync(at(name), content);
    return at(name);
  };
  const spec = (name, content) => file(name, JSON.stringify(content));
  const release = (input, out, ...more) => run(['release', input, '--out', at(out), ...more]);
  const verify = (out, ...more) => run(['release', 'verify', at(out), ...more]);
  const counts = (out) => Object.fromEntries(readFileSync(at(`${out}/aggregates.csv`), 'utf8').trimEnd().split('\n')
    .slice(1).map((line) => [line.slice(line.indexOf(',')), Number(line.split(',')[0])]));

  test('writes a package, and verify says what it checked', async () => {
    const input = file('people.csv', csvOf(people, columns.slice(1)));
    // Of so few people an attack may learn something by chance.
    const made = await release(input, 'package', '--k', '5', '--length', '2', '--json', '--accept-risk', 'Invented people.');
    assert.equal(made.code, 0, made.err);
    assert.deepEqual(readdirSync(at('package')).sort(), ['aggregates.csv', 'codebook.csv', 'explorer.html',
                                                         'proof.json', 'report.html', 'synthetic.csv']);
    const checked = await verify('package');
    assert.equal(checked.code, 0, checked.err);
    assert.match(checked.out, /The 5 files .* multiples of 5 .* 240 records .* up to 2 values/);
    assert.equal(checked.out.trim().split('\n').length, 1);
    const { verified, checked: figures } = JSON.parse((await verify('package', '--json')).out);
    assert.ok(verified);
    assert.equal(figures.records, 240);
    writeFileSync(at('package/synthetic.csv'), readFileSync(at('package/synthetic.csv'), 'utf8').replace('house', 'palace'));
    const altered = await verify('package');
    assert.equal(altered.code, 1);
    assert.ok(altered.out.includes(texts['release.verify.file']));
  });

  test('is the same for one thread and for several', async () => {
    const input = file('threads.csv', csvOf(people, columns.slice(1)));
    for (const threads of ['1', '2'])
      assert.equal((await release(input, `threads${threads}`, '--k', '5', '--seed', '7', '--threads', threads,
                                  '--accept-risk', 'Only held against itself.')).code, 0);
    for (const name of readdirSync(at('threads1')))
      if (name !== 'proof.json')  // its commitment has a nonce of its own
        assert.equal(readFileSync(at(`threads2/${name}`), 'utf8'), readFileSync(at(`threads1/${name}`), 'utf8'), name);
  });

  test('gives a cell the same noise in every process, with whatever else is asked', async () => {
    const by = (name, ...asked) => spec(name, { subject: 'who', columns: asked.map((each) => ({ name: each })) });
    const key = at('secret.key');
    const options = ['--method', 'cell-keys', '--key', key, '--length', '2'];
    const first = await release(file('cells.csv', csvOf(people)), 'first', ...options,
                                '--spec', by('wide.json', 'sex', 'work', 'born'));
    assert.equal(first.code, 0, first.err);
    assert.ok(first.err.includes(texts['release.key_made']));
    assert.equal(statSync(key).mode & 0o777, 0o600);
    const second = await release(file('reversed.csv', csvOf([...people].reverse())), 'second', ...options,
                                 '--spec', by('narrow.json', 'sex', 'work'));
    assert.equal(second.code, 0, second.err);
    const all = counts('first');
    const some = counts('second');
    assert.equal(Object.keys(some).length, 9);
    for (const [cell, count] of Object.entries(some)) assert.equal(all[cell], count, cell);
    assert.ok(Object.entries(some).some(([cell, count]) => count % 8 !== 0 && cell), 'there is noise');
    const checked = await verify('second');
    assert.equal(checked.code, 0, checked.out);
    const other = await release(at('cells.csv'), 'other', '--method', 'cell-keys', '--key', at('other.key'),
                                '--length', '2', '--spec', at('narrow.json'));
    assert.equal(other.code, 0, other.err);
    assert.notDeepEqual(counts('other'), some);
    const keyless = await release(at('cells.csv'), 'keyless', '--method', 'cell-keys', '--spec', at('narrow.json'));
    assert.notEqual(keyless.code, 0);
    assert.ok(keyless.err.includes(texts['release.needs_key']));
  });

  test('makes microdata in which nobody stands out', async () => {
    const description = spec('micro.json', { columns: [
      { name: 'sex', quasi_identifier: true, groups: [{ f: 'any', m: 'any' }] },
      { name: 'born', quasi_identifier: true, groups: [{ 1980: '1980s', 1981: '1980s', 1982: '1980s', 1983: '1980s' }] },
      { name: 'illness', sensitive: true }] });
    const made = await release(file('micro.csv', csvOf(people)), 'micro', '--method', 'microdata', '--k', '25',
                               '--l', '3', '--t', '0.2', '--spec', description, '--json');
    assert.equal(made.code, 0, made.err);
    assert.ok(JSON.parse(made.out).loss < 1);
    const [header, ...lines] = readFileSync(at('micro/microdata.csv'), 'utf8').trimEnd().split('\n');
    assert.equal(header, 'sex,born,illness');
    const alike = new Map();
    for (const line of lines) {
      const said = line.slice(0, line.lastIndexOf(','));
      alike.set(said, [...(alike.get(said) ?? []), line]);
    }
    for (const [what, rows] of alike) {
      assert.ok(rows.length >= 25, what);
      assert.ok(new Set(rows).size >= 3, what);
    }
    assert.match((await verify('micro')).out, /240 rows.* at least 25 people/);
  });

  test('answers bad input plainly, and leaves no folder', async () => {
    const good = csvOf(people.slice(0, 30), ['sex', 'work']);
    const bad = {
      'ragged.csv': 'a,b\n1\n', 'twice.csv': 'a,a\n1,1\n', 'latin.csv': Buffer.from([0x61, 0x0a, 0xe9, 0x0a]),
      'empty.csv': '', 'header.csv': 'a,b\n', 'one.csv': 'a,b\n1,2\n',
      'huge.csv': `a\n${'x'.repeat(2 << 20)}\n`,
      'unique.csv': `a,b\n${Array.from({ length: 40 }, (_, i) => `${i}x,${i}y\n`).join('')}` };
    for (const [name, content] of Object.entries(bad)) {
      const { code, err } = await release(file(name, content), 'none');
      assert.equal(code, 2, `${name}: ${err}`);
      assert.match(err, /^turnstone: .{20}/, name);
      assert.ok(!existsSync(at('none')), name);
    }
    const input = file('good.csv', good);
    for (const [key, ...options] of [['release.k_above_rows', '--k', '31'], ['release.k_small', '--k', '1'],
                                     ['release.length_range', '--length', '6'],
                                     ['release.domain_not_public', '--epsilon', '1'],
                                     ['release.epsilon_range', '--method', 'dp'],
                                     ['release.no_quasi_identifier', '--method', 'microdata'],
                                     ['release.needs_subject', '--method', 'cell-keys', '--key', at('some.key')]]) {
      const { code, err } = await release(input, 'none', ...options);
      assert.notEqual(code, 0, key);
      assert.ok(err.includes(texts[key]), `${key}: ${err}`);
      assert.ok(!existsSync(at('none')), key);
    }
    // A disk that is full in the middle: no file may grow beyond a few blocks.
    const full = await run(['release', input, '--out', at('none'), '--k', '5', '--length', '2'],
                           { shell: "trap '' XFSZ; ulimit -f 8" });
    assert.notEqual(full.code, 0);
    assert.ok(!existsSync(at('none')));
    assert.deepEqual(readdirSync(folder).filter((name) => name.includes('none')), []);
  });
});
