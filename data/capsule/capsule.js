'use strict';
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const sealed = read('sealed');
  const words = read('words');
  const language = document.documentElement.lang;
  const main = document.getElementById('main');
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''));
  const utf8 = new TextEncoder();

  function made(tag, { text, children = [], ...attributes } = {}) {
    const out = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== undefined) out.setAttribute(name, value);
    if (text !== undefined) out.textContent = text;
    out.append(...children);
    return out;
  }

  // As people type and hear codes: capitals, gaps, and letters that look like digits.
  const plainCode = (text) =>
    text.toLowerCase().replace(/[^0-9a-z]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');

  async function keysOf(code) {
    const material = await crypto.subtle.importKey('raw', utf8.encode(code), 'PBKDF2', false, ['deriveBits']);
    const bits = await crypto.subtle.deriveBits(
      { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(sealed.salt), iterations: sealed.rounds }, material, 512);
    const key = (from) =>
      crypto.subtle.importKey('raw', bits.slice(from, from + 32), 'AES-GCM', false, ['encrypt', 'decrypt']);
    return { reading: await key(0), answering: await key(32) };
  }
  const bound = utf8.encode(sealed.matter);

  async function opened(key) {
    const all = bytesOf(sealed.sealed);
    const text = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: all.slice(0, 12), additionalData: bound }, key, all.slice(12));
    return JSON.parse(new TextDecoder().decode(text));
  }

  async function answerFile(key, answer) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: bound }, key, utf8.encode(JSON.stringify(answer)));
    const all = new Uint8Array(12 + text.byteLength);
    all.set(iv);
    all.set(new Uint8Array(text), 12);
    return JSON.stringify({ turnstone_answer: 1, matter: sealed.matter, sealed: base64(all) });
  }

  const dayOf = (text) => {
    const [year, month, day] = text.replace('~', '').split('-').map(Number);
    const form = { year: 'numeric', timeZone: 'UTC', ...(month && { month: 'long' }), ...(day && { day: 'numeric' }) };
    const date = new Date(Date.UTC(2000, (month || 1) - 1, day || 1));
    date.setUTCFullYear(year);
    const shown = Number.isNaN(date.getTime()) ? text : new Intl.DateTimeFormat(language, form).format(date);
    return text.endsWith('~') ? `≈ ${shown}` : shown;
  };
  const named = (type) => (code) => {
    try {
      return new Intl.DisplayNames([language], { type }).of(code) ?? code;
    } catch {
      return code;
    }
  };
  const show = {
    text: String,
    date: dayOf,
    region: named('region'),
    language: named('language'),
    yes_no: (value) => (value ? words.yes : words.no),
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const isOver = () => sealed.until && new Date().toISOString().slice(0, 10) > sealed.until;

  function askForCode() {
    const box = made('input', { id: 'code', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', required: '' });
    const said = made('p', { role: 'alert', class: 'bad' });
    const button = made('button', { text: words.open });
    const form = made('form', { children: [
      made('label', { for: 'code', text: words.code }), box, said, button] });
    main.replaceChildren(made('h1', { text: words.title }), form);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      said.textContent = '';
      button.disabled = true;
      button.textContent = words.wait;
      try {
        const keys = await keysOf(plainCode(box.value));
        tell(await opened(keys.reading), keys.answering);
      } catch {
        said.textContent = words.wrong;
        box.focus();
      } finally {
        button.disabled = false;
        button.textContent = words.open;
      }
    });
    box.focus();
  }

  function tell(content, key) {
    const heading = made('h1', { text: fill(words.asks, content), tabindex: '-1' });
    // Each for who has it: until when, and by when, or, of a person's own copy, from when it is.
    const times = ['until', 'due', 'made'].filter((each) => content[each])
      .map((each) => fill(words[each], { day: dayOf(content[each]) }));
    const parts = content.parts.map(({ kind, lines }) => made('section', { children: [
      made('h2', { text: kind }),
      made('dl', { children: lines.map(({ label, as, values }) => made('div', { children: [
        made('dt', { text: label }),
        made('dd', { children: [made('bdi', { text: values.map(show[as]).join(', ') })] })] })) })] }));
    main.replaceChildren(
      heading,
      ...(content.purpose ? [made('p', { children: [made('strong', { text: content.purpose })] })] : []),
      made('p', { class: 'soft', text: times.join(' · ') }),
      ...(content.note ? [made('p', { class: 'note', dir: 'auto', text: content.note })] : []),
      ...parts,
      made('p', { class: 'soft', text: words.keep }),
      ...(content.asks ? [answerForm(key)] : []),
      ...(words.print ? [printButton()] : []));
    heading.focus();
  }

  function printButton() {
    const button = made('button', { type: 'button', text: words.print });
    button.addEventListener('click', () => print());
    return button;
  }

  function answerForm(key) {
    const choices = ['accepted', 'declined', 'asked', 'done'].map((what, at) => made('label', { class: 'choice', children: [
      made('input', { type: 'radio', name: 'what', value: what, ...(at === 0 && { checked: '' }) }),
      document.createTextNode(words[what])] }));
    const note = made('textarea', { id: 'note', rows: '4', maxlength: '5000', dir: 'auto' });
    const said = made('p', { role: 'status' });
    const form = made('form', { children: [
      made('fieldset', { children: [made('legend', { text: words.answer }), ...choices] }),
      made('label', { for: 'note', text: words.note }), note, made('button', { text: words.save }), said] });
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const what = form.elements.what.value;
      const file = await answerFile(key, { what, note: note.value });
      const link = made('a', { download: `answer-${sealed.matter.slice(0, 8)}.json` });
      link.href = URL.createObjectURL(new Blob([file], { type: 'application/json' }));
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      said.textContent = words.saved;
    });
    return form;
  }

  if (!globalThis.crypto?.subtle) main.replaceChildren(made('p', { class: 'bad', text: words.old }));
  else if (isOver()) main.replaceChildren(made('h1', { text: words.title }), made('p', { text: words.over }));
  else askForCode();
})();
