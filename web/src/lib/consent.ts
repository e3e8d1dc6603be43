// A consent is a receipt for one purpose. The server has the last word (src/care/consent.h).
import type { Fields } from './types';

/** What a receipt says beyond the agreement with which a case is opened. */
export const receiptFields = [
  'tsn_ConsentPurpose',
  'tsn_ConsentRecipient',
  'tsn_ConsentClasses',
  'tsn_ConsentUntil',
  'tsn_ConsentBy',
  'tsn_ConsentCarerSafe',
  'tsn_ConsentPresent',
  'tsn_ConsentWithdrawn',
];

export const today = () => new Date().toISOString().slice(0, 10);

/** Known in part, it ends with its first day. */
export const isOver = (consent: Fields) => {
  const until = consent.tsn_ConsentUntil;
  return typeof until === 'string' && until.replace('~', '') < today().slice(0, until.replace('~', '').length);
};
