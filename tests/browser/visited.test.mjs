// The URLs of a login, in its requests and in the history of browsers. The URL of /continue has the answers in a token,
// where they are sealed. These tests search for readable answers, as someone with access to the history could.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { chromium } from 'playwright-core';

import { claimsOf, sign } from '../auth0/support/token.mjs';
import { setting } from './support/emulator.mjs';
import { Chromium, Firefox, untilPage } from './support/engines.mjs';
import { fill, newEmail, openForm, reachApp, scene, submitButton } from './support/scene.mjs';

const it = scene();

const answers = { company_name: 'Canary Ltd', job_title: 'Keeper of canaries' };

/** Words of the answers. A URL contains no spaces. */
const words = ['Canary', 'Keeper', 'canaries'];

/** A token that is signed but not sealed. The search must find this word, which is in no answer. */
const control = 'Readable';
const signed = sign({ other: { company_name: `${control} Ltd` } }, 'secret');

/**
 * Returns a text and everything in it that is encoded in Base64url or percent-encoded, recursively: the claims of a token
 * contain sealed texts.
 */
function decoded(text) {
  const encoded = text.match(/[\w-]{8,}/g) ?? [];
  const contents = encoded.map((part) => decoded(Buffer.from(part, 'base64url').toString('latin1')));
  const unescaped = text.replace(/%([\da-f]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
  if (unescaped !== text) contents.push(decoded(unescaped));
  return [text, ...contents].join('\n');
}

/** Returns the secrets that are readable in a text, ignoring case. */
function readable(text, secrets) {
  const all = decoded(text).toLowerCase();
  return secrets.filter((secret) => all.includes(secret.toLowerCase()));
}

const base64url = (text) => Buffer.from(text).toString('base64url');

/** Texts, and the secrets that are readable in each. */
const searches = {
  'a signed token': [`https://tenant/continue?state=s&session_token=${signed}`, [control]],
  'a claim in Base64url, in a signed token': [sign({ other: base64url('"Canary"') }, 'secret'), ['Canary']],
  'an answer in a URL': ['https://app/?company=Canary+Ltd&title=keeper', ['Canary', 'Keeper']],
  'an escaped email address': ['https://tenant/login?hint=ada%40example.com', ['ada@example.com']],
  'an email address that is escaped twice': ['https://app/?to=%2Flogin%3Fh%3Dada%2540example.com', ['ada@example.com']],
  'an email address in a signed token': [sign({ email: 'ada@example.com' }, 'secret'), ['ada@example.com']],
  'a masked email address in a signed token': [sign({ email: 'a…@e….com' }, 'secret'), []],
};

for (const [what, [text, expected]] of Object.entries(searches)) {
  test(`the search for readable answers: ${what}`, () => {
    assert.deepEqual(readable(text, [...words, control, 'ada@example.com']), expected);
  });
}

test('no answer and no email address is readable in a URL of a login', async (t) => {
  const { emulator } = it;
  const page = await it.newPage(t);
  const requests = [];
  page.on('request', (request) => requests.push(request));

  const email = await openForm(page, emulator);
  await fill(page, ...Object.values(answers));
  await submitButton(page).click();
  await reachApp(page, emulator);

  assert.deepEqual(await emulator.metadata(email), answers, 'the answers arrived');
  const navigations = requests.filter((request) => request.isNavigationRequest());
  const steps = navigations.map((request) => `${request.method()} ${emulator.step(request.url())}`);
  assert.deepEqual(steps.slice(steps.indexOf('GET form /forms/profile')), [
    'GET form /forms/profile',
    'POST form /forms/profile',
    'GET tenant /continue',
    'GET app /callback',
    'GET app /',
  ]);
  for (const request of requests) {
    const { referer = '' } = await request.allHeaders();
    const response = await request.response();
    const { location = '' } = (await response?.allHeaders()) ?? {};
    for (const [part, text] of Object.entries({ URL: request.url(), referer, location })) {
      const found = readable(text, [...words, email]);
      assert.deepEqual(found, [], `the ${part} of ${emulator.step(request.url())}: ${text}`);
    }
  }
  assert.ok(requests.some((request) => isSealed(request.url())), 'the answers are in the URL of /continue');
});

/** Returns true if a text contains a URL of /continue with a complete token whose answers are sealed. */
function isSealed(text) {
  const tokens = text.matchAll(/\/continue\?state=[\w-]+&session_token=([\w-]+\.[\w-]+\.)/g);
  const claims = [...tokens].map(([, token]) => claimsOf(token));
  return claims.some((found) => found?.seal && typeof found.other === 'string');
}

/** Reads a SQLite database with its journals, whose names start with `prefix`. They contain URLs as text. */
async function database(folder, prefix) {
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  assert.ok(names.length > 0, `the browser has not written ${prefix}`);
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))).join('\n');
}

class FirefoxWithHistory extends Firefox {
  history() {
    return database(this.profile, 'places.sqlite');
  }
}

/** Chromium with a profile on disk. */
class ChromiumWithHistory extends Chromium {
  async start() {
    this.profile = await mkdtemp(join(tmpdir(), 'chromium-'));
    // The headless shell has no history.
    const executablePath = setting('CHROMIUM_WITH_HISTORY');
    this.context = await chromium.launchPersistentContext(this.profile, { executablePath });
    await this.openTab();
  }

  /** Quits normally, so that the browser writes everything to its profile first. */
  async quit() {
    await this.context?.close();
  }

  history() {
    return database(join(this.profile, 'Default'), 'History');
  }

  async close() {
    await this.quit();
    if (this.profile) await rm(this.profile, { recursive: true, force: true });
  }
}

/** Logs a new user in twice and answers the form. Returns the user's email address. */
async function completeLogin(browser, emulator) {
  const email = newEmail();
  const at = (origin, selector) =>
    untilPage(
      browser,
      `return location.href.startsWith('${origin}/') && document.readyState === 'complete'
        && document.querySelector('${selector}') !== null`,
    );
  const untilLoggedIn = (count) =>
    untilPage(
      browser,
      `return location.href === '${emulator.app}/' && document.querySelectorAll('dd')[1]?.innerText === '${count}'`,
    );

  await browser.navigate(`${emulator.app}/login`);
  await at(emulator.tenant, '#email');
  await browser.type('#email', email);
  await browser.click('#email ~ p button');
  await untilLoggedIn(1);

  await browser.navigate(`${emulator.app}/login?prompt=login`);
  await at(emulator.tenant, '[name=user_id]');
  await browser.run(`const users = [...document.querySelectorAll('[name=user_id]')];
    users.find(({ innerText }) => innerText === '${email}').click()`);
  await at(emulator.form, 'form button');
  for (const [name, answer] of Object.entries(answers)) await browser.type(`[name=${name}]`, answer);
  await browser.click('form button');
  await untilLoggedIn(2);
  assert.deepEqual(await emulator.metadata(email), answers, 'the answers arrived');
  return email;
}

for (const [name, Browser] of Object.entries({ Firefox: FirefoxWithHistory, Chromium: ChromiumWithHistory })) {
  test(`no answer and no email address is readable in the history of ${name} after a login`, async (t) => {
    const browser = new Browser();
    t.after(() => browser.close());
    await browser.start();
    await browser.open(`${it.emulator.app}/?session_token=${signed}`);
    const email = await completeLogin(browser, it.emulator);
    await browser.quit();

    const history = await browser.history();
    assert.deepEqual(readable(history, [...words, email, control]), [control], 'only in the token that is not sealed');
    assert.ok(history.includes(`${it.emulator.form}/forms/profile?session_token=`), 'the URL of the form is in it');
    assert.ok(isSealed(history), 'the URL of /continue is in it');
  });
}
