// The limits of Auth0 and of the form, checked in every case of tests/action.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { runAction } from './support/action.mjs';
import { base, readCases } from './support/cases.mjs';
import { build, copyFolder } from './support/deploy.mjs';
import { play } from './support/play.mjs';

/** The number of characters of an Action's output that Auth0 stores, including line ends. */
const MAX_OUTPUT = 256;

/** The maximum size of a user's profile in bytes. The Action's records must be a small part of it. */
const MAX_PROFILE = 10 * 1024;

/** The maximum number of characters of an Action's secret. */
const MAX_SETTING = 4096;

/** The maximum sizes in bytes of a token and a `state` in the form, and of a request's headers in API Gateway. */
const MAX_TOKEN = 8192;
const MAX_STATE = 2048;
const MAX_HEADERS = 10_240;

/** The size of an Action's code in bytes that Auth0 rejects. */
const TOO_LARGE = 100_000;

let runs;
before(async () => {
  const variants = readCases().flatMap(({ cases }) => cases.flatMap(({ variants }) => variants));
  const played = variants.map(async ({ where, steps }) => (await play(steps)).map((run) => ({ ...run, where })));
  runs = (await Promise.all(played)).flat();
});

test("the log of a run fits Auth0's limit", () => {
  for (const { console, where } of runs) {
    const output = console.map((line) => `${line}\n`).join('');
    assert.ok(output.length > 0, `${where}: nothing is logged`);
    assert.ok(output.length <= MAX_OUTPUT, `${where}: ${output.length} characters`);
    assert.match(output, /^[\x20-\x7e\n]*$/, where);
  }
});

test('no secret, token, state or answer is ever logged', () => {
  for (const { console, event, settings, where } of runs) {
    const tokens = [event.request?.query, event.request?.body].map((part) => part?.session_token).flat();
    const secrets = [...Object.values(base.keys), settings.SESSION_TOKEN_SECRET, base.state, base.nonce];
    const answers = [...Object.values(base.answer.other), 'canary'];
    // A token that is a single word can also be a word of the log.
    const isToken = (token) => typeof token === 'string' && token.includes('.');
    const all = [...secrets, ...answers, ...tokens.filter(isToken)];
    for (const text of all.filter(Boolean)) {
      assert.ok(!console.join('\n').includes(text), `${where}: ${text}`);
    }
  }
});

test('the record of a form leaves room for the rest of the profile', () => {
  const written = runs.flatMap(({ effects, where }) => {
    const records = effects.filter(([kind]) => kind === 'app_metadata');
    return records.map(([, , value]) => ({ where, size: JSON.stringify(value).length }));
  });
  assert.ok(written.length > 0);
  for (const { where, size } of written) {
    assert.ok(size <= MAX_PROFILE / 5, `${where}: ${size} bytes`);
  }
});

test('the form accepts the longest question', async () => {
  const name = (n) => `${'a'.repeat(60)}${String(n).padStart(4, '0')}`;
  const names = Array.from({ length: Math.floor(MAX_SETTING / 65) }, (_, n) => name(n));
  const event = structuredClone(base.event);
  event.client = { name: 'x'.repeat(100), client_id: 'x'.repeat(255) };
  event.transaction.ui_locales = ['x'.repeat(35)];
  event.user.user_id = 'x'.repeat(255);
  event.request.hostname = `${'x'.repeat(63)}.`.repeat(3) + 'x'.repeat(61);
  event.request.ip = 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255';
  const secrets = { ...base.settings, REQUIRED: 'true', REQUIRED_USER_FIELDS: names.join(',') };
  assert.ok(secrets.REQUIRED_USER_FIELDS.length <= MAX_SETTING);

  const { effects } = await runAction({ ...base, run: 'question', event, secrets });
  const [, url] = effects.find(([kind]) => kind === 'redirect');
  const token = new URL(url).searchParams.get('session_token');
  assert.ok(token.length <= MAX_TOKEN, `${token.length} bytes`);
  assert.ok(url.length + '&state='.length + MAX_STATE <= MAX_HEADERS, `${url.length} characters`);
});

test('the code of the Action is small enough with the largest plan', () => {
  const fields = Array.from({ length: 10 }, (_, n) => ({ type: 'text', name: `a_long_field_${n}`, label: 'L' }));
  const document = { url: 'https://example.com/terms', version: '2026-01', label: 'Terms' };
  const terms = { type: 'consent', name: 'terms', label: 'I accept', document };
  const form = { version: 1, title: 'T', fields: [...fields, terms] };
  const rule = (n) => ({
    name: `a-name-of-twenty-${String(n).padStart(4, '0')}`,
    form: 'profile',
    ask: [...fields.slice(n % 5, (n % 5) + 5).map(({ name }) => name), 'terms'],
    max_fields: 2,
    from_login: 2,
    from: '2026-01-01',
    until: '2026-12-31',
    when: {
      client: [String(n).padStart(32, 'x'), 'y'.repeat(32)],
      organization: ['an-organization'],
      country: ['DE', 'FR'],
      days_since_signup: { min: 30, max: 365 },
    },
    share: { test: 'a-test-of-two-forms', from: 0, to: 50 },
    consents: ['terms'],
    review: { [`a_long_field_${n % 5}`]: '12 months' },
    max_skips: 3,
    wait: '30 days',
  });
  const plan = { version: 1, since: '2026-01-01', rules: Array.from({ length: 50 }, (_, n) => rule(n)) };
  const size = Buffer.byteLength(build(copyFolder(), { plan, form }));
  assert.ok(size < TOO_LARGE, `${size} bytes`);
});
