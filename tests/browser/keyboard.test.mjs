// The form with nothing but a keyboard.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  comeToForm,
  hasFocus,
  reachApp,
  scene,
  sendAndBeRefused,
  submitButton,
  themes,
} from './support/scene.mjs';

const it = scene();

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
    const email = await comeToForm(page, it.stand);

    await page.keyboard.press('Tab');
    await page.keyboard.type('Aurora');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Nurse');
    await send(page);

    await reachApp(page, it.stand);
    assert.deepEqual(await it.stand.metadata(email), { company_name: 'Aurora', job_title: 'Nurse' });
  });
}

test('a mistake is mended with the keyboard alone', async (t) => {
  const page = await it.newPage(t);
  const email = await comeToForm(page, it.stand);
  await page.keyboard.press('Tab');
  await page.keyboard.type('Aurora');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();

  // From the summary, which has the focus, to its one line, and by it to the question.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Nurse');
  await page.keyboard.press('Enter');

  await reachApp(page, it.stand);
  assert.deepEqual(await it.stand.metadata(email), { company_name: 'Aurora', job_title: 'Nurse' });
});

/** How an element shows that it has the focus: its outline. */
function outline(locator) {
  return locator.evaluate((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return { style: outlineStyle, width: parseFloat(outlineWidth) };
  });
}

for (const [name, theme] of Object.entries(themes)) {
  test(`the Tab key visits everything in order and shows where it is: ${name}`, async (t) => {
    const page = await it.newPage(t, theme);
    await comeToForm(page, it.stand);
    await sendAndBeRefused(page);
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
    assert.equal((await outline(page.getByLabel('Company name'))).style, 'none', 'only where the focus is');
  });
}
