// The appearance of a form: its images, colors, corners and font. Nothing is loaded from other origins.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formScene, ownForms, readForm } from './support/forms.mjs';
import { complaints, themes } from './support/scene.mjs';

const it = formScene(ownForms, 'looks', 'kinds');
const { theme } = readForm(ownForms, 'looks');

/** The displayed width and height of each image, or zeros for an image that did not load. */
function pictures(page) {
  return page
    .locator('img')
    .evaluateAll((images) =>
      images.map((image) => (image.naturalWidth > 0 ? [image.clientWidth, image.clientHeight] : [0, 0])),
    );
}

test('images are loaded from the origin in the form, and have the size that it defines', async (t) => {
  const page = await it.newPage(t, { viewport: { width: 1000, height: 800 } });
  const messages = complaints(page);
  await page.goto(await it.link('looks'));

  const available = await page.locator('form').evaluate((form) => form.clientWidth);
  const scaled = (height) => Math.round((height * available) / 480);
  assert.deepEqual(await pictures(page), [
    [120, 40],
    [available, scaled(160)],
    [available, scaled(8)],
  ]);
  assert.deepEqual(messages, []);
});

for (const [description, name, source] of [
  ['from another origin', 'looks', 'https://elsewhere.example.com/spy.png'],
  ['on the page of a form without an image origin', 'kinds', 'https://images.example.com/logo.png'],
]) {
  test(`an image is not loaded: ${description}`, async (t) => {
    const page = await it.open(t, name);
    const failedRequest = page.waitForEvent('requestfailed');
    const violation = page.waitForEvent('console', (message) => message.text().includes('img-src'));

    const loaded = await page.evaluate(
      (address) =>
        new Promise((resolve) => {
          const image = new Image();
          image.onload = () => resolve(true);
          image.onerror = () => resolve(false);
          image.src = address;
        }),
      source,
    );

    assert.equal(loaded, false);
    assert.match((await violation).text(), /violates the following Content Security Policy/);
    const request = await failedRequest;
    assert.deepEqual([request.url(), request.failure().errorText], [source, 'csp']);
  });
}

/** Converts a color of the form's file to the notation of getComputedStyle. */
function rgb(hex) {
  const parts = hex.slice(1).match(/../g);
  return `rgb(${parts.map((part) => parseInt(part, 16)).join(', ')})`;
}

for (const colorScheme of ['light', 'dark']) {
  test(`the form has its own colors: ${colorScheme}`, async (t) => {
    const page = await it.open(t, 'looks', { colorScheme });
    const colors = theme.colors[colorScheme];
    const computed = (selector, property) =>
      page.locator(selector).first().evaluate((element, name) => getComputedStyle(element)[name], property);

    for (const [selector, property, role] of [
      ['body', 'backgroundColor', 'background'],
      ['.card', 'backgroundColor', 'card'],
      ['.card', 'borderTopColor', 'line'],
      ['h1', 'color', 'text'],
      ['.soft', 'color', 'soft'],
      ['#pie', 'borderTopColor', 'edge'],
      ['button', 'backgroundColor', 'primary'],
      ['button', 'color', 'on_primary'],
    ]) {
      assert.equal(await computed(selector, property), rgb(colors[role]), role);
    }

    await page.locator('[value="~other"]').check();
    await page.locator('button').first().click();
    await page.getByRole('alert').waitFor();
    assert.equal(await computed('p.error', 'color'), rgb(colors.error), 'error');
  });
}

test('the form has its own corners and font', async (t) => {
  const page = await it.open(t, 'looks');
  for (const selector of ['.card', '#pie', 'button']) {
    const radius = await page.locator(selector).first().evaluate((element) => getComputedStyle(element).borderRadius);
    assert.equal(radius, '0px', selector);
  }
  const fonts = await page.locator('#pie').evaluate((element) => getComputedStyle(element).fontFamily);
  assert.match(fonts, /^Charter, .*, serif$/);
});

for (const [name, theme] of Object.entries(themes)) {
  test(`a busy button looks different: ${name}`, async (t) => {
    const page = await it.open(t, 'looks', theme);
    for (const button of await page.locator('button').all()) {
      const idle = await button.screenshot();
      await button.evaluate((element) => element.setAttribute('aria-busy', 'true'));
      assert.ok(!idle.equals(await button.screenshot()), await button.innerText());
    }
  });
}
