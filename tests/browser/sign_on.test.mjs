// Signing in through a provider: offered where there is one, connected in "My account" or by invitation, and from then on one press.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe } from 'node:test';
import { Provider } from '../lib/provider.mjs';
import { audit } from './accessibility.mjs';
import { Network, inOrder } from './lib.mjs';

const name = 'Harbour';
let network, provider;

/** A port that nobody has, for the provider must know where to send people back to before the server starts. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

before(async () => {
  network = await Network.make('sign-on', 20);
  provider = await Provider.start();
});
after(() => network?.end());

describe('signing in through a provider', () => {
  const step = inOrder();
  let worker, link;
  // Where it is read from the right, the name is kept apart from the words around it.
  const withName = (visitor, key) => new RegExp(`^${visitor.say(key, { name: `[\u2066-\u2069]?${name}[\u2066-\u2069]?` })}$`);
  const button = (visitor, key, within = visitor.page) => within.getByRole('button', { name: withName(visitor, key) });
  const through = (visitor) => button(visitor, 'sign_on.through');
  const isIn = (visitor) => visitor.page.getByRole('navigation', { name: visitor.say('nav.label') }).waitFor();
  const account = () => network.account('grace.london');

  step('is offered where there is one, in every language, and nowhere else', async () => {
    const before = await network.visitor();
    await before.enter();
    await before.button('sign_in').waitFor();
    assert.equal(await through(before).count(), 0);
    await before.end();
    await network.server.stop();
    const port = await freePort();
    network.base = `http://localhost:${port}`;
    network.server = await network.demonstration.start({
      listen: `127.0.0.1:${port}`, args: provider.args(network.demonstration.folder, network.base) });
    for (const language of ['en', 'fr', 'es', 'pt', 'ru', 'ar']) {
      const visitor = await network.visitor({ language });
      await visitor.enter();
      await through(visitor).waitFor();
      await visitor.end();
    }
  });

  step('lets nobody in who is not connected', async () => {
    provider.subject = 'grace';
    worker = await network.visitor({ language: account().language });
    worker.expect(/401 .*\/sign-on\/answer$/);
    await worker.enter();
    await through(worker).click();
    await worker.sees(worker.words.error('sign_on.unknown'));
    assert.equal(new URL(worker.page.url()).search, '', 'what counts once does not stay in the address');
    await worker.link('sign_on.back').click();
    await worker.signIn(account());
  });

  step('is connected in "My account", with the passphrase', async () => {
    await worker.goTo('nav.me');
    const card = worker.main.getByRole('region', { name: withName(worker, 'sign_on.through') });
    await card.getByLabel(worker.say('passphrase'), { exact: true }).fill(account().passphrase);
    await button(worker, 'sign_on.connect', card).click();
    await worker.button('sign_on.end').waitFor();
    assert.equal(new URL(worker.page.url()).pathname, '/account');
  });

  step('and then lets in who is, until they sign out', async () => {
    await worker.signOut();
    await through(worker).click();
    await isIn(worker);
    assert.equal(new URL(worker.page.url()).pathname, '/');
    await worker.signOut();
    await worker.end();
  });

  step('an administrator invites somebody', async () => {
    const admin = await network.signedIn('admin.london');
    await admin.goTo('nav.accounts');
    const row = (login) => admin.main.getByRole('row').filter({ hasText: login });
    await row('grace.london').getByText(admin.say('accounts.sign_on')).waitFor();
    const login = network.demonstration.accounts.find((each) => /\.london$/.test(each.login) &&
      !['grace.london', 'admin.london'].includes(each.login)).login;
    await row(login).getByRole('button').click();
    await button(admin, 'accounts.sign_on_invite', admin.dialog).click();
    link = await admin.dialog.getByLabel(admin.say('accounts.sign_on_link')).inputValue();
    assert.match(link, /\/sign-on#[0-9a-f]{64}$/);
    await admin.button('save', admin.dialog).click();
    await admin.sees(admin.say('saved'), admin.page);
    await admin.end();
  });

  step('who comes with that is in, once', async (t) => {
    provider.subject = 'somebody';
    for (const works of [true, false]) {
      const visitor = await network.visitor();
      visitor.expect(/401 .*\/sign-on\/answer$/);
      await visitor.page.goto(link);
      await through(visitor).waitFor();
      if (works) await audit(t, visitor);
      await through(visitor).click();
      if (works) await visitor.page.getByRole('navigation').first().waitFor();
      else await visitor.sees(visitor.words.error('sign_on.invitation_over'));
      await visitor.end();
    }
  });

  step('whoever gives up at the provider is told so', async () => {
    const visitor = await network.visitor();
    await visitor.enter('/sign-on?error=access_denied&state=0');
    await visitor.sees(visitor.say('sign_on.given_up'));
    await visitor.end();
  });
});
