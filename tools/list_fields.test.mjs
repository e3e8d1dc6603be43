import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { listFields } from './list_fields.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

test('the list of fields is what the catalogue says', () => {
  const written = readFileSync(join(root, 'docs/fields.md'), 'utf8');
  assert.ok(written === listFields(root), 'run: node tools/list_fields.mjs');
  assert.match(written, /All 84 fields and 182 values of HTCDS 2\.0/);
});
