/** A date of which only a part may be known, as EDTF writes it: 1994, 1994-05, 1994-05-03, `~` for about. */
export interface PartialDate {
  year: string;
  month: string;
  day: string;
  about: boolean;
}

export function readPartial(text: string): PartialDate {
  const about = text.endsWith('~');
  const [year = '', month = '', day = ''] = (about ? text.slice(0, -1) : text).split('-');
  return { year, month, day, about };
}

/** What was typed, put together and not judged: the server says what is wrong with it. */
export function writePartial(date: PartialDate): string {
  const two = (part: string) => (part.length === 1 ? `0${part}` : part);
  let out = date.year;
  if (date.month || date.day) out += `-${two(date.month)}`;
  if (date.day) out += `-${two(date.day)}`;
  if (out && date.about) out += '~';
  return out;
}

/** Digits of any script that people type here, as 0 to 9. */
export function latinDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
}

/** The known part of a date in words of the language; nothing when it is no date. */
export function showPartial(text: string, locale: string): string | undefined {
  const { year, month, day } = readPartial(text);
  if (!/^\d{4}$/.test(year)) return undefined;
  const date = new Date(Date.UTC(2000, Number(month || 1) - 1, Number(day || 1)));
  date.setUTCFullYear(Number(year));
  if (Number.isNaN(date.getTime())) return undefined;
  const format: Intl.DateTimeFormatOptions = { year: 'numeric', timeZone: 'UTC' };
  if (month) format.month = 'long';
  if (day) format.day = 'numeric';
  return new Intl.DateTimeFormat(locale, format).format(date);
}

export function monthNames(locale: string): string[] {
  const format = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => format.format(new Date(Date.UTC(2001, month, 1))));
}

export function today(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60],
  ['hour', 60],
  ['day', 24],
  ['week', 7],
  ['month', 4.345],
  ['year', 12],
];

/** How long ago, roughly: "3 hours ago". */
export function ago(instant: string, locale: string, now = Date.now()): string {
  let amount = (Date.parse(instant) - now) / 1000;
  let unit: Intl.RelativeTimeFormatUnit = 'second';
  for (const [next, size] of steps) {
    if (Math.abs(amount) < size) break;
    amount /= size;
    unit = next;
  }
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(amount), unit);
}

export function showDay(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(instant));
}

export function showInstant(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(instant),
  );
}
