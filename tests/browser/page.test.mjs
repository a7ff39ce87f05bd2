// What the form asks of the network, and what it tells others.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { comeToForm, complaints, fill, reachApp, scene, submitButton } from './support/scene.mjs';

const it = scene();

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
