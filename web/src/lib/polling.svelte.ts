/**
 * Asks again while something is under way, a little more rarely the longer it takes. What it returns stops
 * it; a screen gives that to Svelte as its clean-up.
 */
export function poll(ask: () => Promise<boolean>): () => void {
  let stopped = false;
  let wait = 400;
  let timer: ReturnType<typeof setTimeout>;
  const again = async () => {
    const more = await ask().catch(() => true);
    if (stopped || !more) return;
    wait = Math.min(wait * 1.3, 5000);
    timer = setTimeout(again, wait);
  };
  timer = setTimeout(again, wait);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
