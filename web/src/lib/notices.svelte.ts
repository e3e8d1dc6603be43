/** A short word about what was just done, read aloud and gone after a while. */
let current = $state('');
let timer: ReturnType<typeof setTimeout> | undefined;

export const notices = {
  get current() {
    return current;
  },
};

export function say(text: string): void {
  current = text;
  clearTimeout(timer);
  timer = setTimeout(() => (current = ''), 6000);
}
