// A list of countries is searched by typing with JavaScript, and is a native list without it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axeFindings, nothingFound, overflowing } from './support/accessible.mjs';
import { formScene, ownForms } from './support/forms.mjs';
import { complaints, submitButton } from './support/scene.mjs';

const it = formScene(ownForms, 'kinds');

/** The input, and what the form would send for it. */
const country = (page) => page.getByRole('combobox', { name: 'Country', exact: true });
const sent = (page) => page.evaluate(() => new FormData(document.forms[0]).get('country'));
const suggestions = (page) => page.locator('#country-list').getByRole('option').allInnerTexts();

for (const { text, finds, sends } of [
  { text: 'portu', finds: ['Portugal'], sends: 'PT' },
  { text: 'PT', finds: ['Portugal'], sends: 'PT' },
  { text: 'kingdom', finds: ['United Kingdom'], sends: 'GB' },
  { text: 'cote d', finds: ['Côte d’Ivoire'], sends: 'CI' },
  { text: ' niger', finds: ['Niger'], sends: 'NE' },
  { text: 'nigeri', finds: ['Nigeria'], sends: 'NG' },
  { text: 'ortuga', finds: ['Portugal'], sends: 'PT' },
  { text: 'united k', finds: ['United Kingdom'], sends: 'GB' },
  { text: 'Atlantis', finds: [], sends: 'Atlantis' },
  { text: '', finds: undefined, sends: '' },
]) {
  test(`typing ${JSON.stringify(text)} in the list of countries finds ${finds?.join() ?? 'all'}`, async (t) => {
    const page = await it.open(t, 'kinds');
    await country(page).fill('x');
    await country(page).fill(text);
    const found = await suggestions(page);
    assert.deepEqual(finds === undefined ? found.length > 200 : found, finds ?? true);
    assert.equal(await sent(page), sends);
  });
}

test('a suggestion is chosen with the arrow keys and Enter, or with a click', async (t) => {
  const page = await it.open(t, 'kinds');
  await country(page).fill('united');
  await country(page).press('ArrowUp');
  await country(page).press('ArrowUp');
  await country(page).press('ArrowDown');
  await country(page).press('Enter');
  assert.deepEqual([await country(page).inputValue(), await sent(page)], ['United States', 'US']);
  assert.equal(await page.getByRole('listbox').count(), 0, 'the list is closed');

  await country(page).fill('united');
  await page.getByRole('option', { name: 'United Kingdom', exact: true }).click();
  assert.deepEqual([await country(page).inputValue(), await sent(page)], ['United Kingdom', 'GB']);
});

test('Escape closes the list, and leaving the input completes the only suggestion', async (t) => {
  const page = await it.open(t, 'kinds');
  await country(page).fill('portu');
  await country(page).press('Escape');
  assert.equal(await page.getByRole('listbox').count(), 0);
  await country(page).press('Tab');
  assert.deepEqual([await country(page).inputValue(), await sent(page)], ['Portugal', 'PT']);
});

test('a text that is no country is returned with an error', async (t) => {
  const page = await it.open(t, 'kinds');
  await country(page).fill('Atlantis');
  await submitButton(page).click();
  await page.getByRole('alert').getByRole('link', { name: /^Country:/ }).click();
  assert.equal(await country(page).evaluate((input) => input === document.activeElement), true);
  assert.match(await country(page).getAttribute('aria-describedby'), /country-error/);
});

test('a reload keeps the chosen country', async (t) => {
  const page = await it.open(t, 'kinds');
  await country(page).fill('Portugal');
  await country(page).press('Enter');
  await page.reload();
  await page.waitForFunction(() => document.querySelector('[role=combobox]')?.value === 'Portugal');
  assert.equal(await sent(page), 'PT');
});

test('without JavaScript the list of countries is a native one', async (t) => {
  const page = await it.open(t, 'kinds', { javaScriptEnabled: false });
  await country(page).selectOption('Portugal');
  assert.equal(await country(page).inputValue(), 'PT');
});

test('the open list of suggestions is accessible in every theme, and fits 320 pixels', async (t) => {
  const page = await it.open(t, 'kinds', { viewport: { width: 320, height: 640 } });
  const messages = complaints(page);
  await country(page).fill('united');
  await country(page).press('ArrowDown');
  assert.equal(await country(page).getAttribute('aria-activedescendant'), 'country-0');
  // Only the field: the list covers the next one.
  assert.deepEqual(await axeFindings(page, '.field:has([role=listbox])'), nothingFound);
  assert.deepEqual(await overflowing(page), []);
  assert.deepEqual(messages, []);
});
