import type { CaseRecord } from './types';

interface Person {
  id: string;
  name: string;
}
let people = $state.raw<Person[]>([]);
/** Of cases that are joined to it. */
let others = $state.raw<Person[]>([]);
let caseId = $state('');

export function nameOf(person: CaseRecord): string {
  const { tsn_CalledName, prs_FirstName, prs_SecondName } = person.fields;
  if (typeof tsn_CalledName === 'string') return tsn_CalledName;
  return [prs_FirstName, prs_SecondName].filter(Boolean).join(' ');
}

const peopleIn = (records: CaseRecord[]): Person[] =>
  records
    .filter((record) => record.kind === 'person')
    .map((record) => ({ id: record.id, name: nameOf(record) }));

/** Of what lies in a component's context: the case, where it is not the one on the screen. */
export const fromCase = Symbol('case');

/** The case on the screen and its people, whom other records name. */
export const inCase = {
  get people() {
    return people;
  },
  get id() {
    return caseId;
  },
  take(id: string, records: CaseRecord[], held: CaseRecord[]): void {
    caseId = id;
    people = peopleIn(records);
    others = peopleIn(held);
  },
  name: (id: string): string | undefined => [...people, ...others].find((person) => person.id === id)?.name,
};
