import type { CaseRecord } from './types';

let people = $state.raw<{ id: string; name: string }[]>([]);
let caseId = $state('');

export function nameOf(person: CaseRecord): string {
  const { tsn_CalledName, prs_FirstName, prs_SecondName } = person.fields;
  if (typeof tsn_CalledName === 'string') return tsn_CalledName;
  return [prs_FirstName, prs_SecondName].filter(Boolean).join(' ');
}

/** The case on the screen and its people, whom other records name. */
export const inCase = {
  get people() {
    return people;
  },
  get id() {
    return caseId;
  },
  take(id: string, records: CaseRecord[]): void {
    caseId = id;
    people = records
      .filter((record) => record.kind === 'person')
      .map((record) => ({ id: record.id, name: nameOf(record) }));
  },
  name: (id: string): string | undefined => people.find((person) => person.id === id)?.name,
};
