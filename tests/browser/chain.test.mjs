// The redirects that follow the form, over https: as far as the callback, whatever the app is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { addToPolicy } from './support/headers.mjs';
import { complaints, fill, newEmail, reachApp, scene, signUp, submitButton } from './support/scene.mjs';

const native = 'com.example.app://callback';

// Chromium holds `form-action` against every redirect that follows a form, too. The form's policy has none;
// `cuts` are those that somebody might add, and before what they cut the way. An app over http is one in
// development, on a loopback address.
const apps = {
  'an app over https': {
    callback: 'https',
    end: ['GET app /callback', 'GET app /'],
    cuts: {
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
    cuts: { "form-action 'self'": 'tenant', "form-action 'self' https:": 'app' },
  },
  'a native app': {
    callback: native,
    end: [`GET ${native}`],
    cuts: { "form-action 'self'": 'tenant', "form-action 'self' https:": 'app' },
  },
};

for (const [app, { callback, end, cuts }] of Object.entries(apps)) {
  describe(app, () => {
    const it = scene('--https', '--callback', callback, '--login-count', '1');

    /** A new user at the form, with the answers filled in. */
    async function begin(page) {
      const email = newEmail();
      await signUp(page, it.emulator, email);
      assert.equal(it.emulator.step(page.url()), 'form /forms/profile');
      await fill(page, 'Aurora', 'Nurse');
      return email;
    }

    /** Whether a request is the last one of the way. */
    function isLast(request) {
      const url = request.url();
      return callback === native ? url.startsWith(native) : url === `${it.emulator.app}/`;
    }

    /** A request and those that it was redirected from, the first first. */
    function chain(request) {
      const before = request.redirectedFrom();
      const url = request.url();
      const step = url.startsWith(native) ? native : it.emulator.step(url);
      return [...(before ? chain(before) : []), `${request.method()} ${step}`];
    }

    for (const javaScriptEnabled of [true, false]) {
      const how = `JavaScript ${javaScriptEnabled ? 'on' : 'off'}`;
      test(`with ${how} the browser goes through the tenant to ${app}`, async (t) => {
        const page = await it.newPage(t, { javaScriptEnabled });
        const heard = complaints(page);
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
        assert.deepEqual(heard, [], 'no violation of a policy, no error');
      });
    }

    /** What a native app gets, which is not there to take it: the request fails, and the page stays. */
    async function assertCodeFor(request) {
      const names = [...new URL(request.url()).searchParams.keys()];
      assert.deepEqual(names, ['code', 'state']);
      const page = request.frame().page();
      if (!request.failure()) await page.waitForEvent('requestfailed', (failed) => failed === request);
      assert.equal(it.emulator.step(page.url()), 'form /forms/profile');
    }

    for (const [directive, cutBefore] of Object.entries(cuts)) {
      const policy = directive || 'no form-action';
      const what = cutBefore ? `cut before the ${cutBefore}` : 'not cut';
      test(`with ${policy} in the form's policy the way is ${what}`, async (t) => {
        const { emulator } = it;
        const page = await it.newPage(t);
        const added = directive.replace('TENANT', emulator.tenant).replace('APP', emulator.app);
        await addToPolicy(page, emulator.form, added);
        const email = await begin(page);
        const isViolation = (message) => message.text().includes('form-action');
        const last = cutBefore ? page.waitForEvent('console', isViolation) : page.waitForRequest(isLast);
        const requests = [];
        page.on('request', (request) => requests.push(...chain(request).slice(-1)));

        await submitButton(page).click();
        await last;

        if (cutBefore) assert.equal(emulator.step(page.url()), 'form /forms/profile', 'the browser stays there');
        else await reachApp(page, emulator);
        assert.equal(requests.includes(end[0]), !cutBefore, 'whether the app is asked');
        const [{ steps }] = await emulator.executions(email);
        assert.ok(steps.some(({ step, outcome }) => step === 'form' && outcome === 'answered'), 'it was sent');
        assert.equal(steps.some(({ step }) => step === 'continue'), cutBefore !== 'tenant');
      });
    }
  });
}
