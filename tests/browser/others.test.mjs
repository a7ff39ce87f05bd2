// The form and other origins: an app can open it in a popup, and no origin can frame it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changeHeaders } from './support/headers.mjs';
import { fill, newEmail, reachApp, scene, signUp, submitButton } from './support/scene.mjs';

const it = scene('--https', '--login-count', '1');

/** Completes a login in a popup of the app. Returns both windows. */
async function logInByPopup(t, headersOfForm = () => {}) {
  const app = await it.newPage(t);
  await app.goto(it.emulator.app);
  const opened = app.waitForEvent('popup');
  await app.evaluate(() => {
    window.report = new Promise((resolve) => {
      addEventListener('message', ({ origin, data }) => resolve([origin, data]));
    });
    window.popup = open('/login', '_blank', 'popup');
  });
  const popup = await opened;
  await changeHeaders(popup, it.emulator.form, headersOfForm);
  await popup.getByLabel('Email address').fill(newEmail());
  await popup.getByRole('button', { name: 'Sign up' }).click();
  await fill(popup, 'Aurora', 'Nurse');
  await submitButton(popup).click();
  await reachApp(popup, it.emulator);
  return { app, popup };
}

test('a popup in which the login has ended reaches the page that opened it', async (t) => {
  const { app, popup } = await logInByPopup(t);

  await popup.evaluate(() => opener.postMessage('logged in', location.origin));

  assert.deepEqual(await app.evaluate(() => window.report), [it.emulator.app, 'logged in']);
  assert.equal(await app.evaluate(() => window.popup.closed), false);
});

test('with a Cross-Origin-Opener-Policy on the form, the popup would lose its opener', async (t) => {
  const { app, popup } = await logInByPopup(t, (headers) =>
    headers.set('cross-origin-opener-policy', 'same-origin'),
  );

  assert.equal(await popup.evaluate(() => opener), null);
  assert.equal(await app.evaluate(() => window.popup.closed), true, 'it looks closed to its opener');
});

const policy = 'content-security-policy';
const framing = {
  'with both headers': { blocks: /frame-ancestors 'none'/, without: () => {} },
  'without X-Frame-Options': {
    blocks: /frame-ancestors 'none'/,
    without: (headers) => headers.delete('x-frame-options'),
  },
  'without frame-ancestors': { blocks: /'X-Frame-Options' to 'deny'/i, without: withoutAncestors },
  'without either': {
    blocks: null,
    without: (headers) => {
      headers.delete('x-frame-options');
      withoutAncestors(headers);
    },
  },
};

/** Loads a URL in a frame, and waits until the frame shows the page or an error. */
function frame(address) {
  const element = document.createElement('iframe');
  const loaded = new Promise((resolve) => element.addEventListener('load', resolve));
  element.src = address;
  document.body.append(element);
  return loaded;
}

function withoutAncestors(headers) {
  const directives = headers.get(policy).split(';');
  headers.set(policy, directives.filter((directive) => !directive.includes('frame-ancestors')).join(';'));
}

test('another origin that frames the form', async (t) => {
  const first = await it.newPage(t);
  await signUp(first, it.emulator, newEmail());
  const link = first.url();
  for (const [headers, { blocks, without }] of Object.entries(framing)) {
    await t.test(`${headers}: ${blocks ? 'the form is blocked' : 'the form would be displayed'}`, async () => {
      const page = await first.context().newPage();
      await changeHeaders(page, it.emulator.form, without);
      const messages = [];
      page.on('console', (message) => messages.push(message.text()));

      // A style sheet of the app, because the policy of its pages forbids all frames.
      await page.goto(`${it.emulator.app}/emulator.css`);
      await page.evaluate(frame, link);

      const forms = await page.frameLocator('iframe').getByLabel('Company name').count();
      assert.equal(forms, blocks ? 0 : 1);
      if (blocks) assert.match(messages.join('\n'), blocks);
    });
  }
});
