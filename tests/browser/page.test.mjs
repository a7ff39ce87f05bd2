// What the form asks of the network, and what it tells others.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changeHeaders } from './support/headers.mjs';
import { comeToForm, complaints, fill, reachApp, scene, submitButton } from './support/scene.mjs';

const it = scene();

test('the form is one request, and breaks no policy', async (t) => {
  const page = await it.newPage(t);
  await comeToForm(page, it.emulator);
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

/** Logs a new user in, through the form; gives the form's link and all requests on the way. */
async function goThrough(page) {
  const requests = [];
  page.on('request', (request) => requests.push(request));
  await comeToForm(page, it.emulator);
  const link = page.url();
  await fill(page, 'Aurora', 'Nurse');
  await submitButton(page).click();
  await reachApp(page, it.emulator);
  return { link, requests };
}

/** The last request to a place. */
function lastTo(requests, step) {
  return requests.findLast((request) => it.emulator.step(request.url()) === step);
}

test('no request of a login discloses the previous page', async (t) => {
  const page = await it.newPage(t);
  const { requests } = await goThrough(page);

  for (const step of ['form /forms/profile', 'tenant /continue', 'app /callback', 'app /']) {
    const headers = await lastTo(requests, step).allHeaders();
    assert.ok(headers['sec-fetch-site'], `${step}: these are the headers as they were sent`);
    assert.equal(headers.referer, undefined, step);
  }
  const all = await Promise.all(requests.map((request) => request.allHeaders()));
  assert.deepEqual(all.filter(({ referer }) => /state|session_token/.test(referer)), []);
});

test("without the form's Referrer-Policy, the tenant would be told the form's link", async (t) => {
  const page = await it.newPage(t);
  await changeHeaders(page, it.emulator.form, (headers) => headers.set('referrer-policy', 'unsafe-url'));
  const { link, requests } = await goThrough(page);

  assert.match(link, /session_token=/);
  assert.equal(lastTo(requests, 'tenant /continue').headers().referer, link);
});
