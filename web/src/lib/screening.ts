// The shapes of screening, as the API gives them.
import type { Named } from './types';

export type Truth = 'yes' | 'no' | 'unknown';
export const replies = ['yes', 'no', 'unknown', 'refused'] as const;
export type Reply = (typeof replies)[number];
/** How a question stands in the panel. */
export type Standing = 'present' | 'against' | 'undecided' | 'open';

export interface Source {
  document: string;
  at: string;
  year: number;
}
export interface Instrument {
  instrument: string;
  label: string;
  note: string;
  audience: 'anyone' | 'adult' | 'child';
  by_method: boolean;
  questions: number;
  sources: Source[];
}
export interface Question {
  key: string;
  label: string;
  strength: 'none' | 'weak' | 'medium' | 'strong';
  reply: Reply | null;
  words: string;
  source: string;
  revision: number;
  by: Named | null;
  at: string | null;
}
export interface Group {
  key: string;
  label: string;
  positive: Truth | null;
  present: number;
  against: number;
  undecided: number;
  open: number;
  questions: Question[];
}
export interface Line {
  line: number;
  key: string;
  label: string;
  truth: Truth;
  confidence: 'high' | 'medium' | 'low';
}
export interface Interview extends Instrument {
  id: string;
  version: string;
  hash: string;
  outdated: boolean;
  begun_on: string;
  by: Named | null;
  groups: Group[];
  lines: Line[];
}
export interface Cited {
  interview?: string;
  question?: string;
  record?: string;
  field?: string;
  value?: string;
}
export interface Element {
  key: string;
  label: string;
  truth: Truth;
  waived: boolean;
  cited: Cited[];
  against: Cited[];
  asked_by: string[];
}
export interface Regime {
  key: string;
  label: string;
  every_element: boolean;
  elements: Element[];
  sources: Source[];
}
export interface Screenings {
  case: string;
  code: string;
  may_record: boolean;
  child: Truth;
  instruments: Omit<Instrument, 'groups'>[];
  interviews: Interview[];
  regimes: Regime[];
}

export function standing(reply: Reply | null): Standing {
  if (reply === null) return 'open';
  if (reply === 'yes') return 'present';
  return reply === 'no' ? 'against' : 'undecided';
}

/** How many questions stand how. */
export function tally({ groups }: Interview): Record<Standing, number> {
  const sum = (what: Standing) => groups.reduce((all, group) => all + group[what], 0);
  return { present: sum('present'), against: sum('against'), undecided: sum('undecided'), open: sum('open') };
}

/** Made for children, and the person is none, or the other way round. */
export const misfits = ({ audience }: Instrument, child: Truth): boolean =>
  (audience === 'adult' && child === 'yes') || (audience === 'child' && child === 'no');
