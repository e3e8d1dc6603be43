import type { Problem } from './types';

/** An answer that is not the one hoped for. `status` 0: no answer came (no line, or too slow). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly key: string,
    readonly title: string,
    readonly problems: Problem[] = [],
    readonly retryAfter?: number,
  ) {
    super(key);
  }
}

export interface Wish {
  body?: unknown;
  /** The revision that a change is made on. */
  ifMatch?: number;
  /** Makes repeating a creation harmless. */
  idempotencyKey?: string;
}

export interface Answer<Body> {
  body: Body;
  revision?: number;
}

/** What the API needs to know of the rest of the page, which sets it at the start. */
export const surroundings = {
  csrf: undefined as string | undefined,
  language: 'en',
  /** Asks the person to sign in again; true when the same person has. */
  renew: async (): Promise<boolean> => false,
  /** Fetches the token anew, when another tab signed in; true when there is a new one. */
  refreshToken: async (): Promise<boolean> => false,
};

const patience = 30_000;

async function send(method: string, path: string, wish: Wish): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': surroundings.language,
  };
  if (wish.body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && surroundings.csrf) headers['X-CSRF-Token'] = surroundings.csrf;
  if (wish.ifMatch !== undefined) headers['If-Match'] = `"${wish.ifMatch}"`;
  if (wish.idempotencyKey) headers['Idempotency-Key'] = wish.idempotencyKey;
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      headers,
      body: wish.body === undefined ? undefined : JSON.stringify(wish.body),
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: giveUp.signal,
    });
  } catch {
    throw new ApiError(0, 'network', '');
  } finally {
    clearTimeout(timer);
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  const wait = Number(response.headers.get('Retry-After'));
  let problem: { key?: string; title?: string; problems?: Problem[] } = {};
  try {
    problem = await response.json();
  } catch {
    // An answer of something between the page and the server; the status says enough.
  }
  return new ApiError(
    response.status,
    problem.key ?? '',
    problem.title ?? '',
    problem.problems ?? [],
    wait > 0 ? wait : undefined,
  );
}

async function answerOf<Body>(response: Response): Promise<Answer<Body>> {
  if (!response.ok) throw await errorOf(response);
  const revision = /^(?:W\/)?"(\d+)"$/.exec(response.headers.get('ETag') ?? '')?.[1];
  let body = undefined as Body;
  if (response.status !== 204) {
    try {
      body = await response.json();
    } catch {
      throw new ApiError(0, 'network', '');
    }
  }
  return { body, revision: revision === undefined ? undefined : Number(revision) };
}

/** One request as it is, without asking anybody to sign in again. */
export async function requestOnce<Body>(
  method: string,
  path: string,
  wish: Wish = {},
): Promise<Answer<Body>> {
  return answerOf<Body>(await send(method, path, wish));
}

/**
 * One request. When the session has ended, the person is asked to sign in and the request is sent
 * again, so that whoever called never notices and nothing that was typed is lost.
 */
export async function request<Body>(
  method: string,
  path: string,
  wish: Wish = {},
): Promise<Answer<Body>> {
  let response = await send(method, path, wish);
  if (response.status === 401 && (await surroundings.renew())) response = await send(method, path, wish);
  else if (response.status === 403 && method !== 'GET' && (await surroundings.refreshToken()))
    response = await send(method, path, wish);
  return answerOf<Body>(response);
}

export async function get<Body>(path: string): Promise<Body> {
  return (await request<Body>('GET', path)).body;
}

export async function post<Body>(path: string, body: unknown, wish: Wish = {}): Promise<Body> {
  return (await request<Body>('POST', path, { ...wish, body })).body;
}

/** `?a=1&b=2` of what is given; nothing that says something about a person belongs in here. */
export function query(parameters: Record<string, string | number | undefined>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.length ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : '';
}
