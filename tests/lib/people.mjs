// Invented people only. Each class of field carries words of its own, found nowhere else.
import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** A new id, as a client makes one. */
export function newId() {
  let number = BigInt(`0x${randomBytes(16).toString('hex')}`);
  let out = '';
  for (let i = 0; i < 26; ++i, number >>= 5n) out = alphabet[Number(number & 31n)] + out;
  return out;
}
export const newKey = () => randomBytes(16).toString('hex');

/** Words that may be read by those only who may read the class. */
export const words = {
  K: ['Zarinmark Veltrova', '+000 555 0142'],
  W: ['Ruelle Wendelmark 7'],
  S: ['storymark of a long road', 'Hafenmark Export'],
  M: ['healthmark twice a day'],
  L: ['ActualVictimOfTrafficking'],
  C: ['RegisteredPartnership'],
  A: ['Adminmark Officer'],
};

export const person = (name, more = {}) =>
  ({ kind: 'person', fields: { tsn_CalledName: name, ...more } });
export const consent = () => ({ kind: 'consent', fields: { con_Consent: true } });
export const note = (text) => ({ kind: 'note', fields: { cco_CaseComment: text } });

/** The least that a case is opened with. */
export const smallCase = (name) => ({ records: [person(name), consent()] });

/** A case with something in every class. */
export const fullCase = (name = words.K[0]) => ({
  records: [
    person(name, { prs_MobilePhone: words.K[1], prs_MailingStreet: words.W[0],
                   prs_MaritalStatus: words.C[0], prs_Citizenship: ['UA', 'MD'],
                   prs_Birthdate: '1999-04' }),
    { kind: 'context', fields: { vic_TraffickingStatus: words.L[0],
                                 vic_LocationOfRecruitment: words.S[1],
                                 tsn_HealthNeeds: words.M[0] } },
    { kind: 'case', fields: { cas_ReferringPrimaryCaseWorker: words.A[0] } },
    consent(),
    note(words.S[0]),
  ],
});
