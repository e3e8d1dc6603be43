// Reading C++ as text, as far as the checks need it: comments and literals told apart from code.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Splits a C++ source. `code` has the length and the lines of `source`, with comments and the insides
 * of literals blanked; `literals` are the strings with where they stand; `includes` the directives.
 */
export function readCpp(source) {
  const token =
    /\/\/[^\n]*|\/\*[^]*?\*\/|(?:u8|[uUL])?R"([^()\\\s]{0,16})\(([^]*?)\)\1"|"((?:[^"\\\n]|\\.)*)"|(?<![0-9A-Za-z_])'(?:[^'\\\n]|\\.)+'/g;
  const literals = [];
  const blank = (text) => text.replace(/[^\n]/g, ' ');
  const includes = [];
  const code = source.replace(token, (match, _mark, raw, plain, at) => {
    const before = source.slice(source.lastIndexOf('\n', at - 1) + 1, at);
    if (/^\s*(?:\/\*.*?\*\/\s*)*#\s*include\s*$/.test(before)) return match;
    const text = raw ?? plain;
    if (text === undefined) return blank(match);
    literals.push({ text, at, line: lineOf(source, at) });
    return `"${blank(match.slice(1, -1))}"`;
  });
  for (const match of code.matchAll(/^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/gm))
    includes.push({ path: match[1] ?? match[2], quoted: match[1] !== undefined, line: lineOf(code, match.index) });
  return { code, literals, includes };
}

export function lineOf(text, at) {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) ++line;
  return line;
}

/** Every .h and .cpp below `root`/src as {path, module, name, source, ...readCpp}, sorted by path. */
export function cppFiles(root) {
  const out = [];
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (/\.(h|cpp)$/.test(entry.name)) {
        const source = readFileSync(join(root, path), 'utf8');
        out.push({ path, module: path.split('/')[1], name: entry.name, source, ...readCpp(source) });
      }
    }
  };
  walk('src');
  return out.sort((a, b) => (a.path < b.path ? -1 : 1));
}
