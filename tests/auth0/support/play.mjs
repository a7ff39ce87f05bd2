// Plays a case: runs the Action with the input of the case, and compares the result with the expected one.
import assert from 'node:assert/strict';

import { runAction } from './action.mjs';
import { base } from './cases.mjs';
import { open, seal } from './seal.mjs';
import { claimsOf, isSignedWith, sign } from './token.mjs';

const PREFIX = 'progressive-profiling: ';
const TXN_KEY = 'progressive_profiling_txn';
const RECORDS_KEY = 'progressive_profiling';

/** The object and the key that a JSON Pointer (RFC 6901) refers to. No key needs escapes. */
function locate(event, pointer) {
  const names = pointer.split('/').slice(1);
  const key = names.pop();
  return { parent: names.reduce((value, name) => value[name], event), key };
}

/** Applies changes to an object. `null` removes a key. */
function changed(object, changes = {}) {
  const all = Object.entries({ ...object, ...changes });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

/** The token that the form returns, or null. */
function tokenOf(step) {
  if (Object.hasOwn(step, 'token')) {
    return step.token;
  }
  const claims = { ...base.answer, ...step.claims };
  for (const name of step.without_claims ?? []) {
    delete claims[name];
  }
  const secret = step.secret ?? base.keys[step.key ?? 'current'];
  assert.ok(typeof secret === 'string', `there is no key ${step.key}`);
  return sign({ ...claims, ...sealedClaims(step, claims, secret) }, secret);
}

/** The claims of sealed answers, if the step has them. */
function sealedClaims({ sealed }, claims, secret) {
  if (sealed === undefined) {
    return {};
  }
  const { content, binding, key, cut = 0 } = sealed;
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const ours = { direction: 'answer', ...claims, ...binding };
  const other = seal(key === undefined ? secret : base.keys[key], ours, text);
  return { seal: 1, ...('seal' in claims ? { seal: claims.seal } : {}), other: other.slice(0, other.length - cut) };
}

/** The claims of a question, with the claim `prefill` opened. */
function openedQuestion(token, secret) {
  const claims = claimsOf(token);
  if (claims.prefill !== undefined) {
    const binding = { ...claims, direction: 'question', state: '' };
    claims.prefill = JSON.parse(open(secret, binding, claims.prefill));
  }
  return claims;
}

/** The event of a step, for the user after the previous step. */
function eventOf(step, user) {
  let event = structuredClone({ ...base.event, user });
  if (step.run === 'answer') {
    const token = tokenOf(step);
    const parameters = { state: base.state, ...(token === null ? {} : { session_token: token }) };
    event.request[step.in_body ? 'body' : 'query'] = parameters;
    event.transaction.metadata = { [TXN_KEY]: base.nonce };
  }
  for (const pointer of Object.keys(step.event ?? {}).sort()) {
    const value = structuredClone(step.event[pointer]);
    if (pointer === '') {
      event = value;
    } else {
      const { parent, key } = locate(event, pointer);
      parent[key] = value;
    }
  }
  for (const pointer of step.without ?? []) {
    const { parent, key } = locate(event, pointer);
    delete parent[key];
  }
  return event;
}

/** The claim `settings` of a question with these settings: the FNV-1a hash of those that are not secret. */
function fingerprintOf(settings) {
  const text = (name) => (typeof settings[name] === 'string' ? settings[name].trim() : '');
  const names = ['FORM_URL', 'REQUIRED_USER_FIELDS', 'LOGIN_COUNT', 'REQUIRED', 'ASK_AGAIN'];
  const bytes = Buffer.from(names.map((name) => `${name}=${text(name)}\n`).join(''));
  const hash = bytes.reduce((hash, byte) => ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn, 0x811c9dc5n);
  return hash.toString(16).padStart(8, '0');
}

/** The complete expected result of a run. Anything that the case does not list must not happen. */
function expectationOf({ expect }, event, settings) {
  const nonce = expect.question ? base.nonce : event.transaction?.metadata?.[TXN_KEY];
  const login = typeof nonce === 'string' && nonce !== '' ? ` login=${nonce.slice(0, 8)}` : '';
  const log = expect.log.map((line) => PREFIX + line);
  const question = { ...base.question, settings: fingerprintOf(settings) };
  log[log.length - 1] += login + (expect.denied ? ' (denied)' : '');
  return {
    log,
    question: expect.question ? changed(question, expect.question) : undefined,
    to: expect.question ? (expect.to ?? base.to) : undefined,
    denied: expect.denied ? base.messages[expect.denied] : undefined,
    user_metadata: expect.user_metadata ?? {},
    form_records: expect.form_records ?? undefined,
    transaction: expect.question ? { [TXN_KEY]: base.nonce } : {},
  };
}

/** The result of a run, in the same format. */
function outcomeOf({ effects, console }, secret) {
  const all = (name) => effects.filter(([kind]) => kind === name).map(([, ...rest]) => rest);
  const once = (name) => {
    const found = all(name);
    assert.ok(found.length <= 1, `${name} occurs more than once`);
    return found[0] ?? [];
  };
  const [url] = once('redirect');
  const [key, records] = once('app_metadata');
  assert.ok([undefined, RECORDS_KEY].includes(key), `app_metadata.${key} is written`);
  const token = url === undefined ? undefined : new URL(url).searchParams.get('session_token');
  assert.ok(token === undefined || isSignedWith(token, secret), 'another secret signed the question');
  return {
    log: console,
    question: token === undefined ? undefined : openedQuestion(token, secret),
    to: url?.replace(token, '<token>'),
    denied: once('deny')[0],
    user_metadata: Object.fromEntries(all('user_metadata')),
    form_records: records,
    transaction: Object.fromEntries(all('transaction')),
  };
}

/**
 * Plays the steps of a case in order, with one user.
 * @returns {Promise<{event: object, effects: any[][], console: string[], settings: object}[]>} The
 *   runs, for further assertions.
 */
export async function play(steps) {
  const runs = [];
  let user = base.event.user;
  for (const step of steps) {
    const settings = changed(base.settings, step.settings);
    const event = eventOf(step, user);
    const { now, nonce, state } = base;
    const run = await runAction({
      ...{ run: step.run, nonce, now, event, secrets: settings },
      state: step.run === 'answer' ? state : undefined,
      refusal: step.validate_error,
      hasCrypto: step.without_crypto !== true,
    });
    runs.push({ ...run, event, settings });
    const outcome = outcomeOf(run, settings.SESSION_TOKEN_SECRET?.trim());
    assert.deepEqual(outcome, expectationOf(step, event, settings));
    if (step.expect.attempts !== undefined) {
      const attempts = run.effects.filter(([kind]) => kind === 'attempt').length;
      assert.equal(attempts, step.expect.attempts, 'the number of attempts to validate the token');
    }
    user = updatedUser(user, outcome);
  }
  return runs;
}

/** The user after a run. */
function updatedUser(user, { user_metadata, form_records }) {
  const app_metadata = form_records === undefined ? {} : { [RECORDS_KEY]: form_records };
  return {
    ...user,
    user_metadata: { ...user.user_metadata, ...user_metadata },
    app_metadata: { ...user.app_metadata, ...app_metadata },
  };
}
