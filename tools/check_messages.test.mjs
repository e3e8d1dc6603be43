import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentsOf, checkMessages, keysInSources, languages } from './check_messages.mjs';
import { tree } from './fixture.mjs';

const source = `#include "base/failure.h"
// "not.a_key" in a comment
void f() {
  log::event("thing.done", {{"size", size("a.b")}});
  if (a) throw Failure{Fault::absent, "case.absent"};
  if (b) throw Failure{Fault::conflict, "case.open"};
  problems.push_back({"team", "case.needs_team"});
  found.push_back({.key = "audit.cut"});
  open("store.db");
}
`;
const texts = {
  'case.absent': 'This case is not here.',
  'case.open': 'This case is open.',
  'case.needs_team': 'Choose one of {count, plural, one {# team} other {# teams of {name}}}.',
  'audit.cut': 'The end is missing.',
};

function messages(change = {}) {
  const files = {
    'src/base/a.cpp': source,
    'src/access/policy.cpp': 'const char* all[] = {"case.open", "case.close"};',
    'data/policy/actions.csv': 'action,caseworker\ncase.open,team\ncase.close,case\n',
  };
  for (const language of languages) {
    for (const family of ['catalogue', 'page']) files[`data/messages/${family}.${language}.json`] = '{}';
    files[`data/messages/errors.${language}.json`] = JSON.stringify({ ...texts, ...change[language] }, null, 1);
  }
  return files;
}
const findings = (t, files) => checkMessages(tree(t, files)).join('\n');

test('complete texts have no findings', (t) => assert.equal(findings(t, messages()), ''));

test('only message keys are found in the sources', (t) =>
  assert.deepEqual([...keysInSources(tree(t, messages())).keys()].sort(), Object.keys(texts).sort()));

test('a key without a text', (t) => {
  const files = messages();
  files['src/base/b.cpp'] = 'throw Failure{Fault::absent, "new.thing"};';
  assert.match(findings(t, files), /^src\/base\/b\.cpp:1: new\.thing has no text/);
});
test('a text that nobody says', (t) => {
  const old = Object.fromEntries(languages.map((language) => [language, { 'old.key': 'Old.' }]));
  assert.equal(findings(t, messages(old)), 'errors.en.json: old.key is used nowhere');
});
test('a language that lacks a text, or has one more', (t) => {
  assert.match(findings(t, messages({ ru: { 'case.open': undefined } })), /^errors\.ru\.json: case\.open is missing$/);
  assert.match(findings(t, messages({ fr: { 'x.y': 'z' } })), /^errors\.fr\.json x\.y: is not in English$/);
});
test('a missing file', (t) => {
  const files = messages();
  delete files['data/messages/page.ar.json'];
  assert.equal(findings(t, files), 'page.ar.json is missing');
});
test('other arguments than in English', (t) =>
  assert.match(findings(t, messages({ es: { 'case.needs_team': 'Uno de {cuenta}.' } })),
    /takes \{cuenta\}, in English \{count:plural name\}/));
test('what is no ICU message', (t) =>
  assert.match(findings(t, messages({ pt: { 'audit.cut': 'Falta {o fim' } })), /errors\.pt\.json audit\.cut: no , after o/));
test('an empty text', (t) => assert.match(findings(t, messages({ ar: { 'audit.cut': ' ' } })), /says nothing/));
test('an unkind word', (t) =>
  assert.match(findings(t, messages({ en: { 'case.open': 'The victim is here.' } })), /kinder word than "victim"/));
test('a key twice', (t) => {
  const files = messages();
  files['data/messages/page.en.json'] = '{\n"a": "b",\n"a": "c"\n}';
  files['data/messages/page.fr.json'] = '{\n"a": "b"\n}';
  assert.match(findings(t, files), /page\.en\.json: "a" stands there twice/);
});

test('the arguments of ICU messages', () => {
  assert.deepEqual(argumentsOf("It's {a}, isn''t it? '{b}'"), ['a']);
  assert.deepEqual(argumentsOf('{n, plural, =0 {none} one {# of {m}} other {#}}'), ['m', 'n:plural']);
  assert.deepEqual(argumentsOf('{d, date, ::yMMMd} {k, select, a {x} other {y}}'), ['d:date', 'k:select']);
  for (const wrong of ['{', '}', '{a', '{}', '{a b}', '{n, plural, one {#}}', "'{a", '{n, plural, other {#}'])
    assert.throws(() => argumentsOf(wrong), Error, wrong);
});

test('every family of texts is looked at, and keys may be put together', (t) => {
  const files = messages();
  for (const language of languages)
    files[`data/messages/tides.${language}.json`] = JSON.stringify({ 'tide.moon.high': 'High', 'tide.left': 'Left' });
  files['src/base/c.cpp'] = 'say("tide.moon." + name);';
  assert.equal(findings(t, files), 'tides.en.json: tide.left is used nowhere');
});
