// What stands on a sheet that is printed from a case: for counsel, and for the next visit. Made anew each
// time from what is recorded and may be read; nothing of it is kept.
import type { OpenCase } from './case.svelte';
import { catalogue, show } from './catalogue.svelte';
import { showDay } from './dates';
import { i18n, t } from './i18n.svelte';
import { standing, type Question, type Screenings, type Standing } from './screening';
import type { CaseRecord } from './types';

export type SheetType = 'counsel' | 'visit';

export interface Item {
  id: string;
  /** The first is the statement, the others stand below it. */
  lines: string[];
  /** Where it was learned; nothing where nobody noted it. */
  source?: string;
  /** The day on which it was written down. */
  on?: string;
}
export interface SheetPart {
  key: string;
  items: Item[];
  /** What is here is missing: it is named, and not ticked off. */
  gaps?: boolean;
}

const isSource = (name: string) => name.endsWith('Source');

function itemOf(record: CaseRecord): Item {
  const names = Object.keys(record.fields).filter((name) => catalogue.field(name) && !isSource(name));
  const source = Object.keys(record.fields).find(isSource);
  return {
    id: record.id,
    lines: [
      catalogue.kind(record.kind)?.label ?? record.kind,
      ...names.map((name) => `${catalogue.label(name)}: ${show(name, record.fields[name])}`),
    ],
    source: source && show(source, record.fields[source]),
    on: showDay(record.changed_at, i18n.locale),
  };
}

/** So many questions that nobody has asked fit on a sheet; how many more there are is said. */
const mostQuestions = 12;

const recordsOf = (open: OpenCase, kinds: string[]) => kinds.flatMap((kind) => open.of(kind)).map(itemOf);

/** The questions of every set that stand so, the same question once. */
function questions(screenings: Screenings, wanted: Standing): Question[] {
  const all = new Map<string, Question>();
  for (const { groups } of screenings.interviews)
    for (const group of groups)
      for (const question of group.questions)
        if (standing(question.reply) === wanted) all.set(question.key, question);
  return [...all.values()];
}

const asked = (question: Question): Item => ({
  id: question.key,
  lines: question.words ? [question.label, `“${question.words}”`] : [question.label],
  source: question.source && show('tsn_AnswerSource', question.source),
  on: question.at ? showDay(question.at, i18n.locale) : undefined,
});
const open = (question: Question): Item => ({ id: question.key, lines: [question.label] });

function unasked(screenings: Screenings): Item[] {
  const all = questions(screenings, 'open');
  const more = all.length - mostQuestions;
  return [
    ...all.slice(0, mostQuestions).map(open),
    ...(more > 0 ? [{ id: 'more', lines: [t('sheet.more', { count: more })] }] : []),
  ];
}

function counsel(file: OpenCase, screenings: Screenings): SheetPart[] {
  const facts = recordsOf(file, ['custody_story', 'structure', 'event', 'status']);
  const present = questions(screenings, 'present').map(asked);
  const noSource = [...facts, ...present]
    .filter(({ source, lines }) => !source && lines.length > 0)
    .map(({ id, lines }) => ({ id: `source-${id}`, lines: [t('sheet.no_source', { what: lines[0] ?? '' })] }));
  return [
    { key: 'custody', items: recordsOf(file, ['custody', 'hearing']) },
    { key: 'facts', items: facts },
    { key: 'present', items: present },
    { key: 'against', items: questions(screenings, 'against').map(asked) },
    // Asked and not told is no gap in the work, and counsel must be able to tell the two apart.
    { key: 'undecided', gaps: true, items: questions(screenings, 'undecided').map(open) },
    { key: 'gaps', gaps: true, items: [...noSource, ...unasked(screenings)] },
  ];
}

function visit(file: OpenCase, screenings: Screenings): SheetPart[] {
  const byDate = (field: string) => (a: CaseRecord, b: CaseRecord) =>
    String(b.fields[field] ?? '').localeCompare(String(a.fields[field] ?? ''));
  return [
    { key: 'dates', items: recordsOf(file, ['custody', 'hearing', 'appointment']) },
    {
      key: 'todo',
      items: file
        .of('task')
        .filter(({ fields }) => fields.tsn_TaskState === 'open' || fields.tsn_TaskState === undefined)
        .map(itemOf),
    },
    { key: 'contact', items: file.of('visit').sort(byDate('tsn_VisitDate')).slice(0, 3).map(itemOf) },
    {
      key: 'ask',
      gaps: true,
      items: unasked(screenings),
    },
  ];
}

export const sheetOf = (type: SheetType, file: OpenCase, screenings: Screenings): SheetPart[] =>
  (type === 'counsel' ? counsel : visit)(file, screenings).filter((part) => part.items.length > 0);
