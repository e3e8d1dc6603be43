// The shapes of the API, as its description (GET /api/v1/openapi.json) gives them.

export type Value = boolean | number | string | string[];
export type Fields = Record<string, Value>;

export interface Named {
  id: string;
  name: string;
}

export interface Session {
  account: Named & { role: Role; team?: Named | null; language: string };
  organisation: Named & { country: string };
  can: string[];
  reads: string;
  writes: string;
  /** Field classes that open when a reason is given. */
  with_reason: string;
  /** needed: the organisation wants one, and nothing else can be done before it is set up. */
  second_factor: 'on' | 'off' | 'needed';
  csrf: string;
  expires_at: string;
}

/** One place where somebody is signed in: `used` to the hour, the device in two words. */
export interface SessionEntry {
  id: string;
  since: string;
  used: string;
  browser: string;
  system: string;
  current: boolean;
}

export interface SecondFactor {
  on: boolean;
  required: boolean;
  since: string | null;
  recovery_left: number;
}

/** What an authenticator app needs, told once. */
export interface Enrolment {
  secret: string;
  uri: string;
  /** Rows of 0 and 1. */
  qr: string[];
}

export const roles = [
  'caseworker',
  'supervisor',
  'protection_officer',
  'tip_officer',
  'coordinator',
  'analyst',
  'administrator',
  'auditor',
] as const;
export type Role = (typeof roles)[number];

export type FieldType =
  | 'text'
  | 'long_text'
  | 'date'
  | 'number'
  | 'integer'
  | 'checkbox'
  | 'picklist'
  | 'multi_picklist'
  | 'country'
  | 'countries'
  | 'language'
  | 'organisation'
  | 'colleague'
  | 'time'
  | 'person'
  | 'file';

export interface Coded {
  code: string;
  label: string;
}

export interface Field {
  name: string;
  kind: string;
  type: FieldType;
  class: string;
  label: string;
  help?: string;
  core: boolean;
  required: boolean;
  repeatable: boolean;
  in_list: boolean;
  writable: boolean;
  /** Asked only when there is more to say. */
  more: boolean;
  max?: number;
  min?: number;
  values?: Coded[];
}

/** Records to begin with: one for each value of a field. */
export interface Template {
  name: string;
  label: string;
  field: string;
  values: string[];
}

export interface Kind {
  name: string;
  label: string;
  one_per_case: boolean;
  required: boolean;
  /** Written by what people do, such as giving a reason, and not by a form. */
  internal: boolean;
  /** The part of the case page where it stands. */
  tab: string;
  /** What says in one line which record it is. */
  head: string[];
  /** A second person signs it. */
  two_people: boolean;
  templates: Template[];
  sections: { name: string; label: string; fields: string[] }[];
}

export interface CaseRow {
  id: string;
  code: string;
  state: 'open' | 'closed';
  opened_on: string;
  changed_at: string;
  revision: number;
  owner: Named;
  team?: Named | null;
  /** To another case, with which it is read. */
  joined: boolean;
  masked: boolean;
  name?: string;
  fields: Fields;
  similarity?: number;
}

export interface CaseRecord {
  id: string;
  kind: string;
  revision: number;
  changed_at: string;
  changed_by: Named;
  fields: Fields;
}

export interface Case {
  id: string;
  code: string;
  state: 'open' | 'closed';
  opened_on: string;
  changed_at: string;
  revision: number;
  owner: Named;
  team?: Named | null;
  helpers: Named[];
  /** Colleagues for whom there is no such case. */
  kept_out: Named[];
  can: string[];
  withheld: string[];
  /** Under age, or perhaps so. */
  child: boolean;
  /** Other cases that name somebody, as having done it, whose name sounds like one here. */
  also_named: number;
  /** To which case this one is joined; without its id it is not one's own. */
  joined: { id?: string; code?: string; by: Named; at: string } | null;
  /** Cases that are joined to this one. */
  holds: { id: string; code: string; by: Named; at: string }[];
  records: CaseRecord[];
}

export interface Change {
  record: string;
  kind: string;
  revision: number;
  at: string;
  by: Named;
  changes: { field: string; before: Value | null; after: Value | null }[];
}

export interface Reader {
  at: string;
  by: Named;
  what: string;
}

export interface Colleague extends Named {
  role: Role;
  team?: Named | null;
}

/** Something that is due, and in which case. */
export interface Due {
  case: string;
  code: string;
  record: string;
  kind: string;
  field: string;
  date: string;
  time?: string;
  text?: string;
  name?: string;
  whose: Named[];
}

export interface Day {
  open: number;
  closed: number;
  changed_today: number;
  recent: CaseRow[];
  quiet: CaseRow[];
  /** Closed, and kept as long as they were to be: for who may forget them. */
  outlived: CaseRow[];
  due: Due[];
  /** Somebody broke the glass of a case of one's team. */
  broken: { case: CaseRow; by: Named; until: string }[];
}

export interface Account extends Named {
  login: string;
  role: Role;
  team?: Named | null;
  language: string;
  disabled: boolean;
  second_factor: boolean;
  sign_on: boolean;
  revision: number;
}

export interface Team extends Named {
  revision: number;
}

export interface AuditEntry {
  seq: number;
  at: string;
  by: Named | null;
  what: string;
  case: string | null;
  record: string | null;
  about: Named | null;
  hash: string;
}

export interface Verification {
  ok: boolean;
  entries: number;
  head: { seq: number; hash: string };
  findings: { seq?: number; case?: string; record?: string; key: string; message: string }[];
}

export const forgetReasons = ['asked_by_person', 'retention_ended', 'opened_in_error'] as const;
export type ForgetReason = (typeof forgetReasons)[number];

export interface Certificate {
  case: string;
  code: string;
  forgotten_at: string;
  by: Named | null;
  reason: ForgetReason;
  records: number;
  seq: number;
}

export interface UnusualReading {
  rule: { more_than: number; times: number; compared_days: number; told_days: number };
  items: { account: Named; day: string; cases: number; usual: number }[];
}

export interface Counts {
  by: string;
  items: { value: Value | null; count: number | null }[];
  rounded_to?: number;
  hidden_below?: number;
}

/** Of combinations of values, one for each field in `by`. */
export interface CrossCounts {
  by: string[];
  items: { values: string[]; count: number }[];
  rounded_to: number;
  hidden_below: number;
}

export interface Page<Item> {
  items: Item[];
  total?: number;
  next?: string;
}

export interface Problem {
  field: string;
  key: string;
  message: string;
}

export type JobState = 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

/** One way of estimating, with what it says. No figure: it cannot say. */
export interface Estimate {
  method: string;
  outcome: string;
  estimate?: number;
  low?: number;
  high?: number;
  interval?: string;
  unreliable?: boolean;
  per_100000?: { estimate: number; low?: number; high?: number };
}

export interface StudyResult {
  people?: number;
  lists: { name: string; people?: number }[];
  hidden_below: number;
  range?: { low: number; high: number };
  estimates: Estimate[];
  models: { model: string; estimate: number; low?: number; high?: number; weight: number }[];
  overlaps: { a: string; b: string; people?: number; expected?: number }[];
  refused: string[];
  warnings: string[];
  files: string[];
}

/** A study or a release, as lists show it. */
export interface Made {
  id: string;
  by: Named;
  started_at: string;
}

export interface Study extends Made {
  title: string;
  state: JobState;
  ended_at?: string;
  form: 'histories' | 'overlaps';
  input_hash: string;
  version: string;
  threshold: number;
  replicates: number;
  seed: number;
  inside: boolean;
  population?: { people: number; year: string; place: string };
  share?: number;
  message?: string;
  result?: StudyResult;
}

export interface Import {
  id: string;
  by: Named;
  at: string;
  cases: number;
  taken_back: boolean;
}

export interface ImportReport {
  id?: string;
  columns: { header: string; field: string; unsure: boolean }[];
  rows: number;
  ready: number;
  problems: (Problem & { row: number })[];
  problem_count: number;
  opened: number;
}

export interface Download {
  name: string;
  type: string;
  content: string;
  /** Of a file that is no text. */
  encoding?: 'base64';
}

export type ReleaseMethod = 'k_safe' | 'dp';
export const audiences = ['everybody', 'partners', 'one_receiver'] as const;
export type Audience = (typeof audiences)[number];
export type ReleaseState =
  | 'running'
  | 'ready'
  | 'published'
  | 'declined'
  | 'failed'
  | 'cancelled'
  | 'interrupted';

export type Rounding = 'year' | 'quarter' | 'month';

export interface ReleaseEntry extends Made {
  purpose: string;
  audience: Audience;
  receiver: string;
  source: string;
  fields: string[];
  parameters: {
    method: ReleaseMethod;
    k: number;
    length: number;
    epsilon?: number;
    delta?: number;
    rounding: Rounding;
  };
  state: ReleaseState;
  rho: number;
}

export interface Attack {
  attack: string;
  passed: boolean;
  claims: number;
  right: number;
  baseline: number;
}

export interface ReleaseResult {
  people?: number;
  records: number;
  charts: { field: string; values: { value: string; before?: number; after: number }[] }[];
  rare?: {
    lengths: { length: number; different: number; rare: number }[];
    examples: { items: { field: string; value: string }[]; people: number }[];
  };
  attacks: Attack[];
  utility: { length: number; error: number; kept: number }[];
  files: string[];
}

export interface Release extends ReleaseEntry {
  revision: number;
  version: string;
  inside: boolean;
  passed: boolean;
  contributors: string[];
  awaited: string[];
  approvals: { by: Named; at: string; contributor?: string; signer?: string; reason?: string }[];
  ended_at?: string;
  share?: number;
  message?: string;
  declined_because?: string;
  result?: ReleaseResult;
}

export interface ReleaseChoices {
  fields: string[];
  cases: number;
  k_least: number;
  epsilon_most: number;
  csv_most: number;
}

export interface Ledger {
  budget: { rho: number; epsilon: number; delta: number };
  sources: { source: string; rho: number; releases: ReleaseEntry[] }[];
}

export interface SurveyRow {
  /** Nothing: all together. */
  sex?: string;
  age?: string;
  screened: number;
  /** Nothing: held back. */
  found?: number;
  share?: { value: number; low: number; high: number };
}

export interface Survey {
  id: string;
  title: string;
  place: string;
  from: string;
  until: string;
  sampling: string;
  notes: string;
  rows: SurveyRow[];
}
