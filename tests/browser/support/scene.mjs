// The environment of a test file: an emulator, a browser, and a new browser context for each test.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { startBrowser } from './browser.mjs';
import { startEmulator } from './emulator.mjs';

/** The themes that a page can be shown in, as options of a context. */
export const themes = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
};

/** Starts an emulator and a browser for the tests of the calling file, and stops them after the last test. */
export function scene(...emulatorOptions) {
  const it = { newPage };
  before(async () => {
    it.emulator = await startEmulator(...emulatorOptions);
    it.browser = await startBrowser({ trusts: [it.emulator] });
  });
  after(async () => {
    await it.browser?.close();
    await it.emulator?.stop();
  });

  /** A page in a context of its own, which is closed when the test `t` ends. */
  async function newPage(t, contextOptions = {}) {
    const context = await it.browser.newContext(contextOptions);
    t.after(() => context.close());
    return context.newPage();
  }
  return it;
}

/** Keeps what a page complains about: errors in its console, content security policy included. */
export function complaints(page) {
  const kept = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') kept.push(message.text());
  });
  page.on('pageerror', (error) => kept.push(error.message));
  return kept;
}

let users = 0;

/** The address of a user whom no test has used yet. */
export function newEmail() {
  users += 1;
  return `user${users}@example.com`;
}

/** Signs a new user up from the app's page. It is a first login, so nothing is asked. */
export async function signUp(page, emulator, email) {
  await page.goto(emulator.app);
  await page.getByRole('link', { name: 'Log in', exact: true }).click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL((url) => emulator.place(url) !== 'tenant');
}

/** Logs a user in who has signed up before. Ends at the form or at the app. */
export async function logIn(page, emulator, email) {
  await page.goto(`${emulator.app}/login?prompt=login`);
  await page.getByRole('button', { name: email, exact: true }).click();
  await page.waitForURL((url) => emulator.place(url) !== 'tenant');
}

/** Brings a new user to the form, at the second login. Gives the user's address. */
export async function comeToForm(page, emulator) {
  const email = newEmail();
  await signUp(page, emulator, email);
  await logIn(page, emulator, email);
  assert.equal(emulator.step(page.url()), 'form /forms/profile');
  return email;
}

/** Types the two answers. */
export async function fill(page, company, title) {
  await page.getByLabel('Company name').fill(company);
  await page.getByLabel('Job title').fill(title);
}

/** The button that sends the form. */
export function submitButton(page) {
  return page.getByRole('button', { name: 'Continue' });
}

/** Waits for the form to come back with what is wrong with the answers. */
export async function sendAndBeRefused(page) {
  await submitButton(page).click();
  await page.getByRole('alert').waitFor();
}

/** Waits until the app says that its user is logged in. */
export async function reachApp(page, emulator) {
  await page.waitForURL(`${emulator.app}/`);
  assert.equal(await page.locator('h1').innerText(), 'You are logged in');
}

/** What the app shows of the user's metadata: name and value by turns. */
export function shownMetadata(page) {
  return page.locator('section[aria-labelledby=metadata]').locator('dt, dd').allInnerTexts();
}

/** Whether an element has the focus. */
export function hasFocus(locator) {
  return locator.evaluate((element) => element === element.ownerDocument.activeElement);
}
