import type { OpenCase } from './case.svelte';
import { catalogue } from './catalogue.svelte';
import type { Kind } from './types';

/** The parts of a case page, in their order; the first is its file. */
export const parts = ['person', 'story', 'help', 'custody', 'family', 'return'] as const;
export type Part = (typeof parts)[number];

/** Parts that every case has; the others show once something is written there, or when wanted. */
const always: Part[] = ['person', 'story', 'help'];

/** What a form asks for: other kinds are written by what people do, such as giving a reason. */
export const isWritable = (open: OpenCase, kind: Kind) =>
  open.can('case.change') &&
  !kind.internal &&
  kind.sections.some((section) => section.fields.some((name) => catalogue.field(name)?.writable));

/** Whether this person can fill all that a new one must have. */
export const isAddable = (open: OpenCase, kind: Kind) =>
  isWritable(open, kind) &&
  !open.file?.joined &&
  !(kind.one_per_case && open.of(kind.name).length > 0) &&
  catalogue.fields.every((field) => field.kind !== kind.name || !field.required || field.writable);

/** Why somebody looked: written by what people do, and read beside the file. */
const reasons = ['access_reason', 'break_glass'];

export const kindsOf = (part: Part) =>
  catalogue.kinds.filter((kind) => kind.tab === part || (part === 'person' && reasons.includes(kind.name)));

export const hasRecords = (open: OpenCase, part: Part) =>
  kindsOf(part).some((kind) => [open, ...open.held].some((each) => each.of(kind.name).length > 0));

export const isShown = (open: OpenCase, part: Part) => always.includes(part) || hasRecords(open, part);
