import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { drawModules } from './draw_modules.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

test('the picture of the modules is what src/modules.cmake says', () => {
  const drawn = readFileSync(join(root, 'docs/pictures/modules.svg'), 'utf8');
  assert.ok(drawn === drawModules(root), 'run: node tools/draw_modules.mjs');
});
