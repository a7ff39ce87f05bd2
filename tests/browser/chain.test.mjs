// The redirects that follow the form, over https, to the callback of each type of app.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { addToPolicy } from './support/headers.mjs';
import { complaints, fill, newEmail, reachApp, scene, signUp, submitButton } from './support/scene.mjs';

const native = 'com.example.app://callback';

// Chromium also applies `form-action` to every redirect that follows a form submission. The form's policy has no such
// directive. `blocked` maps each directive that a developer might add to the first origin that it blocks. An app over
// http is an app in development, on a loopback address.
const apps = {
  'an app over https': {
    callback: 'https',
    end: ['GET app /callback', 'GET app /'],
    blocked: {
      '': null,
      "form-action 'self'": 'tenant',
      "form-action 'self' TENANT": 'app',
      "form-action 'self' TENANT APP": null,
      "form-action 'self' https:": null,
    },
  },
  'an app over http': {
    callback: 'http',
    end: ['GET app /callback', 'GET app /'],
    blocked: { "form-action 'self'": 'tenant', "form-action 'self' https:": 'app' },
  },
  'a native app': {
    callback: native,
    end: [`GET ${native}`],
    blocked: { "form-action 'self'": 'tenant', "form-action 'self' https:": 'app' },
  },
};

for (const [app, { callback, end, blocked }] of Object.entries(apps)) {
  describe(app, () => {
    const it = scene('--https', '--callback', callback, '--login-count', '1');

    /** Signs up a new user and fills in the form. */
    async function begin(page) {
      const email = newEmail();
      await signUp(page, it.emulator, email);
      assert.equal(it.emulator.step(page.url()), 'form /forms/profile');
      await fill(page, 'Aurora', 'Nurse');
      return email;
    }

    /** Returns true for the last request of a login. */
    function isLast(request) {
      const url = request.url();
      return callback === native ? url.startsWith(native) : url === `${it.emulator.app}/`;
    }

    /** Returns a request and the requests that it was redirected from, in order. */
    function chain(request) {
      const previous = request.redirectedFrom();
      const url = request.url();
      const step = url.startsWith(native) ? native : it.emulator.step(url);
      return [...(previous ? chain(previous) : []), `${request.method()} ${step}`];
    }

    for (const javaScriptEnabled of [true, false]) {
      const how = `JavaScript ${javaScriptEnabled ? 'on' : 'off'}`;
      test(`with ${how} the browser goes through the tenant to ${app}`, async (t) => {
        const page = await it.newPage(t, { javaScriptEnabled });
        const messages = complaints(page);
        const email = await begin(page);

        const last = page.waitForRequest(isLast);
        await submitButton(page).click();

        assert.deepEqual(chain(await last), [
          'POST form /forms/profile',
          'GET tenant /continue',
          ...end,
        ]);
        if (callback === native) await assertCodeFor(await last);
        else await reachApp(page, it.emulator);
        assert.deepEqual(await it.emulator.metadata(email), { company_name: 'Aurora', job_title: 'Nurse' });
        const [{ outcome, steps }] = await it.emulator.executions(email);
        assert.equal(outcome.result, 'completed');
        const { to, answer } = steps.find(({ step }) => step === 'callback');
        assert.deepEqual([to, answer], [callback === native ? native : `${it.emulator.app}/callback`, 'a code']);
        assert.deepEqual(messages, [], 'no policy violation and no error');
      });
    }

    /** Asserts that the request has a code for a native app. No such app is installed, so the request fails. */
    async function assertCodeFor(request) {
      const names = [...new URL(request.url()).searchParams.keys()];
      assert.deepEqual(names, ['code', 'state']);
      const page = request.frame().page();
      if (!request.failure()) await page.waitForEvent('requestfailed', (failed) => failed === request);
      assert.equal(it.emulator.step(page.url()), 'form /forms/profile');
    }

    for (const [directive, blockedOrigin] of Object.entries(blocked)) {
      const policy = directive || 'no form-action';
      const result = blockedOrigin ? `blocked before the ${blockedOrigin}` : 'not blocked';
      test(`with ${policy} in the form's policy the redirect is ${result}`, async (t) => {
        const { emulator } = it;
        const page = await it.newPage(t);
        const added = directive.replace('TENANT', emulator.tenant).replace('APP', emulator.app);
        await addToPolicy(page, emulator.form, added);
        const email = await begin(page);
        const isViolation = (message) => message.text().includes('form-action');
        const last = blockedOrigin ? page.waitForEvent('console', isViolation) : page.waitForRequest(isLast);
        const requests = [];
        page.on('request', (request) => requests.push(...chain(request).slice(-1)));

        await submitButton(page).click();
        await last;

        if (blockedOrigin) assert.equal(emulator.step(page.url()), 'form /forms/profile', 'the browser stays there');
        else await reachApp(page, emulator);
        assert.equal(requests.includes(end[0]), !blockedOrigin, 'the app receives a request unless it is blocked');
        const [{ steps }] = await emulator.executions(email);
        assert.ok(steps.some(({ step, outcome }) => step === 'form' && outcome === 'answered'), 'the form was submitted');
        assert.equal(steps.some(({ step }) => step === 'continue'), blockedOrigin !== 'tenant');
      });
    }
  });
}
