import { get } from './api';
import { catalogue } from './catalogue.svelte';
import { inCase, nameOf } from './people.svelte';
import type { Case, CaseRecord, Certificate } from './types';

/** The case on the screen, shared by the parts that show and change it. */
export class OpenCase {
  file = $state.raw<Case>();
  error = $state.raw<unknown>();
  /** What is left when the case was forgotten. */
  certificate = $state.raw<Certificate>();

  constructor(readonly id: string) {}

  /** The person's name as it may be shown, or nothing. */
  get name(): string {
    const person = this.file?.records.find((record) => record.kind === 'person');
    return person ? nameOf(person) : '';
  }

  can(action: string): boolean {
    return this.file?.can.includes(action) ?? false;
  }

  async load(): Promise<void> {
    this.error = undefined;
    try {
      await this.refresh();
    } catch (error) {
      this.error = error;
    }
  }

  /** As it stands on the server now. */
  async refresh(): Promise<Case> {
    await catalogue.ready();
    const file = await get<Case>(`/cases/${this.id}`);
    this.file = file;
    inCase.take(this.id, file.records);
    return file;
  }

  of(kind: string): CaseRecord[] {
    return this.file?.records.filter((record) => record.kind === kind) ?? [];
  }
}
