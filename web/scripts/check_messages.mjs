// Every text of the page exists in all six languages, with the same arguments, and can be parsed;
// every key that the code uses exists; no key is left over.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';

const root = new URL('../..', import.meta.url).pathname;
const languages = ['en', 'fr', 'es', 'pt', 'ru', 'ar'];
const plurals = {
  en: ['one', 'other'],
  fr: ['one', 'other'],
  es: ['one', 'other'],
  pt: ['one', 'other'],
  ru: ['one', 'few', 'many', 'other'],
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
};
const findings = [];

function argumentsOf(elements, out, language, key) {
  for (const element of elements) {
    if (element.type === 0 || element.type === 7) continue;
    out.add(element.value);
    for (const option of Object.values(element.options ?? {}))
      argumentsOf(option.value, out, language, key);
    if (element.type === 6)
      for (const form of plurals[language])
        if (!(form in element.options)) findings.push(`${language} ${key}: no plural form ${form}`);
  }
  return out;
}

const messages = Object.fromEntries(
  languages.map((language) => [
    language,
    JSON.parse(readFileSync(join(root, `data/messages/page.${language}.json`), 'utf8')),
  ]),
);
const wanted = {};
for (const [key, text] of Object.entries(messages.en)) wanted[key] = text;
for (const language of languages) {
  for (const key of Object.keys(wanted))
    if (!(key in messages[language])) findings.push(`${language}: ${key} is missing`);
  for (const [key, text] of Object.entries(messages[language])) {
    if (!(key in wanted)) findings.push(`${language}: ${key} is not in English`);
    try {
      const of = (t, l) =>
        [...argumentsOf(new IntlMessageFormat(t, l).getAst(), new Set(), l, key)].sort().join();
      if (key in wanted && of(text, language) !== of(wanted[key], 'en'))
        findings.push(`${language} ${key}: other arguments than in English`);
    } catch (error) {
      findings.push(`${language} ${key}: ${error.message}`);
    }
  }
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : [readFileSync(path, 'utf8')];
  });
}
const code = sources(join(root, 'web/src')).join('\n');
const used = new Set([...code.matchAll(/(?<![\w.])t\(\s*'([^']+)'/g)].map((match) => match[1]));
for (const key of used) if (!(key in wanted)) findings.push(`the code uses ${key}, which has no text`);
// Keys that are put together: t(`role.${role}`).
const families = [...code.matchAll(/`([a-z_]+(?:\.[a-z_]+)*)\.\$\{/g)].map((match) => `${match[1]}.`);
for (const key of Object.keys(wanted))
  if (!code.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)))
    findings.push(`${key} is used nowhere`);

console.log(findings.length ? findings.join('\n') : `${Object.keys(wanted).length} texts in ${languages.length} languages: complete`);
process.exit(findings.length ? 1 : 0);
