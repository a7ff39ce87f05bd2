// What the pages are like, whoever looks at them: for assistive technology, on a narrow screen, with
// large text, and what they ask of the network.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import {
  comeToForm,
  complaints,
  fill,
  reachApp,
  scene,
  sendAndBeRefused,
  submitButton,
  themes,
} from './support/scene.mjs';

const { source: axe } = createRequire(import.meta.url)('axe-core');

const it = scene();

/** The pages that a person can come to, and how. */
const pages = {
  form: async (page) => {
    await comeToForm(page, it.stand);
  },
  'form with errors': async (page) => {
    await comeToForm(page, it.stand);
    await sendAndBeRefused(page);
  },
  'error page': async (page) => {
    await page.goto(`${it.stand.form}/forms/profile?state=x&session_token=x`);
  },
};

for (const [name, open] of Object.entries(pages)) {
  test(`axe finds nothing on the ${name}, in any theme`, async (t) => {
    const page = await it.newPage(t);
    await open(page);
    await page.evaluate(axe);
    for (const [theme, media] of Object.entries(themes)) {
      await page.emulateMedia({ colorScheme: null, forcedColors: null, ...media });
      const found = await page.evaluate(() =>
        window.axe.run({
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        }),
      );
      const told = (rules) => rules.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
      assert.deepEqual(told(found.violations), [], theme);
      if (media.forcedColors) continue;
      // Forced colours are the system's, and axe cannot tell them all.
      assert.deepEqual(told(found.incomplete), [], `${theme}: what axe could not decide`);
      assert.ok(found.passes.some(({ id }) => id === 'color-contrast'), theme);
    }
  });

  test(`the ${name} has one h1, one main, a language and no id twice`, async (t) => {
    const page = await it.newPage(t);
    await open(page);
    assert.deepEqual([await page.locator('h1').count(), await page.locator('main').count()], [1, 1]);
    assert.match(await page.locator('html').getAttribute('lang'), /^[a-z]{2}/);
    assert.match(await page.locator('html').getAttribute('dir'), /^(ltr|rtl)$/);
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length, `${ids}`);
  });

  test(`the ${name} does not scroll sideways at 320 px`, async (t) => {
    const page = await it.newPage(t, { viewport: { width: 320, height: 640 } });
    await open(page);
    assert.deepEqual(await overflowing(page), []);
  });

  test(`nothing is cut on the ${name} when text is twice as large`, async (t) => {
    // The policy of the page would refuse the style that this test adds.
    const page = await it.newPage(t, { viewport: { width: 640, height: 640 }, bypassCSP: true });
    await open(page);
    const before = await fontSize(page);
    await page.addStyleTag({ content: 'html { font-size: 200% }' });
    assert.equal(await fontSize(page), 2 * before);
    assert.deepEqual(await overflowing(page), []);
  });

  test(`nothing is cut on the ${name} when text is spaced out`, async (t) => {
    const page = await it.newPage(t, { viewport: { width: 320, height: 640 }, bypassCSP: true });
    await open(page);
    await page.addStyleTag({
      content: `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-block-end: 2em !important }`,
    });
    assert.deepEqual(await overflowing(page), []);
  });

  test(`the ${name} has no inline style, no handler and no script from elsewhere`, async (t) => {
    const page = await it.newPage(t);
    await open(page);
    const attributes = await page
      .locator('*')
      .evaluateAll((elements) => elements.flatMap((element) => element.getAttributeNames()));
    assert.ok(attributes.includes('lang'), 'attributes were looked at');
    assert.deepEqual(
      attributes.filter((attribute) => attribute === 'style' || attribute.startsWith('on')),
      [],
    );
    assert.equal(await page.locator('script').count(), 1);
    assert.equal(await page.locator('script[src]').count(), 0);
  });

  test(`every target on the ${name} can be hit`, async (t) => {
    const page = await it.newPage(t, { viewport: { width: 320, height: 640 } });
    await open(page);
    const targets = await page.locator('a, button, input:not([type=hidden])').all();
    assert.equal(targets.length > 0, name !== 'error page');
    for (const target of targets) {
      const { width, height } = await target.boundingBox();
      assert.ok(width >= 24 && height >= 24, `${await target.innerText()}: ${width} × ${height}`);
    }
  });
}

/** The size of the heading's text in pixels. */
function fontSize(page) {
  return page.locator('h1').evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
}

/** What reaches beyond the sides of the window, or beyond its own box where that hides it. */
function overflowing(page) {
  return page.locator('body, body *').evaluateAll((elements) => {
    const width = document.documentElement.clientWidth;
    const found = elements.filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      const hides = getComputedStyle(element).overflow !== 'visible' && element.tagName !== 'INPUT';
      const cut = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
      return left < 0 || right > width || (hides && cut);
    });
    if (document.documentElement.scrollWidth > width) found.push(document.documentElement);
    return found.map((element) => `${element.tagName.toLowerCase()} ${element.id || element.className}`);
  });
}

test('every question has one label that says what it asks', async (t) => {
  const page = await it.newPage(t);
  await comeToForm(page, it.stand);
  const labels = await page
    .locator('input:not([type=hidden])')
    .evaluateAll((inputs) =>
      inputs.map(({ id }) =>
        [...document.querySelectorAll(`label[for="${id}"]`)].map((label) => label.innerText).join(' and '),
      ),
    );
  assert.deepEqual(labels, ['Company name', 'Job title']);
});

test('the button that sends the form is at least 44 px high', async (t) => {
  const page = await it.newPage(t);
  await comeToForm(page, it.stand);
  const { height } = await submitButton(page).boundingBox();
  assert.ok(height >= 44, `${height} px`);
});

test('the form is one request, and breaks no policy', async (t) => {
  const page = await it.newPage(t);
  await comeToForm(page, it.stand);
  const link = page.url();
  const again = await page.context().newPage();
  const heard = complaints(again);
  const requests = [];
  again.on('request', (request) => requests.push(request.url()));

  await again.goto(link, { waitUntil: 'networkidle' });

  // The empty icon is a part of the page.
  assert.deepEqual(requests.filter((url) => !url.startsWith('data:')), [link]);
  assert.deepEqual(heard, []);
});

test('neither the tenant nor the app is told where the browser comes from', async (t) => {
  const page = await it.newPage(t);
  await comeToForm(page, it.stand);
  const requests = new Map();
  page.on('request', (request) => requests.set(it.stand.step(request.url()), request));
  await fill(page, 'Aurora', 'Nurse');
  await submitButton(page).click();
  await reachApp(page, it.stand);

  for (const step of ['tenant /continue', 'app /callback']) {
    const headers = await requests.get(step).allHeaders();
    assert.ok(headers['sec-fetch-site'], `${step}: these are the headers as they were sent`);
    assert.equal(headers.referer, undefined, step);
  }
});
