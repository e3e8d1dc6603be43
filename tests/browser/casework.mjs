// What a caseworker does with a case, as a person does it: step by step, by what is on the screen.

/** From the name that is looked for to the saved case; gives its id and its code. */
export async function openCase(visitor, { called, first, family, year = '1996', phone }) {
  await startCase(visitor, called);
  await visitor.tick('con_Consent');
  await visitor.choose('tsn_ConsentHow', 'spoken');
  await next(visitor, 'person');
  await visitor.write('tsn_CalledName', called);
  await visitor.write('prs_FirstName', first);
  await visitor.write('prs_SecondName', family);
  await visitor.year('prs_Birthdate', year);
  await visitor.choose('prs_Gender', 'Feminine');
  if (phone) await visitor.write('prs_MobilePhone', phone);
  await next(visitor, 'context');
  await visitor.tick('vic_TypeOfExploitation', 'ForcedLabour');
  await visitor.tick('vic_MethodsOfControl', 'DebtBondage');
  await next(visitor, 'case');
  await visitor.choose('cas_ReasonForIncomingReferral', 'AdditionalServicesRequired');
  await visitor.button('new.save').click();
  return saved(visitor);
}

/** As far as the first step of the form: nobody of this name was found, or it was somebody else. */
export async function startCase(visitor, called) {
  await visitor.goTo('nav.day');
  await visitor.main.getByRole('link', { name: visitor.say('day.new') }).click();
  await visitor.main.getByRole('searchbox').fill(called);
  await visitor.button('find.button', visitor.main).click();
  await visitor.button('new.not_known').click();
  await visitor.heading(visitor.words.kind('consent')).waitFor();
}

export async function next(visitor, kind) {
  await visitor.button('new.next').click();
  await visitor.heading(visitor.words.kind(kind)).waitFor();
}

/** The page of the case that was just saved. */
export async function saved(visitor) {
  await visitor.page.getByRole('tab', { name: visitor.say('case.file'), exact: true }).waitFor();
  await visitor.settled();
  return { id: visitor.caseId(), code: await codeOf(visitor) };
}

export const codeOf = (visitor) => visitor.main.locator('dd.code').first().innerText();

/** Looks for a name, and gives the links of who was found. */
export async function find(visitor, name) {
  await visitor.goTo('nav.find');
  await visitor.main.getByRole('searchbox').fill(name);
  await visitor.button('find.button', visitor.main).click();
  const found = visitor.main.getByRole('heading', { level: 2 });
  await found.or(visitor.main.getByText(visitor.say('find.none'))).first().waitFor();
  return visitor.main.getByRole('listitem').getByRole('link');
}

/** Changes one field of a record, and saves. */
export async function change(visitor, kind, field, text) {
  await visitor.edit(kind);
  const card = visitor.card(kind);
  await visitor.write(field, text, card);
  await visitor.button('save', card).click();
  await visitor.page.getByText(visitor.say('saved'), { exact: true }).waitFor();
}

export async function close(visitor, code, words) {
  await visitor.button('close_case.button', visitor.main).click();
  await visitor.choose('tsn_CloseReason', code, visitor.dialog);
  await visitor.write('cas_ReasonForCaseClosure', words, visitor.dialog);
  await visitor.button('close_case.button', visitor.dialog).click();
  await visitor.page.getByText(visitor.say('close_case.done'), { exact: true }).waitFor();
}

/** A part of a case; one that does not show yet is begun. */
export async function openPart(visitor, part) {
  const name = visitor.say(part === 'file' ? 'case.file' : `part.${part}`);
  const tab = visitor.page.getByRole('tab', { name, exact: true });
  if (!(await tab.count())) await visitor.main.getByRole('button', { name, exact: true }).click();
  await tab.click();
}

/** Adds a record to a part of the case: `fill` writes into the card. */
export async function addRecord(visitor, part, kind, fill) {
  await openPart(visitor, part);
  const label = visitor.words.kind(kind);
  const button = (name) => visitor.main.getByRole('button', { name, exact: true });
  await button(label).or(button(`${visitor.say('part.another')} ${label}`)).first().click();
  const card = visitor.formOf(kind);
  await card.waitFor();
  await fill(card);
  await visitor.button('save', card).click();
  await card.waitFor({ state: 'detached' });
}

/** The lines of the records of a kind, in a part of the case. */
export const record = (visitor, kind) =>
  visitor.main.getByRole('region', { name: visitor.words.kind(kind), exact: true }).first()
    .locator('details > summary');

/** Begins to set up the second factor in "My account"; gives the text for the app. */
export async function beginCode(visitor, passphrase) {
  const card = visitor.main.getByRole('region', { name: visitor.say('factor.title') });
  await card.getByLabel(visitor.say('passphrase'), { exact: true }).fill(passphrase);
  await visitor.button('factor.begin', card).click();
  await card.getByRole('img', { name: visitor.say('factor.qr') }).waitFor();
  return (await card.locator('code').innerText()).replaceAll(' ', '');
}

/** Shows that the app works; gives the recovery codes. */
export async function confirmCode(visitor, code) {
  await visitor.main.getByLabel(visitor.say('factor.app_code'), { exact: true }).fill(code);
  await visitor.button('factor.confirm').click();
  await visitor.heading(visitor.say('factor.recovery_title')).waitFor();
  const card = visitor.main.getByRole('region', { name: visitor.say('factor.title') });
  const codes = await card.getByRole('listitem').allInnerTexts();
  await visitor.button('factor.kept').click();
  return codes;
}
