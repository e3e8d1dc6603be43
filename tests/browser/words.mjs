// What stands on the page, in each language, from the same files as the page and the server have it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../lib/program.mjs';

const read = (name) => JSON.parse(readFileSync(join(repository, 'data/messages', name), 'utf8'));
const known = new Map();

export class Words {
  constructor(language) {
    this.language = language;
    this.page = read(`page.${language}.json`);
    this.catalogue = read(`catalogue.${language}.json`);
    this.errors = read(`errors.${language}.json`);
    this.screening = read(`screening.${language}.json`);
  }

  static of(language) {
    if (!known.has(language)) known.set(language, new Words(language));
    return known.get(language);
  }

  /** A text of the page, with what it names filled in. */
  say(key, values = {}) {
    return wanted(this.page, key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  instrument(name) { return wanted(this.screening, `instrument.${name}`); }
  question(key) { return wanted(this.screening, `question.${key}`); }
  regime(name) { return wanted(this.screening, `regime.${name}`); }
  kind(name) { return wanted(this.catalogue, `kind.${name}`); }
  error(key) { return wanted(this.errors, key); }
  label(field) { return wanted(this.catalogue, `field.${field}`); }
  value(field, code) { return wanted(this.catalogue, `value.${field}.${code}`); }
}

function wanted(texts, key) {
  if (!(key in texts)) throw new Error(`no text ${key}`);
  return texts[key];
}
