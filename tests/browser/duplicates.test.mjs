// Two cases that are perhaps one person's: looked at side by side, joined, read as one, and parted again;
// and whom a search for family is perhaps for.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { openPart, record } from './casework.mjs';
import { Network, inOrder } from './lib.mjs';
import { Stage } from './screens.mjs';

let network, stage;
before(async () => {
  network = await Network.make('alike', 60);
  stage = await Stage.make(network);
  await stage.speak('en');
});
after(() => network?.end());

describe('perhaps the same person', () => {
  const step = inOrder();
  let v, first, second;
  const named = (role, key, within = v.main) => within.getByRole(role, { name: v.say(key) });
  const told = (key) => v.page.getByText(v.say(key), { exact: true }).waitFor();
  const card = (code) => v.main.getByRole('article').filter({ hasText: code });
  before(async () => {
    ({ first, second } = await stage.twice());
    v = await network.signedIn(stage.cast.caseworker);
  });
  after(() => v.end());

  step('the list says what speaks for it and what against, and shows both side by side', async () => {
    await v.openCase(first.id);
    await v.tabTo('alike.tab');
    const other = card(second.code);
    await v.sees(v.say('alike.speaks.for'), other);
    assert.doesNotMatch(await other.innerText(), /\d ?%|0\.\d/);
    await named('button', 'alike.compare', other).click();
    const row = other.getByRole('row').filter({ hasText: v.words.label('tsn_CalledName') });
    await v.sees(stage.person.called, row);
    await v.sees(stage.person.heard, row);
  });

  step('two people: out of the way, and back', async () => {
    await named('button', 'alike.two_people', card(second.code)).click();
    await told('alike.kept_apart');
    await v.main.getByText(v.say('alike.apart_list'), { exact: true }).click();
    await named('button', 'alike.ask_again', card(second.code)).click();
    await named('button', 'alike.join', card(second.code)).waitFor();
  });

  step('joined after a question, both read as one', async () => {
    await named('button', 'alike.join', card(second.code)).click();
    await v.button('join.yes', v.dialog).click();
    await told('join.done');
    await named('button', 'join.part').waitFor();
    await openPart(v, 'file');
    await v.sees(v.say('join.from', { code: second.code }));
    await v.sees('+000 555 0134');
    await openPart(v, 'help');
    await record(v, 'task').filter({ hasText: stage.person.note }).waitFor();
  });

  step('what is due there is ticked off from here', async () => {
    await record(v, 'task').click();
    await v.edit('task');
    await v.choose('tsn_TaskState', 'done');
    await v.button('save').click();
    await told('saved');
    await v.sees(v.words.value('tsn_TaskState', 'done'));
  });

  step('the other one leads here, and takes nothing new', async () => {
    await v.openCase(second.id);
    assert.equal(await named('button', 'record.add').count(), 0);
    await v.link('join.go_there', v.main).click();
    await v.main.locator('dd.code').filter({ hasText: first.code }).waitFor();
  });

  step('parted, each is as it was', async () => {
    await named('button', 'join.part').click();
    await told('join.parted');
    await v.openCase(second.id);
    assert.equal(await v.main.getByText(v.say('state.open'), { exact: true }).count(), 1);
    await v.sees('+000 555 0134');
  });

  step('whom a search is perhaps for is kept as a question', async () => {
    await v.openCase(first.id);
    await openPart(v, 'return');
    await named('button', 'sought.look').click();
    await v.sees(v.say('sought.fear'));
    await named('button', 'sought.keep', card(second.code)).click();
    await told('sought.kept');
    await record(v, 'search_step').waitFor();
  });

  step('before another case is opened, what is typed is known', async () => {
    const client = await network.api(stage.cast.caseworker);
    const { total } = await client.want(200, client.get('/cases?state=all'));
    await v.goTo('nav.day');
    await v.main.getByRole('link', { name: v.say('day.new') }).click();
    await v.button('new.go_on').click();
    await v.button('new.next').click();
    await v.write('tsn_CalledName', stage.person.heard);
    await v.year('prs_Birthdate', '1998');
    await v.button('new.next').click();
    await v.heading(v.say('new.perhaps')).waitFor();
    await card(first.code).waitFor();
    assert.equal((await client.want(200, client.get('/cases?state=all'))).total, total);
  });
});
