// With JavaScript, a list of countries is searched by typing. Without it, it is a native list.
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
  { text: 'portu', finds: ['Portugal'], sends: ' portu' },
  { text: ' portugal', finds: ['Portugal'], sends: 'PT' },
  { text: 'PT', finds: ['Portugal'], sends: ' PT' },
  { text: 'kingdom', finds: ['United Kingdom'], sends: ' kingdom' },
  { text: 'UK', finds: ['Ukraine', 'United Kingdom'], sends: 'GB' },
  { text: 'U.S.A.', finds: ['United States'], sends: 'US' },
  { text: 'USA', finds: ['United States'], sends: 'US' },
  { text: 'cote d', finds: ['Côte d’Ivoire'], sends: ' cote d' },
  { text: 'niger', finds: ['Niger', 'Nigeria'], sends: 'NE' },
  { text: 'ortuga', finds: ['Portugal'], sends: ' ortuga' },
  { text: 'Atlantis', finds: [], sends: ' Atlantis' },
  { text: '', finds: undefined, sends: '' },
]) {
  test(`typing ${JSON.stringify(text)} in the list of countries finds ${finds?.join() ?? 'all'}`, async (t) => {
    const page = await it.open(t, 'kinds');
    await country(page).fill('x');
    await country(page).fill(text);
    const found = await suggestions(page);
    assert.deepEqual(finds === undefined ? found.length > 200 : found, finds ?? true);
    assert.equal(await sent(page), sends);
    const none = finds?.length === 0 ? 'Select one of the answers in the list.' : '';
    assert.equal(await page.locator('.search [role=status]').innerText(), none);
  });
}

for (const { how, keys, text, sends } of [
  { how: 'the arrow keys and Enter', keys: ['ArrowUp', 'ArrowUp', 'ArrowDown', 'Enter'], text: 'United States', sends: 'US' },
  { how: 'an arrow key and Tab', keys: ['ArrowDown', 'Tab'], text: 'United Arab Emirates', sends: 'AE' },
  { how: 'Escape', keys: ['Escape', 'Tab'], text: 'united', sends: ' united' },
  { how: 'Tab alone', keys: ['Tab'], text: 'united', sends: ' united' },
]) {
  test(`${how} after "united" leads to "${text}"`, async (t) => {
    const page = await it.open(t, 'kinds');
    await country(page).fill('united');
    for (const key of keys) await page.keyboard.press(key);
    assert.deepEqual([await country(page).inputValue(), await sent(page)], [text, sends]);
    assert.equal(await page.getByRole('listbox').count(), 0, 'the list is closed');
    const focused = keys.includes('Tab') ? 'size' : 'country';
    assert.equal(await page.evaluate(() => document.activeElement.id), focused);
  });
}

test('Tab leaves a list that scrolls with one press', async (t) => {
  const page = await it.open(t, 'kinds');
  await country(page).press('ArrowDown');
  await country(page).press('Escape');
  await country(page).press('ArrowDown');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'size');
});

test('a click chooses a suggestion', async (t) => {
  const page = await it.open(t, 'kinds');
  await country(page).fill('united');
  await page.getByRole('option', { name: 'United Kingdom', exact: true }).click();
  assert.deepEqual([await country(page).inputValue(), await sent(page)], ['United Kingdom', 'GB']);
});

test('a text that a browser fills in does not open the list', async (t) => {
  const page = await it.open(t, 'kinds');
  await country(page).evaluate((input) => {
    input.value = 'Portugal';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  assert.equal(await sent(page), 'PT');
  assert.equal(await page.getByRole('listbox').count(), 0);
});

test('a text that is not a country is returned with an error', async (t) => {
  const page = await it.open(t, 'kinds');
  await country(page).fill('Atlantis');
  await submitButton(page).click();
  await page.getByRole('alert').getByRole('link', { name: /^Country:/ }).click();
  assert.equal(await country(page).evaluate((input) => input === document.activeElement), true);
  assert.match(await country(page).getAttribute('aria-describedby'), /country-error/);
  assert.deepEqual([await country(page).inputValue(), await sent(page)], ['Atlantis', ' Atlantis']);
});

test('a reload keeps the chosen country', async (t) => {
  const page = await it.open(t, 'kinds');
  await country(page).fill('Portugal');
  await country(page).press('Enter');
  await page.reload();
  await page.waitForFunction(() => document.querySelector('[role=combobox]')?.value === 'Portugal');
  assert.equal(await sent(page), 'PT');
});

test('without JavaScript the list of countries is a native list', async (t) => {
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
  // Checks only this field, because the list covers the next one.
  assert.deepEqual(await axeFindings(page, '.field:has([role=listbox])'), nothingFound);
  assert.deepEqual(await overflowing(page), []);
  assert.deepEqual(messages, []);
});
