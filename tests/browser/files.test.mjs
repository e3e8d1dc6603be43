// Papers and pictures of a case: a photograph goes in and is shown, and its copy says nothing of where it was
// taken.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { addRecord, openCase, openPart, record } from './casework.mjs';
import { Network } from './lib.mjs';

let network, worker;
before(async () => {
  network = await Network.make('files', 10);
  worker = await network.signedIn('grace.london');
});
after(() => network?.end());

/** A picture of the page's own making, as JPEG, with what a camera would have written into it. */
async function photograph() {
  const letters = await worker.page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 900;
    canvas.height = 600;
    const pen = canvas.getContext('2d');
    for (let at = 0; at < 900; ++at) {
      pen.fillStyle = `hsl(${at % 360} 70% ${30 + (at % 50)}%)`;
      pen.fillRect(at, 0, 1, 600);
    }
    return canvas.toDataURL('image/jpeg').split(',')[1];
  });
  const plain = Buffer.from(letters, 'base64');
  const told = Buffer.from('Exif\0\0Cameramark at 11.86N 15.58W');
  const head = Buffer.from([0xff, 0xe1, 0, told.length + 2]);
  return Buffer.concat([plain.subarray(0, 2), head, told, plain.subarray(2)]);
}

describe('a photograph', () => {
  let picture;
  const card = () => worker.main.getByRole('region', { name: worker.words.kind('paper') }).first();
  async function kept(button) {
    const [file] = await Promise.all([worker.page.waitForEvent('download'), button.click()]);
    return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
  }

  test('is sent with the form, and stands in the case under its name', async () => {
    await openCase(worker, { called: 'Ilma Torvane', first: 'Ilma', family: 'Torvane' });
    picture = await photograph();
    await addRecord(worker, 'help', 'paper', async (form) => {
      await worker.choose('tsn_PaperWhat', 'photo', form);
      await form.getByLabel(worker.words.label('tsn_PaperStory')).setInputFiles(
        { name: 'harbour.jpg', mimeType: 'image/jpeg', buffer: picture });
      await form.getByText('harbour.jpg').waitFor();
    });
    await record(worker, 'paper').first().click();
    await card().getByText('harbour.jpg').first().waitFor();
  });

  test('is shown, and copied, as the picture alone', async () => {
    await card().getByRole('button', { name: `${worker.say('file.show')} harbour.jpg` }).click();
    await card().getByRole('img', { name: 'harbour.jpg' }).waitFor();
    const copy = await kept(worker.button('file.save', card()));
    assert.equal(copy.name, 'harbour.jpg');
    assert.equal(copy.content.subarray(0, 2).toString('hex'), 'ffd8');
    assert.ok(!copy.content.includes('Cameramark'));
  });

  test('is there as it was, too', async () => {
    const original = await kept(card().getByRole('button', { name: `${worker.say('file.save_original')} harbour.jpg` }));
    assert.deepEqual(original.content, picture);
  });

  test('is too large, and that is said before it is sent', async () => {
    await openPart(worker, 'help');
    await worker.main.getByRole('button', { name: `${worker.say('part.another')} ${worker.words.kind('paper')}` }).click();
    const form = worker.formOf('paper');
    const large = worker.page.evaluateHandle(() => {
      const all = new DataTransfer();
      all.items.add(new File([new Uint8Array(33 * 1024 * 1024)], 'film.mp4', { type: 'video/mp4' }));
      return all.files;
    });
    const box = form.getByLabel(worker.words.label('tsn_PaperOther'));
    await box.evaluate((element, files) => {
      element.files = files;
      element.dispatchEvent(new Event('change', { bubbles: true }));
    }, await large);
    await form.getByText(worker.say('file.too_large')).waitFor();
  });
});
