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

  /** Cases that are joined to this one, as far as they are there to read. */
  held = $state.raw<OpenCase[]>([]);

  /** `within`: the case that this one is joined to, on whose page it is shown. */
  constructor(
    readonly id: string,
    private readonly within?: OpenCase,
  ) {}

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
    const held = this.within ? [] : await this.joined(file);
    this.file = file;
    this.held = held;
    if (!this.within) this.tellPeople();
    else this.within.tellPeople();
    return file;
  }

  /** Each is opened by itself, so that its own file says who read it. One that cannot be is left out. */
  private async joined(file: Case): Promise<OpenCase[]> {
    const all = file.holds.map(({ id }) => new OpenCase(id, this));
    await Promise.all(all.map((held) => held.load()));
    return all.filter((held) => held.file);
  }

  private tellPeople(): void {
    if (!this.file) return;
    inCase.take(this.id, this.file.records, this.held.flatMap((held) => held.file?.records ?? []));
  }

  of(kind: string): CaseRecord[] {
    return this.file?.records.filter((record) => record.kind === kind) ?? [];
  }
}
