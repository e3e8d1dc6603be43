'use strict';
// Charts of synthetic records that filter each other: a choice in one shows in all others. What is
// drawn comes from the two blocks of JSON below; nothing is fetched, kept or sent.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const { title, columns, rows, tiles: world, language: first } = read('data');
  const words = read('words');
  const fewest = 10; // values shown before "show all"

  let language = first;
  const say = (key) => words[language][key];
  const number = (value) => new Intl.NumberFormat(language, { numberingSystem: 'latn' }).format(value);
  const chosen = columns.map(() => new Set());
  const parts = []; // what is to be written again when something changes

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const valuesOf = (row, column) => (Array.isArray(row[column + 1]) ? row[column + 1] : [row[column + 1]]);
  const passes = (row, column) =>
    chosen[column].size === 0 || valuesOf(row, column).some((code) => chosen[column].has(code));

  /** For each column the records by value that pass the choices in all other columns; and the total. */
  function count() {
    const counts = columns.map((column) => new Array(column.values.length + 1).fill(0));
    let total = 0;
    for (const row of rows) {
      const weight = row[0];
      let failed = -1;
      let failures = 0;
      for (let column = 0; column < columns.length && failures < 2; ++column)
        if (!passes(row, column)) {
          failed = column;
          ++failures;
        }
      if (failures === 0) total += weight;
      for (let column = 0; column < columns.length; ++column)
        if (failures === 0 || (failures === 1 && failed === column))
          for (const code of valuesOf(row, column)) counts[column][code] += weight;
    }
    return { counts, total };
  }

  function toggle(column, code) {
    if (!chosen[column].delete(code)) chosen[column].add(code);
    draw();
  }

  function nameOf(column, code) {
    if (code === 0) return say('explorer.missing');
    const { values, countries } = columns[column];
    const alpha2 = countries?.[code - 1]?.[0];
    if (!alpha2 || alpha2 === 'XK') return values[code - 1];
    return new Intl.DisplayNames([language], { type: 'region' }).of(alpha2) ?? values[code - 1];
  }

  function bar(column, code) {
    const name = element('bdi');
    const label = element('span', { class: 'label' }, name);
    const figure = element('span', { class: 'figure' });
    const fill = element('span', { class: 'fill' });
    const track = element('span', { class: 'track', 'aria-hidden': 'true' }, fill);
    const button = element('button', { type: 'button', class: 'bar' }, label, figure, track);
    button.addEventListener('click', () => toggle(column, code));
    parts.push(({ counts }) => {
      name.textContent = nameOf(column, code);
      figure.textContent = number(counts[column][code]);
      fill.style.inlineSize = `${(100 * counts[column][code]) / Math.max(1, ...counts[column])}%`;
      button.setAttribute('aria-pressed', String(chosen[column].has(code)));
    });
    return button;
  }

  function map(column) {
    const tiles = element('div', { class: 'tiles' });
    const own = new Set(columns[column].countries.filter(Boolean).map(([alpha2]) => alpha2));
    for (const [alpha2, x, y] of world) {
      if (own.has(alpha2)) continue;
      const other = element('span', { class: 'tile other', 'aria-hidden': 'true' });
      other.style.gridArea = `${y} / ${x}`;
      tiles.append(other);
    }
    columns[column].countries.forEach((country, index) => {
      if (!country) return;
      const [alpha2, x, y] = country;
      const code = index + 1;
      const tile = element('button', { type: 'button' }, alpha2);
      tile.style.gridArea = `${y} / ${x}`;
      tile.addEventListener('click', () => toggle(column, code));
      parts.push(({ counts }) => {
        const here = counts[column][code];
        const most = Math.max(1, ...counts[column].slice(1));
        // By the root: a few countries have most of the records.
        tile.className = `tile n${Math.ceil(5 * Math.sqrt(here / most))}`;
        tile.setAttribute('aria-pressed', String(chosen[column].has(code)));
        tile.setAttribute('aria-label', `${nameOf(column, code)}: ${number(here)}`);
        tile.title = `${nameOf(column, code)}: ${number(here)}`;
        tile.disabled = here === 0 && !chosen[column].has(code);
      });
      tiles.append(tile);
    });
    const text = element('p');
    parts.push(() => (text.textContent = say('explorer.map')));
    return [text, element('div', { class: 'map' }, tiles)];
  }

  function chart(column, initial) {
    const { name, values, countries, ordered } = columns[column];
    const heading = element('h2', { id: `c${column}` }, element('bdi', {}, name));
    const section = element('section', { 'aria-labelledby': `c${column}` }, heading);
    if (countries) {
      section.className = 'wide';
      section.append(...map(column));
    }
    let codes = values.map((_, index) => index + 1);
    if (!ordered) codes.sort((a, b) => initial[b] - initial[a] || a - b);
    if (initial[0] > 0) codes = [...codes, 0];
    const bars = codes.map((code) => bar(column, code));
    const group = element('div', { role: 'group', 'aria-labelledby': `c${column}` }, ...bars);
    section.append(group);
    if (bars.length > fewest + 1) {
      let all = false;
      const more = element('button', { type: 'button', 'aria-expanded': 'false' });
      const show = () => {
        bars.forEach((each, index) => (each.hidden = !all && index >= fewest));
        more.textContent = say(all ? 'explorer.less' : 'explorer.more');
        more.setAttribute('aria-expanded', String(all));
      };
      more.addEventListener('click', () => {
        all = !all;
        show();
      });
      parts.push(show);
      section.append(more);
    }
    return section;
  }

  const shown = document.getElementById('shown');
  const clear = document.getElementById('clear');
  const whole = rows.reduce((sum, row) => sum + row[0], 0);

  function draw() {
    const counted = count();
    for (const part of parts) part(counted);
    document.getElementById('total').textContent = `${number(counted.total)} / ${number(whole)}`;
    document.getElementById('none').hidden = counted.total > 0;
    clear.disabled = chosen.every((codes) => codes.size === 0);
  }

  function translate() {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
    document.title = say('explorer.title').replace('{title}', title);
    for (const [id, key] of [['note', 'explorer.note'], ['help', 'explorer.help'], ['none', 'explorer.none'],
      ['records', 'explorer.records'], ['clear', 'explorer.clear'], ['language-label', 'explorer.language']])
      document.getElementById(id).textContent = say(key);
    document.getElementById('heading').textContent = document.title;
    draw();
  }

  const select = document.getElementById('language');
  for (const each of Object.keys(words)) {
    const name = new Intl.DisplayNames([each], { type: 'language' }).of(each);
    select.append(element('option', { value: each, lang: each }, name));
  }
  select.value = language;
  select.addEventListener('change', () => {
    language = select.value;
    translate();
  });
  clear.addEventListener('click', () => {
    for (const codes of chosen) codes.clear();
    draw();
    shown.focus();
  });

  const initial = count().counts;
  const order = columns.map((_, column) => column).sort((a, b) => Boolean(columns[b].countries) - Boolean(columns[a].countries));
  document.getElementById('charts').append(...order.map((column) => chart(column, initial[column])));
  translate();
})();
