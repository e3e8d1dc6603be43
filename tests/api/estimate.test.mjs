// `turnstone estimate` as those meet it who run it: files in, a folder out, how it ends.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ownFolder, program, run, surroundings } from '../lib/program.mjs';

const texts = JSON.parse(readFileSync(new URL('../../data/messages/errors.en.json', import.meta.url)));

// Invented.
const histories = `A,B,C,D,count
1,0,0,0,120
0,1,0,0,90
0,0,1,0,160
0,0,0,1,70
1,1,0,0,14
1,0,1,0,22
0,1,1,0,17
0,1,0,1,9
0,0,1,1,12
1,1,1,0,5
0,1,1,1,2
1,1,1,1,1
`;
const overlaps = `list,other,people
A,,162
B,,138
C,,219
D,,94
A,B,20
A,C,28
A,D,1
B,C,25
B,D,12
C,D,15
,,522
`;
const quick = ['--replicates', '200', '--method', 'independent,stepwise,aic,bic,averaged,graphs'];

describe('turnstone estimate', () => {
  const folder = ownFolder('estimate');
  const at = (name) => join(folder, name);
  const file = (name, text) => {
    writeFileSync(at(name), text);
    return at(name);
  };

  test('writes report, figures and tables, the same each time', async () => {
    const lists = file('lists.csv', histories);
    const first = await run(['estimate', lists, '--out', at('first'), '--json', '--inside', '--threads', '1', ...quick]);
    assert.equal(first.code, 0, first.err);
    assert.deepEqual(readdirSync(at('first')).sort(),
                     ['answers.csv', 'estimate.json', 'models.csv', 'report.html', 'sensitivity.csv']);
    const json = readFileSync(at('first/estimate.json'), 'utf8');
    assert.equal(first.out, json);
    const found = JSON.parse(json);
    assert.equal(found.input.people, 522);
    assert.equal(found.answers.length, 6);
    for (const answer of found.answers) assert.ok(answer.total > 522 && answer.total < 5000, answer.method);
    await run(['estimate', lists, '--out', at('second'), '--inside', '--threads', '2', ...quick]);
    assert.equal(readFileSync(at('second/estimate.json'), 'utf8'), json);
  });

  test('hides small counts unless it is for inside', async () => {
    const ended = await run(['estimate', file('out.csv', histories), '--out', at('outside'), ...quick]);
    assert.equal(ended.code, 0, ended.err);
    const html = readFileSync(at('outside/report.html'), 'utf8');
    assert.match(html, /&lt;5/);
    assert.doesNotMatch(html, /\b522\b/);
    assert.doesNotMatch(html, /<script/);
    const { pairs } = JSON.parse(readFileSync(at('outside/estimate.json'), 'utf8'));
    for (const pair of pairs) assert.ok(pair.observed === null || pair.observed % 5 === 0, pair.lists);
    assert.equal(pairs.find((pair) => pair.lists === 'A:D').observed, null);
    assert.equal(pairs.find((pair) => pair.lists === 'A:D').chapman, null);
  });

  test('sizes and overlaps give the estimates of the histories', async () => {
    const bare = await run(['estimate', file('pairs.csv', overlaps), '--pairs', '--out', at('pairs'),
                            '--inside', '--json', ...quick]);
    assert.equal(bare.code, 0, bare.err);
    const full = JSON.parse(readFileSync(at('first/estimate.json'), 'utf8'));
    const found = JSON.parse(bare.out);
    for (const [i, answer] of found.answers.entries())
      if (answer.method === 'graphs') assert.equal(answer.outcome, 'needs_histories');
      else assert.ok(Math.abs(answer.total / full.answers[i].total - 1) < 1e-9, answer.method);
  });

  test('a refusal is a finding, with its reasons in the report', async () => {
    const refused = await run(['estimate', file('apart.csv', 'A,B,C,count\n1,0,0,60\n0,1,0,90\n0,0,1,30\n'),
                               '--out', at('apart'), '--language', 'fr', ...quick]);
    assert.equal(refused.code, 1);
    assert.match(readFileSync(at('apart/report.html'), 'utf8'), /Aucun nombre ne peut être donné/);
  });

  // The invented table with a column that takes it apart: the one as it is, the other a few people.
  const parts = `part,${histories.split('\n')[0]}
${histories.trim().split('\n').slice(1).map((line) => `women,${line}`).join('\n')}
`;

  test('strata are estimated each on its own, and added up', async () => {
    const men = histories.trim().split('\n').slice(1).map((line) => `men,${line}`).join('\n');
    const both = await run(['estimate', file('both.csv', `${parts}${men}\n`), '--strata', 'part', '--out', at('both'),
                            '--json', ...quick]);
    assert.equal(both.code, 0, both.err);
    assert.deepEqual(readdirSync(at('both')).sort(),
                     ['answers.csv', 'estimate.json', 'report.html', 'stratum-1.html', 'stratum-2.html']);
    const found = JSON.parse(both.out);
    assert.deepEqual(found.strata.map((each) => each.name), ['women', 'men']);
    for (const [i, sum] of found.sums.entries()) {
      const each = found.strata.map(({ study }) => study.answers[i].total);
      assert.ok(Math.abs(sum.total - each[0] - each[1]) <= 15, sum.method);
      assert.ok(sum.limits.length > 0 && sum.limits[0].low < sum.total, sum.method);
    }
  });

  test('of a stratum that is too thin there is a reason, and no sum', async () => {
    const thin = await run(['estimate', file('thin.csv', `${parts}men,1,0,0,0,9\nmen,1,1,0,0,2\n`), '--strata', 'part',
                            '--out', at('thin'), '--language', 'es', ...quick]);
    assert.equal(thin.code, 1, thin.err);
    assert.match(thin.out, /sin suma, porque no hay estimación de: men/);
    const found = JSON.parse(readFileSync(at('thin/estimate.json'), 'utf8'));
    assert.ok(found.sums.every((sum) => sum.total === null && sum.without[0] === 'men'));
    assert.ok(found.strata[1].study.refusals.includes('thin_stratum'));
  });

  test('what is interrupted leaves nothing behind', async () => {
    mkdirSync(at('inside'));
    const lists = file('long.csv', histories);
    const stopped = new Promise((done) => {
      const child = spawn(program, ['estimate', lists, '--out', at('inside/out'), '--replicates', '100000'],
                          { env: surroundings(), stdio: 'ignore' });
      // Its folder is begun beside the place, once signals are taken.
      const watcher = watch(at('inside'), () => {
        watcher.close();
        child.kill('SIGINT');
      });
      child.on('close', (code, signal) => done({ code, signal }));
    });
    assert.deepEqual(await stopped, { code: 2, signal: null });
    assert.deepEqual(readdirSync(at('inside')), []);
  });

  test('bad input ends with 2, says where, and leaves nothing behind', async () => {
    for (const [name, text, key, ...more] of [
      ['unseen', 'A,B,C,count\n0,0,0,5\n', 'estimate.unseen_row'],
      ['negative', 'A,B,C,count\n1,0,0,-5\n', 'estimate.negative_count'],
      ['fraction', 'A,B,C,count\n1,0,0,1.5\n', 'estimate.not_whole'],
      ['twice', 'A,B,C,count\n1,0,0,5\n1,0,0,6\n', 'estimate.same_history_twice'],
      ['one', 'A,count\n1,5\n', 'estimate.one_list'],
      ['suppressed', 'A,B,C,count\n1,0,0,<5\n', 'estimate.suppressed'],
      ['column', histories, 'estimate.no_such_column', '--strata', 'sex'],
      ['mixed', overlaps, 'estimate.strata_and_pairs', '--strata', 'sex', '--pairs'],
      ['nobody', 'A,B,C,count\n', 'estimate.nobody'],
      ['billion', 'A,B,C,count\n1,0,0,1000000000\n', 'estimate.too_many_people'],
      ['contradictory', 'list,other,people\nA,,50\nB,,60\nA,B,55\n,,80\n', 'estimate.overlap_above_list', '--pairs'],
      ['method', histories, 'estimate.unknown_method', '--method', 'guess'],
      ['threshold', histories, 'estimate.out_of_bounds', '--threshold', '2'],
      ['language', histories, 'estimate.out_of_bounds', '--language', 'xx'],
    ]) {
      const ended = await run(['estimate', file(`${name}.csv`, text), '--out', at(name), ...more]);
      assert.equal(ended.code, 2, `${name}: ${ended.err}`);
      assert.ok(ended.err.includes(texts[key]), `${name}: ${ended.err}`);
      assert.ok(!existsSync(at(name)), name);
    }
    const missing = await run(['estimate', at('nothing.csv'), '--out', at('missing')]);
    assert.equal(missing.code, 2);
  });
});
