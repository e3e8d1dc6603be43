// An independent check of a release: node bench/release_check.mjs IN.csv DIR K LENGTH [--zero-is-missing] [--noisy]
// Counts every combination of the input and of DIR/synthetic.csv the long way, with nothing of the
// program, and says whether any synthetic record has a combination that fewer than K rows of the input
// have, whether aggregates.csv tells the rounded counts of exactly the safe combinations, and the mean
// proportional error by length. Ends with 1 when something is wrong. For plain files: one row a person,
// categorical columns, no quotes but around nothing. With --noisy, of a release under differential privacy: how far the
// counts of aggregates.csv are from those of the input, over what K people share and all else that is
// told (1 for what only one of the two has), and over what is told and there.
import { readFileSync } from 'node:fs';

const [input, folder, kText, lengthText, ...flags] = process.argv.slice(2);
const k = Number(kText);
const longest = Number(lengthText);
const zeroIsMissing = flags.includes('--zero-is-missing');

function rowsOf(path) {
  const cellsOf = (line) => line.split(',').map((cell) => (cell === '""' ? '' : cell));
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n').map(cellsOf);
  return { header, lines };
}

/** How many rows have each combination of up to `longest` cells: [counts of length 1, of length 2, …]. */
function countsOf({ header, lines }, dropZeros) {
  const counts = Array.from({ length: longest }, () => new Map());
  for (const cells of lines) {
    const said = cells.flatMap((cell, i) => (cell === '' || (dropZeros && cell === '0') ? [] : [`${header[i]}=${cell}`]));
    const extend = (from, names) => {
      for (let i = from; i < said.length; ++i) {
        const more = [...names, said[i]];
        const of = counts[more.length - 1];
        const key = more.join('|');
        of.set(key, (of.get(key) ?? 0) + 1);
        if (more.length < longest) extend(i + 1, more);
      }
    };
    extend(0, []);
  }
  return counts;
}

/** The counts that are told: for each line the names of its values, and its count. */
function told() {
  return rowsOf(`${folder}/aggregates.csv`).lines.flatMap(([count, ...cells]) => {
    const names = [];
    for (let i = 0; i < cells.length; i += 2) if (cells[i] !== '') names.push(`${cells[i]}=${cells[i + 1]}`);
    return names.length ? [{ names, count: Number(count) }] : [];
  });
}

function sayNoise(real) {
  const made = Array.from({ length: longest }, () => new Map());
  for (const { names, count } of told()) made[names.length - 1].set(names.join('|'), count);
  for (let i = 0; i < longest; ++i) {
    let both = 0;
    let error = 0;
    let lost = 0;
    for (const [key, count] of real[i]) {
      const said = made[i].get(key);
      if (said === undefined) lost += count >= k ? 1 : 0;
      else {
        ++both;
        error += Math.abs(said - count) / count;
      }
    }
    const madeUp = made[i].size - both;
    const shared = (error + lost + madeUp) / (made[i].size + lost);
    console.log(`length ${i + 1}: error ${shared.toFixed(5)}, of what is told and there ${(error / both).toFixed(5)}, ` +
      `left out ${(100 * (1 - both / real[i].size)).toFixed(2)} %, made up ${(100 * madeUp / made[i].size).toFixed(2)} %`);
  }
}

const real = countsOf(rowsOf(input), zeroIsMissing);
if (flags.includes('--noisy')) {
  sayNoise(real);
  process.exit(0);
}
const made = countsOf(rowsOf(`${folder}/synthetic.csv`), false);
let wrong = 0;
for (let i = 0; i < longest; ++i) {
  let unsafe = 0;
  for (const key of made[i].keys()) if ((real[i].get(key) ?? 0) < k) ++unsafe;
  let safe = 0;
  let error = 0;
  for (const [key, count] of real[i])
    if (count >= k) {
      ++safe;
      error += Math.abs((made[i].get(key) ?? 0) - count) / count;
    }
  console.log(`length ${i + 1}: ${safe} safe, ${real[i].size - safe} rare, error ${(error / safe).toFixed(5)}, ${unsafe} unsafe in the records`);
  wrong += unsafe;
}

const lines = told();
for (const { names, count } of lines) {
  const people = real[names.length - 1].get(names.join('|')) ?? 0;
  if (people < k || count !== Math.floor(people / k) * k) ++wrong;
}
const all = real.reduce((sum, of) => sum + [...of.values()].filter((count) => count >= k).length, 0);
if (lines.length !== all) ++wrong;
console.log(`${lines.length} of ${all} safe combinations are told; ${wrong === 0 ? 'nothing is wrong' : `${wrong} WRONG`}`);
process.exit(wrong === 0 ? 0 : 1);
