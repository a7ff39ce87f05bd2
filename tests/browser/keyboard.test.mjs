// The form, used with the keyboard alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { examples, formScene } from './support/forms.mjs';
import {
  openForm,
  hasFocus,
  reachApp,
  scene,
  submitInvalid,
  submitButton,
  themes,
} from './support/scene.mjs';

const it = scene();
const otherForms = formScene(examples, 'onboarding', 'consumer', 'source');

for (const [name, send] of [
  ['Enter in the last answer', (page) => page.keyboard.press('Enter')],
  [
    'the space bar on the button',
    async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
    },
  ],
]) {
  test(`${name} completes a form that was filled with the keyboard alone`, async (t) => {
    const page = await it.newPage(t);
    const email = await openForm(page, it.emulator);

    await page.keyboard.press('Tab');
    await page.keyboard.type('Aurora');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Nurse');
    await send(page);

    await reachApp(page, it.emulator);
    assert.deepEqual(await it.emulator.metadata(email), { company_name: 'Aurora', job_title: 'Nurse' });
  });
}

test('an error is corrected with the keyboard alone', async (t) => {
  const page = await it.newPage(t);
  const email = await openForm(page, it.emulator);
  await page.keyboard.press('Tab');
  await page.keyboard.type('Aurora');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();

  // From the summary, which has the focus, to its only link, and from there to the question.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Nurse');
  await page.keyboard.press('Enter');

  await reachApp(page, it.emulator);
  assert.deepEqual(await it.emulator.metadata(email), { company_name: 'Aurora', job_title: 'Nurse' });
});

/** The outline of an element, which shows that it has the focus. */
function outline(locator) {
  return locator.evaluate((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return { style: outlineStyle, width: parseFloat(outlineWidth) };
  });
}

for (const [name, theme] of Object.entries(themes)) {
  test(`the Tab key visits every control in order, with a visible focus: ${name}`, async (t) => {
    const page = await it.newPage(t, theme);
    await openForm(page, it.emulator);
    await submitInvalid(page);
    const summary = page.getByRole('alert');
    const stops = [
      summary.getByRole('link', { name: 'Company name' }),
      summary.getByRole('link', { name: 'Job title' }),
      page.getByLabel('Company name'),
      page.getByLabel('Job title'),
      submitButton(page),
    ];

    for (const [index, stop] of [summary, ...stops].entries()) {
      if (index > 0) await page.keyboard.press('Tab');
      assert.equal(await hasFocus(stop), true, `stop ${index}`);
      const { style, width } = await outline(stop);
      assert.notEqual(style, 'none', `stop ${index}`);
      assert.ok(width >= 2, `stop ${index}: ${width} px`);
    }
    assert.equal((await outline(page.getByLabel('Company name'))).style, 'none', 'only the focused element has an outline');
  });
}

/** Presses keys in order; any other text is typed. */
async function press(page, ...keys) {
  for (const key of keys) {
    if (/^(Tab|Shift\+Tab|Space|Enter|Arrow\w+)$/.test(key)) await page.keyboard.press(key);
    else await page.keyboard.type(key);
  }
}

test('two steps with a conditional question are completed with the keyboard alone', async (t) => {
  const { page, emulator, email } = await otherForms.begin(t, 'onboarding');
  await press(page, 'Tab', 'Aurora', 'Tab', 'Space', 'ArrowDown', 'ArrowDown', 'ArrowDown');
  await press(page, 'Tab', 'Space', 'Tab', 'Enter');
  await page.getByRole('heading', { name: 'Your work' }).waitFor();
  await press(page, 'Tab', 'Nurse', 'Tab', '12', 'Tab', 'Space', 'Tab', 'Tab', 'Space', 'Tab', 'Tab', 'Enter');
  await reachApp(page, emulator);

  assert.deepEqual(await emulator.metadata(email), {
    company_name: 'Aurora',
    company_size: '250+',
    sso_wanted: true,
    job_title: 'Nurse',
    team_size: 12,
    goals: ['reporting', 'collaboration'],
  });
});

test('telephone, date, list and consent are answered with the keyboard alone', async (t) => {
  const { page, emulator, email } = await otherForms.begin(t, 'consumer');
  await press(page, 'Tab', 'Germ', 'Tab', '030 123456');
  await press(page, 'Tab', '1', 'Tab', '2', 'Tab', '1990', 'Tab', 'Other');
  await press(page, 'Tab', 'Malta', 'Tab', 'Space', 'Tab', 'Tab', 'Tab', 'Tab', 'Enter');
  await reachApp(page, emulator);

  assert.deepEqual(await emulator.metadata(email), {
    telephone: '+4930123456',
    birth_date: '1990-02-01',
    country: 'Malta',
    terms: true,
    newsletter: false,
  });
});

test('a form is postponed with the keyboard alone', async (t) => {
  const { page, emulator, email } = await otherForms.begin(t, 'source');
  await press(page, 'Tab', 'Tab', 'Tab');
  assert.equal(await hasFocus(page.getByRole('button', { name: 'Not now' })), true);
  await press(page, 'Space');
  await reachApp(page, emulator);
  assert.deepEqual(await emulator.metadata(email), {});
});
