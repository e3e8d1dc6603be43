import type { Component } from 'svelte';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Screen = { default: Component<any> };

interface Route {
  pattern: RegExp;
  load: () => Promise<Screen>;
}

const id = '([0-9a-z]{26})';
const routes: Route[] = [
  { pattern: /^\/$/, load: () => import('../screens/Day.svelte') },
  { pattern: /^\/cases$/, load: () => import('../screens/Cases.svelte') },
  { pattern: /^\/cases\/new$/, load: () => import('../screens/NewCase.svelte') },
  { pattern: new RegExp(`^/cases/${id}$`), load: () => import('../screens/Case.svelte') },
  { pattern: new RegExp(`^/cases/${id}/screening/${id}$`), load: () => import('../screens/Screening.svelte') },
  { pattern: new RegExp(`^/cases/${id}/referrals/${id}/letter$`), load: () => import('../screens/ReferralLetter.svelte') },
  { pattern: new RegExp(`^/cases/${id}/send/${id}$`), load: () => import('../screens/NewMatter.svelte') },
  { pattern: new RegExp(`^/cases/${id}/own-copy$`), load: () => import('../screens/OwnCopy.svelte') },
  { pattern: /^\/agreements$/, load: () => import('../screens/Agreements.svelte') },
  { pattern: /^\/own-copy$/, load: () => import('../screens/TakeCopy.svelte') },
  { pattern: /^\/matters$/, load: () => import('../screens/Matters.svelte') },
  { pattern: new RegExp(`^/matters/${id}$`), load: () => import('../screens/Matter.svelte') },
  { pattern: new RegExp(`^/cases/${id}/sheet/(counsel|visit)$`), load: () => import('../screens/Sheet.svelte') },
  { pattern: /^\/applications$/, load: () => import('../screens/Applications.svelte') },
  { pattern: /^\/applications\/new$/, load: () => import('../screens/NewApplication.svelte') },
  { pattern: /^\/applications\/figures$/, load: () => import('../screens/ProtectionFigures.svelte') },
  { pattern: new RegExp(`^/applications/${id}$`), load: () => import('../screens/Application.svelte') },
  { pattern: new RegExp(`^/applications/${id}/letter/${id}/([a-z]+)$`), load: () => import('../screens/Letter.svelte') },
  { pattern: /^\/cases\/tables$/, load: () => import('../screens/Imports.svelte') },
  { pattern: /^\/find$/, load: () => import('../screens/Find.svelte') },
  { pattern: /^\/counts$/, load: () => import('../screens/Counts.svelte') },
  { pattern: /^\/studies$/, load: () => import('../screens/Studies.svelte') },
  { pattern: /^\/studies\/new$/, load: () => import('../screens/NewStudy.svelte') },
  { pattern: new RegExp(`^/studies/${id}$`), load: () => import('../screens/Study.svelte') },
  { pattern: /^\/surveys$/, load: () => import('../screens/Surveys.svelte') },
  { pattern: /^\/surveys\/new$/, load: () => import('../screens/NewSurvey.svelte') },
  { pattern: /^\/releases$/, load: () => import('../screens/Releases.svelte') },
  { pattern: /^\/releases\/new$/, load: () => import('../screens/NewRelease.svelte') },
  { pattern: new RegExp(`^/releases/${id}$`), load: () => import('../screens/Release.svelte') },
  { pattern: /^\/accounts$/, load: () => import('../screens/Accounts.svelte') },
  { pattern: /^\/audit$/, load: () => import('../screens/Audit.svelte') },
  { pattern: /^\/account$/, load: () => import('../screens/MyAccount.svelte') },
];
const nowhere = () => import('../screens/NotFound.svelte');

export interface Place {
  path: string;
  load: () => Promise<Screen>;
  parameters: string[];
}

function placeOf(path: string): Place {
  for (const route of routes) {
    const match = route.pattern.exec(path);
    if (match) return { path, load: route.load, parameters: match.slice(1) };
  }
  return { path, load: nowhere, parameters: [] };
}

let place = $state.raw(placeOf(location.pathname));
let blocked = $state.raw<string>();
let unsaved: { ask: () => boolean; giveUp: () => void }[] = [];

export const router = {
  get place() {
    return place;
  },
  /** Where the person wants to go although something is not saved; nothing when all is well. */
  get blocked() {
    return blocked;
  },
};

const isUnsaved = () => unsaved.some(({ ask }) => ask());

/** As long as `ask` says so, leaving has to be confirmed; who leaves all the same gives up what was
 *  typed. Returns how to stop asking. */
export function guard(ask: () => boolean, giveUp: () => void = () => undefined): () => void {
  const mine = { ask, giveUp };
  unsaved.push(mine);
  return () => {
    unsaved = unsaved.filter((other) => other !== mine);
  };
}

function show(path: string): void {
  place = placeOf(path);
  scrollTo(0, 0);
}

export function go(path: string): void {
  if (path === place.path) return;
  if (isUnsaved()) {
    blocked = path;
    return;
  }
  history.pushState(null, '', path);
  show(path);
}

export function stay(): void {
  blocked = undefined;
}

export function leaveAnyway(): void {
  const path = blocked;
  blocked = undefined;
  for (const { giveUp } of unsaved) giveUp();
  unsaved = [];
  if (path !== undefined) go(path);
}

export function listen(mayLeave: () => boolean): void {
  addEventListener('popstate', () => {
    if (!isUnsaved()) {
      show(location.pathname);
      return;
    }
    // The browser has gone back already: stand where we were, and ask.
    const wanted = location.pathname;
    history.pushState(null, '', place.path);
    blocked = wanted;
  });
  addEventListener('beforeunload', (event) => {
    if (isUnsaved() && !mayLeave()) event.preventDefault();
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a[href]');
    const href = link?.getAttribute('href');
    if (!href?.startsWith('/') || link?.hasAttribute('download')) return;
    event.preventDefault();
    go(href);
  });
}
