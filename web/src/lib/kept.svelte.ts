import { untrack } from 'svelte';
import { get } from './api';
import { onSignOut, session } from './session.svelte';

// What is being typed waits in the browser, sealed under a key that the server gives to the same
// account only: it survives a reload, a crash and the end of the session, and says nothing to anybody
// who opens the browser's store. Signing out discards it.
interface Entry {
  at: number;
  value: unknown;
}

const longest = 30 * 24 * 3_600_000;
const pause = 300;

let entries = $state.raw<Record<string, Entry>>({});
let opened: { account: string; promise: Promise<CryptoKey | undefined> } | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

const place = (account: string) => `turnstone.drafts.${account}`;
const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const textOf = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

async function open(account: string): Promise<CryptoKey | undefined> {
  // Without TLS, and not on this machine itself, a browser has no cipher: then nothing is kept.
  if (!crypto.subtle) return undefined;
  const { key } = await get<{ key: string }>('/account/draft-key');
  const raw = Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const cipher = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const sealed = localStorage.getItem(place(account));
  if (!sealed) return cipher;
  try {
    const bytes = bytesOf(sealed);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.slice(0, 12) }, cipher, bytes.slice(12));
    const found = JSON.parse(new TextDecoder().decode(plain)) as Record<string, Entry>;
    const now = Date.now();
    entries = Object.fromEntries(Object.entries(found).filter(([, entry]) => now - entry.at < longest));
  } catch {
    localStorage.removeItem(place(account));
  }
  return cipher;
}

async function write(): Promise<void> {
  const account = opened?.account;
  const cipher = await opened?.promise;
  if (!cipher || !account || session.status !== 'in') return;
  if (Object.keys(entries).length === 0) return localStorage.removeItem(place(account));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(entries));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, cipher, plain));
  try {
    localStorage.setItem(place(account), textOf(Uint8Array.of(...iv, ...sealed)));
  } catch {
    // The store is full or forbidden: the form itself still holds what was typed.
  }
}

export const kept = {
  /** What waits in the browser for who is signed in now; asked once. */
  async ready(): Promise<void> {
    const account = session.current.account.id;
    if (opened?.account !== account) {
      entries = {};
      opened = { account, promise: open(account) };
    }
    try {
      await opened.promise;
    } catch {
      opened = undefined;
    }
  },
  of<Value>(where: string): Value | undefined {
    return entries[where]?.value as Value | undefined;
  },
  /** The places that begin so, such as all of one case. */
  below: (start: string): string[] => Object.keys(entries).filter((where) => where.startsWith(start)),
  keep(where: string, value: unknown): void {
    // Whoever keeps something in an effect does not want to be told of what was kept.
    entries = { ...untrack(() => entries), [where]: { at: Date.now(), value } };
    clearTimeout(timer);
    timer = setTimeout(() => void write(), pause);
  },
  drop(where: string): void {
    if (!(where in entries)) return;
    const { [where]: gone, ...rest } = entries;
    void gone;
    entries = rest;
    clearTimeout(timer);
    void write();
  },
};

// When somebody signs out, nothing of theirs stays behind.
onSignOut((account) => {
  clearTimeout(timer);
  entries = {};
  opened = undefined;
  localStorage.removeItem(place(account));
});
