// How many people are on which of several organisations' lists: each party a folder and a process of its own,
// files between them, and an estimate of the table that comes out.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ownFolder, run } from '../lib/program.mjs';
import { Traces } from '../lib/traces.mjs';

const syllables = ['ba', 'de', 'fi', 'go', 'ku', 'la', 'me', 'ni'];
const name = (number) => [0, 3, 6].map((bits) => syllables[(number >> bits) % 8]).join('');
/** Invented people, no two alike. */
const person = (i) => [name(i * 37), name(i * 101 + 13),
  `19${50 + ((i * 7) % 50)}-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + ((i * 5) % 28)).padStart(2, '0')}`,
  ['Gabu', 'Bafata', 'Cacheu'][i % 3]];
/** How many people are on exactly these lists: shelter 1, hotline 2, police 4. */
const wanted = { 1: 60, 2: 44, 3: 26, 4: 30, 5: 15, 6: 12, 7: 3 };
const names = ['shelter', 'hotline', 'police'];

describe('the overlap of several lists', () => {
  const folder = ownFolder('overlap');
  const at = (...parts) => join(folder, ...parts);
  const shared = at('shared.key');
  writeFileSync(shared, Buffer.alloc(32, 7));
  chmodSync(shared, 0o600);
  const histories = Object.entries(wanted).flatMap(([mask, count]) => Array(count).fill(Number(mask)));
  const lists = names.map((_, list) => histories.flatMap((mask, i) => ((mask >> list) & 1 ? [person(i)] : [])));
  lists.forEach((list, i) => writeFileSync(at(`${names[i]}.csv`),
    `given_name,family_name,birth_date,place\n${list.map((row) => row.join(',')).join('\n')}\n`));

  const ended = (result, code = 0) => assert.equal(result.code, code, result.err + result.out);
  const join_ = (party, out, round = 'autumn') => run(['psi', 'join', at(`${names[party]}.csv`), '--round', round,
    '--party', String(party + 1), '--of', '3', '--name', names[party], '--key-file', shared, '--out', at(out)]);
  const pass = (list, kept, out) => run(['psi', 'pass', list, '--kept', kept, '--key-file', shared, '--out', at(out)]);
  const tally = (files, out, ...more) => run(['psi', 'tally', ...files, '--key-file', shared, '--out', at(out), ...more]);
  const finished = [at('list-0-at-2', 'list.psi'), at('list-1-at-0', 'list.psi'), at('list-2-at-1', 'list.psi')];

  test('goes once round all parties, each with its own secret', async () => {
    const kept = [];
    for (const party of [0, 1, 2]) {
      ended(await join_(party, `party-${party}`));
      kept.push(at(`party-${party}`, 'kept.psi'));
    }
    for (const step of [1, 2])
      for (const owner of [0, 1, 2]) {
        const party = (owner + step) % 3;
        const before = step === 1 ? at(`party-${owner}`, 'list.psi') : at(`list-${owner}-at-${(owner + 1) % 3}`, 'list.psi');
        ended(await pass(before, kept[party], `list-${owner}-at-${party}`));
        assert.ok(!existsSync(kept[party]), 'a list goes through once');
        kept[party] = at(`list-${owner}-at-${party}`, 'kept.psi');
      }
    for (const each of kept) assert.ok(!existsSync(each), 'after the last list the secret is gone');
    // Here all have one key file: what each let through is counted in it.
    const { out } = await run(['psi', 'asked', '--key-file', shared]);
    assert.equal(out.match(/\tround\t\d+\tanswered/g).length, 6);
  });

  test('tells each history, and small ones not', async () => {
    ended(await tally(finished, 'told'));
    assert.deepEqual(readdirSync(at('told')), ['overlap.csv']);
    const [head, ...rows] = readFileSync(at('told', 'overlap.csv'), 'utf8').trim().split('\r\n').join('\n').split('\n');
    assert.equal(head, 'shelter,hotline,police,count');
    assert.ok(rows.includes('1,1,1,<10'), rows.join(' '));
    assert.ok(rows.includes('1,0,0,60') && rows.includes('0,1,0,40'), rows.join(' '));
    ended(await tally(finished, 'told-less', '--least', '40'));
    assert.match(readFileSync(at('told-less', 'overlap.csv'), 'utf8'), /1,1,0,<40/);
    ended(await tally(finished, 'too-small', '--least', '3'), 2);
  });

  test('goes into an estimate as it is, exact inside', async () => {
    ended(await tally(finished, 'inside', '--inside'));
    const rows = readFileSync(at('inside', 'histories.csv'), 'utf8').trim().split(/\r?\n/).slice(1);
    assert.deepEqual(Object.fromEntries(rows.map((row) => row.split(',').map(Number))
      .map(([a, b, c, count]) => [a + 2 * b + 4 * c, count])), wanted);
    ended(await run(['estimate', at('inside', 'histories.csv'), '--out', at('estimated'), '--replicates', '100',
      '--method', 'independent,stepwise']));
    assert.ok(existsSync(at('estimated', 'report.html')));
    // What was held back is not taken for a figure.
    ended(await run(['estimate', at('told', 'overlap.csv'), '--out', at('not-estimated')]), 2);
  });

  test('no name, date or place is in what travels', () => {
    const words = lists.flat().flat().filter((each) => each.length >= 6);
    const travels = ['party-0', 'party-1', 'party-2'].map((each) => at(each, 'list.psi'));
    assert.deepEqual(new Traces(folder, words).in([...travels, ...finished]), []);
  });

  test('another round, a missing or a repeated list is refused, and nothing is left', async () => {
    ended(await join_(0, 'again-0'));
    ended(await join_(1, 'winter-1', 'winter'));
    const own = at('again-0', 'kept.psi');
    for (const list of [at('winter-1', 'list.psi'), at('again-0', 'list.psi'), at('party-1', 'list.psi'), finished[0], shared])
      assert.notEqual((await pass(list, own, 'wrong')).code, 0, list);
    assert.ok(existsSync(own), 'what is needed for the right list stays');
    for (const files of [finished.slice(1), [finished[0], finished[1], finished[1]], [finished[0], finished[1], at('party-2', 'list.psi')]])
      ended(await tally(files, 'wrong'), 2);
    assert.ok(!existsSync(at('wrong')));
  });
});
