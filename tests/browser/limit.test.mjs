// The limit of a text: nothing of a pasted text is lost, and the page counts while the user types.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { examples, formScene } from './support/forms.mjs';
import { reachApp, submitButton, submitInvalid } from './support/scene.mjs';

const it = formScene(examples, 'profile');
const pasted = 'x'.repeat(150);

/** Pastes a text in the input for the company, which takes 100 characters. Returns the input and its limit. */
async function paste(t, options) {
  const { page, emulator, email } = await it.begin(t, 'profile', options);
  const input = page.getByLabel('Company name');
  await input.focus();
  await page.keyboard.insertText(pasted);
  assert.equal(await input.inputValue(), pasted);
  return { page, emulator, email, input, limit: page.locator('#company_name-limit') };
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';
  test(`${how} a pasted text that is too long is shown again with an error`, async (t) => {
    const { page, input } = await paste(t, { javaScriptEnabled });

    await submitInvalid(page);

    assert.equal(await input.inputValue(), pasted);
    assert.match(await page.locator('#company_name-error').innerText(), /at most 100 characters. You entered 150/);
  });
}

test('the limit is hidden at first, and counts when a text comes near it', async (t) => {
  const { page, emulator, email, input, limit } = await paste(t);
  const shows = (text) => page.waitForFunction((expected) => document.querySelector('.limit').innerText === expected, text);
  await shows('At most 100 characters (150/100)');
  assert.equal(await limit.getAttribute('class'), 'hint limit over');

  await input.fill('é'.normalize('NFD').repeat(90));
  await shows('At most 100 characters (90/100)');
  assert.equal(await limit.getAttribute('class'), 'hint limit');

  // Invisible characters are removed from answers.
  await input.fill('x\u200b'.repeat(80));
  await shows('At most 100 characters (80/100)');

  await input.fill('Aurora');
  await shows('At most 100 characters');
  await page.getByLabel('Job title').fill('Engineer');
  await submitButton(page).click();
  await reachApp(page, emulator);
  assert.equal((await emulator.metadata(email)).company_name, 'Aurora');
});
