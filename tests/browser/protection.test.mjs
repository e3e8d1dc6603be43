// Journey of a protection officer: from the packet to the end of a status, with what goes wrong on the
// way. Days lie in the past or follow from today, so that no clock has to be turned.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { newKey, packet, smallCase } from '../lib/people.mjs';
import { Network, inOrder } from './lib.mjs';

const [first, second] = ['kari.permits', 'yusuf.permits'];
const dayBefore = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
let network;
before(async () => (network = await Network.make('protection', 5)));
after(() => network?.end());

/** A packet that reached the office, recorded at the API. */
async function arrived(name, application, person) {
  const client = await network.api(first);
  return client.want(201, client.post('/applications', packet(name, application, person), { key: newKey() }));
}
async function decided(view, fields) {
  const client = await network.api(first);
  return client.want(201, client.post(`/cases/${view.case}/applications/${view.applications[0].id}/decisions`,
                                      { fields }, { key: newKey() }));
}

class Officer {
  static async signIn(login) {
    const officer = new Officer();
    officer.visitor = await network.signedIn(login, { language: 'en' });
    return officer;
  }
  async open(id) {
    await this.visitor.enter(`/applications/${id}`);
    await this.visitor.settled();
  }
  sees(key, values) { return this.visitor.sees(this.visitor.say(key, values)); }
  seesWarning(key) {
    const words = this.visitor.words;
    // The words before the first value say which one it is.
    const [start] = words.page[`protection.warning.${key}`].split('{');
    return this.visitor.sees(start.trim());
  }
  async date(field, iso, within) {
    const [year, month, day] = iso.split('-');
    const box = this.visitor.box('group', field, within);
    await box.getByRole('textbox', { name: this.visitor.say('date.day'), exact: true }).fill(String(Number(day)));
    await box.getByRole('combobox').selectOption(month);
    await box.getByRole('textbox', { name: this.visitor.say('date.year'), exact: true }).fill(year);
  }
  async decide(outcome, on, reasons) {
    await this.visitor.button('protection.decide').click();
    const { dialog } = this.visitor;
    await this.visitor.choose('tsn_DecisionOutcome', outcome, dialog);
    if (on) await this.date('tsn_DecisionDate', on, dialog);
    if (reasons) await this.visitor.write('tsn_DecisionReasons', reasons, dialog);
    await this.visitor.button('save', dialog).click();
  }
  async happened(type, reasons) {
    await this.visitor.button('protection.event.add').click();
    const { dialog } = this.visitor;
    await this.visitor.choose('tsn_EventType', type, dialog);
    if (reasons) await this.visitor.write('tsn_EventReasons', reasons, dialog);
    await this.visitor.button('save', dialog).click();
    await dialog.waitFor({ state: 'detached' });
  }
}

describe('an immigration officer', () => {
  const step = inOrder();
  let officer, colleague, id;
  before(async () => {
    officer = await Officer.signIn(first);
    colleague = await Officer.signIn(second);
  });
  after(async () => {
    await officer?.visitor.end();
    await colleague?.visitor.end();
  });

  step('finds the work by its clock', async () => {
    const { visitor } = officer;
    await visitor.goTo('nav.applications');
    for (const list of ['due', 'running', 'ending']) {
      await visitor.main.getByRole('radio', { name: visitor.say(`protection.list.${list}`), exact: true }).check();
      await visitor.main.getByRole('table').waitFor();
    }
  });

  step('records a packet that came from a support organisation', async () => {
    const { visitor } = officer;
    await visitor.goTo('nav.applications');
    await visitor.link('protection.new').click();
    await officer.date('tsn_AppDate', '2008-06-02');
    await visitor.box('combobox', 'tsn_AppStatus').selectOption({ index: 1 });
    await visitor.choose('tsn_AppFrom', 'ngo');
    await visitor.choose('tsn_AppBasis', 'consent');
    await visitor.tick('tsn_AppWithheld');
    await visitor.write('tsn_CalledName', 'Orsola Brandvik');
    await visitor.year('prs_Birthdate', '1984');
    await visitor.button('protection.file').click();
    await visitor.heading('Orsola Brandvik').waitFor();
    await officer.sees('protection.withheld');
    id = /applications\/([0-9a-z]{26})$/.exec(visitor.page.url())[1];
  });

  step('sees what the law of that day asks, and records what is missing with its source', async () => {
    const { visitor } = officer;
    await officer.sees('protection.outcome.needs_info');
    const asked = visitor.main.getByRole('heading', { name: visitor.say('protection.missing') }).locator('xpath=..');
    for (let left = await asked.getByRole('button').count(); left > 0; --left) {
      await asked.getByRole('button').first().click();
      const { dialog } = visitor;
      await dialog.getByRole('combobox', { name: visitor.words.label('tsn_GroundValue'), exact: true })
        .selectOption('true');
      await visitor.choose('tsn_GroundSource', 'sender', dialog);
      await visitor.choose('tsn_GroundCertainty', 'supported', dialog);
      await visitor.button('save', dialog).click();
      await dialog.waitFor({ state: 'detached' });
    }
    await officer.sees('protection.outcome.open');
  });

  step('decides with reasons, and is told when they are missing', async () => {
    const { visitor } = officer;
    visitor.expect(/422 /);
    await officer.decide('granted', '2008-06-20');
    await visitor.dialog.getByRole('alert').waitFor();
    await visitor.write('tsn_DecisionReasons', 'What was told holds together.', visitor.dialog);
    await visitor.button('save', visitor.dialog).click();
    await visitor.dialog.waitFor({ state: 'detached' });
    // Six months of the law of 2008, and long over: the old pack applies.
    await visitor.sees(/20 December 2008|December 20, 2008/);
    await officer.sees('protection.stage.ended');
  });

  step('is reminded earlier, when that is wanted later on', async () => {
    const { visitor } = officer;
    await visitor.button('protection.remind').click();
    await visitor.tick('tsn_AppRemind', 'P90D', visitor.dialog);
    await visitor.button('save', visitor.dialog).click();
    await visitor.dialog.waitFor({ state: 'detached' });
    await visitor.sees(new RegExp(visitor.words.value('tsn_AppRemind', 'P90D')));
  });

  step('prints the decision, and notes its delivery with the proof', async () => {
    const { visitor } = officer;
    assert.equal(await visitor.letter('question').count(), 0);
    await visitor.letter('decision').click();
    const paper = visitor.main.getByRole('article');
    await paper.getByText('What was told holds together.').waitFor();
    await visitor.main.getByRole('combobox').selectOption('fr');
    await paper.getByText('Ce qui a été décidé').waitFor();
    await visitor.button('protection.letter.add').click();
    await visitor.choose('tsn_LetterTo', 'lawyer', visitor.dialog);
    await visitor.choose('tsn_LetterHow', 'post', visitor.dialog);
    await visitor.write('tsn_LetterProof', 'Receipt in folder 7', visitor.dialog);
    await visitor.button('save', visitor.dialog).click();
    await visitor.dialog.waitFor({ state: 'detached' });
    await officer.open(id);
    await visitor.sees('Receipt in folder 7');
  });

  step('gives the information sheet in the language of the person, and notes it', async () => {
    const { visitor } = officer;
    await visitor.letter('consequences').click();
    await visitor.main.getByRole('combobox').selectOption('ar');
    const paper = visitor.main.locator('article[dir=rtl]');
    await paper.getByText('ماذا يعني هذا لك').waitFor();
    await visitor.button('protection.letter.add').click();
    await visitor.choose('tsn_LetterTo', 'person', visitor.dialog);
    await visitor.choose('tsn_LetterHow', 'in_person', visitor.dialog);
    await visitor.button('save', visitor.dialog).click();
    await visitor.dialog.waitFor({ state: 'detached' });
    await officer.open(id);
    await visitor.sees(visitor.words.value('tsn_LetterType', 'consequences'));
  });

  step('cannot refuse alone: a colleague reads it', async () => {
    const view = await arrived('Pernille Aske', { tsn_AppDate: dayBefore(20) });
    await officer.open(view.case);
    await officer.decide('refused', undefined, 'What was sent does not show it.');
    await officer.sees('protection.second.own');
    assert.equal(await officer.visitor.button('protection.second.agree').count(), 0);
    await colleague.open(view.case);
    await colleague.visitor.button('protection.second.agree').click();
    await colleague.sees('protection.stage.refused');
    await officer.open(view.case);
    await officer.happened('appealed');
    await officer.sees('protection.stage.appealed');
  });

  step('sees that somebody turned eighteen meanwhile', async () => {
    const born = `${new Date().getUTCFullYear() - 18}-01-01`;
    const view = await arrived('Tindra Solvang', { tsn_AppDate: '2020-06-01' }, { prs_Birthdate: born });
    await officer.open(view.case);
    await officer.seesWarning('turned_adult');
  });

  step('keeps the clock of somebody who disappears, and is told what the rules say of it', async () => {
    const view = await arrived('Mirela Stav', { tsn_AppDate: dayBefore(40) });
    await decided(view, { tsn_DecisionOutcome: 'granted', tsn_DecisionDate: dayBefore(30),
                          tsn_DecisionReasons: 'What was told holds together.' });
    await officer.open(view.case);
    await officer.happened('left');
    await officer.seesWarning('person_left_may_end');
    await officer.sees('protection.stage.running');
    await officer.happened('found');
    await officer.happened('grounds_withdrawn', 'The sender wrote that it was a mistake.');
    await officer.sees('protection.stage.ended');
  });

  step('is told of two applications of perhaps one person', async () => {
    await arrived('Ludmila Petranova');
    const again = await arrived('Людмила Петранова');
    await officer.open(again.case);
    await officer.seesWarning('perhaps_same');
  });

  step('is told of support that two give, and of both', async () => {
    const view = await arrived('Ottilie Farstad', { tsn_AppDate: dayBefore(40) });
    const client = await network.api(first);
    for (const [under, payer] of [['protection', 'Harbour House'], ['asylum', 'Reception North']])
      await client.want(201, client.post(`/cases/${view.case}/records`, { kind: 'benefit', fields: {
        tsn_Benefit: 'housing', tsn_BenefitUnder: under, tsn_BenefitPayer: payer,
        tsn_BenefitFrom: dayBefore(10) } }, { key: newKey() }));
    await officer.open(view.case);
    await officer.visitor.sees(officer.visitor.say('protection.warning.benefit_twice', {
      benefit: officer.visitor.words.value('tsn_Benefit', 'housing'), first: 'Harbour House',
      second: 'Reception North' }));
  });

  step('keeps only what the law keeps when consent is taken back', async () => {
    const { visitor } = officer;
    await officer.open(id);
    await visitor.button('protection.take_back').click();
    await visitor.button('protection.take_back.yes', visitor.dialog).click();
    await officer.sees('protection.kept');
    await visitor.sees('What was told holds together.');
    assert.equal(await visitor.main.getByText('Orsola').count(), 0);
    visitor.expect(/404 /);
    await visitor.enter(`/applications/${id}`);
    await officer.sees('case.not_there');
  });

  step('sees no way into the files of shelters', async () => {
    const { visitor } = officer;
    const nav = visitor.page.getByRole('navigation', { name: visitor.say('nav.label') });
    assert.equal(await nav.getByRole('link', { name: visitor.say('nav.find'), exact: true }).count(), 0);
    assert.equal(await visitor.main.getByText(visitor.words.label('prs_MailingStreet')).count(), 0);
  });

  step('reads the figures of the office', async () => {
    const { visitor } = officer;
    await visitor.goTo('nav.applications');
    await visitor.link('protection.figures').click();
    await visitor.page.getByLabel(visitor.say('protection.figures.from'), { exact: true }).fill('2007');
    await visitor.page.getByLabel(visitor.say('protection.figures.to'), { exact: true }).fill('2007');
    const row = visitor.main.getByRole('row').filter({ hasText: '2007' });
    await row.getByRole('cell', { name: '35', exact: true }).first().waitFor();
  });
});

describe('a caseworker', () => {
  const step = inOrder();
  step('sees what may be open to her person, and what is missing', async () => {
    const client = await network.api('layla.oslo');
    const { id } = await client.want(201, client.post('/cases', smallCase('Yelda Tamas'), { key: newKey() }));
    const visitor = await network.signedIn('layla.oslo', { language: 'en' });
    await visitor.openCase(id);
    await visitor.tabTo('protection.tab');
    await visitor.heading(visitor.say('protection.possible')).waitFor();
    await visitor.sees(visitor.say('protection.ask'));
    await visitor.end();
  });
});
