// Somebody in front of a browser: what can be seen and pressed, by its role and its words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { Demonstration } from '../lib/demonstration.mjs';
import { Words } from './words.mjs';

/** Milliseconds to wait for what should be there: other work may be going on on this machine. */
export const patience = Number(process.env.TURNSTONE_PATIENCE ?? 30_000);
const launching = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking',
         // Chromium refuses its sandbox to root, who runs the tests on a fresh machine.
         ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
};
export const launch = () => chromium.launch(launching);
/** A browser that writes its profile to `folder`, with the pages that "back" leads to kept alive. */
export const launchIn = (folder, options) => chromium.launchPersistentContext(
  folder, { ...launching, ...looks(options), ignoreDefaultArgs: ['--disable-back-forward-cache'] });

const looks = ({ language = 'en', width = 1280, height = 800, dark = false } = {}) => ({
  locale: language, viewport: { width, height }, colorScheme: dark ? 'dark' : 'light',
  reducedMotion: 'reduce',
});

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** The same words, whatever space is between them. */
const spaced = (text) => escaped(text.trim()).replace(/\s+/g, '\\s+');

/** Tests that go on where the one before ended: after a failure the rest is skipped. */
export function inOrder() {
  let broken = false;
  return (name, work) => test(name, async (t) => {
    if (broken) return t.skip('an earlier step failed');
    broken = true;
    await work(t);
    broken = false;
  });
}

/** The demonstration network, served, and the browser to look at it with. */
export class Network {
  static async make(name, cases) {
    const made = new Network();
    made.demonstration = await Demonstration.make(name, cases);
    made.server = await made.demonstration.start();
    return made.#at(`http://localhost:${made.server.port}`);
  }

  /** Another network than that, which somebody else serves. */
  static of(accounts, base) {
    const made = new Network();
    made.demonstration = { accounts };
    return made.#at(base);
  }

  async #at(base) {
    this.base = base;
    this.browser = await launch();
    this.clients = new Map();
    return this;
  }

  account(login) { return this.demonstration.accounts.find((each) => each.login === login); }

  /** The same account at the API, as on another machine. */
  async api(login) {
    if (!this.clients.has(login))
      this.clients.set(login, await this.demonstration.signIn(this.account(login)));
    return this.clients.get(login);
  }

  async visitor(options = {}) {
    const context = await this.browser.newContext(looks(options));
    return Visitor.in(context, this, options.language ?? 'en');
  }

  /** Somebody signed in, whose page speaks the language of the account. */
  async signedIn(login, options = {}) {
    const account = this.account(login);
    const visitor = await this.visitor({ language: account.language, ...options });
    await visitor.enter();
    await visitor.signIn(account);
    return visitor;
  }

  async end() {
    await this.browser.close();
    await this.server?.stop();
  }
}

/** What the browser complains of although all is well: it asks at the start whether a session is left. */
const firstQuestion = /401 .*\/sessions\/current$/;

export class Visitor {
  static async in(context, network, language) {
    const visitor = new Visitor();
    visitor.context = context;
    visitor.network = network;
    visitor.words = Words.of(language);
    visitor.complaints = [];
    visitor.expected = [firstQuestion];
    context.setDefaultTimeout(patience);
    await visitor.turnTo(context.pages()[0] ?? await context.newPage());
    return visitor;
  }

  /** Another tab of the same browser; its complaints are this one's too. */
  async tab() {
    const other = Object.assign(new Visitor(), this);
    await other.turnTo(await this.context.newPage());
    return other;
  }

  turnTo(page) {
    this.page = page;
    this.main = page.getByRole('main');
    page.on('pageerror', (error) => this.complaints.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error')
        this.complaints.push(`${message.text()} ${message.location().url}`);
    });
  }

  say(key, values) { return this.words.say(key, values); }

  /** This trouble belongs to the test: a pattern of what the browser says about it. */
  expect(...patterns) { this.expected.push(...patterns); }

  /** No error in the console, and nothing that the content security policy had to stop. */
  assertCalm() {
    const rest = this.complaints.filter((each) => !this.expected.some((one) => one.test(each)));
    assert.deepEqual(rest, []);
  }

  async end() {
    await this.context.close();
    this.assertCalm();
  }

  // Finding things

  button(key, within = this.page) {
    return within.getByRole('button', { name: this.say(key), exact: true });
  }
  link(key, within = this.page) {
    return within.getByRole('link', { name: this.say(key), exact: true });
  }
  /** The way to a letter that can be printed. */
  letter(type) {
    return this.main.getByRole('link', { name: this.words.value('tsn_LetterType', type), exact: true });
  }
  heading(text, within = this.main) { return within.getByRole('heading', { name: text, exact: true }); }
  get dialog() { return this.page.getByRole('dialog'); }
  /** A box of a form by what the catalogue calls its field. */
  box(role, field, within = this.main) { return within.getByRole(role, { name: this.#named(this.words.label(field)) }); }
  /** With or without the word that says that it is needed. */
  #named(label) {
    return new RegExp(`^\\s*${spaced(label)}(\\s*${spaced(this.say('required'))})?\\s*$`);
  }
  async sees(text, within = this.main) { await within.getByText(text).first().waitFor(); }

  // Signing in and out, going about

  async enter(path = '/') {
    await this.page.goto(this.network.base + path);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
  }

  async signIn({ login, passphrase, language }) {
    await this.page.getByLabel(this.say('login'), { exact: true }).fill(login);
    await this.page.getByLabel(this.say('passphrase'), { exact: true }).fill(passphrase);
    await this.button('sign_in').click();
    if (language) this.words = Words.of(language);
    await this.page.getByRole('navigation', { name: this.say('nav.label') }).waitFor();
  }

  async goTo(key) {
    await this.page.getByRole('navigation', { name: this.say('nav.label') })
      .getByRole('link', { name: this.say(key), exact: true }).click();
    await this.main.getByRole('heading', { level: 1 }).waitFor();
    await this.settled();
  }

  /** By its address, typed. */
  async openCase(id) {
    await this.enter(`/cases/${id}`);
    await this.settled();
  }

  /** Nothing is on its way any more. */
  async settled() {
    await this.page.waitForFunction(() => document.querySelector('main h1') &&
      !document.querySelector('main .skeleton, [aria-busy=true]'));
  }

  async signOut() {
    await this.goTo('nav.me');
    await this.button('sign_out').click();
    await this.page.getByLabel(this.say('login'), { exact: true }).waitFor();
  }

  // Filling a form

  async write(field, text, within) { await this.box('textbox', field, within).fill(text); }
  async choose(field, code, within) {
    await this.box('combobox', field, within).selectOption({ label: this.words.value(field, code) });
  }
  async tick(field, code, within = this.main) {
    if (code === undefined) return this.box('checkbox', field, within).check();
    await this.box('group', field, within)
      .getByRole('checkbox', { name: this.words.value(field, code), exact: true }).check();
  }
  async year(field, year, within) {
    await this.box('group', field, within)
      .getByRole('textbox', { name: this.say('date.year'), exact: true }).fill(year);
  }

  async date(field, day, within = this.main) {
    const [year, month, dayOfMonth] = day.split('-');
    const group = this.box('group', field, within);
    const part = (role, key) => group.getByRole(role, { name: this.say(key), exact: true });
    await part('textbox', 'date.year').fill(year);
    await part('combobox', 'date.month').selectOption(month);
    await part('textbox', 'date.day').fill(dayOfMonth);
  }

  /** The card of a kind of record that is being written. */
  formOf(kind) { return this.card(kind).filter({ has: this.page.locator('form') }).last(); }
  /** The id and the code of the case on the screen. */
  async caseOfPage() {
    return { id: this.caseId(), code: await this.main.locator('dd.code').first().innerText() };
  }

  /** The card of one kind of record in an opened case. */
  card(kind) { return this.main.getByRole('region', { name: this.words.kind(kind), exact: true }); }
  edit(kind) {
    return this.button('edit', this.card(kind)).or(this.card(kind).getByRole('button', {
      name: `${this.say('edit')} ${this.words.kind(kind)}`, exact: true })).first().click();
  }
  async tabTo(key) {
    await this.page.getByRole('tab', { name: this.say(key), exact: true }).click();
    await this.settled();
  }
  caseId() { return /\/cases\/([0-9a-z]{26})$/.exec(this.page.url())?.[1]; }
}
