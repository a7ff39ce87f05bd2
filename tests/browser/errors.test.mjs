// The pages for invalid answers and for invalid links.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  openForm,
  complaints,
  fill,
  hasFocus,
  newEmail,
  reachApp,
  scene,
  submitInvalid,
  signUp,
  submitButton,
} from './support/scene.mjs';
import { startEmulator } from './support/emulator.mjs';

const it = scene();

for (const javaScriptEnabled of [true, false]) {
  const how = `JavaScript ${javaScriptEnabled ? 'on' : 'off'}`;

  test(`with ${how} an empty form is returned with the focus on the error`, async (t) => {
    const page = await it.newPage(t, { javaScriptEnabled });
    await openForm(page, it.emulator);
    const title = await page.title();
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await submitInvalid(page);

    assert.equal((await answer).status(), 422);
    assert.equal(await page.title(), `Error: ${title}`);
    const summary = page.getByRole('alert', { name: 'There is a problem' });
    assert.equal(await hasFocus(summary), true);
    assert.deepEqual(await summary.getByRole('link').allInnerTexts(), [
      'Company name: enter an answer.',
      'Job title: enter an answer.',
    ]);
  });

  test(`with ${how} each line of the summary leads to its question`, async (t) => {
    const page = await it.newPage(t, { javaScriptEnabled });
    await openForm(page, it.emulator);
    await submitInvalid(page);

    for (const label of ['Job title', 'Company name']) {
      await page.getByRole('alert').getByRole('link', { name: label }).click();
      assert.equal(await hasFocus(page.getByLabel(label)), true, label);
    }
  });

  test(`with ${how} the valid answer is preserved, and the corrected form completes the login`, async (t) => {
    const page = await it.newPage(t, { javaScriptEnabled });
    const email = await openForm(page, it.emulator);
    const company = `Söhne & "Töchter" <b>'s`;
    await fill(page, company, '   ');
    await submitInvalid(page);

    assert.deepEqual(await page.getByRole('alert').getByRole('link').allInnerTexts(), [
      'Job title: enter an answer.',
    ]);
    assert.equal(await page.getByLabel('Company name').inputValue(), company);
    assert.equal(await page.getByLabel('Company name').getAttribute('aria-invalid'), null);

    await page.getByLabel('Job title').fill('Nurse');
    await submitButton(page).click();
    await reachApp(page, it.emulator);
    assert.deepEqual(await it.emulator.metadata(email), { company_name: company, job_title: 'Nurse' });
  });
}

test('each error has the same text at its question and in the summary', async (t) => {
  const page = await it.newPage(t);
  await openForm(page, it.emulator);
  await submitInvalid(page);

  for (const label of ['Company name', 'Job title']) {
    const input = page.getByLabel(label);
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    const message = await page.getByRole('alert').getByRole('link', { name: label }).innerText();
    const describedBy = await input.evaluate((element) =>
      element
        .getAttribute('aria-describedby')
        .split(' ')
        .map((id) => document.getElementById(id).innerText),
    );
    assert.ok(describedBy.includes(message), `${message} is not among ${describedBy}`);
    assert.equal(describedBy.length, 2, 'the hint stays');
  }
});

/** Asserts that the page is an error page: a text and a reference, without a form. */
async function assertErrorPage(page, title) {
  assert.deepEqual(await page.locator('h1').allInnerTexts(), [title]);
  assert.equal(await page.title(), title);
  assert.equal(await page.locator('form, input, button').count(), 0);
  const text = await page.locator('main').innerText();
  assert.match(text, /Reference: [0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b/);
  assert.match(text, /Go back to the application and sign in again\./);
}

test('a link with a forged token gets a page with a reference, and no form', async (t) => {
  const page = await it.newPage(t);
  await openForm(page, it.emulator);
  const forged = new URL(page.url());
  const [header, , signature] = forged.searchParams.get('session_token').split('.');
  const claims = Buffer.from(JSON.stringify({ sub: 'auth0|another-user' })).toString('base64url');
  forged.searchParams.set('session_token', [header, claims, signature].join('.'));

  const response = await page.goto(forged.href);

  assert.equal(response.status(), 403);
  await assertErrorPage(page, 'This link cannot be used');
});

test('an expired link gets a page with a reference, and no form', async (t) => {
  // An Action whose session token has expired when it is issued.
  const action = new URL('support/expired-question.cjs', import.meta.url).pathname;
  const emulator = await startEmulator('--login-count', '1', '--action', action);
  t.after(() => emulator.stop());
  const page = await it.newPage(t);
  const messages = complaints(page);

  await signUp(page, emulator, newEmail());

  assert.equal(emulator.step(page.url()), 'form /forms/profile');
  await assertErrorPage(page, 'This page has expired');
  const [first, ...others] = messages;
  assert.match(first, /status of 403/);
  assert.deepEqual(others, []);
});
