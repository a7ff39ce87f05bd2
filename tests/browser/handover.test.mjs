// CONTINUE_METHOD=post: a page posts the answers to the tenant, automatically or with its button.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axeFindings, nothingFound, overflowing, smallTargets } from './support/accessible.mjs';
import { openForm, complaints, fill, reachApp, scene, submitButton } from './support/scene.mjs';

const it = scene('--continue-method', 'post');

/** Submits the form, and records the requests that follow. */
async function answer(page, emulator) {
  const email = await openForm(page, emulator);
  const chain = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) chain.push({ step: `${request.method()} ${emulator.step(request.url())}`, request });
  });
  await fill(page, 'Canary Ltd', 'Canary keeper');
  await submitButton(page).click();
  return { email, chain };
}

const EXPECTED = ['POST form /forms/profile', 'POST tenant /continue', 'GET app /callback', 'GET app /'];

test('with JavaScript the page continues automatically, and no answer is in any URL', async (t) => {
  const { emulator } = it;
  const page = await it.newPage(t);
  const messages = complaints(page);
  const { email, chain } = await answer(page, emulator);
  await reachApp(page, emulator);
  assert.deepEqual(chain.map(({ step }) => step), EXPECTED);
  for (const { step, request } of chain) {
    assert.doesNotMatch(request.url(), /session_token|canary/i, step);
  }
  const saved = { company_name: 'Canary Ltd', job_title: 'Canary keeper' };
  assert.deepEqual(await emulator.metadata(email), saved);
  assert.deepEqual(messages, [], 'no policy violation and no error');
});

test('without JavaScript the button continues', async (t) => {
  const { emulator } = it;
  const page = await it.newPage(t, { javaScriptEnabled: false });
  const { email, chain } = await answer(page, emulator);
  await page.getByRole('heading', { name: 'Taking you back to sign in' }).waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await reachApp(page, emulator);
  assert.deepEqual(chain.map(({ step }) => step), EXPECTED);
  assert.equal((await emulator.metadata(email)).company_name, 'Canary Ltd');
});

test('the page that posts the answers is accessible', async (t) => {
  const { emulator } = it;
  const page = await it.newPage(t, { viewport: { width: 320, height: 640 } });
  // The browser stays on the page, as if the user had clicked Stop.
  await page.route(`${emulator.tenant}/continue`, (route) => route.abort('aborted'));
  await answer(page, emulator);
  await page.getByRole('heading', { name: 'Taking you back to sign in' }).waitFor();
  assert.deepEqual(await axeFindings(page), nothingFound);
  assert.deepEqual(await overflowing(page), []);
  assert.deepEqual(await smallTargets(page), []);
});

test('a second click while the tenant responds does not send the answers twice', async (t) => {
  const { emulator } = it;
  const page = await it.newPage(t);
  // An impatient user, who clicks the button half a second after the page has submitted its form.
  await page.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => {
      const button = document.querySelector('form[action$="/continue"] button');
      if (button) setTimeout(() => (button.click(), console.log('clicked')), 500);
    });
  });
  const clicked = page.waitForEvent('console', (message) => message.text() === 'clicked');
  let posts = 0;
  await page.route(`${emulator.tenant}/continue`, async (route) => {
    posts += 1;
    await clicked;
    await route.continue();
  });
  await answer(page, emulator);
  await reachApp(page, emulator);
  assert.equal(posts, 1);
});

test('the button is busy during the submission, and works again ten seconds later', async (t) => {
  const { emulator } = it;
  const page = await it.newPage(t);
  await page.clock.install();
  let posts = 0;
  // The browser stays on the page.
  await page.route(`${emulator.tenant}/continue`, (route) => {
    posts += 1;
    return route.fulfill({ status: 204 });
  });
  await answer(page, emulator);
  await page.getByRole('heading', { name: 'Taking you back to sign in' }).waitFor();
  const button = page.getByRole('button', { name: 'Continue' });
  const isBusy = () => button.getAttribute('aria-busy');

  assert.equal(await isBusy(), 'true');
  await button.click();
  assert.equal(posts, 1, 'a click while it is busy sends nothing');
  await page.clock.runFor(10_000);
  assert.equal(await isBusy(), null);
  await button.click();
  assert.deepEqual([await isBusy(), posts], ['true', 2]);
});

test('Back from the app does not lead to the page that would send the answers again', async (t) => {
  const { emulator } = it;
  const page = await it.newPage(t);
  const { chain } = await answer(page, emulator);
  await reachApp(page, emulator);
  await page.goBack();
  const later = chain.slice(EXPECTED.length).map(({ step }) => step);
  assert.ok(!later.includes('POST tenant /continue'), later.join(', '));
});
