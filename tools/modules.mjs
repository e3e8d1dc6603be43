// What src/modules.cmake says: the modules from bottom to top, each with what it may include.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A list of {name, uses, line}; a program is called by its directory. */
export function readModules(root) {
  const text = readFileSync(join(root, 'src/modules.cmake'), 'utf8').replace(/#[^\n]*/g, '');
  const out = [];
  for (const match of text.matchAll(/\bts_(module|program)\(([^)]*)\)/g)) {
    const words = match[2].trim().split(/\s+/);
    const uses = [];
    let list;
    for (const word of words.slice(1)) {
      if (/^[A-Z]+$/.test(word)) list = word;
      else if (list === 'USES') uses.push(word);
    }
    const line = text.slice(0, match.index).split('\n').length;
    out.push({ name: match[1] === 'module' ? words[0] : words[1], uses, line });
  }
  return out;
}
