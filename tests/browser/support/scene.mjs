// The environment of a test file: an emulator, a browser, and a new browser context for each test.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { startBrowser } from './browser.mjs';
import { startEmulator } from './emulator.mjs';

/** The themes of a page, as options of a browser context. */
export const themes = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced colors': { forcedColors: 'active' },
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

  /** Opens a page in a new context, which is closed when the test `t` ends. */
  async function newPage(t, contextOptions = {}) {
    const context = await it.browser.newContext(contextOptions);
    t.after(() => context.close());
    return context.newPage();
  }
  return it;
}

/** Collects the errors and warnings in the console of a page, which include violations of its policy. */
export function complaints(page) {
  const messages = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') messages.push(message.text());
  });
  page.on('pageerror', (error) => messages.push(error.message));
  return messages;
}

let users = 0;

/** The email address of a user that no test has used yet. */
export function newEmail() {
  users += 1;
  return `user${users}@example.com`;
}

/** Signs a new user up from the app's page. Ends at the form or at the app. */
export async function signUp(page, emulator, email) {
  await page.goto(emulator.app);
  await page.getByRole('link', { name: 'Log in', exact: true }).click();
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL((url) => emulator.place(url) !== 'tenant');
}

/** Logs in a user who has signed up before. Ends at the form or at the app. */
export async function logIn(page, emulator, email) {
  await page.goto(`${emulator.app}/login?prompt=login`);
  await page.getByRole('button', { name: email, exact: true }).click();
  await page.waitForURL((url) => emulator.place(url) !== 'tenant');
}

/** Brings a new user to the form, at the second login. Returns the user's email address. */
export async function openForm(page, emulator) {
  const email = newEmail();
  await signUp(page, emulator, email);
  await logIn(page, emulator, email);
  assert.equal(emulator.step(page.url()), 'form /forms/profile');
  return email;
}

/** Fills in both answers. */
export async function fill(page, company, title) {
  await page.getByLabel('Company name').fill(company);
  await page.getByLabel('Job title').fill(title);
}

/** The button that submits the form. */
export function submitButton(page) {
  return page.getByRole('button', { name: 'Continue' });
}

/** Submits the form, and waits until it is returned with errors. */
export async function submitInvalid(page) {
  await submitButton(page).click();
  await page.getByRole('alert').waitFor();
}

/** Waits until the app shows that its user is logged in. */
export async function reachApp(page, emulator) {
  await page.waitForURL(`${emulator.app}/`);
  assert.equal(await page.locator('h1').innerText(), 'You are logged in');
}

/** The user's metadata on the page of the app: names and values in turn. */
export function metadataOn(page) {
  return page.locator('section[aria-labelledby=metadata]').locator('dt, dd').allInnerTexts();
}

/** Returns true if an element has the focus. */
export function hasFocus(locator) {
  return locator.evaluate((element) => element === element.ownerDocument.activeElement);
}
