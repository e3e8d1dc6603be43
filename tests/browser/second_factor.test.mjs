// Signing in with a code: setting it up, being asked for it, and being made to.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { codeOf } from '../lib/codes.mjs';
import { beginCode, confirmCode } from './casework.mjs';
import { Network, inOrder } from './lib.mjs';
import { Words } from './words.mjs';

let network;
before(async () => (network = await Network.make('second-factor', 20)));
after(() => network?.end());

/** Types name and passphrase, and gives the field for the code once it is asked for. */
async function askedForCode(visitor, { login, passphrase }) {
  await visitor.page.getByLabel(visitor.say('login'), { exact: true }).fill(login);
  await visitor.page.getByLabel(visitor.say('passphrase'), { exact: true }).fill(passphrase);
  assert.equal(await visitor.page.getByLabel(visitor.say('sign_in.code'), { exact: true }).count(), 0);
  await visitor.button('sign_in').click();
  const field = visitor.page.getByLabel(visitor.say('sign_in.code'), { exact: true });
  await field.waitFor();
  return field;
}

describe('signing in with a code', () => {
  const step = inOrder();
  let worker, account, secret, recovery;
  before(async () => {
    account = network.account('grace.london');
    worker = await network.signedIn('grace.london');
  });
  after(() => worker.end());

  step('it is set up in "My account"', async () => {
    await worker.goTo('nav.me');
    secret = await beginCode(worker, account.passphrase);
    assert.match(secret, /^[A-Z2-7]{32}$/);
    recovery = await confirmCode(worker, codeOf(secret));
    assert.equal(recovery.length, 10);
    await worker.button('factor.end').waitFor();
    assert.equal(await worker.main.getByText(recovery[0]).count(), 0, 'shown once');
    assert.ok(!worker.page.url().includes(secret));
  });

  step('the code is asked for, wrong ones are said to be wrong', async () => {
    worker.expect(/401 .*\/sessions$/);
    await worker.signOut();
    const field = await askedForCode(worker, account);
    await field.fill('000000');
    await worker.button('sign_in').click();
    await worker.page.getByRole('alert').getByText(/./).first().waitFor();
    assert.equal(await field.inputValue(), '');
    await field.fill(codeOf(secret, 1));
    await worker.button('sign_in').click();
    await worker.page.getByRole('navigation', { name: worker.say('nav.label') }).waitFor();
  });

  step('without the phone a recovery code does, and one less is left', async () => {
    await worker.signOut();
    const field = await askedForCode(worker, account);
    await field.fill(recovery[0].toUpperCase());
    await worker.button('sign_in').click();
    await worker.page.getByRole('navigation', { name: worker.say('nav.label') }).waitFor();
    await worker.goTo('nav.me');
    await worker.main.getByText(/\b9\b/).first().waitFor();
  });

  step('an administrator takes it off', async () => {
    const admin = await network.signedIn('admin.london');
    await admin.goTo('nav.accounts');
    const row = admin.main.getByRole('row').filter({ hasText: 'grace.london' });
    await row.getByText(admin.say('accounts.factor')).waitFor();
    await row.getByRole('button').click();
    await admin.dialog.getByRole('checkbox', { name: admin.say('accounts.factor_off') }).check();
    await admin.button('save', admin.dialog).click();
    await row.getByText(admin.say('accounts.factor')).waitFor({ state: 'detached' });
    await admin.end();
  });
});

describe('a role that must', () => {
  const step = inOrder();
  let worker;
  const account = () => network.account('layla.oslo');
  after(() => worker?.end());

  step('the administrator says which', async () => {
    const admin = await network.signedIn('admin.oslo');
    await admin.goTo('nav.accounts');
    const rule = admin.main.getByRole('region', { name: admin.say('accounts.factor_rule') });
    await rule.getByRole('checkbox', { name: admin.say('role.caseworker'), exact: true }).check();
    await admin.button('save', rule).click();
    await admin.sees(admin.say('saved'), admin.page);
    await admin.end();
  });

  step('sees nothing else before it is set up', async () => {
    worker = await network.visitor({ language: account().language });
    await worker.enter('/cases');
    await worker.page.getByLabel(worker.say('login'), { exact: true }).fill(account().login);
    await worker.page.getByLabel(worker.say('passphrase'), { exact: true }).fill(account().passphrase);
    await worker.button('sign_in').click();
    worker.words = Words.of(account().language);
    await worker.heading(worker.say('factor.needed_title')).waitFor();
    assert.equal(await worker.page.getByRole('navigation').count(), 0);
    const secret = await beginCode(worker, account().passphrase);
    await confirmCode(worker, codeOf(secret));
    await worker.page.getByRole('navigation', { name: worker.say('nav.label') }).waitFor();
  });
});
