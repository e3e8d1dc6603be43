// Draws docs/pictures/modules.svg from src/modules.cmake, so that the picture stays true:
//   node tools/draw_modules.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readModules } from './modules.mjs';

const boxWidth = 168;
const boxHeight = 42;
const stepX = 192;
const stepY = 68;
const margin = 24;

/** How many modules stand below this one at most: its row. */
function rowsOf(modules) {
  const rows = new Map();
  for (const { name, uses } of modules)
    rows.set(name, uses.length ? 1 + Math.max(...uses.map((used) => rows.get(used))) : 0);
  return rows;
}

/** Uses that no other used module brings along already: all that a reader needs to see. */
function arrowsOf(modules) {
  const all = new Map();
  for (const { name, uses } of modules)
    all.set(name, new Set(uses.flatMap((used) => [used, ...all.get(used)])));
  return modules.flatMap(({ name, uses }) =>
    uses
      .filter((used) => !uses.some((other) => other !== used && all.get(other).has(used)))
      .map((used) => [name, used]),
  );
}

/** The comment behind a module's line says what it is. */
function wordsOf(root) {
  const words = new Map();
  const text = readFileSync(join(root, 'src/modules.cmake'), 'utf8');
  for (const [, name, comment] of text.matchAll(/^ts_module\((\w+)[^)]*\)\s*#\s*(.+)$/gm)) words.set(name, comment);
  return words;
}

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

export function drawModules(root) {
  const modules = readModules(root);
  const words = wordsOf(root);
  const rows = rowsOf(modules);
  const height = Math.max(...rows.values()) + 1;
  const inRow = (row) => modules.filter(({ name }) => rows.get(name) === row);
  const widest = Math.max(...Array.from({ length: height }, (_, row) => inRow(row).length));
  const width = 2 * margin + (widest - 1) * stepX + boxWidth;

  const at = new Map();
  for (let row = 0; row < height; ++row) {
    const names = inRow(row).map(({ name }) => name);
    const left = (width - ((names.length - 1) * stepX + boxWidth)) / 2;
    names.forEach((name, i) => at.set(name, { x: left + i * stepX, y: margin + (height - 1 - row) * stepY }));
  }

  const arrows = arrowsOf(modules).map(([from, to]) => {
    const a = at.get(from);
    const b = at.get(to);
    const [x1, y1, x2, y2] = [a.x + boxWidth / 2, a.y + boxHeight, b.x + boxWidth / 2, b.y];
    const bend = (y2 - y1) / 2;
    return `  <path d="M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}"/>`;
  });
  const boxes = modules.map(({ name }) => {
    const { x, y } = at.get(name);
    const middle = x + boxWidth / 2;
    const comment = words.get(name);
    return (
      `  <rect x="${x}" y="${y}" width="${boxWidth}" height="${boxHeight}" rx="6"/>\n` +
      `  <text x="${middle}" y="${y + (comment ? 18 : 26)}" font-size="14" font-weight="600">${name}</text>` +
      (comment ? `\n  <text x="${middle}" y="${y + 33}" font-size="10">${escape(comment)}</text>` : '')
    );
  });
  const total = 2 * margin + (height - 1) * stepY + boxHeight;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" role="img">
<title>The modules from bottom to top; a line goes down to what a module uses</title>
<rect width="${width}" height="${total}" fill="#ffffff"/>
<g fill="none" stroke="#7c8a99" stroke-width="1.3">
${arrows.join('\n')}
</g>
<g font-family="system-ui, sans-serif" text-anchor="middle" fill="#12263a">
<g fill="#eef3f7" stroke="#33526e">
${boxes.flatMap((box) => box.split('\n').filter((line) => line.includes('<rect'))).join('\n')}
</g>
${boxes.flatMap((box) => box.split('\n').filter((line) => line.includes('<text'))).join('\n')}
</g>
</svg>
`;
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] === here) {
  const root = join(dirname(here), '..');
  writeFileSync(join(root, 'docs/pictures/modules.svg'), drawModules(root));
}
