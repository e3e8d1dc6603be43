// Every text that the program can say exists in every language, takes the same arguments in each, and
// is kind; every message key in the sources has a text, and no text is left over. (That the page's own
// keys exist and are used is checked by web/scripts/check_messages.mjs, which knows the page.)
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cppFiles } from './cpp_text.mjs';

export const languages = ['en', 'fr', 'es', 'pt', 'ru', 'ar'];

/** The families of texts: data/messages/FAMILY.LANGUAGE.json. */
function familiesOf(root) {
  return [...new Set(readdirSync(join(root, 'data/messages')).map((name) => name.split('.')[0]))].sort();
}
// Whose keys are not all in the C++ sources: the page's are in the page, the catalogue's in the catalogue.
const elsewhere = ['page', 'catalogue'];

// People are people; what was done to them is not their name. English texts that need one of these
// words after all stand here, with the reason.
const unkind = /\b(victims?|illegal (?:migrants?|immigrants?|aliens?)|prostitutes?|invalid|fatal|abort(?:ed)?)\b/i;
const needed = new Map([
]);

/**
 * The arguments of an ICU message as a sorted list of "name" or "name:type", those within the branches
 * of a plural or a choice too; a text that is no message gives an error with what is wrong.
 */
export function argumentsOf(message) {
  const found = new Set();
  let at = 0;
  const fail = (what) => {
    throw new Error(what);
  };
  function text(depth) {
    while (at < message.length) {
      const c = message[at];
      if (c === "'") {
        quoted();
      } else if (c === '{') {
        ++at;
        argument();
      } else if (c === '}') {
        if (depth === 0) fail('a } too many');
        return;
      } else {
        ++at;
      }
    }
    if (depth > 0) fail('a } is missing');
  }
  function quoted() {
    // '' is an apostrophe; a quote opens literal text only before a brace, # or |.
    if (message[at + 1] === "'") {
      at += 2;
    } else if ('{}#|'.includes(message[at + 1] ?? ' ')) {
      const end = message.indexOf("'", at + 1);
      if (end < 0) fail("a ' is not closed");
      at = end + 1;
    } else {
      ++at;
    }
  }
  function word() {
    const match = /^\s*([^\s{},]+)\s*/.exec(message.slice(at));
    if (!match) fail('a name is missing after {');
    at += match[0].length;
    return match[1];
  }
  function argument() {
    const name = word();
    if (message[at] === '}') {
      ++at;
      found.add(name);
      return;
    }
    if (message[at++] !== ',') fail(`no , after ${name}`);
    const type = word();
    found.add(`${name}:${type}`);
    if (message[at] === ',' && ['plural', 'select', 'selectordinal'].includes(type)) {
      ++at;
      branches(name);
    } else {
      at = message.indexOf('}', at);
      if (at < 0) fail('a } is missing');
    }
    ++at;
  }
  function branches(name) {
    let other = false;
    while (/^\s*[^\s}]/.test(message.slice(at))) {
      const branch = word();
      if (branch.startsWith('offset:')) continue;
      if (message[at++] !== '{') fail(`no { after ${branch}`);
      other ||= branch === 'other';
      text(1);
      ++at;
    }
    if (!other) fail(`${name} has no branch other`);
    at += /^\s*/.exec(message.slice(at))[0].length;
    if (message[at] !== '}') fail('a } is missing');
  }
  text(0);
  return [...found].sort();
}

const keyShape = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+$/;
const fileEnding = /\.(?:db|json|key|csv|txt|sql|html|js|css|svg|md|br|gz|new|tmp|lock|toml|conf|xlsx|ics|psi|tsc)$/;

/** The names of actions: data/policy/actions.csv has the same shape of words as message keys. */
function actions(root) {
  const path = join(root, 'data/policy/actions.csv');
  return new Set(existsSync(path) ? readFileSync(path, 'utf8').split('\n').map((line) => line.split(',')[0]) : []);
}

/** Where in `code` the arguments of log::event stand: their names are for the log, not for people. */
function logged(code) {
  const out = [];
  for (const match of code.matchAll(/\blog::event\s*\(/g)) {
    let depth = 1;
    let end = match.index + match[0].length;
    for (; end < code.length && depth > 0; ++end)
      if (code[end] === '(') ++depth;
      else if (code[end] === ')') --depth;
    out.push([match.index, end]);
  }
  return out;
}

/** The keys that letters are made of. */
function lettersIn(root) {
  const path = join(root, 'data/letters.json');
  if (!existsSync(path)) return [];
  const keys = [];
  JSON.parse(readFileSync(path, 'utf8'), (name, value) => {
    if (['title', 'intro', 'heading', 'text'].includes(name) && typeof value === 'string') keys.push(value);
    return value;
  });
  return keys;
}

/** Message keys in the sources, each with the first place where it stands. */
export function keysInSources(root) {
  const known = actions(root);
  const keys = new Map();
  for (const file of cppFiles(root)) {
    if (file.name.endsWith('_test.cpp') || file.name === 'trial.h') continue;
    const spans = logged(file.code);
    for (const { text, at, line } of file.literals) {
      if (!keyShape.test(text) || fileEnding.test(text)) continue;
      if (spans.some(([from, to]) => at > from && at < to)) continue;
      // The name of an action can be that of a message, too: then only a Failure speaks of the message.
      if (known.has(text) && !/\bFault::\w+\s*,\s*$/.test(file.code.slice(0, at))) continue;
      if (!keys.has(text)) keys.set(text, `${file.path}:${line}`);
    }
  }
  for (const key of lettersIn(root)) keys.set(key, 'data/letters.json');
  return keys;
}

/** How keys begin that are put together: literals like "estimate.method.". */
function beginnings(root) {
  const out = new Set();
  for (const file of cppFiles(root))
    for (const { text } of file.literals) if (/^[a-z][a-z0-9_]*\.(?:[a-z0-9_]+\.)*$/.test(text)) out.add(text);
  return [...out];
}

/** Every finding as one line. */
export function checkMessages(root) {
  const findings = [];
  const read = (family, language) => {
    const path = join(root, `data/messages/${family}.${language}.json`);
    if (!existsSync(path)) {
      findings.push(`${family}.${language}.json is missing`);
      return undefined;
    }
    const text = readFileSync(path, 'utf8');
    const names = [...text.matchAll(/^\s*("(?:[^"\\]|\\.)*")\s*:/gm)].map((match) => match[1]);
    for (const name of new Set(names.filter((name, i) => names.indexOf(name) !== i)))
      findings.push(`${family}.${language}.json: ${name} stands there twice`);
    return JSON.parse(text);
  };

  const english = {};
  for (const family of familiesOf(root)) {
    const wanted = (english[family] = read(family, 'en') ?? {});
    for (const [key, text] of Object.entries(wanted)) {
      const word = unkind.exec(text);
      if (word && !needed.has(key)) findings.push(`${family}.en.json ${key}: find a kinder word than "${word[0]}"`);
    }
    for (const language of languages) {
      const texts = language === 'en' ? wanted : read(family, language);
      if (!texts) continue;
      for (const key of Object.keys(wanted))
        if (!(key in texts)) findings.push(`${family}.${language}.json: ${key} is missing`);
      for (const [key, text] of Object.entries(texts)) {
        const say = (what) => findings.push(`${family}.${language}.json ${key}: ${what}`);
        if (!(key in wanted)) say('is not in English');
        else if (typeof text !== 'string' || text.trim() === '') say('says nothing');
        else
          try {
            const mine = argumentsOf(text).join(' ');
            const theirs = argumentsOf(wanted[key]).join(' ');
            if (mine !== theirs) say(`takes {${mine}}, in English {${theirs}}`);
          } catch (error) {
            say(error.message);
          }
      }
    }
  }

  const used = keysInSources(root);
  const texts = Object.entries(english).filter(([family]) => family !== 'page').map(([, all]) => all);
  for (const [key, place] of used)
    if (!texts.some((all) => key in all)) findings.push(`${place}: ${key} has no text in data/messages`);
  const begun = beginnings(root);
  for (const [family, all] of Object.entries(english))
    if (!elsewhere.includes(family))
      for (const key of Object.keys(all))
        if (!used.has(key) && !begun.some((text) => key.startsWith(text)))
          findings.push(`${family}.en.json: ${key} is used nowhere`);
  return findings;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
  const findings = checkMessages(root);
  console.log(findings.length ? findings.join('\n') : `Every text is there in ${languages.length} languages.`);
  process.exit(findings.length ? 1 : 0);
}
