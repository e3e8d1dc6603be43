import { ApiError } from './api';
import { t } from './i18n.svelte';
import type { Problem } from './types';

/** What to say about an error, kindly, and what to do about it. */
export function explain(error: unknown): string {
  // A screen is fetched when it is first opened, and what fails then is no answer of the API.
  if (!(error instanceof ApiError)) return t(navigator.onLine ? 'error.unexpected' : 'error.offline');
  if (error.status === 0) return t('error.offline');
  if (error.status === 429 || error.status === 503)
    return t('error.busy', { seconds: error.retryAfter ?? 5 });
  if (error.status === 404) return error.title || t('error.not_found');
  if (error.status === 412) return t('error.changed_meanwhile');
  return error.title || t('error.unexpected');
}

/** Something that is done at most once at a time, with what went wrong the last time. */
export class Task {
  running = $state(false);
  error = $state.raw<unknown>();
  problems = $state.raw<Problem[]>([]);

  /** True when it was done. A second call while the first is under way does nothing. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.running) return false;
    this.running = true;
    this.error = undefined;
    this.problems = [];
    try {
      await work();
      return true;
    } catch (error) {
      this.error = error;
      if (error instanceof ApiError) this.problems = error.problems;
      return false;
    } finally {
      this.running = false;
    }
  }

  get message(): string {
    return this.error === undefined ? '' : explain(this.error);
  }
}
