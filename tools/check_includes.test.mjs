import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkIncludes } from './check_includes.mjs';
import { readCpp } from './cpp_text.mjs';
import { tree } from './fixture.mjs';

const modules = `
ts_module(base)
ts_module(db     USES base LIBS SQLite::SQLite3)  # the only SQL
ts_module(cases  USES base)
ts_program(prog app USES base cases)
`;
const clean = {
  'src/modules.cmake': modules,
  'src/base/README.md': '',
  'src/base/id.h': '#pragma once\n#include <string>\n',
  'src/db/README.md': '',
  'src/db/db.h': '#pragma once\n#include "base/id.h"\n',
  'src/db/db.cpp': '#include "db/db.h"\n#include <sqlite3.h>\nconst char* all = "SELECT 1";\n',
  'src/cases/README.md': '',
  'src/cases/cases.h': '#pragma once\n#include "base/id.h"\n',
  'src/app/README.md': '',
  'src/app/main.cpp': '#include "cases/cases.h"\n',
};

const findings = (t, files) => checkIncludes(tree(t, { ...clean, ...files }));

/** One finding, at this place, that says this. */
function finds(name, files, place, text) {
  test(name, (t) => {
    const found = findings(t, files);
    assert.equal(found.length, 1, found.join('\n'));
    assert.ok(found[0].startsWith(place), found[0]);
    assert.match(found[0], text);
  });
}
const inCases = (text) => ({ 'src/cases/cases.cpp': `#include "cases/cases.h"\n${text}\n` });

test('a tree that keeps the rules has no findings', (t) => assert.deepEqual(findings(t, {}), []));

finds('an include that the list does not allow', inCases('#include "db/db.h"'),
  'src/cases/cases.cpp:2:', /cases may not include db\/db\.h/);
finds('also through a comment and odd spacing', inCases('/* a */ #  include "db/db.h"  // b'),
  'src/cases/cases.cpp:2:', /may not include/);
finds('an include that is no file', inCases('#include "id.h"'), 'src/cases/cases.cpp:2:', /no file/);
finds('a module above what it uses',
  { 'src/modules.cmake': modules.replace('ts_module(base)', 'ts_module(base USES db)') },
  'src/modules.cmake:2:', /base is listed above db/);
finds('a module that is not listed', { 'src/other/a.h': '#pragma once\n', 'src/other/README.md': '' },
  'src/other/a.h:1:', /not in src\/modules/);
finds('a library outside its module', inCases('#include <sqlite3.h>'), 'src/cases/cases.cpp:2:', /db only/);
finds('sockets outside http', inCases('#include <boost/asio/ip/tcp.hpp>'), 'src/cases/cases.cpp:2:', /http only/);
finds('SQL outside the modules with tables', inCases('auto q = "DELETE FROM part";'),
  'src/cases/cases.cpp:2:', /may not speak SQL/);
finds('SQL in a raw literal', inCases('auto q = R"(\n  SELECT 1)";'), 'src/cases/cases.cpp:2:', /SQL/);
finds('what asks the locale', inCases('int a = std::stoi(b);'), 'src/cases/cases.cpp:2:', /stoi: it asks/);
finds('the clock of the machine', inCases('\nauto a = std::chrono::system_clock::now();'),
  'src/cases/cases.cpp:3:', /Clock/);
finds('printing', inCases('void f() { std::cout << 1; }'), 'src/cases/cases.cpp:2:', /log/);
finds('a coroutine', inCases('auto f() { co_await g(); }'), 'src/cases/cases.cpp:2:', /g\+\+ 12/);
finds('a test that sleeps',
  { 'src/cases/cases_test.cpp': '#include "cases/cases.h"\nvoid f() { sleep_for(a); }\n' },
  'src/cases/cases_test.cpp:2:', /sleeps/);
finds('a header without #pragma once', { 'src/cases/more.h': 'int a();\n' }, 'src/cases/more.h:1:', /pragma/);
finds('an own header that is not the first',
  { 'src/cases/cases.cpp': '#include <string>\n#include "cases/cases.h"\n' }, 'src/cases/cases.cpp:1:', /first/);
finds('a module without a README', { 'src/modules.cmake': `${modules}ts_module(late)\n`,
  'src/late/a.h': '#pragma once\n' }, 'src/late', /README/);

test('what only looks like it is let through', (t) => {
  const harmless = inCases(`// #include "db/db.h" and std::stoi(a)
/* SELECT 1
   system_clock::now */
auto a = "std::stoi(b), call printf( here";
auto b = 'x'; auto c = 1'000'000; auto d = '"'; auto e = to_lower(f); auto g = my.strand(h);
auto i = "please select one";`);
  assert.deepEqual(findings(t, harmless), []);
});

test('literals keep their place, code its lines', () => {
  const { code, literals } = readCpp('a("x.y", \'"\', "a\\"b");\n// "no"\nR"s(q"w)s" "z"');
  assert.deepEqual(literals.map(({ text, line }) => [text, line]),
    [['x.y', 1], ['a\\"b', 1], ['q"w', 3], ['z', 3]]);
  assert.equal(code.split('\n').length, 3);
  assert.ok(!code.includes('no'));
});
