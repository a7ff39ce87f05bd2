// The whole journey in a browser: app, tenant, form, and back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  comeToForm,
  complaints,
  fill,
  logIn,
  newEmail,
  reachApp,
  scene,
  shownMetadata,
  signUp,
  submitButton,
} from './support/scene.mjs';

const it = scene();

for (const javaScriptEnabled of [true, false]) {
  const how = `JavaScript ${javaScriptEnabled ? 'on' : 'off'}`;

  test(`with ${how} a new user is asked once, and the app shows the answers`, async (t) => {
    const { stand } = it;
    const page = await it.newPage(t, { javaScriptEnabled });
    const heard = complaints(page);
    const email = newEmail();

    await signUp(page, stand, email);
    await reachApp(page, stand);
    assert.deepEqual(await shownMetadata(page), [], 'the first login asks for nothing');

    await logIn(page, stand, email);
    assert.equal(stand.step(page.url()), 'form /forms/profile', 'the second login asks');
    await fill(page, 'Aurora & Söhne', 'Head of R+D');
    await submitButton(page).click();

    await reachApp(page, stand);
    const answers = { company_name: 'Aurora & Söhne', job_title: 'Head of R+D' };
    assert.deepEqual(await shownMetadata(page), Object.entries(answers).flat());
    assert.deepEqual(await stand.metadata(email), answers);

    await logIn(page, stand, email);
    await reachApp(page, stand);
    assert.deepEqual(heard, [], 'no violation of a policy, no error');
  });

  test(`with ${how} sending the form leads through the tenant to the app`, async (t) => {
    const { stand } = it;
    const page = await it.newPage(t, { javaScriptEnabled });
    await comeToForm(page, stand);
    const chain = [];
    page.on('response', (response) => {
      if (response.request().isNavigationRequest()) {
        chain.push(`${response.status()} ${stand.step(response.url())}`);
      }
    });

    await fill(page, 'Aurora', 'Nurse');
    await submitButton(page).click();
    await reachApp(page, stand);

    assert.deepEqual(chain, [
      '303 form /forms/profile',
      '302 tenant /continue',
      '302 app /callback',
      '200 app /',
    ]);
  });
}

test('form, tenant and app are three origins', () => {
  const { form, tenant, app } = it.stand;
  assert.equal(new Set([form, tenant, app].map((url) => new URL(url).origin)).size, 3);
});

// Chromium holds `form-action` against every redirect that follows a form, too. These show that the
// journey above would notice one: it is cut where the policy names no more of the way.
const cuts = [
  { added: '', cutBefore: null },
  { added: "form-action 'self'", cutBefore: 'tenant' },
  { added: "form-action 'self' TENANT", cutBefore: 'app' },
  { added: "form-action 'self' TENANT APP", cutBefore: null },
];
for (const { added, cutBefore } of cuts) {
  const end = cutBefore ? `is cut before the ${cutBefore}` : 'is completed';
  test(`with ${added || 'no form-action'} in the form's policy the journey ${end}`, async (t) => {
    const { stand } = it;
    const page = await it.newPage(t);
    const email = await comeToForm(page, stand);
    const directive = added.replace('TENANT', stand.tenant).replace('APP', stand.app);
    await page.route(`${stand.form}/**`, async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      const response = await route.fetch();
      const headers = response.headers();
      headers['content-security-policy'] += `; ${directive}`;
      return route.fulfill({ response, headers });
    });
    // Playwright's routes do not see what a redirect leads to, as it led to the form.
    await page.reload();
    await fill(page, 'Aurora', 'Nurse');

    if (cutBefore) {
      const violation = page.waitForEvent('console', (message) => message.text().includes('form-action'));
      await submitButton(page).click();
      await violation;
      assert.equal(stand.step(page.url()), 'form /forms/profile', 'the browser stays where it was');
    } else {
      await submitButton(page).click();
      await reachApp(page, stand);
    }
    const [{ steps }] = await stand.executions(email);
    assert.ok(steps.some(({ step, outcome }) => step === 'form' && outcome === 'answered'), 'it was sent');
    assert.equal(steps.some(({ step }) => step === 'continue'), cutBefore !== 'tenant');
  });
}
