// Takes the screenshots in docs/images. This is not a test: run it when the pages look different.
//
//   cargo build && CHROMIUM=$(tests/setup/chromium) PROFILING=target/debug/profiling \
//     node tests/browser/screenshots.mjs
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { startBrowser } from './support/browser.mjs';
import { examples, nextButton, ownForms, showPictures, startFormEmulator } from './support/forms.mjs';
import { fill, logIn, newEmail, reachApp, submitInvalid, signUp, submitButton } from './support/scene.mjs';
import { startEmulator } from './support/emulator.mjs';

// A user whose next login is the second, so that the Action asks.
const returningUser = 'ben@example.com';
/** The margin around an element, in pixels. */
const margin = 24;

const emulator = await startEmulator();
const browser = await startBrowser();
try {
  // Other users, so that the list of logins is not empty.
  for (const email of ['dev@example.com', 'chiara@example.com']) await logInAnd(email, {}, () => {});

  await logInAnd(returningUser, {}, async (page) => {
    await shoot(page, 'form', page.locator('.card'));
    await fill(page, 'Aurora Tools', '');
    await submitInvalid(page);
    await shoot(page, 'form-errors', page.locator('.card'));
    await page.getByLabel('Job title').fill('Nurse');
    await submitButton(page).click();
    await reachApp(page, emulator);
  });
  await logInAnd('ana@example.com', {}, () => {});
  await logInAnd('ana@example.com', { colorScheme: 'dark' }, (page) =>
    shoot(page, 'form-dark', page.locator('.card')),
  );

  const context = await newContext({ viewport: { width: 1000, height: 1000 }, deviceScaleFactor: 1 });
  const page = await context.newPage();
  await page.goto(`${emulator.tenant}/executions`);
  // Close the newest login, which is open and still empty.
  await page.locator('summary', { hasText: 'ana@example.com' }).first().click();
  await page.locator('summary', { hasText: returningUser }).click();
  await shoot(page, 'executions');

  await logInAnd('ana@example.com', { viewport: { width: 375, height: 740 } }, (narrow) =>
    shoot(narrow, 'form-narrow', narrow.locator('body')),
  );

  await drawForm('onboarding', examples, {
    onboarding: { work: revealQuestion },
    'onboarding-dark': { colorScheme: 'dark', work: goToSecondStep },
  });
  await drawForm('consumer', examples, {
    'consumer-errors': { work: makeMistakes },
    'consumer-narrow': { viewport: { width: 375, height: 740 } },
  });
  await drawForm('source', examples, {
    source: { work: (form) => form.getByLabel('A search engine').check() },
  });
  await drawForm('looks', ownForms, {
    'form-right-to-left': { locale: 'ar' },
  });
  await drawTypes();
} finally {
  await browser.close();
  await emulator.stop();
}

/** Takes a screenshot of each form in docs/forms-types.md. */
async function drawTypes() {
  const guide = readFileSync(new URL('../../docs/forms-types.md', import.meta.url), 'utf8');
  mkdirSync(new URL('../../docs/images/types/', import.meta.url), { recursive: true });
  for (const [, name, form] of guide.matchAll(/^## `(\w+)`\n[^]*?```json\n([^]*?)```/gm)) {
    const folder = mkdtempSync(path.join(tmpdir(), 'forms-'));
    writeFileSync(path.join(folder, `${name}.json`), form);
    await drawForm(name, folder, { [`types/${name}`]: {} });
    rmSync(folder, { recursive: true });
  }
}

async function revealQuestion(form) {
  await form.getByLabel('Company name').fill('Aurora Tools');
  await form.getByLabel('250 or more').check();
}

async function goToSecondStep(form) {
  await revealQuestion(form);
  await form.getByLabel('Yes').check();
  await nextButton(form).click();
  await form.getByLabel('Job title').fill('Nurse');
  await form.getByLabel('Reports').check();
}

async function makeMistakes(form) {
  await form.getByLabel('Country (calling code)').selectOption('Spain (+34)');
  await form.getByLabel('Telephone number').fill('12');
  for (const [part, value] of [['Day', '31'], ['Month', '2'], ['Year', '1990']]) {
    await form.getByLabel(part, { exact: true }).fill(value);
  }
  await submitInvalid(form);
}

/** Takes screenshots of one form. `pictures` maps their names to context options and to `work`, which prepares the page. */
async function drawForm(name, folder, pictures) {
  const formEmulator = await startFormEmulator(folder, name);
  try {
    for (const [picture, { work = () => {}, ...options }] of Object.entries(pictures)) {
      const context = await newContext({ locale: 'en-GB', deviceScaleFactor: 1, ...options });
      await showPictures(context);
      const page = await context.newPage();
      await signUp(page, formEmulator, newEmail());
      await work(page);
      await shoot(page, picture, page.locator(options.viewport ? 'body' : '.card'));
      await context.close();
    }
  } finally {
    await formEmulator.stop();
  }
}

function newContext(options) {
  return browser.newContext({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 2,
    colorScheme: 'light',
    ...options,
  });
}

/** Logs a user in, in a new context, and calls `work` with the page that follows. */
async function logInAnd(email, contextOptions, work) {
  const context = await newContext(contextOptions);
  const page = await context.newPage();
  await logIn(page, emulator, email);
  await work(page);
  await context.close();
}

/** Takes a screenshot of the window, or of a whole element with a margin. */
async function shoot(page, name, element) {
  const file = fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url));
  const box = await element?.boundingBox();
  const clip = box && {
    x: Math.max(0, box.x - margin),
    y: Math.max(0, box.y - margin),
    width: Math.min(page.viewportSize().width, box.width + 2 * margin),
    height: box.y < margin ? box.height : box.height + 2 * margin,
  };
  await page.screenshot({ path: file, clip, fullPage: clip !== undefined, caret: 'hide' });
}
