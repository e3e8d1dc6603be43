// Writes docs/fields.md from the catalogue: every field of ours with the reason why HTCDS is not enough,
// and how many there are of HTCDS. `node tools/list_fields.mjs`; a test says when it must be run.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function listFields(root) {
  const read = (name) => JSON.parse(readFileSync(join(root, 'data', name), 'utf8'));
  const kinds = read('catalogue/kinds.json');
  const fields = read('catalogue/fields.json');
  const words = read('messages/catalogue.en.json');
  const standard = fields.filter((field) => field.htcds);
  const values = standard.reduce((sum, field) => sum + (field.values?.length ?? 0), 0);
  const out = [
    '# The fields',
    '',
    'Written by `node tools/list_fields.mjs` from `data/catalogue`; the words are in `data/messages/catalogue.*.json`.',
    '',
    `All ${standard.length} fields and ${values} values of HTCDS 2.0 are there under their published names; the three that the standard`,
    'has retired are read and imported, and not asked for. The other fields are ours, begin with `tsn_`, and have each a reason, their',
    'own or that of their kind of record. Classes: K identity and contact, W whereabouts, S story, M health, L legal, C child and kin,',
    'A administrative.',
  ];
  for (const kind of kinds) {
    const ours = fields.filter((field) => field.kind === kind.name && !field.htcds);
    if (!ours.length) continue;
    out.push('', `## ${words[`kind.${kind.name}`]} (\`${kind.name}\`)`, '');
    if (kind.reason) out.push(kind.reason, '');
    out.push('| field | in English | type | class | why |', '|---|---|---|---|---|');
    for (const field of ours)
      out.push(`| \`${field.name}\` | ${words[`field.${field.name}`]} | ${field.type} | ${field.class} | ${field.reason ?? ''} |`);
  }
  return `${out.join('\n')}\n`;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(root, 'docs/fields.md'), listFields(root));
