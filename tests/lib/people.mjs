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
/** A consent for one purpose: that this clinic may know of name, contact and health. */
export const receipt = (more = {}) => ({
  con_Consent: true, tsn_ConsentDate: '2026-02-01', tsn_ConsentHow: 'written', tsn_ConsentLimits: true,
  tsn_ConsentPurpose: 'refer', tsn_ConsentRecipient: 'Aurora Clinic', tsn_ConsentClasses: ['K', 'M'],
  tsn_ConsentUntil: '2999-12-31', tsn_ConsentBy: 'person', ...more });
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

// What an office is sent, and what it decides: Norway in the summer of 2008.
export const applicationFields = (more = {}) => ({
  tsn_AppStatus: 'reflection', tsn_AppCountry: 'NO', tsn_AppDate: '2008-06-02', tsn_AppFrom: 'ngo',
  tsn_AppBasis: 'consent', tsn_AppWithheld: true, tsn_AppLanguage: 'ru', ...more });
export const packet = (name, application = {}, more = {}) => ({
  person: { tsn_CalledName: name, prs_Birthdate: '1986-02', prs_Gender: 'Feminine',
            prs_Citizenship: ['MD'], ...more },
  application: applicationFields(application) });
export const granting = (more = {}) => ({
  tsn_DecisionOutcome: 'granted', tsn_DecisionDate: '2008-06-20',
  tsn_DecisionReasons: 'What was told holds together.', ...more });
export const refusing = (more = {}) => granting({ tsn_DecisionOutcome: 'refused', ...more });
