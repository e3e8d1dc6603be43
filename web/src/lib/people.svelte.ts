import type { CaseRecord } from './types';

let people = $state.raw<{ id: string; name: string }[]>([]);

export function nameOf(person: CaseRecord): string {
  const { tsn_CalledName, prs_FirstName, prs_SecondName } = person.fields;
  if (typeof tsn_CalledName === 'string') return tsn_CalledName;
  return [prs_FirstName, prs_SecondName].filter(Boolean).join(' ');
}

/** The people of the case on the screen, whom other records name. */
export const inCase = {
  get people() {
    return people;
  },
  take(records: CaseRecord[]): void {
    people = records
      .filter((record) => record.kind === 'person')
      .map((record) => ({ id: record.id, name: nameOf(record) }));
  },
  name: (id: string): string | undefined => people.find((person) => person.id === id)?.name,
};
