// The tables of who may do and see what, read on their own: what the program is held against.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './program.mjs';

const read = (path) => readFileSync(join(repository, path), 'utf8');
const table = (path) => {
  const [head, ...rows] = read(path).trim().split('\n').map((line) => line.split(','));
  return Object.fromEntries(rows.map(([name, ...cells]) =>
    [name, Object.fromEntries(cells.map((cell, i) => [head[i + 1], cell]))]));
};

/** action -> role -> "", self, case, lasting, team, organisation, safe */
export const actions = table('data/policy/actions.csv');
/** role -> class -> "", r, rw, reason */
export const classes = table('data/policy/classes.csv');
export const roles = Object.keys(classes);
export const letters = Object.keys(classes.caseworker);

export const fields = JSON.parse(read('data/catalogue/fields.json'));
export const fieldNamed = new Map(fields.map((field) => [field.name, field]));

export const readable = (role) => letters.filter((letter) => classes[role][letter].startsWith('r')
                                                          && classes[role][letter] !== 'reason');
export const withReason = (role) => letters.filter((letter) => classes[role][letter] === 'reason');

/** Whether a scope reaches a case that stands so to the account. */
export function reaches(scope, relation) {
  if (scope === 'case' || scope === 'lasting' || scope === 'team') return relation === 'own';
  if (scope === 'organisation') return relation === 'own' || relation === 'other team';
  return false;
}
