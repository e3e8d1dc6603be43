// What two organisations agreed to share (src/matters/terms.h).
export const purposes = ['refer', 'transfer', 'trace', 'kin', 'counsel', 'authority'];
export const rhythms = ['as_needed', 'weekly', 'monthly', 'quarterly', 'yearly'];

export interface Terms {
  purposes: string[];
  classes: string;
  rhythm: string;
  least_cell: number;
  start: string;
  end: string;
  note: string;
}
export interface Agreement {
  id: string;
  peer: string;
  name: string;
  /** We proposed it. */
  ours: boolean;
  state: 'proposed' | 'declined' | 'coming' | 'in_force' | 'over' | 'ended';
  ends_soon: boolean;
  waits: boolean;
  can: string[];
  steps: { ours: boolean; at: string; what: string; note: string }[];
  terms?: Terms;
}
export interface Agreements {
  /** Who decides about them here. */
  ask: string[];
  least_cell: number;
  items: Agreement[];
}
