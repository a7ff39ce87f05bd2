// The form sent twice, and the way back to it after the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startBrowser } from './support/browser.mjs';
import { comeToForm, fill, reachApp, scene, sendAndBeRefused, submitButton } from './support/scene.mjs';

const it = scene();
const answers = { company_name: 'Aurora', job_title: 'Nurse' };

/** The newest login of a user: how it ended, and how often the form was sent and the tenant asked to go on. */
async function newestLogin(email) {
  const [{ outcome, steps }] = await it.emulator.executions(email);
  const sent = steps.filter(({ step, method }) => step === 'form' && method === 'POST').length;
  const continued = steps.filter(({ step }) => step === 'continue').length;
  return { result: outcome.result, sent, continued };
}

test('a double click on the button gives one completed login', async (t) => {
  const page = await it.newPage(t);
  const email = await comeToForm(page, it.emulator);
  await fill(page, 'Aurora', 'Nurse');

  await submitButton(page).dblclick();
  await page.getByRole('heading', { name: 'You are logged in' }).waitFor();

  assert.deepEqual(await newestLogin(email), { result: 'completed', sent: 1, continued: 1 });
  assert.deepEqual(await it.emulator.metadata(email), answers);
});

// The second sending would end the first, which may have finished the login already.
test('a second click during a submission sends nothing', async (t) => {
  const page = await it.newPage(t);
  const email = await comeToForm(page, it.emulator);
  await fill(page, 'Aurora', 'Nurse');
  const { promise: firstIsAnswered, resolve: firstAnswered } = deferred();
  const { promise: secondIsClicked, resolve: secondClicked } = deferred();
  await page.route(`${it.emulator.form}/**`, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    firstAnswered();
    await secondIsClicked;
    return route.fulfill({ response });
  });

  const click = await clicker(page);
  await click();
  await firstIsAnswered;
  await click();
  secondClicked();
  await page.getByRole('heading', { name: 'You are logged in' }).waitFor();

  assert.deepEqual(await newestLogin(email), { result: 'completed', sent: 1, continued: 1 });
});

test('a second click on the link of an error page sends no second request to the tenant', async (t) => {
  const page = await it.newPage(t);
  const email = await comeToForm(page, it.emulator);
  await page.goto(page.url().replace(/session_token=[^&]*/, 'session_token=x'));
  const { promise: firstIsAsked, resolve: firstAsked } = deferred();
  const { promise: secondIsClicked, resolve: secondClicked } = deferred();
  let asked = 0;
  await page.route(`${it.emulator.tenant}/continue?**`, async (route) => {
    asked += 1;
    firstAsked();
    await secondIsClicked;
    return route.continue();
  });

  // Chromium itself ignores the second of two equal navigations; other engines do not.
  const canceled = [];
  page.on('console', (message) => canceled.push(message.text()));
  await page.evaluate(() => addEventListener('click', (event) => console.log(event.defaultPrevented)));

  const click = await clicker(page, page.getByRole('link', { name: 'Continue without answering' }));
  await click();
  await firstIsAsked;
  const secondIsReported = page.waitForEvent('console');
  await click();
  await secondIsReported;
  secondClicked();
  await page.getByRole('heading', { name: 'You are logged in' }).waitFor();

  assert.deepEqual(canceled, ['false', 'true']);
  assert.equal(asked, 1);
  assert.deepEqual(await newestLogin(email), { result: 'completed', sent: 0, continued: 1 });
});

test('without JavaScript a second click during a submission gives one completed login', async (t) => {
  const page = await it.newPage(t, { javaScriptEnabled: false });
  const email = await comeToForm(page, it.emulator);
  await fill(page, 'Aurora', 'Nurse');
  // The first answer is ready, and is held back until the form has been sent again.
  const { promise: firstIsAnswered, resolve: firstAnswered } = deferred();
  const { promise: secondIsSent, resolve: secondSent } = deferred();
  let sent = 0;
  await page.route(`${it.emulator.form}/**`, async (route) => {
    sent += 1;
    if (sent > 1) {
      secondSent();
      return route.continue();
    }
    const response = await route.fetch({ maxRedirects: 0 });
    firstAnswered();
    await secondIsSent;
    return route.fulfill({ response });
  });

  const click = await clicker(page);
  await click();
  await firstIsAnswered;
  await click();
  await page.getByRole('heading', { name: 'You are logged in' }).waitFor();

  assert.deepEqual(await newestLogin(email), { result: 'completed', sent: 2, continued: 1 });
  assert.deepEqual(await it.emulator.metadata(email), answers);
});

test('the protection against a second click ends after ten seconds', async (t) => {
  const page = await it.newPage(t);
  await page.clock.install();
  await comeToForm(page, it.emulator);
  let sent = 0;
  // The page stays where it is.
  await page.route(`${it.emulator.form}/**`, (route) => {
    sent += 1;
    return route.fulfill({ status: 204 });
  });
  const button = submitButton(page);
  const isBusy = () => button.getAttribute('aria-busy');
  await page.clock.pauseAt(Date.now() + 60_000);

  await button.click();
  await page.clock.runFor(9_999);
  await button.click();
  assert.deepEqual([await isBusy(), sent], ['true', 1]);

  await page.clock.runFor(1);
  assert.equal(await isBusy(), null);
  await button.click();
  assert.deepEqual([await isBusy(), sent], ['true', 2]);
});

/** Clicks with the mouse, which does not wait for what an earlier click has begun. */
async function clicker(page, target = submitButton(page)) {
  const { x, y, width, height } = await target.boundingBox();
  return () => page.mouse.click(x + width / 2, y + height / 2);
}

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve) => (parts.resolve = resolve));
  return parts;
}

/** Asserts that sending the form once more ends on the tenant's page that says so, and changes nothing. */
async function assertOver(page, email) {
  await fill(page, 'Other', 'Else');
  await submitButton(page).click();
  await page.waitForURL((url) => it.emulator.step(url) === 'tenant /continue');
  assert.match(await page.locator('main').innerText(), /has been used already.*log in again/s);
  assert.deepEqual(await it.emulator.metadata(email), answers);
  await page.getByRole('link', { name: 'Go to the app' }).click();
  await reachApp(page, it.emulator);
}

test('Back after the login reloads the form, and submitting it again changes nothing', async (t) => {
  const page = await it.newPage(t);
  const email = await comeToForm(page, it.emulator);
  await fill(page, 'Aurora', 'Nurse');
  await submitButton(page).click();
  await reachApp(page, it.emulator);

  const response = await page.goBack();

  assert.equal(response.status(), 200);
  assert.equal(it.emulator.step(page.url()), 'form /forms/profile');
  // The browser may fill in again what was typed; it does not come from the server.
  assert.doesNotMatch(await response.text(), /Aurora|Nurse/);
  await assertOver(page, email);
});

test('Back to a cached page and submitting it again changes nothing', async (t) => {
  const browser = await startBrowser({ keepsPages: true });
  t.after(() => browser.close());
  const page = await browser.newPage();
  const email = await comeToForm(page, it.emulator);
  await fill(page, 'Aurora', 'Nurse');
  await submitButton(page).click();
  await reachApp(page, it.emulator);

  // A page that was kept is not loaded.
  await page.goBack({ waitUntil: 'commit' });

  assert.equal(it.emulator.step(page.url()), 'form /forms/profile');
  assert.equal(await submitButton(page).getAttribute('aria-busy'), null);
  await assertOver(page, email);
});

test('Back to a form that was submitted with an error makes the browser ask before it resubmits', async (t) => {
  const page = await it.newPage(t);
  const email = await comeToForm(page, it.emulator);
  await fill(page, 'Aurora', '');
  await sendAndBeRefused(page);
  await page.getByLabel('Job title').fill('Nurse');
  await submitButton(page).click();
  await reachApp(page, it.emulator);

  await assert.rejects(page.goBack(), /ERR_CACHE_MISS/);
  await page.locator('#main-message').waitFor();
  const response = await page.reload();

  assert.equal(response.status(), 422);
  assert.equal(await page.getByLabel('Company name').inputValue(), 'Aurora');
  await assertOver(page, email);
});
