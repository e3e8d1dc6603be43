// Holds the sources to the architecture: what src/modules.cmake allows to be included, which library
// belongs to which module, and what is called nowhere or in one place only.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cppFiles, lineOf } from './cpp_text.mjs';
import { readModules } from './modules.mjs';

// A library that only one module knows, so that it can be replaced there.
const libraries = [
  { include: /^boost\/(beast|asio)(\/|\.hpp)/, module: 'http' },
  { include: /^openssl\/(hmac|evp)\.h$/, module: 'crypto' },
  { include: /^openssl\/(?!(hmac|evp)\.h$)/, module: 'http' },
  { include: /^sodium(\/|\.h$)/, module: 'crypto' },
  { include: /^sqlite3\.h$/, module: 'db' },
  { include: /^libpq-fe\.h$/, module: 'db' },
  { include: /^unicode\//, module: 'lang' },
  { include: /^CLI\//, module: 'cli' },
  { include: /^qrencode\.h$/, module: 'formats' },
];

// trial.h is what the tests of a module share.
const isTest = (file) => file.name.endsWith('_test.cpp') || file.name === 'trial.h';
const within = (...modules) => (file) => modules.includes(file.module);
const file_is = (...paths) => (file) => paths.includes(file.path);
const nowhere = () => false;

// Words of the code (not of comments or literals), and where they are allowed after all.
const words = [
  { word: /\bstd::w?regex\b/g, allowed: nowhere, why: 'std::regex is slow and can overflow the stack' },
  {
    word: /\bsystem_clock::now\b/g,
    allowed: file_is('src/base/time.cpp'),
    why: 'the time comes from a Clock, so that tests can turn it',
  },
  {
    word: /\b(?:std::)?(?:tolower|toupper|isalpha|isalnum|isdigit|isspace|isupper|islower|ispunct|stoi|stol|stoll|stoul|stoull|stof|stod|atoi|atol|atoll|atof|strtol|strtoll|strtoul|strtoull|strtod|strtof|strftime|strptime|setlocale|strcoll|put_time|get_time|localtime|localtime_r)\s*\(/g,
    allowed: isTest,
    why: 'it asks the locale (or the time zone): use lang, from_chars or base/time.h',
  },
  { word: /\bstd::locale\b/g, allowed: nowhere, why: 'there are no locales but those of lang' },
  {
    word: /\bstd::(?:cout|cerr|clog)\b|\b(?:std::)?f?printf\s*\(/g,
    allowed: (file) => within('cli')(file) || file_is('src/base/log.cpp')(file) || isTest(file),
    why: 'only the command line prints; everything else is a log event of base/log.h',
  },
  {
    word: /\b(?:std::)?s?rand\s*\(|\bstd::random_device\b/g,
    allowed: nowhere,
    why: 'chance comes from crypto, or from a seed in tests and the demonstration',
  },
  {
    word: /\b(?:setenv|putenv|unsetenv|strtok|strerror|gmtime|ctime|asctime|getpwnam|getpwuid)\s*\(/g,
    allowed: nowhere,
    why: 'two threads must not call it',
  },
  { word: /\b(?:co_await|co_return|co_yield)\b/g, allowed: nowhere, why: 'g++ 12 destroys temporaries twice around it' },
  {
    word: /\b(?:sleep_for|sleep_until|usleep|nanosleep)\b/g,
    allowed: (file) => !isTest(file),
    why: 'a test that sleeps is slow or sometimes wrong: wait for the event itself',
  },
];

// Who may speak SQL. node is here for backups, which copy stores and look into them.
const sql = /^\s*(?:SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+[\w.{}]+\s+SET\b|DELETE\s+FROM\s|CREATE\s+(?:TABLE|INDEX)\b|PRAGMA\s)/;
const speaksSql = within('db', 'access', 'audit', 'vault', 'records', 'documents', 'node');

/** Every finding as "path:line: what is wrong". */
export function checkIncludes(root) {
  const findings = [];
  const modules = readModules(root);
  const order = new Map(modules.map((module, i) => [module.name, i]));
  const uses = new Map(modules.map((module) => [module.name, module.uses]));

  for (const module of modules)
    for (const used of module.uses)
      if (!order.has(used))
        findings.push(`src/modules.cmake:${module.line}: ${module.name} uses ${used}, which is no module`);
      else if (order.get(used) >= order.get(module.name))
        findings.push(`src/modules.cmake:${module.line}: ${module.name} is listed above ${used}, which it uses`);

  // What is linked into a module's tests: everything below it.
  const below = (name, out = new Set()) => {
    for (const used of uses.get(name) ?? []) if (!out.has(used)) below(used, out.add(used));
    return out;
  };

  const files = cppFiles(root);
  for (const file of files) {
    const say = (line, what) => findings.push(`${file.path}:${line}: ${what}`);
    if (!order.has(file.module)) {
      say(1, `${file.module} is not in src/modules.cmake`);
      continue;
    }
    const allowed = isTest(file) ? below(file.module) : new Set(uses.get(file.module));
    for (const include of file.includes) {
      const other = include.path.split('/')[0];
      if (include.quoted) {
        if (!existsSync(join(root, 'src', include.path)))
          say(include.line, `"${include.path}" is no file below src (own headers are named from there)`);
        else if (other !== file.module && !allowed.has(other))
          say(include.line, `${file.module} may not include ${include.path}: ${other} is not on its line in src/modules.cmake`);
      }
      for (const library of libraries)
        if (library.include.test(include.path) && file.module !== library.module)
          say(include.line, `<${include.path}> is for ${library.module} only`);
      if (include.path === 'regex') say(include.line, '<regex> is not used here');
      if (include.path === 'ranges' && file.name.endsWith('.h'))
        say(include.line, '<ranges> in a header makes every file that includes it slow to compile');
    }
    for (const { word, allowed: excused, why } of words)
      if (!excused(file))
        for (const match of file.code.matchAll(word))
          say(lineOf(file.code, match.index), `${match[0].replace(/\s*\($/, '')}: ${why}`);
    if (!speaksSql(file) && !isTest(file))
      for (const literal of file.literals)
        if (sql.test(literal.text)) say(literal.line, `${file.module} may not speak SQL`);

    if (file.name.endsWith('.h') && !/^\s*#pragma once$/m.test(file.code)) say(1, '#pragma once is missing');
    const own = `${file.module}/${file.name.replace(/\.cpp$/, '.h')}`;
    if (file.name.endsWith('.cpp') && existsSync(join(root, 'src', own)) && file.includes[0]?.path !== own)
      say(file.includes[0]?.line ?? 1, `"${own}" must come first, so that it is known to stand alone`);
  }

  for (const name of readdirSync(join(root, 'src'), { withFileTypes: true }))
    if (name.isDirectory() && files.some((file) => file.module === name.name) &&
        !existsSync(join(root, 'src', name.name, 'README.md')))
      findings.push(`src/${name.name}: README.md is missing`);
  return findings;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
  const findings = checkIncludes(root);
  console.log(findings.length ? findings.join('\n') : 'Every module keeps to the architecture.');
  process.exit(findings.length ? 1 : 0);
}
