// Looking for words in files, as somebody would who has the disk: grep and strings, whatever the
// encoding, and in capitals or not.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Sealed bytes are as good as random: a word this long does not stand in them by chance. */
const leastBytes = 6;
const whole = (text) => Buffer.byteLength(text) >= leastBytes;

/** The ways in which a text may be written down: as it is, its words, and pieces of a long one, since
    a file may break it anywhere. */
function formsOf(text) {
  const words = text.split(/[\s,;:()«»"“”]+/u);
  const pieces = text.length > 40 ? [text.slice(0, 20), text.slice(text.length >> 1).slice(0, 20),
                                     text.slice(-20)] : [];
  return [text, ...words, ...pieces].map((each) => each.trim()).filter(whole)
    .flatMap((each) => [each, each.normalize('NFD'), each.toLowerCase(), each.toUpperCase()]);
}

export class Traces {
  /** `ids` stand in files openly, and are made of letters: what they spell is no word. */
  constructor(folder, values, ids = []) {
    this.ids = new Set(ids);
    const own = mkdtempSync(join(folder, 'looking-'));
    this.file = join(own, 'words');
    this.wide = join(own, 'wide-words');
    this.words = [...new Set([...values].flatMap(formsOf))].filter((each) => !each.includes('\n'));
    writeFileSync(this.file, `${this.words.join('\n')}\n`);
    // UTF-16 as strings prints it: what is Latin stands there as plain letters.
    writeFileSync(this.wide, `${this.words.filter((each) => /^[\x20-\x7e]+$/.test(each)).join('\n')}\n`);
    // UTF-16 of every script: too many for one pass each, so the words only.
    this.utf16 = [...new Set([...values].flatMap((each) => each.split(/\s+/)))]
      .filter((each) => each.length >= 5).map((each) => Buffer.from(each, 'utf16le'));
    this.starts = new Map();
    for (const each of this.utf16)
      this.starts.set(each.readUInt32LE(0), [...(this.starts.get(each.readUInt32LE(0)) ?? []), each]);
  }

  /** Every regular file below. */
  static filesIn(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((each) => {
      const path = join(folder, each.name);
      return each.isDirectory() ? Traces.filesIn(path) : each.isFile() ? [path] : [];
    });
  }

  /** What was found in which file, but for words of `allowed`; empty when nothing was. */
  in(files, allowed = '') {
    return files.filter((file) => statSync(file).size > 0)
      .flatMap((file) => [...this.#plain(file), ...this.#wideLatin(file), ...this.#wide(file)]
        .filter((word) => !allowed.includes(word.toLowerCase()))
        .map((word) => `${file}: ${word}`));
  }

  #plain(file) {
    const grep = spawnSync('grep', ['-a', '-i', '-o', '-F', '-f', this.file],
                           { input: this.#withoutIds(readFileSync(file)), env: { LC_ALL: 'C' },
                             encoding: 'utf8', maxBuffer: 1 << 28 });
    if (grep.status > 1) throw new Error(grep.stderr);
    return lines(grep.stdout);
  }

  /** Its bytes with every id blotted out, before looking: an id may also spell a word with the kind of
      record that stands beside it. */
  #withoutIds(bytes) {
    const text = bytes.toString('latin1');
    for (const { index } of text.matchAll(/(?=[0-9a-z]{26})/g))
      if (this.ids.has(text.slice(index, index + 26))) bytes.fill(' ', index, index + 26);
    return bytes;
  }

  #wideLatin(file) {
    return ['l', 'b'].flatMap((encoding) => {
      const text = execFileSync('strings', ['-a', '-e', encoding, '-n', '6', file], { maxBuffer: 1 << 28 });
      const grep = spawnSync('grep', ['-i', '-o', '-F', '-f', this.wide],
                             { input: text, env: { LC_ALL: 'C' }, encoding: 'utf8', maxBuffer: 1 << 28 });
      return lines(grep.stdout);
    });
  }

  /** A file that holds UTF-16 of some length holds its bytes in pairs; the first two letters of a
      word are looked up before the whole. */
  #wide(file) {
    const bytes = readFileSync(file);
    const out = [];
    for (let at = 0; at + 4 <= bytes.length; ++at)
      for (const word of this.starts.get(bytes.readUInt32LE(at)) ?? [])
        if (bytes.compare(word, 0, word.length, at, Math.min(bytes.length, at + word.length)) === 0)
          out.push(word.toString('utf16le'));
    return out;
  }
}

const lines = (text) => [...new Set(text.split('\n').filter(Boolean))];
