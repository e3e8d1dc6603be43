import { i18n } from './i18n.svelte';
import { poll } from './polling.svelte';

/** Something that a screen needs before it can be shown, and how that goes. */
export class Loading<T> {
  value = $state.raw<T>();
  error = $state.raw<unknown>();

  constructor(private readonly ask: () => Promise<T>) {}

  async load(): Promise<void> {
    this.error = undefined;
    try {
      this.value = await this.ask();
    } catch (reason) {
      this.error = reason;
    }
  }
}

/**
 * Something that is calculated: asked for again as long as that goes on, and in the language that the page
 * speaks. To be called while a component is made.
 */
export function follow<T extends { state: string }>(ask: () => Promise<T>): Loading<T> {
  const loading = new Loading(ask);
  const running = $derived(loading.value?.state === 'running');
  $effect(() => {
    void i18n.language;
    void loading.load();
  });
  $effect(() => {
    if (!running) return;
    return poll(async () => {
      loading.value = await ask();
      return running;
    });
  });
  return loading;
}
