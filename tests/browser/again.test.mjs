// The form is submitted twice, or opened again after the login is complete.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startBrowser } from './support/browser.mjs';
import { openForm, fill, reachApp, scene, submitInvalid, submitButton } from './support/scene.mjs';

const it = scene();
const answers = { company_name: 'Aurora', job_title: 'Nurse' };

/** The newest login of a user: its result, and the numbers of form submissions and of requests to `/continue`. */
async function newestLogin(email) {
  const [{ outcome, steps }] = await it.emulator.executions(email);
  const sent = steps.filter(({ step, method }) => step === 'form' && method === 'POST').length;
  const continued = steps.filter(({ step }) => step === 'continue').length;
  return { result: outcome.result, sent, continued };
}

test('a double click on the button gives one completed login', async (t) => {
  const page = await it.newPage(t);
  const email = await openForm(page, it.emulator);
  await fill(page, 'Aurora', 'Nurse');

  await submitButton(page).dblclick();
  await page.getByRole('heading', { name: 'You are logged in' }).waitFor();

  assert.deepEqual(await newestLogin(email), { result: 'completed', sent: 1, continued: 1 });
  assert.deepEqual(await it.emulator.metadata(email), answers);
});

// A second submission would cancel the first, which may have completed the login already.
test('a second click during a submission sends nothing', async (t) => {
  const page = await it.newPage(t);
  const email = await openForm(page, it.emulator);
  await fill(page, 'Aurora', 'Nurse');
  const { promise: firstResponse, resolve: firstCompleted } = deferred();
  const { promise: secondClick, resolve: secondClicked } = deferred();
  await page.route(`${it.emulator.form}/**`, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    firstCompleted();
    await secondClick;
    return route.fulfill({ response });
  });

  const click = await clicker(page);
  await click();
  await firstResponse;
  await click();
  secondClicked();
  await page.getByRole('heading', { name: 'You are logged in' }).waitFor();

  assert.deepEqual(await newestLogin(email), { result: 'completed', sent: 1, continued: 1 });
});

test('a second click on the link of an error page sends no second request to the tenant', async (t) => {
  const page = await it.newPage(t);
  const email = await openForm(page, it.emulator);
  await page.goto(page.url().replace(/session_token=[^&]*/, 'session_token=x'));
  const { promise: firstRequest, resolve: firstReceived } = deferred();
  const { promise: secondClick, resolve: secondClicked } = deferred();
  let requests = 0;
  await page.route(`${it.emulator.tenant}/continue?**`, async (route) => {
    requests += 1;
    firstReceived();
    await secondClick;
    return route.continue();
  });

  // Chromium ignores the second of two identical navigations by itself; other engines do not.
  const canceled = [];
  page.on('console', (message) => canceled.push(message.text()));
  await page.evaluate(() => addEventListener('click', (event) => console.log(event.defaultPrevented)));

  const click = await clicker(page, page.getByRole('link', { name: 'Continue without answering' }));
  await click();
  await firstRequest;
  const secondReport = page.waitForEvent('console');
  await click();
  await secondReport;
  secondClicked();
  await page.getByRole('heading', { name: 'You are logged in' }).waitFor();

  assert.deepEqual(canceled, ['false', 'true']);
  assert.equal(requests, 1);
  assert.deepEqual(await newestLogin(email), { result: 'completed', sent: 0, continued: 1 });
});

test('without JavaScript a second click during a submission gives one completed login', async (t) => {
  const page = await it.newPage(t, { javaScriptEnabled: false });
  const email = await openForm(page, it.emulator);
  await fill(page, 'Aurora', 'Nurse');
  // The first response is held back until the form has been submitted again.
  const { promise: firstResponse, resolve: firstCompleted } = deferred();
  const { promise: secondSubmission, resolve: secondSent } = deferred();
  let submissions = 0;
  await page.route(`${it.emulator.form}/**`, async (route) => {
    submissions += 1;
    if (submissions > 1) {
      secondSent();
      return route.continue();
    }
    const response = await route.fetch({ maxRedirects: 0 });
    firstCompleted();
    await secondSubmission;
    return route.fulfill({ response });
  });

  const click = await clicker(page);
  await click();
  await firstResponse;
  await click();
  await page.getByRole('heading', { name: 'You are logged in' }).waitFor();

  assert.deepEqual(await newestLogin(email), { result: 'completed', sent: 2, continued: 1 });
  assert.deepEqual(await it.emulator.metadata(email), answers);
});

test('the protection against a second click ends after ten seconds', async (t) => {
  const page = await it.newPage(t);
  await page.clock.install();
  await openForm(page, it.emulator);
  let submissions = 0;
  // The browser stays on the page.
  await page.route(`${it.emulator.form}/**`, (route) => {
    submissions += 1;
    return route.fulfill({ status: 204 });
  });
  const button = submitButton(page);
  const isBusy = () => button.getAttribute('aria-busy');
  await page.clock.pauseAt(Date.now() + 60_000);

  await button.click();
  await page.clock.runFor(9_999);
  await button.click();
  assert.deepEqual([await isBusy(), submissions], ['true', 1]);

  await page.clock.runFor(1);
  assert.equal(await isBusy(), null);
  await button.click();
  assert.deepEqual([await isBusy(), submissions], ['true', 2]);
});

/** Returns a function that clicks with the mouse, without waiting for a navigation that an earlier click started. */
async function clicker(page, target = submitButton(page)) {
  const { x, y, width, height } = await target.boundingBox();
  return () => page.mouse.click(x + width / 2, y + height / 2);
}

function deferred() {
  const result = {};
  result.promise = new Promise((resolve) => (result.resolve = resolve));
  return result;
}

/** Asserts that submitting the form again ends on the tenant's error page and changes nothing. */
async function assertOver(page, email) {
  await fill(page, 'Other', 'Else');
  await submitButton(page).click();
  await page.waitForURL((url) => it.emulator.step(url) === 'tenant /continue');
  assert.match(await page.locator('main').innerText(), /has already been used.*log in again/s);
  assert.deepEqual(await it.emulator.metadata(email), answers);
  await page.getByRole('link', { name: 'Go to the app' }).click();
  await reachApp(page, it.emulator);
}

test('Back after the login shows the form with its answers, and submitting it again changes nothing', async (t) => {
  const page = await it.newPage(t);
  const email = await openForm(page, it.emulator);
  await fill(page, 'Aurora', 'Nurse');
  await submitButton(page).click();
  await reachApp(page, it.emulator);

  const response = await page.goBack();

  assert.equal(response.status(), 200);
  assert.equal(it.emulator.step(page.url()), 'form /forms/profile');
  await page.waitForFunction(() => document.getElementById('job_title')?.value === 'Nurse');
  await assertOver(page, email);
});

test('Back to a cached page and submitting it again changes nothing', async (t) => {
  const browser = await startBrowser({ cachesPages: true });
  t.after(() => browser.close());
  const page = await browser.newPage();
  const email = await openForm(page, it.emulator);
  await fill(page, 'Aurora', 'Nurse');
  await submitButton(page).click();
  await reachApp(page, it.emulator);

  // A cached page fires no load event.
  await page.goBack({ waitUntil: 'commit' });

  assert.equal(it.emulator.step(page.url()), 'form /forms/profile');
  assert.equal(await submitButton(page).getAttribute('aria-busy'), null);
  await assertOver(page, email);
});

test('Back to a form that was submitted with an error shows the corrected answers', async (t) => {
  const page = await it.newPage(t);
  const email = await openForm(page, it.emulator);
  await fill(page, 'Aurora', '');
  await submitInvalid(page);
  await page.getByLabel('Job title').fill('Nurse');
  await submitButton(page).click();
  await reachApp(page, it.emulator);

  await page.goBack();

  await page.waitForFunction(() => document.getElementById('job_title')?.value === 'Nurse');
  await assertOver(page, email);
});

test('without JavaScript, Back to a form that was submitted with an error makes the browser ask', async (t) => {
  const page = await it.newPage(t, { javaScriptEnabled: false });
  const email = await openForm(page, it.emulator);
  await fill(page, 'Aurora', '');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await submitInvalid(page);
  const body = (await sent).postData();
  await page.getByLabel('Job title').fill('Nurse');
  await submitButton(page).click();
  await reachApp(page, it.emulator);

  await assert.rejects(page.goBack(), /ERR_CACHE_MISS/);

  // The headless shell cannot confirm it, so the same request comes from a form.
  const confirmed = await it.newPage(t);
  await confirmed.goto(`${it.emulator.form}/forms/profile`);
  const response = confirmed.waitForResponse((response) => response.request().method() === 'POST');
  await confirmed.evaluate((data) => {
    const form = Object.assign(document.createElement('form'), { method: 'post' });
    for (const [name, value] of new URLSearchParams(data)) {
      form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    }
    document.body.append(form);
    form.submit();
  }, body);
  assert.equal((await response).status(), 422);
  assert.equal(await confirmed.getByLabel('Company name').inputValue(), 'Aurora');
  assert.deepEqual(await it.emulator.metadata(email), { company_name: 'Aurora', job_title: 'Nurse' });
});
