// What stands on a sheet that is printed from a case: for counsel, and for the next visit. Made anew each
// time from what is recorded and may be read; nothing of it is kept.
import type { OpenCase } from './case.svelte';
import { catalogue, show } from './catalogue.svelte';
import { t } from './i18n.svelte';
import { standing, type Question, type Screenings, type Standing } from './screening';
import type { CaseRecord } from './types';

export type SheetType = 'counsel' | 'visit';

export interface Item {
  id: string;
  /** The first is the statement, the others stand below it. */
  lines: string[];
  /** Where it was learned; nothing where nobody noted it. */
  source?: string;
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
  };
}

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
});

function counsel(open: OpenCase, screenings: Screenings): SheetPart[] {
  const facts = recordsOf(open, ['custody_story', 'structure', 'event', 'status']);
  const present = questions(screenings, 'present').map(asked);
  const noSource = [...facts, ...present]
    .filter(({ source, lines }) => !source && lines.length > 0)
    .map(({ id, lines }) => ({ id: `source-${id}`, lines: [t('sheet.no_source', { what: lines[0] ?? '' })] }));
  return [
    { key: 'custody', items: recordsOf(open, ['custody', 'hearing']) },
    { key: 'facts', items: facts },
    { key: 'present', items: present },
    { key: 'against', items: questions(screenings, 'against').map(asked) },
    {
      key: 'gaps',
      gaps: true,
      items: [...questions(screenings, 'undecided'), ...questions(screenings, 'open')]
        .map((question) => ({ id: question.key, lines: [question.label] }))
        .concat(noSource),
    },
  ];
}

const mostQuestions = 12;

function visit(open: OpenCase, screenings: Screenings): SheetPart[] {
  const byDate = (field: string) => (a: CaseRecord, b: CaseRecord) =>
    String(b.fields[field] ?? '').localeCompare(String(a.fields[field] ?? ''));
  return [
    { key: 'dates', items: recordsOf(open, ['custody', 'hearing', 'appointment']) },
    {
      key: 'todo',
      items: open
        .of('task')
        .filter(({ fields }) => fields.tsn_TaskState === 'open' || fields.tsn_TaskState === undefined)
        .map(itemOf),
    },
    { key: 'contact', items: open.of('visit').sort(byDate('tsn_VisitDate')).slice(0, 3).map(itemOf) },
    {
      key: 'ask',
      gaps: true,
      items: questions(screenings, 'open')
        .slice(0, mostQuestions)
        .map((question) => ({ id: question.key, lines: [question.label] })),
    },
  ];
}

export const sheetOf = (type: SheetType, open: OpenCase, screenings: Screenings): SheetPart[] =>
  (type === 'counsel' ? counsel : visit)(open, screenings).filter((part) => part.items.length > 0);
