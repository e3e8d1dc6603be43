// Three journeys inside one organisation, in English and in Arabic: a minor who arrives at a shelter, a
// woman held for what she carried, a family that is looked for; each with what goes wrong on the way.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { newKey } from '../lib/people.mjs';
import { addRecord, openCase, openPart, record } from './casework.mjs';
import { Network, inOrder } from './lib.mjs';

const english = {
  language: 'en', login: 'grace.london', admin: 'admin.london', second: 'rosa.london',
  child: { called: 'Kwabena Oduro', first: 'Kwabena', family: 'Oduro', year: '2012' },
  woman: { called: 'Ifeoma Danjuma', first: 'Ifeoma', family: 'Danjuma' },
  boy: { called: 'Samba Camara', first: 'Samba', family: 'Camara', year: '2013' },
  view: 'I want to stay with my brother.', sibling: 'Yaw', aunt: 'Her sister, by the river',
};
const arabic = {
  language: 'ar', login: 'layla.oslo', admin: 'admin.oslo', second: 'hala.oslo',
  child: { called: 'كريم الصالح', first: 'كريم', family: 'الصالح', year: '2012' },
  woman: { called: 'نادية حمدان', first: 'نادية', family: 'حمدان' },
  boy: { called: 'عمر ديالو', first: 'عمر', family: 'ديالو', year: '2013' },
  view: 'أريد أن أبقى مع أخي.', sibling: 'ياسر', aunt: 'خالته قرب النهر',
};
/** A day so many days from today, as "2026-05-07". */
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let network;
before(async () => {
  network = await Network.make('journeys', 10);
  // A second person who reads the cases of the shelter in Oslo.
  const admin = await network.api(arabic.admin);
  const { items: [team] } = await admin.want(200, admin.get('/teams'));
  const { passphrase } = network.account(arabic.login);
  const added = { login: arabic.second, name: 'Hala Nasser', role: 'supervisor', language: 'ar', passphrase };
  await admin.want(201, admin.post('/accounts', { ...added, team: team.id }, { key: newKey() }));
  network.demonstration.accounts.push(added);
});
after(() => network?.end());

for (const story of [english, arabic]) describe(`a minor arrives, ${story.language}`, () => {
  const step = inOrder();
  let worker;
  before(async () => (worker = await network.signedIn(story.login)));
  after(() => worker.end());

  step('who is perhaps under age is treated as a child', async () => {
    await openCase(worker, story.child);
    await worker.sees(worker.say('case.child'));
    await addRecord(worker, 'family', 'age', async (card) => {
      await worker.write('tsn_AgeLow', '13', card);
      await worker.write('tsn_AgeHigh', '19', card);
      await worker.choose('tsn_AgeMethod', 'looks', card);
    });
  });

  step('no best interests without the child’s own view, and nothing typed is lost', async () => {
    worker.expect(/422 .*\/records$/);
    await addRecord(worker, 'family', 'best_interests', async (card) => {
      await worker.choose('tsn_BestKind', 'assessment', card);
      await worker.date('tsn_BestDate', day(0), card);
      await worker.write('tsn_BestQuestion', story.sibling, card);
      await worker.button('save', card).click();
      await card.getByRole('alert').waitFor();
      assert.equal(await worker.box('textbox', 'tsn_BestQuestion', card).inputValue(), story.sibling);
      await worker.write('tsn_BestView', story.view, card);
    });
    await record(worker, 'best_interests').click();
    await worker.sees(story.view);
    await worker.sees(worker.say('signature.waits'));
  });

  step('a guardian is asked for, and the day is in my day and in the calendar', async () => {
    await addRecord(worker, 'family', 'guardian', async (card) => {
      await worker.choose('tsn_GuardianState', 'asked', card);
      await worker.date('tsn_GuardianDue', day(4), card);
    });
    await addRecord(worker, 'help', 'task', async (card) => {
      await worker.write('tsn_TaskWhat', story.sibling, card);
      await worker.date('tsn_TaskDue', day(-1), card);
    });
    const file = await worker.caseOfPage();
    await worker.goTo('nav.day');
    const due = worker.main.getByRole('listitem').filter({ hasText: file.code });
    await due.filter({ hasText: worker.words.kind('guardian') }).waitFor();
    await due.filter({ hasText: worker.say('due.late') }).filter({ hasText: story.sibling }).waitFor();
    await worker.goTo('nav.me');
    const card = worker.main.getByRole('region', { name: worker.say('address.calendar.title'), exact: true });
    await worker.button('address.calendar.make', card).click();
    const address = card.getByLabel(worker.say('address.calendar.address'), { exact: true });
    const path = new URL(await address.inputValue()).pathname;
    const feed = () => fetch(network.base + path);
    const text = await (await feed()).text();
    assert.match(text, new RegExp(`SUMMARY:${worker.words.kind('guardian')} · ${file.code}`));
    for (const word of [story.child.first, story.child.family, story.sibling]) assert.ok(!text.includes(word));
    await worker.button('address.calendar.end', card).click();
    await worker.page.getByText(worker.say('address.calendar.ended'), { exact: true }).waitFor();
    assert.equal((await feed()).status, 404);
    await worker.openCase(file.id);
  });

  step('a brother arrives: another person in the case, and what they are to each other', async () => {
    await addRecord(worker, 'file', 'person', (card) => worker.write('tsn_CalledName', story.sibling, card));
    await addRecord(worker, 'file', 'relation', async (card) => {
      await worker.box('combobox', 'tsn_RelationOf', card).selectOption({ label: story.sibling });
      await worker.choose('tsn_RelationKind', 'sibling', card);
      await worker.box('combobox', 'tsn_RelationTo', card).selectOption({ label: story.child.called });
    });
    await worker.card('relation').getByText(story.child.called).waitFor();
  });

  step('the browser is closed in the middle of a word, and the word is still there', async () => {
    await openPart(worker, 'help');
    await worker.main.getByRole('button', { name: worker.words.kind('safety_plan'), exact: true }).click();
    const box = () => worker.box('textbox', 'tsn_SafetyMustNotKnow');
    await box().fill(story.aunt);
    await worker.page.waitForFunction(() =>
      Object.keys(localStorage).some((key) => key.startsWith('turnstone.drafts.')));
    const stored = await worker.page.evaluate(() => JSON.stringify({ ...localStorage }));
    assert.ok(!stored.includes(story.aunt), 'what is kept is sealed');
    worker.page.once('dialog', (dialog) => dialog.accept());
    await worker.page.reload();
    await worker.sees(worker.say('draft.kept'));
    assert.equal(await box().inputValue(), story.aunt);
    await worker.button('draft.discard').click();
    await worker.main.getByText(worker.say('draft.kept')).waitFor({ state: 'detached' });
  });
});

for (const story of [english, arabic]) describe(`a woman held, ${story.language}`, () => {
  const step = inOrder();
  let worker;
  before(async () => (worker = await network.signedIn(story.login)));
  after(() => worker.end());

  step('custody is begun when it applies, and both roles stand', async () => {
    await openCase(worker, story.woman);
    assert.equal(await worker.page.getByRole('tab', { name: worker.say('part.custody') }).count(), 0);
    await addRecord(worker, 'custody', 'custody', async (card) => {
      await worker.choose('tsn_CustodyStage', 'remand', card);
      await worker.date('tsn_CustodyRemoval', day(90), card);
    });
    for (const role of ['accused', 'exploited'])
      await addRecord(worker, 'file', 'role', async (card) => {
        await worker.box('combobox', 'tsn_RolePerson', card).selectOption({ label: story.woman.called });
        await worker.choose('tsn_RoleKind', role, card);
      });
    for (const role of ['accused', 'exploited']) await worker.sees(worker.words.value('tsn_RoleKind', role));
  });

  step('how it came about is a story, and the debt a fact', async () => {
    await addRecord(worker, 'story', 'custody_story', (card) => worker.choose('tsn_JourneyAskedBy', 'partner', card));
    await addRecord(worker, 'story', 'structure', async (card) => {
      await worker.choose('tsn_StructureKind', 'debt', card);
      await worker.write('tsn_StructureAmount', '1800', card);
    });
    await record(worker, 'structure').waitFor();
  });

  step('the removal is suddenly earlier: the clock is in my day', async () => {
    await openPart(worker, 'custody');
    await record(worker, 'custody').click();
    await worker.edit('custody');
    const card = worker.formOf('custody');
    await worker.date('tsn_CustodyRemoval', day(2), card);
    await worker.button('save', card).click();
    await card.waitFor({ state: 'detached' });
    const file = await worker.caseOfPage();
    await worker.goTo('nav.day');
    await worker.main.getByRole('listitem').filter({ hasText: file.code })
      .filter({ hasText: worker.words.label('tsn_CustodyRemoval') }).waitFor();
    await worker.openCase(file.id);
  });

  step('she declines identification, and that is kept as her answer', async () => {
    worker.expect(/422 .*\/records$/);
    await addRecord(worker, 'story', 'status', async (card) => {
      await worker.choose('tsn_StatusSaid', 'possible', card);
      await worker.write('tsn_StatusBody', 'Charity', card);
      await worker.choose('tsn_StatusPersonView', 'no', card);
      await worker.button('save', card).click();
      await card.getByRole('alert').waitFor();  // no day yet
      await worker.date('tsn_StatusDate', day(0), card);
    });
  });

  step('a child elsewhere has a plan, a visit is in the log, and letters are plain', async () => {
    await addRecord(worker, 'family', 'dependant', async (card) => {
      await worker.choose('tsn_DependantIs', 'child', card);
      await worker.choose('tsn_DependantSchool', 'stopped', card);
      await worker.date('tsn_DependantNext', day(3), card);
    });
    await addRecord(worker, 'custody', 'visit', async (card) => {
      await worker.choose('tsn_VisitKind', 'letter_out', card);
      await worker.date('tsn_VisitDate', day(0), card);
      await worker.tick('tsn_VisitPlain', undefined, card);
    });
    await record(worker, 'visit').waitFor();
  });
});

for (const story of [english, arabic]) describe(`a family is looked for, ${story.language}`, () => {
  const step = inOrder();
  let worker, file;
  before(async () => (worker = await network.signedIn(story.login)));
  after(() => worker.end());

  /** Whether the reunification can be set to done; what is said when it cannot. */
  async function bringTogether() {
    await openPart(worker, 'return');
    await worker.settled();
    const row = record(worker, 'reunion');
    if (!(await row.evaluate((summary) => summary.parentElement.open))) await row.click();
    await worker.edit('reunion');
    const card = worker.formOf('reunion');
    await worker.choose('tsn_ReunionState', 'done', card);
    await worker.button('save', card).click();
    return card;
  }

  step('the search begins with what is remembered, after the question of fear', async () => {
    worker.expect(/409 .*\/records\//);
    await openCase(worker, story.boy);
    await addRecord(worker, 'return', 'tracing', async (card) => {
      await worker.write('tsn_TracingWhom', story.aunt, card);
      await worker.choose('tsn_TracingFear', 'no', card);
      await worker.choose('tsn_TracingState', 'open', card);
    });
    await addRecord(worker, 'return', 'search_step', async (card) => {
      await worker.date('tsn_SearchDate', day(0), card);
      await worker.write('tsn_SearchDid', story.aunt, card);
      await worker.choose('tsn_SearchFound', 'candidate', card);
    });
    await addRecord(worker, 'return', 'reunion', async (card) => {
      await worker.write('tsn_ReunionWith', story.aunt, card);
      await worker.choose('tsn_ReunionState', 'planned', card);
    });
    file = await worker.caseOfPage();
  });

  step('nobody is brought to a family that nobody looked at', async () => {
    const card = await bringTogether();
    await card.getByText(worker.words.error('reunion.needs_assessment')).first().waitFor();
    await worker.button('cancel', card).click();
  });

  step('nor to one that only one person looked at', async () => {
    await addRecord(worker, 'return', 'family_risk', async (card) => {
      await worker.date('tsn_RiskDate', day(0), card);
      await worker.write('tsn_RiskFamily', story.aunt, card);
      await worker.choose('tsn_RiskConclusion', 'safe_with_support', card);
    });
    const card = await bringTogether();
    await card.getByText(worker.words.error('reunion.needs_signature')).first().waitFor();
    await worker.button('cancel', card).click();
    await record(worker, 'family_risk').click();
    await worker.sees(worker.say('signature.own'));
  });

  step('a second person reads it and signs', async () => {
    const second = await network.signedIn(story.second);
    await second.openCase(file.id);
    await openPart(second, 'return');
    await record(second, 'family_risk').click();
    await second.button('signature.sign').click();
    await second.page.getByText(second.say('signature.done'), { exact: true }).waitFor();
    await second.end();
  });

  step('then it is done, and follow-ups stand at 1, 3, 6 and 12 months', async () => {
    await worker.openCase(file.id);
    const card = await bringTogether();
    await card.waitFor({ state: 'detached' });
    await record(worker, 'follow_up').nth(3).waitFor();
    assert.equal(await record(worker, 'follow_up').count(), 4);
  });
});
