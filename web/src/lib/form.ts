import { tick } from 'svelte';
import type { Field, Problem } from './types';

/** Shown at once; everything else waits under "More". */
export const isUpFront = (field: Field) =>
  !field.more &&
  (field.core || field.required || field.name.startsWith('tsn_') || !openingOrder.includes(field.kind));

/** A record of this kind is asked for in this order when a case is opened. */
export const openingOrder = ['consent', 'person', 'context', 'case'];

/** What the page asks for elsewhere: the owner in the case's head, closing in its own dialog. */
export const askedElsewhere = ['cas_Status', 'cas_CaseOwner', 'tsn_CloseReason', 'cas_ReasonForCaseClosure'];

export const boxId = (prefix: string, field: string) => `${prefix}-${field}`;

/** The field of a problem, without the way to it: `records.1.prs_Birthdate` is `prs_Birthdate`. */
export const bare = (field: string) => field.slice(Math.max(field.lastIndexOf('.'), field.lastIndexOf('/')) + 1);

export function problemOf(problems: Problem[], field: string): string | undefined {
  return problems.find((problem) => bare(problem.field) === field)?.message;
}

/** Gives a box the focus, opening what it is folded in. */
export async function leadTo(id: string): Promise<void> {
  await tick();
  const box = document.getElementById(id);
  box?.closest('details')?.setAttribute('open', '');
  box?.focus();
  box?.scrollIntoView({ block: 'center' });
}
