// Starts an emulator for each form, and returns links to the pages of the forms.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before } from 'node:test';

import { startBrowser } from './browser.mjs';
import { newEmail, signUp } from './scene.mjs';
import { startEmulator } from './emulator.mjs';

/** The folder of the forms that only the tests use. */
export const ownForms = fileURLToPath(new URL('../forms', import.meta.url));

/** The folder of the example forms. */
export const examples = fileURLToPath(new URL('../../../infra/forms', import.meta.url));

/** Reads a form's file. */
export function readForm(folder, name) {
  return JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
}

/** The fields of all steps of a form. */
export function fieldsOf(form) {
  const entries = form.fields ?? form.steps.flatMap((step) => step.fields);
  return entries.filter((entry) => entry.name !== undefined);
}

/** Starts an emulator whose Action sends every user to all questions of the form `name` at the first login. */
export function startFormEmulator(folder, name) {
  const fields = fieldsOf(readForm(folder, name)).map((field) => field.name);
  const settings = ['--required-fields', fields.join(','), '--login-count', '1'];
  return startEmulator('--forms', folder, '--form', name, ...settings);
}

/**
 * Starts a browser, and an emulator for each of the forms `names`, for the tests of the calling file, and stops them
 * after the last test.
 */
export function formScene(folder, ...names) {
  const it = { emulators: {}, begin, open, newPage, link };
  const links = {};
  before(async () => {
    it.browser = await startBrowser();
    for (const name of names) it.emulators[name] = await startFormEmulator(folder, name);
  });
  after(async () => {
    await it.browser?.close();
    for (const emulator of Object.values(it.emulators)) await emulator.stop();
  });

  /** Opens a page in a new context, which is closed when the test `t` ends. */
  async function newPage(t, contextOptions) {
    const context = await it.browser.newContext({ locale: 'en-GB', ...contextOptions });
    t.after(() => context.close());
    context.setDefaultTimeout(10_000);
    await showPictures(context);
    return context.newPage();
  }

  /** Signs up a new user, whose login waits at the form `name`. The test can complete it. */
  async function begin(t, name, contextOptions) {
    const emulator = it.emulators[name];
    const page = await newPage(t, contextOptions);
    const email = newEmail();
    await signUp(page, emulator, email);
    return { page, emulator, email };
  }

  /** Opens the form `name` in a login that all tests of the file share, for tests that do not complete it. */
  async function open(t, name, contextOptions) {
    const page = await newPage(t, contextOptions);
    await page.goto(await link(name));
    return page;
  }

  /** The URL of the form `name` in the shared login. */
  function link(name) {
    links[name] ??= startLogin(name);
    return links[name];
  }

  async function startLogin(name) {
    const context = await it.browser.newContext();
    await showPictures(context);
    const page = await context.newPage();
    await signUp(page, it.emulators[name], newEmail());
    const address = page.url();
    await context.close();
    return address;
  }

  return it;
}

/** The images of the forms, by name. */
const pictures = {
  'logo.png': `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40">
    <rect width="120" height="40" rx="6" fill="#7c2d12"/><circle cx="22" cy="20" r="10" fill="#fdba74"/>
    <path d="M44 16h60M44 25h40" stroke="#fdba74" stroke-width="4"/></svg>`,
  'apple.png': `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="160">
    <rect width="480" height="160" fill="#fde7b0"/>
    <path d="M0 30q240 40 480-10" stroke="#6b4423" stroke-width="6" fill="none"/>
    <path d="M240 42v30" stroke="#6b4423" stroke-width="4"/><path d="M242 58q30-24 52 2-30 16-52-2" fill="#4d7c0f"/>
    <circle cx="240" cy="104" r="36" fill="#b91c1c"/></svg>`,
  'line.png': `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="8">
    <path d="M0 4h480" stroke="#d6b370" stroke-width="4" stroke-dasharray="12 8"/></svg>`,
};

/** Serves the images of the forms, whose origin does not exist. */
export async function showPictures(context) {
  await context.route('https://images.example.com/**', (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    return route.fulfill({ contentType: 'image/svg+xml', body: pictures[name] });
  });
}

/** The button that goes to the next page of the form. */
export function nextButton(page) {
  return page.getByRole('button', { name: 'Next', exact: true });
}

/** The button that goes to the previous page of the form. */
export function backButton(page) {
  return page.getByRole('button', { name: 'Back', exact: true });
}

/** The group of inputs with this legend. */
export function group(page, name) {
  return page.getByRole('group', { name });
}

/** Selects an option of a list. With JavaScript a long list is an input with suggestions. */
export async function select(page, name, option) {
  const list = page.getByRole('combobox', { name });
  if ((await list.getAttribute('role')) === 'combobox') {
    await list.fill(option);
    await list.press('Enter');
  } else {
    await list.selectOption(option);
  }
}

/** The answers on a page, by the ids of the inputs. */
export function answersOn(page) {
  return page.locator('main').evaluate((main) => {
    const inputs = main.querySelectorAll('input:not([type=hidden]), select, textarea');
    const isBox = ({ type }) => type === 'radio' || type === 'checkbox';
    return Object.fromEntries(
      [...inputs].map((input) => [input.id, isBox(input) ? input.checked : input.value]),
    );
  });
}
