// A complete login in a browser: from the app through the tenant and the form, and back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  complaints,
  fill,
  logIn,
  newEmail,
  reachApp,
  scene,
  metadataOn,
  signUp,
  submitButton,
} from './support/scene.mjs';

const it = scene();

for (const javaScriptEnabled of [true, false]) {
  const how = `JavaScript ${javaScriptEnabled ? 'on' : 'off'}`;

  test(`with ${how} a new user is asked once, and the app shows the answers`, async (t) => {
    const { emulator } = it;
    const page = await it.newPage(t, { javaScriptEnabled });
    const messages = complaints(page);
    const email = newEmail();

    await signUp(page, emulator, email);
    await reachApp(page, emulator);
    assert.deepEqual(await metadataOn(page), [], 'the first login asks for nothing');

    await logIn(page, emulator, email);
    assert.equal(emulator.step(page.url()), 'form /forms/profile', 'the second login asks');
    await fill(page, 'Aurora & Söhne', 'Head of R+D');
    await submitButton(page).click();

    await reachApp(page, emulator);
    const answers = { company_name: 'Aurora & Söhne', job_title: 'Head of R+D' };
    assert.deepEqual(await metadataOn(page), Object.entries(answers).flat());
    assert.deepEqual(await emulator.metadata(email), answers);

    await logIn(page, emulator, email);
    await reachApp(page, emulator);
    assert.deepEqual(messages, [], 'no policy violation and no error');
  });

}

test('form, tenant and app are three origins', () => {
  const { form, tenant, app } = it.emulator;
  assert.equal(new Set([form, tenant, app].map((url) => new URL(url).origin)).size, 3);
});
