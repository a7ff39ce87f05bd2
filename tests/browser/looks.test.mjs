// How a form looks: its pictures, its colours, its corners and its font, and that nothing else gets in.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formScene, ownForms, readForm } from './support/forms.mjs';
import { complaints, themes } from './support/scene.mjs';

const it = formScene(ownForms, 'looks', 'kinds');
const { theme } = readForm(ownForms, 'looks');

/** The width and height of each picture: as it is shown, and zero where it did not load. */
function pictures(page) {
  return page
    .locator('img')
    .evaluateAll((images) =>
      images.map((image) => (image.naturalWidth > 0 ? [image.clientWidth, image.clientHeight] : [0, 0])),
    );
}

test('pictures are shown from the origin that the form names, as large as it says', async (t) => {
  const page = await it.newPage(t, { viewport: { width: 1000, height: 800 } });
  const heard = complaints(page);
  await page.goto(await it.link('looks'));

  const room = await page.locator('form').evaluate((form) => form.clientWidth);
  const scaled = (height) => Math.round((height * room) / 480);
  assert.deepEqual(await pictures(page), [
    [120, 40],
    [room, scaled(160)],
    [room, scaled(8)],
  ]);
  assert.deepEqual(heard, []);
});

for (const [whose, name, source] of [
  ['another origin', 'looks', 'https://elsewhere.example.com/spy.png'],
  ['the page of a form that names no origin', 'kinds', 'https://images.example.com/logo.png'],
]) {
  test(`a picture is not loaded: ${whose}`, async (t) => {
    const page = await it.open(t, name);
    const refused = page.waitForEvent('requestfailed');
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
    const request = await refused;
    assert.deepEqual([request.url(), request.failure().errorText], [source, 'csp']);
  });
}

/** A colour of the form's file as a browser tells it. */
function rgb(hex) {
  const parts = hex.slice(1).match(/../g);
  return `rgb(${parts.map((part) => parseInt(part, 16)).join(', ')})`;
}

for (const colorScheme of ['light', 'dark']) {
  test(`the form has its own colours: ${colorScheme}`, async (t) => {
    const page = await it.open(t, 'looks', { colorScheme });
    const colors = theme.colors[colorScheme];
    const shown = (selector, property) =>
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
      assert.equal(await shown(selector, property), rgb(colors[role]), role);
    }

    await page.locator('[value="~other"]').check();
    await page.locator('button').first().click();
    await page.getByRole('alert').waitFor();
    assert.equal(await shown('p.error', 'color'), rgb(colors.error), 'error');
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

test('a link of a text opens beside the form', async (t) => {
  const page = await it.open(t, 'looks');
  await page.context().route('https://example.com/**', (route) => route.fulfill({ body: 'Apples' }));
  await page.getByLabel('Your best pie').fill('Apple');

  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'how we grow them' }).click();
  const apples = await opened;
  await apples.waitForLoadState();

  assert.equal(await apples.evaluate(() => window.opener), null);
  assert.equal(await page.getByLabel('Your best pie').inputValue(), 'Apple');
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
