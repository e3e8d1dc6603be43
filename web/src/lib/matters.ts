// What organisations ask of each other about people.
import { today } from './dates';
import type { Download, Fields } from './types';

export interface Peer {
  id: string;
  name: string;
  country: string;
  /** Empty: by file only. */
  address: string;
  /** Both sides see the same. */
  comparison: string;
  since: string;
  ended: boolean;
}

export interface Peers {
  name: string;
  address: string;
  card: string;
  items: Peer[];
}

/** A document that goes along. */
export interface Attached {
  /** Its place in the request. */
  number: number;
  name: string;
  type: string;
  bytes: number;
  class: string;
  /** All of it has arrived. */
  here: boolean;
}

/** A record, or what of it is told. */
export interface Part {
  kind: string;
  fields: Fields;
}

export interface Content {
  purpose: string;
  classes: string;
  until: string;
  due: string;
  note: string;
  parts: Part[];
  files: Attached[];
}

export interface Step {
  ours: boolean;
  at: string;
  what: string;
  note: string;
  due: string;
}

/** A page for somebody without Turnstone, and the code that opens it. */
export interface Capsule extends Download {
  code: string;
}

export interface Matter {
  id: string;
  peer: string;
  /** We asked. */
  ours: boolean;
  request: string;
  progress: string;
  question: boolean;
  withdrawal: string;
  erasure: string;
  /** The other side has not said yet that it has all of it. */
  waits: boolean;
  tries: number;
  /** No agreement with the other side lets it travel now. */
  stopped: boolean;
  /** The other side has no Turnstone. */
  guest: boolean;
  /** Of a guest: what may be written down for them. */
  may_have_said: string[];
  /** The day by which something is to happen. */
  due?: string;
  /** The steps that may be taken now. */
  can: string[];
  steps: Step[];
  case?: string;
  /** Not when it was destroyed. */
  sent?: Content;
}

/** About whom it is, as far as that was told. */
export const calledIn = ({ sent }: Matter) =>
  sent?.parts.find(({ fields }) => fields.tsn_CalledName)?.fields.tsn_CalledName;

/** It should have happened by now. */
export const isLate = ({ due }: Matter) => due !== undefined && due < today();

/** When the other side took our case over; nothing when it did not. */
export const takenOver = ({ ours, request, progress, steps }: Matter) =>
  ours && request === 'transfer' && ['accepted', 'done'].includes(progress)
    ? steps.find(({ what }) => what === 'accepted')?.at
    : undefined;

/** Something is to be said, and it is for us to say it. */
export const waitsForUs = ({ can }: Matter) =>
  ['accepted', 'answered', 'withdrawn'].some((what) => can.includes(what));

// The server has the last word (src/matters/offer.cpp).
const covered: Record<string, string[]> = {
  refer: ['refer', 'inform'],
  transfer: ['transfer', 'inform'],
  trace: ['trace', 'inform'],
  kin: ['trace', 'inform'],
  authority: ['decide', 'inform'],
  counsel: ['decide', 'inform'],
};
/** What may be asked with a consent for this purpose. */
export const requestsOf = (purpose: unknown): string[] => covered[String(purpose)] ?? [];

/** As people read names: capitals, accents and spaces make no difference. */
export const sameName = (a: string, b: string) => plain(a) === plain(b);
const plain = (name: string) =>
  name.normalize('NFD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase();
