// The requests of the form, and the information that they disclose to other origins.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changeHeaders } from './support/headers.mjs';
import { openForm, complaints, fill, reachApp, scene, submitButton } from './support/scene.mjs';

const it = scene();

test('the form is one request, and violates no policy', async (t) => {
  const page = await it.newPage(t);
  await openForm(page, it.emulator);
  const link = page.url();
  const secondPage = await page.context().newPage();
  const messages = complaints(secondPage);
  const requests = [];
  secondPage.on('request', (request) => requests.push(request.url()));

  await secondPage.goto(link, { waitUntil: 'networkidle' });

  // The icon is an empty data URL in the page.
  assert.deepEqual(requests.filter((url) => !url.startsWith('data:')), [link]);
  assert.deepEqual(messages, []);
});

/** Logs a new user in through the form. Returns the link to the form and all requests of the login. */
async function completeLogin(page) {
  const requests = [];
  page.on('request', (request) => requests.push(request));
  await openForm(page, it.emulator);
  const link = page.url();
  await fill(page, 'Aurora', 'Nurse');
  await submitButton(page).click();
  await reachApp(page, it.emulator);
  return { link, requests };
}

/** The last request to an origin and path. */
function lastTo(requests, step) {
  return requests.findLast((request) => it.emulator.step(request.url()) === step);
}

test('no request of a login discloses the previous page', async (t) => {
  const page = await it.newPage(t);
  const { requests } = await completeLogin(page);

  for (const step of ['form /forms/profile', 'tenant /continue', 'app /callback', 'app /']) {
    const headers = await lastTo(requests, step).allHeaders();
    assert.ok(headers['sec-fetch-site'], `${step}: the headers are those on the wire`);
    assert.equal(headers.referer, undefined, step);
  }
  const all = await Promise.all(requests.map((request) => request.allHeaders()));
  assert.deepEqual(all.filter(({ referer }) => /state|session_token/.test(referer)), []);
});

test("without the form's Referrer-Policy, the tenant would receive the URL of the form", async (t) => {
  const page = await it.newPage(t);
  await changeHeaders(page, it.emulator.form, (headers) => headers.set('referrer-policy', 'unsafe-url'));
  const { link, requests } = await completeLogin(page);

  assert.match(link, /session_token=/);
  assert.equal(lastTo(requests, 'tenant /continue').headers().referer, link);
});
