// The shapes of protection status, as the API gives them, and how they are said.
import { show } from './catalogue.svelte';
import { showPartial } from './dates';
import { i18n, t } from './i18n.svelte';
import type { Named } from './types';

export interface Stamp {
  pack: string;
  version: string;
  hash: string;
}
export interface FactName {
  name: string;
  label: string;
}
export interface RuleAnswer {
  pack: Stamp;
  status: string;
  label: string;
  own_name: string;
  outcome: 'open' | 'needs_info' | 'closed' | 'not_in_force' | 'display_only';
  confidence: 'high' | 'medium' | 'low';
  reasons: { part: string; truth: 'yes' | 'no' | 'unknown'; depth: number; text: string }[];
  missing: FactName[];
  endings: { text: string }[];
  clock: { from: string | null; until: string | null; steps: string[]; missing: FactName[] } | null;
  deadlines: { key: string; by_hand: boolean; label: string; due: string | null }[];
  bars_removal: boolean;
  warnings: string[];
  notes: string[];
  sources: { document: string; at: string; year: number; confidence: string; checked: string | null; stale: boolean }[];
}
export interface RuleFact extends FactName {
  type: 'boolean' | 'date' | 'number' | 'choice';
  values: { code: string; label: string }[];
}
export interface Warning {
  key: string;
  args: Record<string, string>;
}
export interface Decision {
  id: string;
  outcome: 'granted' | 'shorter' | 'refused';
  reading: 'in_force' | 'awaits_reader' | 'sent_back';
  on: string;
  reasons: string;
  remarks: string;
  by: Named | null;
  reader: Named | null;
  read_on: string | null;
  starts: string | null;
  ends: string | null;
}
export interface Mark {
  key: string;
  on: string;
  until: string | null;
}
export interface State {
  stage: string;
  starts: string | null;
  ends: string | null;
  decision_due: string | null;
  appeal_until: string | null;
}
export interface Application extends State {
  id: string;
  status: string;
  label: string;
  country: string;
  applied_on: string;
  from: string;
  basis: string;
  withheld: boolean;
  kept_by_law: boolean;
  sender: string;
  reference: string;
  language: string;
  pack: Stamp;
  bars_removal: boolean;
  check: RuleAnswer | null;
  decisions: Decision[];
  events: { id: string; type: string; on: string; until: string | null; reasons: string; by: Named | null }[];
  letters: { id: string; type: string; on: string; language: string; to: string; how: string; proof: string }[];
  /** The letters that can be written as things stand. */
  printable: string[];
  /** How long before a day somebody is reminded of it, as ISO 8601 durations. */
  remind: string[];
  marks: Mark[];
  warnings: Warning[];
  may: string[];
}
export interface Support {
  benefit: string;
  due_under: string;
  payers: { id: string; under: string; payer: string; from: string | null; until: string | null }[];
  twice: boolean;
  gap: boolean;
  lapses_on: string | null;
}
export interface Ground {
  id: string;
  fact: string;
  label: string;
  value: string;
  source: string;
  certainty: string;
  on: string | null;
  text: string;
}
export interface Protection {
  case: string;
  code: string;
  from_packet: boolean;
  today: string;
  country: string;
  may_decide: boolean;
  applications: Application[];
  grounds: Ground[];
  others: { id: string; status: string; from: string | null; until: string | null; reference: string }[];
  supports: Support[];
  possible: RuleAnswer[];
  facts: RuleFact[];
  warnings: Warning[];
}
export interface ApplicationRow extends State {
  case: string;
  code: string;
  application: string;
  name: string;
  label: string;
  country: string;
  applied_on: string;
  next: string | null;
  warnings: Warning[];
}

/** What is noted of a letter that was given to somebody. */
export const letterFields = [
  'tsn_LetterType',
  'tsn_LetterDate',
  'tsn_LetterLanguage',
  'tsn_LetterTo',
  'tsn_LetterHow',
  'tsn_LetterProof',
];

export const showDate = (date: string | null): string => (date && showPartial(date, i18n.locale)) ?? '';

/** A warning as a sentence: dates, help and facts in words. */
export function warn({ key, args }: Warning, facts: FactName[] = []): string {
  const words: Record<string, string> = {};
  for (const [name, value] of Object.entries(args)) {
    if (name === 'date') words[name] = showDate(value);
    else if (name === 'benefit') words[name] = show('tsn_Benefit', value);
    else if (name === 'fact') words[name] = facts.find((fact) => fact.name === value)?.label ?? value;
    else words[name] = show('tsn_BenefitUnder', value);
  }
  return t(`protection.warning.${key}`, words);
}

/** What a mark of the clock is called: an event, a letter, or a day of the procedure. */
export function markName(key: string): string {
  if (key.startsWith('letter_'))
    return t('protection.delivered', { what: show('tsn_LetterType', key.slice('letter_'.length)) });
  const event = show('tsn_EventType', key);
  return event === key ? t(`protection.mark.${key}`) : event;
}

/** What was recorded of a fact, in words. */
export function factValue(value: string, fact: RuleFact | undefined): string {
  if (value === '') return t('not_known');
  if (value === 'true') return t('yes');
  if (value === 'false') return t('no');
  if (fact?.type === 'date') return showDate(value);
  return fact?.values.find((choice) => choice.code === value)?.label ?? value;
}
