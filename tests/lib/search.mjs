// A search for family from one organisation to another, from the request to its end: the same over any line.
import assert from 'node:assert/strict';

export const said = ({ steps }) => steps.map(({ what }) => what);

/** The same story on both sides, each with its own half. */
export function sameLog(here, there) {
  const shape = (steps, mine) => steps.map(({ ours, what, note, at }) => ({ author: ours === mine, what, note, at }));
  assert.deepEqual(shape(here.steps, true), shape(there.steps, false));
}

export async function verified(house) {
  const result = await house.auditor.want(200, house.auditor.post('/audit/verify'));
  assert.deepEqual(result.findings, []);
}

/** `before(house)` is called before that house has something to send. */
export async function searchForFamily(shelter, home, before = () => {}) {
  const agreed = await shelter.person('Ilma Torvane', home.name, { tsn_ConsentPurpose: 'trace' });
  await before(shelter);
  const { id } = await shelter.ask(agreed, shelter.peers[home.name], { request: 'trace', due: '2999-01-01' });
  const came = await home.see(id, ({ progress }) => progress === 'received');
  assert.equal(came.request, 'trace');
  assert.equal(came.sent.purpose, 'trace');
  assert.deepEqual(came.sent.parts.map(({ kind, fields }) => [kind, fields]),
                   [['person', { tsn_CalledName: 'Ilma Torvane' }]]);
  await before(home);
  await home.step(id, 'asked', 'Which village?');
  await shelter.see(id, ({ question }) => question);
  await before(shelter);
  await shelter.step(id, 'answered', 'By the river.');
  await home.see(id, ({ question }) => !question);
  await before(home);
  const accepted = await home.worker.want(200, home.worker.post(`/matters/${id}/accept`, { open: true, note: 'Yes' }));
  const opened = await home.worker.want(200, home.worker.get(`/cases/${accepted.case}`));
  assert.equal(opened.records.find(({ kind }) => kind === 'person').fields.tsn_CalledName, 'Ilma Torvane');
  await shelter.see(id, ({ progress }) => progress === 'accepted');
  await before(home);
  await home.step(id, 'done', 'Her aunt is found.');
  const here = await shelter.see(id, ({ progress }) => progress === 'done');
  const there = await home.see(id, ({ waits }) => !waits);
  assert.deepEqual(said(here), ['trace', 'received', 'asked', 'answered', 'accepted', 'done']);
  sameLog(here, there);
}
