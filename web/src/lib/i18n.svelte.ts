import { IntlMessageFormat } from 'intl-messageformat';
import { surroundings } from './api';

export const languages = [
  { code: 'en', name: 'English' },
  { code: 'fr', name: 'Français' },
  { code: 'es', name: 'Español' },
  { code: 'pt', name: 'Português' },
  { code: 'ru', name: 'Русский' },
  { code: 'ar', name: 'العربية' },
] as const;

type Messages = Record<string, string>;
type Arguments = Record<string, string | number>;

const chunks = import.meta.glob<Messages>('../../../data/messages/page.*.json', { import: 'default' });

let current = $state.raw({ code: 'en', messages: {} as Messages });
let parsed = new Map<string, IntlMessageFormat>();

/** Digits are latin in every language, so that codes and dates can be read aloud and compared. */
export const localeOf = (code: string) => (code === 'ar' ? 'ar-u-ca-gregory-nu-latn' : code);

export const directionOf = (code: string): 'ltr' | 'rtl' => (code === 'ar' ? 'rtl' : 'ltr');

export const i18n = {
  get language(): string {
    return current.code;
  },
  /** For Intl: dates, numbers, order of the alphabet. */
  get locale(): string {
    return localeOf(current.code);
  },
  get direction(): 'ltr' | 'rtl' {
    return directionOf(current.code);
  },
};

export const isKnown = (code: string) => languages.some((language) => language.code === code);

/** The first language of the browser that we speak. */
export function preferred(): string {
  for (const tag of navigator.languages) {
    const code = tag.slice(0, 2).toLowerCase();
    if (isKnown(code)) return code;
  }
  return 'en';
}

/** Loads a language, then changes to it all at once. Throws when its texts cannot be fetched. */
export async function use(code: string): Promise<void> {
  const load = chunks[`../../../data/messages/page.${code}.json`];
  if (!load) return;
  const messages = await load();
  parsed = new Map();
  current = { code, messages };
  surroundings.language = code;
  document.documentElement.lang = code;
  document.documentElement.dir = i18n.direction;
}

const isolate = String.fromCharCode(0x2068);
const popIsolate = String.fromCharCode(0x2069);

/** A name in another script keeps its own direction, and does not turn the sentence around it. */
function isolated(values: Arguments): Arguments {
  const out = { ...values };
  for (const [name, value] of Object.entries(values))
    if (typeof value === 'string' && (i18n.direction === 'rtl' || /[\u0590-\u08ff]/.test(value)))
      out[name] = isolate + value + popIsolate;
  return out;
}

/** The text of a key in the language in use; the key itself when there is none. */
export function t(key: string, values?: Arguments): string {
  const text = current.messages[key];
  if (text === undefined) return key;
  if (!text.includes('{') && !text.includes("'")) return text;
  let format = parsed.get(key);
  if (!format) {
    format = new IntlMessageFormat(text, i18n.locale);
    parsed.set(key, format);
  }
  return String(format.format(values && isolated(values)));
}

export const has = (key: string) => key in current.messages;

export const showNumber = (value: number) => new Intl.NumberFormat(i18n.locale).format(value);
