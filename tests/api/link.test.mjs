// `turnstone link` as those meet it who run it: files in, a folder out, how it ends.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ownFolder, program, run, surroundings } from '../lib/program.mjs';

const texts = JSON.parse(readFileSync(new URL('../../data/messages/errors.en.json', import.meta.url)));

// Invented: the first twenty people are on both lists, the others' names are spelt by another clerk.
const start = ['Mar', 'Jon', 'Tel', 'Vik', 'Ros', 'Bal', 'Din', 'Fer'];
const end = ['ina', 'oku', 'emba', 'itov', 'ales', 'dar', 'ush', 'ogan'];
const person = (i) => [`${start[i % 8]}${end[(i * 3) % 8]} ${start[(i * 5 + 2) % 8]}${end[(i + (i >> 3)) % 8]}`,
                       `${1960 + (i * 7) % 50}-${String(1 + i % 12).padStart(2, '0')}-${String(2 + i % 26).padStart(2, '0')}`];
const list = (prefix, from, to) => `id,name,birth_date,truth\n${Array.from({ length: to - from }, (_, i) => {
  const [name, born] = person(from + i);
  return `${prefix}${from + i},${prefix === 'b' && i % 3 === 0 ? name.toUpperCase() : name},${born},${from + i}`;
}).join('\n')}\n`;

describe('turnstone link', () => {
  const folder = ownFolder('link');
  const at = (name) => join(folder, name);
  const file = (name, text) => {
    writeFileSync(at(name), text);
    return at(name);
  };
  const a = file('a.csv', list('a', 0, 40));
  const b = file('b.csv', list('b', 20, 60));

  test('writes pairs, groups, model and report, the same each time', async () => {
    const first = await run(['link', a, b, '--truth', 'truth', '--out', at('first'), '--json', '--threads', '1']);
    assert.equal(first.code, 0, first.err);
    assert.deepEqual(readdirSync(at('first')).sort(), ['clusters.csv', 'model.json', 'pairs.csv', 'report.html']);
    const found = JSON.parse(first.out);
    assert.equal(found.pairs_compared, 1600);
    assert.ok(found.quality.at_threshold.one_to_one.f1 >= 0.9, first.out);
    await run(['link', a, b, '--truth', 'truth', '--out', at('second'), '--threads', '2']);
    for (const name of ['pairs.csv', 'clusters.csv', 'model.json'])
      assert.equal(readFileSync(at(`second/${name}`), 'utf8'), readFileSync(at(`first/${name}`), 'utf8'), name);
    const html = readFileSync(at('first/report.html'), 'utf8');
    assert.doesNotMatch(html, /<script|Marina|MARINA|a2[0-9]/);
  });

  test('only counts when it is asked to, and takes a spec', async () => {
    const spec = file('spec.json', JSON.stringify({
      comparisons: [{ kind: 'name', columns: ['name'] }, { kind: 'date', columns: ['birth_date'] }],
      rules: [[{ comparison: 'birth_date', part: 'value' }]],
    }));
    const plan = await run(['link', a, b, '--spec', spec, '--plan-only']);
    assert.equal(plan.code, 0, plan.err);
    assert.match(plan.out, /^\d+\tbirth_date\.value\n$/);
    const within = await run(['link', a, '--spec', spec, '--out', at('within')]);
    assert.equal(within.code, 0, within.err);
  });

  test('what is interrupted leaves nothing behind', async () => {
    mkdirSync(at('inside'));
    const large = file('large.csv', `name,birth_date\n${Array.from({ length: 3000 }, (_, i) => person(i).join()).join('\n')}\n`);
    const stopped = new Promise((done) => {
      const child = spawn(program, ['link', large, '--out', at('inside/out')], { env: surroundings(), stdio: 'ignore' });
      const watcher = watch(at('inside'), () => {
        watcher.close();
        child.kill('SIGINT');
      });
      child.on('close', (code, signal) => done({ code, signal }));
    });
    assert.deepEqual(await stopped, { code: 2, signal: null });
    assert.deepEqual(readdirSync(at('inside')), []);
  });

  test('bad input ends with 2, says why, and leaves nothing behind', async () => {
    for (const [name, text, key, ...more] of [
      ['empty', '', 'csv.empty'],
      ['ragged', 'name,birth_date\nRosa\n', 'csv.ragged'],
      ['twice', 'name,name\nRosa,Lima\n', 'csv.header_twice'],
      ['unknown', 'colour\nred\n', 'linkage.nothing_to_compare'],
      ['truth', 'name\nRosa\n', 'linkage.no_column', '--truth', 'person'],
      ['language', 'name\nRosa\n', 'linkage.not_so', '--language', 'xx'],
      ['broken', 'name\nRosa\n', 'linkage.bad_spec', '--spec', file('broken.json', '{')],
      ['exploding', list('a', 0, 40), 'linkage.too_many_pairs', '--spec',
       file('exploding.json', '{"comparisons":[{"kind":"name","columns":["name"]}],"rules":[[]],"most_pairs":10}')],
    ]) {
      const ended = await run(['link', file(`${name}.csv`, text), '--out', at(name), ...more]);
      assert.equal(ended.code, 2, `${name}: ${ended.err}`);
      assert.ok(ended.err.includes(texts[key]), `${name}: ${ended.err}`);
      assert.ok(!existsSync(at(name)), name);
    }
  });
});
