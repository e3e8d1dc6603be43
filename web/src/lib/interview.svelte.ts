import { ApiError, get, post } from './api';
import { catalogue } from './catalogue.svelte';
import { newId } from './ids';
import type { Interview, Question, Reply, Screenings } from './screening';
import { explain } from './task.svelte';

/** What somebody answers: all three together, for they replace what was there together. */
export interface Said {
  reply: Reply | null;
  words: string;
  source: string;
}
interface Pending extends Said {
  /** The revision of the answer that it replaces. */
  revision: number;
}

const same = (a: Said, b: Said) => a.reply === b.reply && a.words === b.words && a.source === b.source;
const patience = 500;

/**
 * One set of questions on the screen. Answers are kept by themselves, a moment after they are given
 * and several at once; what could not be kept stays and is tried again.
 */
export class OpenInterview {
  view = $state.raw<Screenings>();
  error = $state.raw<unknown>();
  /** Why answers wait; empty when all is well. */
  trouble = $state('');
  saving = $state(false);
  /** Questions that somebody else answered meanwhile, and differently. */
  clashes = $state.raw<string[]>([]);
  private pending = $state.raw<Record<string, Pending>>({});
  /** What was sent and of which no answer came: it may have been kept all the same. */
  private attempted: Record<string, Said> = {};
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly caseId: string,
    readonly id: string,
  ) {}

  get interview(): Interview | undefined {
    return this.view?.interviews.find(({ id }) => id === this.id);
  }
  get unsaved(): boolean {
    return Object.keys(this.pending).length > 0;
  }

  async load(): Promise<void> {
    this.error = undefined;
    try {
      await catalogue.ready();
      this.view = await get<Screenings>(`/cases/${this.caseId}/screenings`);
    } catch (error) {
      this.error = error;
    }
  }

  /** As it stands on this screen: what was answered here, else what is kept. */
  said(question: Question): Said {
    return this.pending[question.key] ?? question;
  }

  say(question: Question, change: Partial<Said>): void {
    const before = this.pending[question.key];
    const { reply, words, source } = this.said(question);
    const now = { reply, words, source, ...change, revision: before?.revision ?? question.revision };
    const { [question.key]: ignored, ...others } = this.pending;
    this.pending = same(now, question) && !this.saving ? others : { ...this.pending, [question.key]: now };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), patience);
  }

  takeTheirs(question: Question): void {
    const { [question.key]: ignored, ...others } = this.pending;
    this.pending = others;
    this.clashes = this.clashes.filter((key) => key !== question.key);
  }

  keepMine(question: Question): void {
    const mine = this.pending[question.key];
    if (mine) this.pending = { ...this.pending, [question.key]: { ...mine, revision: question.revision } };
    this.clashes = this.clashes.filter((key) => key !== question.key);
    void this.flush();
  }

  /** Keeps what waits. Somebody has to choose first where two differ. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    const sent = Object.fromEntries(Object.entries(this.pending).filter(([key]) => !this.clashes.includes(key)));
    if (this.saving || !Object.keys(sent).length) return;
    this.saving = true;
    const earlier = this.attempted;
    this.attempted = { ...earlier, ...sent };
    try {
      const answers = Object.entries(sent).map(([question, said]) => ({ question, ...said }));
      this.view = await post<Screenings>(
        `/cases/${this.caseId}/screenings/${this.id}/answers`,
        { answers },
        { idempotencyKey: newId() },
      );
      this.settle(sent);
      this.attempted = {};
      this.trouble = '';
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) await this.compare(sent, earlier);
      else this.trouble = explain(error);
    } finally {
      this.saving = false;
    }
    if (!this.trouble && this.unsaved) this.timer = setTimeout(() => void this.flush(), patience);
  }

  private question(key: string): Question | undefined {
    return this.interview?.groups.flatMap(({ questions }) => questions).find((each) => each.key === key);
  }

  /** What was kept waits no longer; what was changed again since replaces what was kept. */
  private settle(sent: Record<string, Pending>): void {
    const rest: Record<string, Pending> = {};
    for (const [key, now] of Object.entries(this.pending)) {
      const kept = sent[key];
      if (!kept) rest[key] = now;
      else if (!same(kept, now)) rest[key] = { ...now, revision: this.question(key)?.revision ?? now.revision };
    }
    this.pending = rest;
  }

  /** Somebody was quicker. Where both say the same nothing is left to do; else a person chooses. */
  private async compare(sent: Record<string, Pending>, earlier: Record<string, Said>): Promise<void> {
    try {
      this.view = await get<Screenings>(`/cases/${this.caseId}/screenings`);
    } catch (error) {
      this.trouble = explain(error);
      return;
    }
    const rest = { ...this.pending };
    const clashes = [...this.clashes];
    for (const [key, mine] of Object.entries(sent)) {
      const theirs = this.question(key);
      if (!theirs || theirs.revision === mine.revision) continue;
      const lost = earlier[key];
      if (same(theirs, mine)) delete rest[key];
      else if (lost && same(theirs, lost)) rest[key] = { ...mine, revision: theirs.revision };
      else clashes.push(key);
    }
    this.pending = rest;
    this.clashes = clashes;
    this.trouble = '';
  }
}
