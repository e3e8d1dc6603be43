// A colleague is kept out of a case; somebody breaks the glass, and the team is told.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { Network, inOrder } from './lib.mjs';
import { Stage } from './screens.mjs';

let network, stage;
before(async () => {
  network = await Network.make('exceptions', 20);
  stage = await Stage.make(network);
  await stage.speak('en');
});
after(() => network?.end());

describe('a case and who is not of its team', () => {
  const step = inOrder();
  let owner, file;
  before(async () => {
    owner = await network.signedIn(stage.cast.caseworker);
    file = await stage.ownCase();
  });
  after(() => owner.end());

  step('a supervisor is kept out, and the case is not there', async () => {
    const supervisor = network.account(stage.cast.supervisor);
    await owner.openCase(file.id);
    await owner.main.getByLabel(owner.say('people.keep_out'), { exact: true })
      .selectOption({ label: supervisor.name });
    await owner.button('people.keep_out_yes').click();
    await owner.main.getByRole('button', { name: owner.say('people.let_in', { name: supervisor.name }) }).waitFor();
    const other = await network.signedIn(supervisor.login);
    other.expect(/404 .*\/cases\//);
    await other.openCase(file.id);
    await other.sees(other.say('case.not_there'));
    await other.main.getByText(other.say('glass.title')).click();
    await other.main.getByRole('textbox').fill('I want to know.');
    await other.button('glass.open').click();
    await other.main.getByRole('alert').waitFor();
    await other.end();
  });

  step('and let in again', async () => {
    const { name, login } = network.account(stage.cast.supervisor);
    await owner.main.getByRole('button', { name: owner.say('people.let_in', { name }) }).click();
    await owner.main.getByText(owner.say('people.kept_out'), { exact: true }).waitFor({ state: 'detached' });
    const other = await network.signedIn(login);
    await other.openCase(file.id);
    await other.sees(file.code);
    await other.end();
  });

  step('a colleague of another team breaks the glass, and the day says so', async () => {
    const admin = await network.api('admin.london');
    const { passphrase } = network.account(stage.cast.caseworker);
    const team = await admin.want(201, admin.post('/teams', { name: 'Night line' }));
    const added = { login: 'noor.london', name: 'Noor Adeyemi', role: 'caseworker', language: 'en', passphrase };
    await admin.want(201, admin.post('/accounts', { ...added, team: team.id }));
    network.demonstration.accounts.push(added);
    const other = await network.signedIn('noor.london');
    other.expect(/404 .*\/cases\//);
    await other.openCase(file.id);
    await other.sees(other.say('case.not_there'));
    await other.main.getByText(other.say('glass.title')).click();
    await other.main.getByRole('textbox').fill('The hospital is on the phone.');
    await other.button('glass.open').click();
    await other.heading(stage.person.called).waitFor();
    await other.end();
    await owner.enter('/');
    await owner.heading(owner.say('day.broken')).waitFor();
    await owner.sees(added.name);
    await owner.main.getByRole('link', { name: file.code }).first().click();
    await owner.sees('The hospital is on the phone.');
    assert.ok(owner.page.url().endsWith(file.id));
  });
});
