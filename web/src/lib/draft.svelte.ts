import { catalogue } from './catalogue.svelte';
import { latinDigits } from './dates';
import type { Fields, Value } from './types';

/** What stands in a form: text of number boxes as typed, everything else as the API knows it. */
export type Draft = Record<string, Value | undefined>;

const isEmpty = (value: Value | undefined) =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** A number box holds text; what is no number goes as it is, and the server says so at the field. */
function toSend(name: string, value: Value): Value {
  const type = catalogue.field(name)?.type;
  if ((type !== 'number' && type !== 'integer') || typeof value !== 'string') return value;
  const text = latinDigits(value).trim().replace(',', '.');
  const number = Number(text);
  return text !== '' && Number.isFinite(number) ? number : value;
}

const same = (a: Value | undefined, b: Value | undefined) =>
  (isEmpty(a) && isEmpty(b)) || JSON.stringify(a) === JSON.stringify(b);

export function filled(draft: Draft): Fields {
  const out: Fields = {};
  for (const [name, value] of Object.entries(draft))
    if (value !== undefined && !isEmpty(value)) out[name] = toSend(name, value);
  return out;
}

/** What differs from `base`: the value to set, or null to clear. */
export function changed(base: Fields, draft: Draft): Record<string, Value | null> {
  const out: Record<string, Value | null> = {};
  for (const [name, value] of Object.entries(draft)) {
    const now = isEmpty(value) ? undefined : toSend(name, value as Value);
    if (!same(base[name], now)) out[name] = now ?? null;
  }
  return out;
}

export interface Clash {
  field: string;
  mine: Value | null;
  theirs: Value | null;
}

/** Both changed the same field, and not to the same. */
export function clashes(base: Fields, mine: Record<string, Value | null>, theirs: Fields): Clash[] {
  return Object.entries(mine)
    .filter(([field]) => !same(base[field], theirs[field]))
    .filter(([field, value]) => !same(value ?? undefined, theirs[field]))
    .map(([field, value]) => ({ field, mine: value, theirs: theirs[field] ?? null }));
}
