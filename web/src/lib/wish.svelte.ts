import { newId } from './ids';
import type { Audience, ReleaseMethod, Rounding } from './types';

/** A release as it is being put together in the wizard; in memory only. */
export class Wish {
  readonly id = newId();
  purpose = $state('');
  audience = $state<Audience>('everybody');
  receiver = $state('');
  from = $state<'cases' | 'upload'>('cases');
  source = $state('');
  csv = $state('');
  spec = $state('');
  fields = $state<string[]>([]);
  contributors = $state('');
  method = $state<ReleaseMethod>('k_safe');
  k = $state(10);
  length = $state(3);
  epsilon = $state(1);
  rounding = $state<Rounding>('year');

  get touched(): boolean {
    return Boolean(this.purpose || this.receiver || this.fields.length || this.csv);
  }

  get others(): string[] {
    return this.contributors
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  }

  /** As the API takes it. */
  get body(): Record<string, unknown> {
    return {
      id: this.id,
      purpose: this.purpose.trim(),
      audience: this.audience,
      receiver: this.receiver.trim(),
      fields: this.from === 'cases' ? this.fields : [],
      contributors: this.others,
      method: this.method,
      k: this.k,
      length: this.length,
      ...(this.method === 'dp' && { epsilon: this.epsilon }),
      ...(this.from === 'cases' && { rounding: this.rounding }),
      ...(this.from === 'upload' && {
        csv: this.csv,
        source: this.source.trim(),
        ...(this.spec.trim() && { spec: this.spec }),
      }),
    };
  }
}

/** On which step of the wizard each box stands. */
export const stepOf: Record<string, number> = {
  purpose: 0,
  audience: 0,
  receiver: 0,
  source: 1,
  csv: 1,
  spec: 1,
  rounding: 1,
  fields: 1,
  contributors: 1,
  method: 2,
  k: 2,
  length: 2,
  epsilon: 2,
};
