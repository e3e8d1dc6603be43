// Every screen, and the way to it: for the audit of accessibility and for the pictures.
import { plain } from '../lib/client.mjs';
import { newKey, receipt } from '../lib/people.mjs';
import { ended, lists } from '../lib/requests.mjs';
import { beginCode, find, next, openCase, openPart, record, startCase } from './casework.mjs';

/** Who stands before the screens, by the language they are shown in. */
const casts = {
  en: { caseworker: 'grace.london', supervisor: 'rosa.london', administrator: 'admin.london',
        auditor: 'oksana.oslo', coordinator: 'malee.bangkok', officer: 'kari.permits',
        analyst: 'suda.bangkok', approver: 'kamon.bangkok' },
  ar: { caseworker: 'layla.oslo', supervisor: 'hala.oslo', administrator: 'admin.oslo',
        auditor: 'oksana.oslo', coordinator: 'malee.bangkok', officer: 'kari.permits',
        analyst: 'suda.bangkok', approver: 'kamon.bangkok' },
};
const people = {
  en: { called: 'Amara Lindqvist', first: 'Amara', family: 'Lindqvist', heard: 'Amara Lindkvist',
        mine: 'Lindqvist Okoro', theirs: 'Lindqvist Obi', note: 'Wants to learn to drive.',
        need: 'Tablets twice a day, with food.' },
  ar: { called: 'سلمى الخطيب', first: 'سلمى', family: 'الخطيب', heard: 'Salma Khatib',
        mine: 'الخطيب العلي', theirs: 'الخطيب الأحمد', note: 'تود أن تتعلم القيادة.',
        need: 'دواء مرتين في اليوم مع الطعام.' },
};

/** A survey in which k = 5 people share most things, and few share some: what can be told of the
    cases depends on how many the network has. */
const survey = ['prs_Gender,prs_Citizenship,vic_TypeOfExploitation',
  ...Array(40).fill('Feminine,UA,SexualExploitation\nMasculine,VN,ForcedLabour'),
  ...Array(12).fill('Feminine,VN,Servitude\nMasculine,RO,ForcedLabour'),
  ...Array(3).fill('TransgenderMasculine,RO,ForcedBegging'), ''].join('\n');
const answers = {
  'ilo-adult-labour': { 'DR.job_nature': 'yes', 'DR.wages': 'yes', 'DR.housing': 'no', 'DR.travel': 'unknown',
                        'EX.hours': 'yes', 'EX.low_pay': 'yes', 'EX.hazardous': 'no', 'CD.documents': 'yes',
                        'CD.isolation': 'refused', 'CD.withhold_wages': 'yes' },
  importation: { 'IM.threats': 'yes', 'IM.content': 'yes', 'IM.journey': 'no', 'IM.loan': 'refused' },
};

/** The network with what the screens show: a supervisor in Oslo, and a certificate for its auditor. */
export class Stage {
  static async make(network) {
    const stage = new Stage();
    stage.network = network;
    const admin = await network.api('admin.oslo');
    const { passphrase } = network.account('layla.oslo');
    const { items: [team] } = await admin.want(200, admin.get('/teams'));
    const added = { login: 'hala.oslo', name: 'Hala Nasser', role: 'supervisor', language: 'en', passphrase };
    await admin.want(201, admin.post('/accounts', { ...added, team: team.id }, { key: newKey() }));
    network.demonstration.accounts.push(added);
    const gone = await stage.caseOf('layla.oslo', people.en);
    const supervisor = await network.api('hala.oslo');
    await supervisor.want(200, supervisor.post(`/cases/${gone.id}/forget`, { reason: 'asked_by_person' },
                                               { ifMatch: gone.revision }));
    await stage.publish();
    return stage;
  }

  /** A supervisor in Bangkok, an estimate, and a release that waits for approval. */
  async publish() {
    const admin = await this.network.api('admin.bangkok');
    const { passphrase } = this.network.account('suda.bangkok');
    const { items: [team] } = await admin.want(200, admin.get('/teams'));
    const added = { login: 'kamon.bangkok', name: 'Kamon Rattana', role: 'supervisor', language: 'en', passphrase };
    await admin.want(201, admin.post('/accounts', { ...added, team: team.id }, { key: newKey() }));
    this.network.demonstration.accounts.push(added);
    const analyst = await this.network.api('suda.bangkok');
    this.study = await analyst.want(201, analyst.post('/studies', {
      title: 'Northern region, 2026', csv: lists, replicates: 200, population: 1850000, year: '2026', place: 'North' }));
    this.release = await analyst.want(201, analyst.post('/releases', {
      purpose: 'A table for the yearly report', audience: 'everybody', receiver: 'Everybody who asks',
      contributors: ['Quay Office'], k: 5, length: 2, source: 'Survey of 2026', csv: survey }));
    await analyst.want(201, analyst.post('/surveys', {
      title: 'Stalls of the north market', place: 'Chiang Rai', from: '2026-02-02', until: '2026-02-06',
      sampling: 'convenience', notes: 'Every stall that was open before noon.',
      groups: [{ sex: 'women', age: 'adults', screened: 512, found: 31 },
               { sex: 'men', age: 'children', screened: 96, found: 2 }] }));
    await ended(analyst, `/studies/${this.study.id}`);
    const { state } = await ended(analyst, `/releases/${this.release.id}`);
    if (state !== 'ready') throw new Error(`The release of the stage is ${state}, not ready`);
  }

  /** Everybody's pages speak this language from now on. */
  async speak(language) {
    this.language = language;
    this.cast = casts[language];
    this.person = people[language];
    for (const login of new Set(Object.values(this.cast))) {
      const admin = await this.network.api(`admin.${login.split('.')[1]}`);
      const { items } = await admin.want(200, admin.get('/accounts'));
      const { id, revision } = items.find((each) => each.login === login);
      await admin.want(200, admin.patch(`/accounts/${id}`, { language }, { ifMatch: revision }));
      this.network.account(login).language = language;
    }
  }

  /** Opens a case at the API. */
  async caseOf(login, { called, first, family, need, note }) {
    const client = await this.network.api(login);
    return client.want(201, client.post('/cases', { records: [
      { kind: 'consent', fields: { con_Consent: true, tsn_ConsentHow: 'spoken', tsn_ConsentLanguage: 'ar' } },
      { kind: 'person', fields: { tsn_CalledName: called, prs_FirstName: first, prs_SecondName: family,
                                  prs_Birthdate: '1998-03~', prs_Citizenship: ['SY', 'NO'] } },
      { kind: 'context', fields: { vic_TypeOfExploitation: ['ForcedLabour'], tsn_HealthNeeds: need,
                                   vic_MethodsOfControl: ['DebtBondage', 'WithholdsDocuments'] } },
      { kind: 'note', fields: { cco_CaseComment: note } },
    ] }, { key: newKey() }));
  }

  /** Two cases of perhaps one person, each with a search for family; gives both. */
  async twice() {
    const { caseworker } = this.cast;
    const client = await this.network.api(caseworker);
    const { heard, family } = this.person;
    const first = await this.ownCase();
    const second = await client.want(201, client.post('/cases', { records: [
      { kind: 'consent', fields: { con_Consent: true } },
      { kind: 'person', fields: { tsn_CalledName: heard, prs_Birthdate: '1998', prs_Gender: 'Masculine',
                                  prs_MobilePhone: '+000 555 0134' } },
      { kind: 'tracing', fields: { tsn_TracingWhom: this.person.called, tsn_TracingFear: 'not_asked' } },
      { kind: 'task', fields: { tsn_TaskWhat: this.person.note, tsn_TaskDue: '2026-12-01', tsn_TaskState: 'open' } },
    ] }, { key: newKey() }));
    await client.want(201, client.post(`/cases/${first.id}/records`, {
      kind: 'tracing', fields: { tsn_TracingWhom: `${heard} ${family}`, tsn_TracingFear: 'not_asked' } }, { key: newKey() }));
    return { client, first, second };
  }

  /** A case with something in each of its parts. */
  /** Sent from the caseworker's phone, the same form each time. */
  async sent() {
    const client = await this.network.api(this.cast.caseworker);
    const { path } = await client.want(201, client.post('/account/phone'));
    const answer = await plain(this.network.server, 'POST', `${path}/submission`, {
      headers: { 'content-type': 'multipart/form-data; boundary=Sep' },
      body: '--Sep\r\nContent-Disposition: form-data; name="xml_submission_file"\r\n\r\n' +
            `<data id="talk"><prs_FirstName>${this.person.first}</prs_FirstName><wish>${this.person.note}</wish>` +
            '<meta><instanceID>uuid:1</instanceID></meta></data>\r\n--Sep--\r\n' });
    if (answer.status !== 201) throw new Error(answer.text);
  }

  /** Sent to a clinic, as the person agreed; `referral` is the record. */
  async referred() {
    const login = this.cast.caseworker;
    const file = await this.caseOf(login, this.person);
    const client = await this.network.api(login);
    const add = (kind, fields) => client.want(201, client.post(
      `/cases/${file.id}/records`, { kind, fields }, { key: newKey() }));
    await add('consent', receipt());
    const { id } = await add('referral', {
      tsn_ReferralTo: 'Aurora Clinic', tsn_ReferralFor: this.person.need, tsn_ReferralSent: '2026-11-20',
      tsn_ReferralState: 'sent', tsn_ReferralAnswerDue: '2026-12-04' });
    return { ...file, referral: id };
  }

  /** Two requests to Bangkok, the first accepted there: {file, receipt, matter}. */
  async asked() {
    const login = this.cast.caseworker;
    const [near, far] = [await this.network.api(`admin.${login.split('.')[1]}`), await this.network.api('admin.bangkok')];
    const know = async (admin, other) => {
      const { card, name } = await other.want(200, other.get('/peers'));
      return { name, ...await admin.want(200, admin.post('/peers', { card, compared: true })) };
    };
    const peer = await know(near, far);
    await know(far, near);
    const [client, there] = [await this.network.api(login), await this.network.api('niran.bangkok')];
    const file = await this.caseOf(login, this.person);
    const made = await client.want(201, client.post(`/cases/${file.id}/records`, { kind: 'consent', fields: receipt({
      tsn_ConsentPurpose: 'trace', tsn_ConsentRecipient: peer.name, tsn_ConsentClasses: ['K', 'S'] }) },
      { key: newKey() }));
    const ask = (note) => client.want(201, client.post(`/cases/${file.id}/matters`, {
      peer: peer.id, request: 'trace', classes: 'KS', receipt: made.id, note, due: '2999-01-10' }));
    await ask(this.person.note);
    const matter = await ask(this.person.need);
    const carry = async (from, to) => {
      const { content } = await from.want(200, from.post(`/matters/${matter.id}/packet`));
      await to.want(200, to.post('/packets', { content }));
    };
    await carry(client, there);
    await there.want(200, there.post(`/matters/${matter.id}/accept`, { open: true, note: this.person.note }));
    await there.want(200, there.post(`/matters/${matter.id}/steps`, { what: 'asked', note: this.person.need }));
    await carry(there, client);
    return { file, receipt: made, matter };
  }

  async wholeCase() {
    const login = this.cast.caseworker;
    const file = await this.caseOf(login, this.person);
    const client = await this.network.api(login);
    const person = file.records.find(({ kind }) => kind === 'person').id;
    const today = new Date().toISOString().slice(0, 10);
    for (const [kind, fields] of [
      ['role', { tsn_RolePerson: person, tsn_RoleKind: 'accused' }],
      ['custody_story', { tsn_JourneyAskedBy: 'partner', tsn_JourneyAgain: 'yes' }],
      ['structure', { tsn_StructureKind: 'debt', tsn_StructureAmount: 1800, tsn_StructureCurrency: 'EUR' }],
      ['needs', { tsn_NeedsDate: today, tsn_NeedsToday: ['medical', 'interpreter'] }],
      ['task', { tsn_TaskWhat: this.person.need, tsn_TaskDue: today, tsn_TaskState: 'open' }],
      ['custody', { tsn_CustodyStage: 'remand', tsn_CustodyRelease: '2027-01-30' }],
      ['hearing', { tsn_HearingDate: '2026-12-04', tsn_HearingTime: '10:00', tsn_HearingAbout: 'bail' }],
      ['dependant', { tsn_DependantIs: 'child', tsn_DependantCountry: 'SY', tsn_DependantSchool: 'stopped' }],
      ['tracing', { tsn_TracingWhom: this.person.family, tsn_TracingFear: 'no', tsn_TracingState: 'open' }],
      ['family_risk', { tsn_RiskDate: today, tsn_RiskFamily: this.person.family, tsn_RiskConclusion: 'safe' }],
      ['reunion', { tsn_ReunionWith: this.person.family, tsn_ReunionState: 'planned' }],
    ])
      await client.want(201, client.post(`/cases/${file.id}/records`, { kind, fields }, { key: newKey() }));
    return file;
  }

  /** Opens more cases on one day than the rule of unusual reading lets pass. */
  async readMany(login) {
    const client = await this.network.api(login);
    const { rule } = await client.want(200, client.get('/unusual-reading'));
    const { items } = await client.want(200, client.get('/cases?state=all&limit=200'));
    const ids = items.map((each) => each.id);
    while (ids.length <= rule.more_than) ids.push((await this.ownCase()).id);
    for (const id of ids) await client.want(200, client.get(`/cases/${id}`));
  }

  /** A case with two sets of questions half answered; `interviews` are their ids by set. */
  async screened() {
    const { id } = await this.ownCase();
    const client = await this.network.api(this.cast.caseworker);
    const interviews = {};
    for (const [instrument, replies] of Object.entries(answers)) {
      const view = await client.want(201, client.post(`/cases/${id}/screenings`, { instrument }));
      interviews[instrument] = view.interviews.at(-1).id;
      await client.want(200, client.post(`/cases/${id}/screenings/${interviews[instrument]}/answers`, {
        answers: Object.entries(replies).map(([question, reply]) => (
          { question, reply, ...(reply === 'yes' && { words: this.person.note, source: 'person' }) })) }));
    }
    return { id, interviews };
  }

  ownCase() { return this.caseOf(this.cast.caseworker, this.person); }
}

const steps = ['consent', 'person', 'context', 'case'];
async function formAt(visitor, { person }, kind) {
  await startCase(visitor, person.called);
  for (const each of steps.slice(1, steps.indexOf(kind) + 1)) await next(visitor, each);
}
async function fileOf(visitor, stage) {
  const file = await stage.ownCase();
  await visitor.openCase(file.id);
  return file;
}
const shown = (visitor) => visitor.dialog.waitFor();

/** Each: its name, who sees it (nobody: before signing in), how it is reached, what trouble belongs to it. */
/** One of the applications of a list, as it lies on the desk. */
async function firstApplication(v, list, place = 0) {
  await v.goTo('nav.applications');
  await v.main.getByRole('radio', { name: v.say(`protection.list.${list}`), exact: true }).check();
  await v.main.getByRole('table').getByRole('link').nth(place).click();
  await v.heading(v.say('protection.clock')).first().waitFor();
  await v.settled();
}

export const screens = [
  { name: 'sign-in', who: null, show: (v) => v.enter() },
  { name: 'sign-in-refused', who: null, trouble: [/401 .*\/sessions$/], async show(v) {
    await v.enter();
    await v.page.getByLabel(v.say('login'), { exact: true }).fill('nobody.here');
    await v.page.getByLabel(v.say('passphrase'), { exact: true }).fill('not the right one');
    await v.button('sign_in').click();
    await v.page.getByRole('alert').waitFor();
  } },
  { name: 'day', who: 'caseworker', show: (v) => v.goTo('nav.day') },
  { name: 'cases', who: 'caseworker', show: (v) => v.goTo('nav.cases') },
  { name: 'tables', who: 'caseworker', async show(v) {
    await v.enter('/cases/tables');
    await v.page.getByLabel(v.say('import.file'), { exact: true }).setInputFiles({
      name: 'people.csv', mimeType: 'text/csv',
      buffer: Buffer.from('First Name,Second Name,Birthdate,con_Consent\nAma,Oduro,3/4/1999,TRUE\nKofi,Mensah,1998,yes\n') });
    await v.main.getByRole('table').first().waitFor();
    await v.main.locator('summary').click();
  } },
  { name: 'find', who: 'caseworker', async show(v, stage) {
    await stage.ownCase();
    await (await find(v, stage.person.heard)).first().waitFor();
  } },
  { name: 'find-nobody', who: 'caseworker', show: (v) => find(v, 'Qwxzqwxz') },
  { name: 'new-look', who: 'caseworker', async show(v) {
    await v.goTo('nav.day');
    await v.main.getByRole('link', { name: v.say('day.new') }).click();
    await v.main.getByRole('searchbox').waitFor();
  } },
  ...steps.map((kind) => ({ name: `new-${kind}`, who: 'caseworker',
                            show: (v, stage) => formAt(v, stage, kind) })),
  { name: 'new-list-open', who: 'caseworker', async show(v, stage) {
    await formAt(v, stage, 'person');
    await v.box('combobox', 'prs_Citizenship').click();
    await v.page.getByRole('listbox').getByRole('option').first().waitFor();
  } },
  { name: 'new-all-fields', who: 'caseworker', async show(v, stage) {
    await formAt(v, stage, 'person');
    await v.main.locator('details:visible > summary').first().click();
    await v.box('textbox', 'prs_MiddleName').waitFor();
  } },
  { name: 'new-problems', who: 'caseworker', trouble: [/422 .*\/cases$/], async show(v, stage) {
    await formAt(v, stage, 'person');
    await v.write('tsn_CalledName', '');
    await v.year('prs_Birthdate', '19');
    await v.button('new.save_now').click();
    await v.page.getByRole('alert').waitFor();
  } },
  { name: 'new-leave', who: 'caseworker', async show(v, stage) {
    await formAt(v, stage, 'consent');
    await v.tick('con_Consent');
    await v.link('nav.day', v.page.getByRole('navigation')).click();
    await shown(v);
  } },
  { name: 'case', who: 'caseworker', async show(v, stage) {
    await v.goTo('nav.day');
    await openCase(v, { ...stage.person, phone: '+000 555 0199' });
  } },
  { name: 'case-changes', who: 'caseworker', async show(v, stage) {
    const file = await fileOf(v, stage);
    const client = await stage.network.api(stage.cast.caseworker);
    const { id, revision } = file.records.find((each) => each.kind === 'person');
    await client.want(200, client.patch(`/cases/${file.id}/records/${id}`,
                                        { fields: { prs_SecondName: stage.person.mine } }, { ifMatch: revision }));
    await v.tabTo('case.changes');
  } },
  { name: 'case-readers', who: 'caseworker', async show(v, stage) {
    await fileOf(v, stage);
    await v.tabTo('case.readers');
  } },
  { name: 'case-alike', who: 'caseworker', async show(v, stage) {
    await v.openCase((await stage.twice()).first.id);
    await v.tabTo('alike.tab');
    await v.main.getByText(v.say('alike.speaks.for')).first().waitFor();
  } },
  { name: 'case-side-by-side', who: 'caseworker', async show(v, stage) {
    await v.openCase((await stage.twice()).first.id);
    await v.tabTo('alike.tab');
    await v.main.getByRole('button', { name: v.say('alike.compare') }).first().click();
    await v.main.getByRole('table').waitFor();
  } },
  { name: 'case-join', who: 'caseworker', async show(v, stage) {
    await v.openCase((await stage.twice()).first.id);
    await v.tabTo('alike.tab');
    await v.main.getByRole('button', { name: v.say('alike.join') }).first().click();
    await shown(v);
  } },
  { name: 'case-joined', who: 'caseworker', async show(v, stage) {
    const { client, first, second } = await stage.twice();
    await client.want(200, client.put(`/cases/${first.id}/joined/${second.id}`));
    await v.openCase(first.id);
    await v.main.getByRole('button', { name: v.say('join.part') }).waitFor();
  } },
  { name: 'case-joined-to', who: 'caseworker', async show(v, stage) {
    const { client, first, second } = await stage.twice();
    await client.want(200, client.put(`/cases/${first.id}/joined/${second.id}`));
    await v.openCase(second.id);
    await v.link('join.go_there', v.main).waitFor();
  } },
  { name: 'case-sought', who: 'caseworker', async show(v, stage) {
    await v.openCase((await stage.twice()).first.id);
    await openPart(v, 'return');
    await v.main.getByRole('button', { name: v.say('sought.look') }).first().click();
    await v.main.getByText(v.say('alike.speaks.for')).first().waitFor();
  } },
  { name: 'new-perhaps', who: 'caseworker', async show(v, stage) {
    await stage.twice();
    await formAt(v, stage, 'person');
    await v.year('prs_Birthdate', '1998');
    await next(v, 'context');
    await v.heading(v.say('new.perhaps')).waitFor();
  } },
  ...['story', 'help', 'custody', 'family', 'return'].map((part) => ({
    name: `case-${part}`, who: 'caseworker', async show(v, stage) {
      await v.openCase((await stage.wholeCase()).id);
      await openPart(v, part);
      await v.main.locator('details > summary').first().waitFor();
    } })),
  { name: 'case-signature', who: 'caseworker', async show(v, stage) {
    await v.openCase((await stage.wholeCase()).id);
    await openPart(v, 'return');
    await record(v, 'family_risk').click();
    await v.sees(v.say('signature.waits'));
  } },
  { name: 'case-task', who: 'caseworker', async show(v, stage) {
    await fileOf(v, stage);
    await openPart(v, 'help');
    await v.main.getByRole('button', { name: v.words.kind('task'), exact: true }).click();
  } },
  { name: 'case-edit', who: 'caseworker', async show(v, stage) {
    await fileOf(v, stage);
    await v.edit('person');
  } },
  { name: 'case-close', who: 'caseworker', async show(v, stage) {
    await fileOf(v, stage);
    await v.button('close_case.button', v.main).click();
    await shown(v);
  } },
  { name: 'case-conflict', who: 'caseworker', trouble: [/412 .*\/records\//], async show(v, stage) {
    const file = await fileOf(v, stage);
    await v.edit('person');
    const client = await stage.network.api(stage.cast.caseworker);
    const { id, revision } = file.records.find((each) => each.kind === 'person');
    await client.want(200, client.patch(`/cases/${file.id}/records/${id}`,
                                        { fields: { prs_SecondName: stage.person.theirs } }, { ifMatch: revision }));
    await v.write('prs_SecondName', stage.person.mine, v.card('person'));
    await v.button('save', v.card('person')).click();
    await shown(v);
  } },
  { name: 'case-not-there', who: 'caseworker', trouble: [/404 /],
    show: (v) => v.openCase('0'.repeat(26)) },
  { name: 'case-kept-out', who: 'caseworker', async show(v, stage) {
    const { id, revision } = await stage.ownCase();
    const [client, other] = await Promise.all(
      ['caseworker', 'supervisor'].map((role) => stage.network.api(stage.cast[role])));
    await client.want(200, client.put(`/cases/${id}/kept-out/${other.session.account.id}`, undefined,
                                      { ifMatch: revision }));
    await v.openCase(id);
    await v.main.getByText(v.say('people.kept_out'), { exact: true }).waitFor();
  } },
  { name: 'case-glass', who: 'caseworker', trouble: [/404 /], async show(v) {
    await v.openCase('0'.repeat(26));
    await v.main.getByText(v.say('glass.title')).click();
    await v.button('glass.open').waitFor();
  } },
  { name: 'day-glass', who: 'caseworker', async show(v, stage) {
    const { id } = await stage.ownCase();
    const other = await stage.network.api(stage.cast.supervisor);
    await other.want(200, other.post(`/cases/${id}/break-glass`, { reason: 'The clinic is on the phone.' }));
    await v.goTo('nav.me');
    await v.goTo('nav.day');
    await v.heading(v.say('day.broken')).waitFor();
  } },
  { name: 'day-unusual', who: 'supervisor', async show(v, stage) {
    await stage.readMany(stage.cast.supervisor);
    await v.goTo('nav.me');
    await v.goTo('nav.day');
    await v.heading(v.say('unusual.title')).waitFor();
  } },
  { name: 'not-found', who: 'caseworker', async show(v) { await v.enter('/nowhere'); await v.settled(); } },
  { name: 'case-locked', who: 'supervisor', show: fileOf },
  { name: 'case-reason', who: 'supervisor', async show(v, stage) {
    await fileOf(v, stage);
    await v.button('reason.ask').click();
    await shown(v);
  } },
  { name: 'case-forget', who: 'supervisor', async show(v, stage) {
    await fileOf(v, stage);
    await v.button('forget.button').click();
    await shown(v);
  } },
  { name: 'case-forgotten', who: 'supervisor', async show(v, stage) {
    const file = await fileOf(v, stage);
    await v.button('forget.button').click();
    await v.dialog.getByRole('combobox').selectOption('asked_by_person');
    await v.dialog.getByRole('textbox').fill(file.code);
    await v.button('forget.yes').click();
    await v.heading(v.say('certificate.title')).waitFor();
  } },
  { name: 'accounts', who: 'administrator', show: (v) => v.goTo('nav.accounts') },
  { name: 'account-new', who: 'administrator', async show(v) {
    await v.goTo('nav.accounts');
    await v.button('accounts.new').click();
    await shown(v);
  } },
  { name: 'account-edit', who: 'administrator', async show(v) {
    await v.goTo('nav.accounts');
    await v.main.getByRole('button', { name: new RegExp(`^${v.say('edit')} `) }).first().click();
    await shown(v);
  } },
  { name: 'day-administrator', who: 'administrator', show: (v) => v.goTo('nav.day') },
  { name: 'audit', who: 'auditor', show: (v) => v.goTo('nav.audit') },
  { name: 'audit-checked', who: 'auditor', async show(v) {
    await v.goTo('nav.audit');
    await v.button('verify.button').click();
    await v.sees(v.say('verify.head'));
  } },
  { name: 'certificates', who: 'auditor', async show(v) {
    await v.goTo('nav.audit');
    await v.tabTo('audit.certificates');
    await v.heading(v.say('certificate.title')).first().waitFor();
  } },
  { name: 'counts', who: 'caseworker', async show(v) {
    await v.goTo('nav.counts');
    await v.main.getByRole('table').first().waitFor();
  } },
  { name: 'counts-crossed', who: 'caseworker', async show(v) {
    await v.goTo('nav.counts');
    await v.main.getByLabel(v.say('counts.and'), { exact: true }).selectOption('prs_Gender');
    await v.main.getByRole('table').getByRole('rowheader').first().waitFor();
  } },
  { name: 'counts-safe', who: 'coordinator', show: (v) => v.goTo('nav.counts') },
  { name: 'applications', who: 'officer', show: (v) => v.goTo('nav.applications') },
  { name: 'applications-running', who: 'officer', async show(v) {
    await v.goTo('nav.applications');
    await v.main.getByRole('radio', { name: v.say('protection.list.running'), exact: true }).check();
    await v.main.getByRole('table').first().waitFor();
  } },
  { name: 'application-new', who: 'officer', async show(v) {
    await v.goTo('nav.applications');
    await v.link('protection.new').click();
    await v.button('protection.file').waitFor();
  } },
  { name: 'application', who: 'officer', show: (v) => firstApplication(v, 'running') },
  { name: 'application-due', who: 'officer', show: (v) => firstApplication(v, 'due') },
  { name: 'application-decide', who: 'officer', async show(v) {
    await firstApplication(v, 'due', 1);
    await v.button('protection.decide').click();
    await shown(v);
  } },
  { name: 'application-fact', who: 'officer', async show(v) {
    await firstApplication(v, 'due', 1);
    await v.button('protection.fact.add').click();
    await shown(v);
  } },
  { name: 'sheet', who: 'officer', async show(v) {
    await firstApplication(v, 'running');
    await v.letter('consequences').click();
    await v.main.getByRole('article').waitFor();
  } },
  { name: 'protection-figures', who: 'officer', async show(v) {
    await v.goTo('nav.applications');
    await v.link('protection.figures').click();
    await v.page.getByLabel(v.say('protection.figures.from'), { exact: true }).fill('2007');
    await v.page.getByLabel(v.say('protection.figures.to'), { exact: true }).fill('2008');
    // On a narrow page the name of the column belongs to the name of the cell, too.
    await v.main.getByRole('cell').filter({ hasText: /^\s*51\s*$/ }).waitFor();
  } },
  { name: 'case-protection', who: 'caseworker', async show(v, stage) {
    const file = await stage.caseOf(stage.cast.caseworker, stage.person);
    await v.openCase(file.id);
    await v.tabTo('protection.tab');
    await v.heading(v.say('protection.possible')).waitFor();
  } },
  { name: 'case-signs', who: 'caseworker', async show(v, stage) {
    await v.openCase((await stage.screened()).id);
    await v.tabTo('screening.tab');
    await v.heading(v.say('screening.regimes')).waitFor();
  } },
  ...['ilo-adult-labour', 'importation'].map((set) => ({
    name: `screening-${set}`, who: 'caseworker', async show(v, stage) {
      const { id, interviews } = await stage.screened();
      await v.enter(`/cases/${id}/screening/${interviews[set]}`);
      await v.heading(v.say('screening.signs')).waitFor();
      await v.main.locator('summary').filter({ hasText: v.words.regime('trafficking') }).click();
    } })),
  { name: 'surveys', who: 'analyst', async show(v) {
    await v.enter('/surveys');
    await v.main.getByRole('table').first().waitFor();
  } },
  { name: 'survey-new', who: 'analyst', async show(v) {
    await v.enter('/surveys/new');
    await v.button('survey.another').click();
  } },
  { name: 'day-proposal', who: 'caseworker', async show(v, stage) {
    await stage.sent();
    await v.goTo('nav.me');
    await v.goTo('nav.day');
    await v.heading(v.say('proposal.title')).waitFor();
  } },
  { name: 'matters', who: 'caseworker', async show(v, stage) {
    await stage.asked();
    await v.enter('/');
    await v.goTo('nav.matters');
  } },
  { name: 'matter', who: 'caseworker', async show(v, stage) {
    await v.enter(`/matters/${(await stage.asked()).matter.id}`);
    await v.heading(v.say('matter.steps')).waitFor();
  } },
  { name: 'matter-answer', who: 'caseworker', async show(v, stage) {
    await v.enter(`/matters/${(await stage.asked()).matter.id}`);
    await v.button('matter.do.answered').click();
    await v.dialog.waitFor();
  } },
  { name: 'matter-guest', who: 'caseworker', async show(v, stage) {
    const client = await stage.network.api(stage.cast.caseworker);
    const file = await stage.caseOf(stage.cast.caseworker, stage.person);
    const { id } = await client.want(201, client.post(`/cases/${file.id}/records`, { kind: 'consent', fields: receipt() },
                                                      { key: newKey() }));
    const matter = await client.want(201, client.post(`/cases/${file.id}/matters`, {
      guest: true, request: 'refer', classes: 'K', receipt: id, note: stage.person.need, due: '2999-01-10' }));
    await v.enter(`/matters/${matter.id}`);
    await v.button('capsule.save').click();
    await v.main.locator('.spelt').waitFor();
  } },
  { name: 'matter-new', who: 'caseworker', async show(v, stage) {
    const { file, receipt: { id } } = await stage.asked();
    await v.enter(`/cases/${file.id}/send/${id}`);
    await v.button('matter.send.preview').click();
    await v.button('matter.send.yes').waitFor();
  } },
  { name: 'own-copy', who: 'caseworker', async show(v, stage) {
    await v.enter(`/cases/${(await stage.ownCase()).id}/own-copy`);
    await v.main.locator('input[value=M]').check();
    await v.button('copy.preview').click();
    await v.button('copy.make').waitFor();
  } },
  { name: 'own-copy-made', who: 'caseworker', async show(v, stage) {
    await v.enter(`/cases/${(await stage.ownCase()).id}/own-copy`);
    await v.button('copy.preview').click();
    await v.main.getByLabel(v.say('copy.asked'), { exact: true }).check();
    await v.button('copy.make').click();
    await v.main.getByRole('article').getByRole('checkbox').first().check();
  } },
  { name: 'own-copy-take', who: 'caseworker', async show(v, stage) {
    const client = await stage.network.api('ana.bissau');
    const theirs = await stage.caseOf('ana.bissau', stage.person);
    const made = await client.want(201, client.post(`/cases/${theirs.id}/own-copy`, { classes: 'KM', language: 'fr', asked: true }));
    await v.enter('/own-copy');
    await v.main.getByLabel(v.say('copy.take.file'), { exact: true }).setInputFiles({
      name: made.name, mimeType: 'text/html', buffer: Buffer.from(made.content) });
    await v.main.getByLabel(v.say('copy.take.code'), { exact: true }).fill(made.code);
    await v.button('copy.take.open').click();
    await v.button('copy.take.yes').waitFor();
  } },
  { name: 'agreements', who: 'supervisor', async show(v, stage) {
    const client = await stage.network.api(stage.cast.supervisor);
    await stage.asked();
    const { items } = await client.want(200, client.get('/peers'));
    const today = new Date().toISOString().slice(0, 10);
    await client.want(201, client.post('/agreements', {
      peer: items.find((peer) => !peer.ended).id, purposes: ['trace', 'kin'], classes: 'KSC', rhythm: 'monthly',
      least_cell: 10, start: today, end: '2999-01-31', note: stage.person.need }));
    await v.enter('/agreements');
    await v.button('agreement.propose').click();
  } },
  { name: 'referral-letter', who: 'caseworker', async show(v, stage) {
    const { id, referral } = await stage.referred();
    await v.enter(`/cases/${id}/referrals/${referral}/letter`);
    await v.heading(v.say('referral.slip')).waitFor();
  } },
  { name: 'case-consent', who: 'caseworker', async show(v, stage) {
    await v.openCase((await stage.referred()).id);
    await v.sees(v.say('consent.take_back.text'));
  } },
  { name: 'sheet-counsel', who: 'caseworker', async show(v, stage) {
    const { id } = await stage.screened();
    await v.enter(`/cases/${id}/sheet/counsel`);
    await v.heading(v.say('sheet.part.gaps')).waitFor();
  } },
  { name: 'sheet-visit', who: 'caseworker', async show(v, stage) {
    const { id } = await stage.wholeCase();
    await v.enter(`/cases/${id}/sheet/visit`);
    await v.heading(v.say('sheet.part.dates')).waitFor();
  } },
  { name: 'studies', who: 'analyst', show: (v) => v.goTo('nav.studies') },
  { name: 'study-new', who: 'analyst', async show(v) {
    await v.goTo('nav.studies');
    await v.link('studies.new', v.main).click();
    await v.heading(v.say('studies.new')).waitFor();
    for (const part of await v.main.locator('summary').all()) await part.click();
  } },
  { name: 'study', who: 'analyst', async show(v, stage) {
    await v.enter(`/studies/${stage.study.id}`);
    await v.heading(v.say('study.methods')).waitFor();
  } },
  { name: 'study-outside', who: 'coordinator', async show(v, stage) {
    await v.enter(`/studies/${stage.study.id}`);
    await v.heading(v.say('study.methods')).waitFor();
  } },
  { name: 'releases', who: 'analyst', show: (v) => v.goTo('nav.releases') },
  ...['purpose', 'data', 'method', 'look'].map((part, index) => ({
    name: `release-new-${part}`, who: 'analyst', async show(v) {
      await v.goTo('nav.releases');
      await v.link('releases.new', v.main).click();
      for (let i = 0; i < index; ++i) await v.button('release.next').click();
      await v.heading(v.say(`release.step.${part}`)).waitFor();
    } })),
  { name: 'release', who: 'analyst', async show(v, stage) {
    await v.enter(`/releases/${stage.release.id}`);
    await v.main.locator('summary').filter({ hasText: v.say('release.rare') }).click();
  } },
  { name: 'release-approve', who: 'approver', async show(v, stage) {
    await v.enter(`/releases/${stage.release.id}`);
    await v.button('release.approve').waitFor();
  } },
  { name: 'me', who: 'caseworker', show: (v) => v.goTo('nav.me') },
  { name: 'me-code', who: 'caseworker', async show(v, stage) {
    await v.goTo('nav.me');
    await beginCode(v, stage.network.account(stage.cast.caseworker).passphrase);
  } },
  { name: 'cover', who: 'caseworker', async show(v) {
    await v.goTo('nav.day');
    await v.button('cover.hide').click();
    await v.button('cover.back').waitFor();
  } },
  { name: 'sign-in-again', who: 'caseworker', trouble: [/401 /], endsSession: true, async show(v) {
    await v.goTo('nav.day');
    await v.context.clearCookies();
    await v.page.getByRole('navigation').getByRole('link', { name: v.say('nav.cases'), exact: true }).click();
    await shown(v);
  } },
];

/** Shows one screen after another to whom it is for; `look` is called when it stands. */
export class Tour {
  constructor(stage, options) {
    Object.assign(this, { stage, options, visitors: new Map() });
  }

  async show(screen) {
    const visitor = await this.#visitor(screen.who);
    visitor.expect(...(screen.trouble ?? []));
    await screen.show(visitor, this.stage);
    return visitor;
  }

  /** Back to where the next screen can be reached. */
  async leave(screen) {
    const visitor = this.visitors.get(screen.who);
    if (!visitor) return;
    if (screen.endsSession) {
      this.visitors.delete(screen.who);
      return visitor.end();
    }
    // Only a page that is loaded anew, and keeps no draft, has forgotten what was typed; the browser asks about that.
    if (!screen.who) return undefined;
    await visitor.page.evaluate(() => localStorage.clear());
    return visitor.enter();
  }

  async #visitor(who) {
    if (!this.visitors.has(who)) {
      const { network, cast, language } = this.stage;
      const options = { ...this.options, language };
      const visitor = who ? await network.signedIn(cast[who], options) : await network.visitor(options);
      visitor.page.on('dialog', (dialog) => dialog.accept());
      this.visitors.set(who, visitor);
    }
    return this.visitors.get(who);
  }

  async end() {
    for (const visitor of this.visitors.values()) await visitor.end();
  }
}
