// What a person takes along of their case, and what they bring (src/matters/copies.h).
import { showPartial } from './dates';
import type { Part } from './matters';

export interface Line {
  label: string;
  as: 'text' | 'date' | 'region' | 'language' | 'yes_no';
  values: (string | number | boolean)[];
}
/** One record, in the language of the copy. */
export interface ShownPart {
  id: string;
  kind: string;
  lines: Line[];
}
export interface OwnCopy {
  code: string;
  qr: string[];
  from: string;
  made: string;
  /** What the sheet says, in the language of the copy. */
  words: Record<string, string>;
  name: string;
  type: string;
  content: string;
}
export interface SeenCopy {
  from: string;
  maker: 'here' | 'known' | 'ended' | 'unknown';
  made: string;
  language: string;
  classes: string;
  not_known: number;
  parts: Part[];
}

function named(type: 'region' | 'language', code: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

const dayOf = (text: string, language: string) =>
  (text.endsWith('~') ? '≈ ' : '') + (showPartial(text, language) ?? text);

/** In the language of the copy, whatever the screen speaks. */
export function showLine({ as, values }: Line, language: string, words: Record<string, string>): string {
  const show = (value: string | number | boolean) => {
    if (as === 'date') return dayOf(String(value), language);
    if (as === 'yes_no') return (value ? words.yes : words.no) ?? String(value);
    return as === 'text' ? String(value) : named(as, String(value), language);
  };
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(values.map(show));
}

export const fill = (text: string | undefined, values: Record<string, string>) =>
  (text ?? '').replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
