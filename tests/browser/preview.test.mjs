// The preview: it reloads when a form's file changes, and its pages can be submitted.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { colorRules } from './support/accessible.mjs';
import { complaints, scene, themes } from './support/scene.mjs';

const { source: axe } = createRequire(import.meta.url)('axe-core');

const folder = mkdtempSync(join(tmpdir(), 'preview-'));
cpSync(fileURLToPath(new URL('../../infra/forms', import.meta.url)), folder, { recursive: true });
const file = join(folder, 'onboarding.json');
const original = readFileSync(file, 'utf8');

const it = scene('--forms', folder);
after(() => rmSync(folder, { recursive: true }));

/** Opens a page of the preview. The file is restored when the test ends. */
async function open(t, path, options) {
  const page = await it.newPage(t, options);
  t.after(() => writeFileSync(file, original));
  await page.goto(`${it.emulator.form}/preview${path}`);
  return page;
}

/** The page in the only frame. */
function framedPage(page) {
  return page.frameLocator('#stage iframe');
}

/** Waits until the script in the frame runs, so that it records typed text. */
async function ready(page) {
  await page.getByText('Updates when files change.').waitFor();
  await framedPage(page).getByRole('button', { name: 'Next' }).waitFor();
}

function save(change) {
  const form = JSON.parse(original);
  change(form);
  writeFileSync(file, JSON.stringify(form));
}

test('a saved file is displayed automatically, with the text that was typed before', async (t) => {
  const page = await open(t, '/onboarding');
  const messages = complaints(page);
  await ready(page);
  await framedPage(page).getByLabel('Company name').fill('Aurora');
  await page.evaluate(() => (window.isTheSame = true));

  save((form) => (form.steps[0].fields[0].label = 'Name of the firm'));

  const input = framedPage(page).getByLabel('Name of the firm');
  await input.waitFor();
  assert.equal(await input.inputValue(), 'Aurora');
  assert.equal(await page.evaluate(() => window.isTheSame), true, 'the surrounding page was not reloaded');
  assert.deepEqual(messages, []);
});

test('the title and the list of steps are updated when the file changes', async (t) => {
  const page = await open(t, '/onboarding');
  await ready(page);
  save((form) => {
    form.title = 'Welcome';
    form.steps[1].title = 'Last step';
  });
  await page.getByRole('link', { name: '2. Last step' }).waitFor();
  assert.equal(await page.locator('h1').innerText(), 'Welcome');
});

test('errors replace the page until they are fixed', async (t) => {
  const page = await open(t, '/onboarding');
  await ready(page);
  await framedPage(page).getByLabel('Company name').fill('Aurora');

  save((form) => (form.steps[0].fields[0].lable = 'x'));
  await page.getByText('did you mean `label`?').waitFor();
  assert.equal(await page.locator('#stage').isVisible(), false);

  writeFileSync(file, original);
  const input = framedPage(page).getByLabel('Company name');
  await input.waitFor();
  assert.equal(await page.locator('.fault').count(), 0);
  assert.equal(await input.inputValue(), 'Aurora');
});

test('the list shows a new form as soon as its file exists', async (t) => {
  const page = await open(t, '');
  await page.getByText('Updates when files change.').waitFor();
  const more = join(folder, 'more.json');
  t.after(() => rmSync(more));
  writeFileSync(more, original.replace('Set up your workspace', 'One more'));
  await page.getByRole('link', { name: 'One more' }).waitFor();
});

test('the steps continue in the frame, to the answers that would be signed', async (t) => {
  const page = await open(t, '/onboarding');
  await ready(page);
  const frame = framedPage(page);
  await frame.getByRole('button', { name: 'Next' }).click();
  await frame.getByRole('alert').waitFor();
  await frame.getByLabel('Company name').fill('Aurora');
  await frame.getByLabel('Only me').check();
  await frame.getByRole('button', { name: 'Next' }).click();
  await frame.getByLabel('Job title').fill('Nurse');
  // A person who works alone has no team.
  assert.equal(await frame.getByLabel('How many people are in your team?').count(), 0);
  await frame.getByRole('button', { name: 'Finish' }).click();
  const { other, not_applicable } = JSON.parse(await frame.locator('pre').innerText());
  assert.deepEqual(other, { company_name: 'Aurora', company_size: '1', job_title: 'Nurse' });
  assert.deepEqual(not_applicable, ['sso_wanted', 'team_size']);
  await frame.getByRole('link', { name: 'Start again' }).click();
  await frame.getByRole('button', { name: 'Next' }).waitFor();
  assert.equal(await page.locator('h1').innerText(), 'Set up your workspace');
});

test('a link to a page outside the preview is reported and not followed', async (t) => {
  const page = await open(t, '/onboarding');
  await ready(page);
  await framedPage(page).getByRole('link', { name: 'Not you?' }).click();
  await page.getByText('This link leads to https://tenant.example/v2/logout').waitFor();
  assert.equal(await framedPage(page).getByRole('button', { name: 'Next' }).count(), 1);
});

test('without JavaScript every choice is a link', async (t) => {
  const page = await open(t, '/onboarding', { javaScriptEnabled: false });
  for (const choice of ['de Deutsch', 'errors: left empty', 'dark', '320 px']) {
    await page.getByRole('link', { name: choice, exact: true }).click();
  }
  await framedPage(page).getByRole('alert').waitFor();
  assert.equal(await framedPage(page).locator('html').getAttribute('lang'), 'de');
  const { width } = await page.locator('#stage iframe').boundingBox();
  // The frame has a border.
  assert.equal(width, 322);
});

test('a frame has the height of its page', async (t) => {
  const page = await open(t, '/onboarding?page=2&state=invalid&width=320');
  await page.waitForFunction(() => {
    const frame = document.querySelector('#stage iframe');
    const { scrollHeight, clientHeight } = frame.contentDocument.documentElement;
    return frame.clientHeight > 800 && scrollHeight === clientHeight;
  });
});

test('side by side, no page takes the focus or moves the window', async (t) => {
  const page = await open(t, '/onboarding?view=all');
  await page.frameLocator('#stage iframe >> nth=3').getByRole('alert').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
  assert.equal(await page.evaluate(() => window.scrollY), 0);
});

for (const path of ['', '/onboarding?state=missing', '/onboarding?view=all', '/nowhere']) {
  test(`axe finds nothing on the preview's own page /preview${path}, in any theme`, async (t) => {
    const page = await open(t, path);
    await page.evaluate(axe);
    for (const [index, [theme, media]] of Object.entries(themes).entries()) {
      await page.emulateMedia({ colorScheme: null, forcedColors: null, ...media });
      const options = index === 0 ? {} : { runOnly: { type: 'rule', values: colorRules } };
      const results = await page.evaluate(
        // Other tests cover the pages in the frames.
        (only) => window.axe.run({ include: document, exclude: 'iframe' }, { iframes: false, ...only }),
        options,
      );
      assert.deepEqual(
        results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`),
        [],
        theme,
      );
    }
  });
}

test('the preview does not scroll sideways at 320 px', async (t) => {
  for (const path of ['', '/onboarding', '/onboarding?view=all']) {
    const page = await open(t, path, { viewport: { width: 320, height: 640 } });
    const { scroll, client } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      client: document.documentElement.clientWidth,
    }));
    assert.equal(scroll, client, path);
  }
});
