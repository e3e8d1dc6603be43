// With grep and strings, nothing of anybody is found: not in the data directory, while it is served
// and after, not in backups, logs, temporary files, nor in what the program prints.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Demonstration, personalIn } from '../lib/demonstration.mjs';
import { fullCase, words } from '../lib/people.mjs';
import { repository, run, succeed } from '../lib/program.mjs';
import { Traces } from '../lib/traces.mjs';

describe('what is left on the disk', () => {
  let network, traces, ownWords;
  const values = new Set();
  const ids = new Set();
  const counts = { cases: 0 };
  before(async () => {
    network = await Demonstration.make('secrecy');
    await network.start();
  });
  after(() => network.server.stop());

  test('everything that can be read is read', async () => {
    const add = (...all) => all.filter(Boolean).forEach((each) => values.add(each));
    for (const account of network.accounts)
      add(account.login, account.name, account.passphrase, account.organisation);
    for (const account of network.ofRole('caseworker')) {
      const client = await network.signIn(account);
      for await (const row of network.cases(client)) {
        const view = await client.want(200, client.get(`/cases/${row.id}`));
        const history = await client.want(200, client.get(`/cases/${row.id}/history?limit=200`));
        add(row.name, view.team?.name, ...personalIn(view.records));
        for (const match of JSON.stringify([row, view, history]).matchAll(/"([0-9a-z]{26})"/g))
          ids.add(match[1]);
        for (const { changes } of history.items)
          for (const { field, before: old } of changes)
            if (typeof old === 'string') add(...personalIn([{ fields: { [field]: old } }]));
        ++counts.cases;
      }
      await client.delete('/sessions/current');
    }
    values.delete(new Date().toISOString().slice(0, 10));  // the day of the run stands in every log
    assert.ok(counts.cases >= 300, `${counts.cases} cases`);
  });

  test('and used: opened, searched, refused', async () => {
    const client = await network.signIn(network.ofRole('caseworker')[0]);
    await client.want(201, client.post('/cases', fullCase()));
    Object.entries(words).forEach(([letter, all]) =>
      'KWSMA'.includes(letter) && all.forEach((word) => values.add(word)));
    await client.post('/cases/search', { name: 'Searchmark Wordingham' });
    values.add('Searchmark Wordingham');
    await client.signIn('loginmark.unknown', 'passmark of nobody at all');
    ['loginmark.unknown', 'passmark of nobody at all'].forEach((each) => values.add(each));
    await client.post('/cases', { records: [{ kind: 'Kindmark Badly', fields: { Fieldmark_x: 'Valuemark' } }] });
    await client.call('POST', '/cases', { raw: '{"Rawmark Brokenly' });
    ['Kindmark Badly', 'Valuemark', 'Rawmark Brokenly'].forEach((each) => values.add(each));
    await client.get('/nothing/Pathmark%20Elsewhere?Querymark=Whereabouts');
    ['Pathmark Elsewhere', 'Pathmark%20Elsewhere', 'Querymark'].forEach((each) => values.add(each));
    values.add(client.cookie).add(client.csrf);
    await client.signIn(network.accounts[0].login, 'passmark wrong for somebody');
    traces = new Traces(network.folder, values, ids);
    ownWords = await wordsOfTheProgram();
    assert.ok(traces.words.length > 3000, `${traces.words.length} words to look for`);
  });

  /** What stands in every data directory: names of tables, of kinds of records, of what was done. */
  async function wordsOfTheProgram() {
    const read = (path) => readFileSync(join(repository, path), 'utf8');
    const schema = readdirSync(join(repository, 'data/schema')).map((each) => read(`data/schema/${each}`));
    const auditor = await network.signIn(network.ofRole('auditor')[0]);
    const done = new Set();
    for (let next; ;) {
      const page = await auditor.want(200, auditor.get(
        `/audit?limit=200${next ? `&cursor=${next}` : ''}`));
      page.items.forEach((each) => done.add(each.what));
      if (!(next = page.next)) break;
    }
    return [...schema, read('data/catalogue/kinds.json'), ...done].join(' ').toLowerCase();
  }

  const messages = readFileSync(join(repository, 'data/messages/errors.en.json'), 'utf8').toLowerCase();
  /** The names of what was logged, which are the program's. */
  function events(log) {
    const lines = log.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    for (const { event } of lines) assert.match(event, /^[a-z]+\.[a-z_]+$/);
    return lines.flatMap((line) => [line.event, ...Object.keys(line)]).join(' ');
  }

  test('the looking finds what is there', () => {
    const [name, other] = [[...values].find((each) => /^[A-Z][a-z]{6,}/.test(each)),
                           [...values].find((each) => /[\u0400-\u04ff\u0600-\u06ff]{6,}/.test(each))];
    const planted = {
      plain: name, capitals: name.toUpperCase(), folded: name.toLowerCase(), script: other,
      wide: Buffer.from(name, 'utf16le'), wideScript: Buffer.from(other, 'utf16le'),
      amid: Buffer.concat([Buffer.from([0, 255, 1]), Buffer.from(name), Buffer.from([0, 254])]),
    };
    for (const [how, content] of Object.entries(planted)) {
      const file = join(network.folder, `planted-${how}`);
      writeFileSync(file, content);
      assert.ok(traces.in([file]).length > 0, how);
    }
    // Ids stand there openly, and may spell a word, alone or with the name of a kind beside them; what
    // stands beside one is not excused.
    const id = '1vpapers2eka8stv0w3kzcpqpa';
    const looking = new Traces(network.folder, ['papers'], [id]);
    const file = join(network.folder, 'planted-id');
    for (const [content, expected] of [[`${id}${id}person`, 0], [`${id}papers`, 1], [`papers${id}`, 1]]) {
      writeFileSync(file, content);
      assert.equal(looking.in([file]).length, expected, content);
    }
  });

  const nothing = (files, allowed = ownWords) => {
    assert.ok(files.length > 0);
    assert.deepEqual(traces.in(files, allowed).slice(0, 20), []);
  };

  test('not in the data directory while it is served, its log of writes and its shared memory', () => {
    const files = Traces.filesIn(network.data);
    assert.ok(files.some((each) => each.endsWith('-wal')), 'there is a log of writes');
    nothing(files);
  });

  test('not in a backup that was made while it was served, nor in one restored', async () => {
    const env = { TMPDIR: network.tmp };
    const { folder } = JSON.parse(await succeed(
      ['backup', '--data', network.data, '--out', join(network.folder, 'backups'), '--json'], { env }));
    nothing(Traces.filesIn(folder));
    const restored = join(network.folder, 'restored');
    const result = await run(['restore', '--data', restored, '--key-file', network.keyFile, '--from',
                              folder], { env });
    assert.equal(result.code, 0, result.err);
    nothing(Traces.filesIn(restored));
    const said = join(network.folder, 'said-by-restore');
    writeFileSync(said, result.out + result.err);
    nothing([said], messages + events(result.err));
  });

  test('not in what it printed and logged, nor in temporary files', async () => {
    const verify = await run(['audit', 'verify', '--data', network.data]);
    await network.server.stop();
    const [out, log] = ['out', 'log'].map((name) => join(network.folder, `server-${name}`));
    writeFileSync(out, network.server.out + verify.out + verify.err);
    writeFileSync(log, network.server.log);
    nothing([out], messages);
    nothing([log], events(network.server.log));
    const left = Traces.filesIn(network.tmp);
    if (left.length > 0) nothing(left);
  });

  test('not in the data directory after it was served, verified and served again', async () => {
    nothing(Traces.filesIn(network.data));
    const verified = await run(['audit', 'verify', '--data', network.data, '--key-file', network.keyFile]);
    assert.equal(verified.code, 0, verified.out);
    const copy = join(network.folder, 'copy');
    cpSync(network.data, copy, { recursive: true });
    nothing(Traces.filesIn(copy));
    await network.start();
    await network.server.stop();
    nothing(Traces.filesIn(network.data));
  });
});
