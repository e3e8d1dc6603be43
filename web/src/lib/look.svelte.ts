/** Light or dark: what the device says, unless the person chose otherwise in this tab. */
let chosen = $state<'light' | 'dark'>();
let hidden = $state(false);

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

export const look = {
  get dark() {
    return chosen ? chosen === 'dark' : systemIsDark.matches;
  },
  /** True while the page is covered. */
  get hidden() {
    return hidden;
  },
};

export function switchLook(): void {
  chosen = look.dark ? 'light' : 'dark';
  document.documentElement.dataset.theme = chosen;
}

export function hide(): void {
  hidden = true;
}

export function uncover(): void {
  hidden = false;
}

/** Escape twice within a moment covers the page. */
export function listenForHide(): void {
  let last = -Infinity; // a first Escape soon after the page came is no second one
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (event.timeStamp - last < 500) hide();
    last = event.timeStamp;
  });
}
