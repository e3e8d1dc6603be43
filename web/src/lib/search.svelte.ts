import { post } from './api';
import { Task } from './task.svelte';
import type { CaseRow } from './types';

/** The name that somebody is looking for, on its way from one screen to another; in memory only. */
let wanted = '';

export function searchFor(name: string): void {
  wanted = name;
}

/** The name that was asked for, once. */
export function takeSearch(): string {
  const name = wanted;
  wanted = '';
  return name;
}

/** Looking for cases by the sound of a name. */
export class NameQuery {
  task = new Task();
  found = $state.raw<{ items: CaseRow[]; elsewhere: boolean }>();

  run(name: string): void {
    this.found = undefined;
    void this.task.run(async () => {
      this.found = await post('/cases/search', { name, state: 'all' });
    });
  }
}
