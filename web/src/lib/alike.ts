import type { CaseRow, Fields } from './types';

/** What one thing that is known of both says to whether they are one person. */
export interface Sign {
  field: string;
  level: string;
  /** Written in two alphabets, or known in part. */
  apart: boolean;
  speaks: 'for' | 'against' | 'neither';
}

/** Somebody who is perhaps the same person, in another case. */
export interface Candidate {
  case: CaseRow;
  person: string;
  /** The record of the person of the case asked from. */
  own?: string;
  signs: Sign[];
  told_apart: boolean;
}

export interface Candidates {
  items: Candidate[];
  elsewhere: boolean;
}

/** What may be shown of a person who is compared: which case, and the fields. */
export interface Compared {
  title: string;
  fields: Fields;
}
