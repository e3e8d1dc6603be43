import { untrack } from 'svelte';
import { get } from './api';
import { showPartial } from './dates';
import { fileOf } from './files';
import { i18n, showNumber, t } from './i18n.svelte';
import { inCase } from './people.svelte';
import type { Coded, Colleague, Field, Kind, Value } from './types';

interface Loaded {
  language: string;
  kinds: Kind[];
  fields: Map<string, Field>;
  countries: Coded[];
  languages: Coded[];
  names: Map<string, string>;
}

let loaded = $state.raw<Loaded>();
let loading: { language: string; promise: Promise<void> } | undefined;
let colleagueList: Promise<Colleague[]> | undefined;
let colleagueNames = $state.raw(new Map<string, string>());

type Listed = { items: { code: string; name: string }[] };
const coded = (list: Listed): Coded[] => list.items.map(({ code, name }) => ({ code, label: name }));

async function load(language: string): Promise<void> {
  const [catalogue, countries, languages] = await Promise.all([
    get<{ kinds: Kind[]; fields: Field[] }>('/catalogue'),
    get<Listed>('/countries'),
    get<Listed>('/languages'),
  ]);
  const names = new Map<string, string>();
  for (const { code, label } of coded(countries)) names.set(`country ${code}`, label);
  for (const { code, label } of coded(languages)) names.set(`language ${code}`, label);
  loaded = {
    language,
    kinds: catalogue.kinds,
    fields: new Map(catalogue.fields.map((field) => [field.name, field])),
    countries: coded(countries),
    languages: coded(languages),
    names,
  };
}

export const catalogue = {
  /** Kinds and fields in the language in use; fetched once for each language. */
  async ready(): Promise<void> {
    const language = i18n.language;
    // Whoever waits must not be run again because what it waited for has come.
    if (untrack(() => loaded?.language) === language) return;
    if (loading?.language !== language) loading = { language, promise: load(language) };
    const mine = loading;
    try {
      await mine.promise;
    } catch (error) {
      if (loading === mine) loading = undefined;
      throw error;
    }
  },
  get kinds(): Kind[] {
    return loaded?.kinds ?? [];
  },
  get fields(): Field[] {
    return [...(loaded?.fields.values() ?? [])];
  },
  field: (name: string): Field | undefined => loaded?.fields.get(name),
  kind: (name: string): Kind | undefined => loaded?.kinds.find((kind) => kind.name === name),
  label: (name: string): string => loaded?.fields.get(name)?.label ?? name,
  /** What a field can be chosen from; nothing when it is not chosen from a list. */
  choices(field: Field): Coded[] | undefined {
    if (field.type === 'country' || field.type === 'countries') return loaded?.countries;
    if (field.type === 'language') return loaded?.languages;
    return field.values;
  },
};

export function colleagues(): Promise<Colleague[]> {
  colleagueList ??= get<{ items: Colleague[] }>('/colleagues').then(
    ({ items }) => {
      colleagueNames = new Map(items.map(({ id, name }) => [id, name]));
      return items;
    },
    (error) => {
      colleagueList = undefined;
      throw error;
    },
  );
  return colleagueList;
}

function showOne(field: Field | undefined, value: string): string {
  switch (field?.type) {
    case 'country':
    case 'countries':
      return loaded?.names.get(`country ${value}`) ?? value;
    case 'language':
      return loaded?.names.get(`language ${value}`) ?? value;
    case 'colleague':
      return colleagueNames.get(value) ?? t('case.colleague');
    case 'person':
      return inCase.name(value) ?? t('case.somebody');
    case 'file':
      return fileOf(value).name;
    case 'date': {
      const date = showPartial(value, i18n.locale);
      if (date === undefined) return value;
      return value.endsWith('~') ? t('date.about_value', { date }) : date;
    }
    default:
      return field?.values?.find((choice) => choice.code === value)?.label ?? value;
  }
}

/** A value in words: labels for codes, names for countries, dates written out. */
export function show(name: string, value: Value | null | undefined): string {
  if (value === null || value === undefined || value === '') return '';
  const field = loaded?.fields.get(name);
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (typeof value === 'number') return showNumber(value);
  if (Array.isArray(value)) {
    const parts = value.map((part) => showOne(field, part));
    return new Intl.ListFormat(i18n.locale, { type: 'unit', style: 'short' }).format(parts);
  }
  return showOne(field, value);
}

/** A value as a release tells it: numbers come in bands, and yes and no as text. */
export function showTold(name: string, value: string): string {
  if (value === 'true' || value === 'false') return show(name, value === 'true');
  return show(name, value);
}
