// Forms with several steps, with JavaScript and without: next, back, sign out and "Not now". tests/journey/steps.rs and
// conditions.rs check the pages themselves.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { at, choose, goToSecondPage, finish } from './support/conference.mjs';
import { answersOn, backButton, examples, formScene, group, nextButton, ownForms, select } from './support/forms.mjs';
import { newEmail, reachApp } from './support/scene.mjs';

const it = formScene(ownForms, 'conference', 'looks');
const source = formScene(examples, 'source');
const withoutScript = { javaScriptEnabled: false };

for (const javaScriptEnabled of [true, false]) {
  const how = `JavaScript ${javaScriptEnabled ? 'on' : 'off'}`;

  test(`with ${how} a form with steps is answered page by page, and stored at the end`, async (t) => {
    const { page, emulator, email } = await it.begin(t, 'conference', { javaScriptEnabled });
    await choose(page, 'How will you take part?', 'In the hall');
    await choose(page, 'Do you need a room?', 'Yes');
    await page.getByLabel('For how many nights?').fill('2');
    await nextButton(page).click();
    await at(page, 'What you like');
    await choose(page, 'What do you want to hear about?', 'Data');
    await choose(page, 'What do you want to hear about?', 'The web');
    await page.getByLabel('Who should speak?').fill('Ada');
    await choose(page, 'Are you a lawyer?', 'No');
    await choose(page, 'What do you eat?', 'Other');
    await group(page, 'What do you eat?').getByLabel('Please specify').fill('Soup');
    await page.getByLabel('You may show photos of me').check();
    await select(page, 'Where do you come from?', 'Portugal');
    await choose(page, 'Do you need a visa?', 'No');
    await nextButton(page).click();
    await at(page, 'Your way here');
    for (const [part, value] of Object.entries({ Day: '9', Month: '6', Year: '2030' })) {
      await page.getByLabel(part).fill(value);
    }
    await nextButton(page).click();
    await at(page, 'Your company');
    await finish(page).click();
    await reachApp(page, emulator);

    assert.deepEqual(await emulator.metadata(email), {
      attendance: 'on_site',
      hotel: true,
      nights: 2,
      topics: ['web', 'data'],
      speaker: 'Ada',
      lawyer: false,
      diet: 'Soup',
      photos: true,
      from: 'PT',
      visa: false,
      arrival: '2030-06-09',
    });
  });

  test(`with ${how} Enter continues and does not go back`, async (t) => {
    const page = await it.open(t, 'conference', { javaScriptEnabled });
    await goToSecondPage(page, 'In the hall');
    await page.getByLabel('What else, then?').press('Enter');
    await at(page, 'Your way here');
    await page.getByLabel('Year').press('Enter');
    await at(page, 'Your company');
  });
}

test('Back and Next preserve valid and invalid input', async (t) => {
  const page = await it.open(t, 'conference', withoutScript);
  await choose(page, 'How will you take part?', 'In the hall');
  await choose(page, 'Do you need a room?', 'Yes');
  await page.getByLabel('For how many nights?').fill('2');
  const first = await answersOn(page);
  await nextButton(page).click();
  await at(page, 'What you like');
  await choose(page, 'What do you want to hear about?', 'Data');
  await choose(page, 'What do you want to hear about?', 'Law');
  await choose(page, 'What do you eat?', 'Other');
  await group(page, 'What do you eat?').getByLabel('Please specify').fill('');
  await page.getByLabel('You may show photos of me').check();
  await select(page, 'Where do you come from?', 'Portugal');
  const second = await answersOn(page);

  await backButton(page).click();
  await at(page, 'How you take part');
  assert.deepEqual(await answersOn(page), first);
  assert.equal(await page.getByRole('alert').count(), 0, 'there is no error after going back');

  await nextButton(page).click();
  await at(page, 'What you like');
  assert.deepEqual(await answersOn(page), second);
});

test('a user of the wrong account can sign out, and gets the login page', async (t) => {
  const { page, emulator } = await source.begin(t, 'source', withoutScript);
  await page.getByRole('button', { name: 'Not now' }).click();
  await reachApp(page, emulator);
  // A second user in the same browser: the tenant still has the session of the first.
  await page.goto(`${emulator.app}/login?prompt=login`);
  await page.getByLabel('Email address').fill(newEmail());
  await page.getByRole('button', { name: 'Sign up' }).click();

  await page.getByRole('link', { name: 'Not you? Go back to sign in' }).click();
  await page.waitForURL(`${emulator.app}/`);
  await page.goto(`${emulator.app}/login`);

  assert.equal(emulator.place(page.url()), 'tenant', 'nobody is logged in');
  await page.getByLabel('Email address').waitFor();
});

test('Enter in a text input of a form with "Not now" submits the answer', async (t) => {
  const { page, emulator, email } = await it.begin(t, 'looks');
  await page.getByLabel('Your best pie').fill('Apple');
  await page.keyboard.press('Enter');
  await reachApp(page, emulator);
  assert.deepEqual(await emulator.metadata(email), { apple: 'green', pie: 'Apple' });
});

test('a double click on Next advances by one page', async (t) => {
  const page = await it.open(t, 'conference');
  await choose(page, 'How will you take part?', 'From afar');
  let submissions = 0;
  page.on('request', (request) => (submissions += request.method() === 'POST' ? 1 : 0));

  await nextButton(page).dblclick();
  await at(page, 'What you like');

  assert.equal(submissions, 1);
  assert.equal(await page.locator('.step').innerText(), 'Step 2 of 3');
});

test("the browser's Back button shows the first page unchanged, and it can be submitted again", async (t) => {
  const { page, emulator, email } = await it.begin(t, 'conference');
  await goToSecondPage(page, 'From afar');

  await page.goBack();
  await at(page, 'How you take part');
  assert.equal(await group(page, 'How will you take part?').getByLabel('From afar').isChecked(), true);

  await goToSecondPage(page, 'In the hall');
  assert.equal(await page.locator('.step').innerText(), 'Step 2 of 4');
  await nextButton(page).click();
  await at(page, 'Your way here');
  await nextButton(page).click();
  await at(page, 'Your company');
  await finish(page).click();
  await reachApp(page, emulator);
  assert.deepEqual(await emulator.metadata(email), { attendance: 'on_site', hotel: false, photos: false });
});


test('a return to a page that the browser stops loses no answer', async (t) => {
  const page = await it.open(t, 'conference');
  await goToSecondPage(page, 'From afar');
  await choose(page, 'What do you want to hear about?', 'Data');
  await nextButton(page).click();
  await at(page, 'Your company');
  await page.locator('#company').fill('Aurora');
  await page.route('**/forms/conference', (route) => route.fulfill({ status: 204 }), { times: 1 });

  await page.evaluate(() => history.back());
  await page.waitForFunction(() => document.documentElement.hidden);
  await page.evaluate(() => history.back());

  await at(page, 'How you take part');
  await nextButton(page).click();
  await at(page, 'What you like');
  assert.equal(await group(page, 'What do you want to hear about?').getByLabel('Data').isChecked(), true);
  await nextButton(page).click();
  await at(page, 'Your company');
  assert.equal(await page.locator('#company').inputValue(), 'Aurora');
});

test('a page is usable again if the browser stops while it returns to it', async (t) => {
  const page = await it.newPage(t);
  await page.clock.install();
  await page.goto(await it.link('conference'));
  await goToSecondPage(page, 'From afar');
  await page.route('**/forms/conference', (route) => route.fulfill({ status: 204 }), { times: 1 });

  await page.reload({ waitUntil: 'commit' });
  await page.waitForFunction(() => document.documentElement.hidden);
  await page.clock.runFor(5_000);
  await page.locator('form button').click();

  await at(page, 'What you like');
  await backButton(page).click();
  await at(page, 'How you take part');
  assert.equal(await group(page, 'How will you take part?').getByLabel('From afar').isChecked(), true);
});

for (const [storage, script] of Object.entries({
  blocked: () =>
    Object.defineProperty(window, 'sessionStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    }),
  full: () =>
    Object.defineProperty(window, 'sessionStorage', {
      get: () => new Proxy({}, { set: () => false }),
    }),
  'of another program': () => sessionStorage.setItem('profiling', '{'),
})) {
  test(`a form works with a session storage that is ${storage}`, async (t) => {
    const page = await it.newPage(t);
    await page.addInitScript(script);
    await page.goto(await it.link('conference'));
    await page.reload();
    await goToSecondPage(page, 'From afar');
    await backButton(page).click();
    await at(page, 'How you take part');
    await page.reload();
    await at(page, 'How you take part');
    assert.equal(await page.locator('main').isVisible(), true);
  });
}
