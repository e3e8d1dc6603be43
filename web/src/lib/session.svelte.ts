import { ApiError, get, requestOnce, surroundings } from './api';
import { i18n, isKnown, use } from './i18n.svelte';
import type { Session } from './types';

let current = $state.raw<Session>();
/** Set by what keeps half-typed forms (lib/kept), which knows of sessions and not the other way. */
let discardKept: (account: string) => void = () => undefined;
export const onSignOut = (discard: typeof discardKept) => void (discardKept = discard);
let status = $state<'starting' | 'out' | 'in' | 'unreachable'>('starting');
let waiting = $state(false);
let languageChosen = false;
let renewal: { promise: Promise<boolean>; settle: (again: boolean) => void } | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Who is signed in, in this tab, in memory only. */
export const session = {
  get status() {
    return status;
  },
  /** Only to be read where somebody is signed in. */
  get current(): Session {
    return current!;
  },
  /** True while the page waits for the same person to sign in again. */
  get renewing() {
    return waiting;
  },
  can(action: string): boolean {
    return current?.can.includes(action) ?? false;
  },
};

async function take(next: Session): Promise<void> {
  surroundings.csrf = next.csrf;
  if (!languageChosen && next.account.language !== i18n.language && isKnown(next.account.language))
    await use(next.account.language);
  current = next;
  status = 'in';
  watchExpiry(next.expires_at);
}

/** When the session should have ended, ask whether it has, so that nothing stays on the screen. */
function watchExpiry(at: string): void {
  clearTimeout(timer);
  const wait = Math.min(Math.max(Date.parse(at) - Date.now(), 1000) + 2000, 2 ** 31 - 1);
  timer = setTimeout(async () => {
    try {
      const next = await get<Session>('/sessions/current');
      surroundings.csrf = next.csrf;
      watchExpiry(next.expires_at);
    } catch {
      watchExpiry(new Date(Date.now() + 60_000).toISOString());
    }
  }, wait);
}

/** At the start of the page: is somebody signed in already? */
export async function start(): Promise<void> {
  surroundings.renew = renew;
  surroundings.refreshToken = refreshToken;
  status = 'starting';
  try {
    await take((await requestOnce<Session>('GET', '/sessions/current')).body);
  } catch (error) {
    status = error instanceof ApiError && error.status === 401 ? 'out' : 'unreachable';
  }
}

export async function chooseLanguage(code: string): Promise<void> {
  languageChosen = true;
  await use(code);
}

/** What is typed to sign in; the code only when it was asked for. */
export interface Entry {
  login: string;
  passphrase: string;
  code?: string;
}

export async function signIn(entry: Entry): Promise<void> {
  const answer = await requestOnce<Session>('POST', '/sessions', { body: entry });
  await take(answer.body);
}

/** Back from a provider, with what it sent; or with the code that was asked for then. */
export async function signOn(path: '/sign-on/answer' | '/sign-on/code', body: Record<string, string>): Promise<void> {
  const answer = await requestOnce<Session>('POST', path, { body });
  await take(answer.body);
}

/** Asks anew who one is and what one may do. */
export async function refresh(): Promise<void> {
  await take(await get<Session>('/sessions/current'));
}

/** Signing in again over the page: only for the same account, or the page would show it to another. */
export async function signInAgain(entry: Entry): Promise<void> {
  const { body } = await requestOnce<Session>('POST', '/sessions', { body: entry });
  surroundings.csrf = body.csrf;
  if (body.account.id !== current?.account.id) {
    await requestOnce('DELETE', '/sessions/current').catch(() => undefined);
    throw new ApiError(401, 'other_account', '');
  }
  await take(body);
  settle(true);
}

function settle(again: boolean): void {
  waiting = false;
  renewal?.settle(again);
  renewal = undefined;
}

function renew(): Promise<boolean> {
  if (!current) return Promise.resolve(false);
  if (!renewal) {
    let settlePromise: (again: boolean) => void = () => undefined;
    const promise = new Promise<boolean>((resolve) => (settlePromise = resolve));
    renewal = { promise, settle: settlePromise };
    waiting = true;
  }
  return renewal.promise;
}

/** Another tab may have signed in anew: its token is ours too, if it is the same person. */
async function refreshToken(): Promise<boolean> {
  try {
    const { body } = await requestOnce<Session>('GET', '/sessions/current');
    if (body.account.id !== current?.account.id) {
      leave();
      return false;
    }
    const changed = body.csrf !== surroundings.csrf;
    surroundings.csrf = body.csrf;
    return changed;
  } catch {
    return false;
  }
}

/** Ends the session and forgets everything: the page is loaded anew, empty. */
export async function signOut(): Promise<void> {
  await requestOnce('DELETE', '/sessions/current').catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
  });
  if (current) discardKept(current.account.id);
  leave();
}

let leaving = false;
export const isLeaving = () => leaving;

/** Away from this page, with all that is in memory. */
export function leave(): void {
  leaving = true;
  current = undefined;
  status = 'starting';
  location.replace('/');
}
