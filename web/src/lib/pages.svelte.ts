import type { Page } from './types';

/** A list that arrives page by page. A page that was asked for before a restart is dropped. */
export class Pages<Item> {
  items = $state.raw<Item[]>();
  total = $state<number>();
  next = $state<string>();
  loading = $state(false);
  error = $state.raw<unknown>();
  private generation = 0;

  constructor(private readonly load: (cursor: string | undefined) => Promise<Page<Item>>) {}

  async restart(): Promise<void> {
    this.generation += 1;
    this.items = undefined;
    this.total = undefined;
    this.next = undefined;
    await this.fetch(undefined);
  }

  async more(): Promise<void> {
    if (!this.loading && this.next) await this.fetch(this.next);
  }

  private async fetch(cursor: string | undefined): Promise<void> {
    const mine = this.generation;
    this.loading = true;
    this.error = undefined;
    try {
      const page = await this.load(cursor);
      if (mine !== this.generation) return;
      this.items = cursor ? [...(this.items ?? []), ...page.items] : page.items;
      this.total = page.total ?? this.total;
      this.next = page.next;
    } catch (error) {
      if (mine === this.generation) this.error = error;
    } finally {
      if (mine === this.generation) this.loading = false;
    }
  }
}
