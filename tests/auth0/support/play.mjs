// Plays a case: runs the Action with the input of the case, and compares the result with the expected one.
import assert from 'node:assert/strict';

import { runAction } from './action.mjs';
import { base } from './cases.mjs';
import { open, seal } from './seal.mjs';
import { claimsOf, isSignedWith, sign } from './token.mjs';

const PREFIX = 'progressive-profiling: ';
const TXN_KEY = 'progressive_profiling_txn';
const QUESTION_KEY = 'progressive_profiling_question';
const RECORDS_KEY = 'progressive_profiling';
const MEMORY_KEY = 'progressive_profiling_plan';
const DAY = 86_400;

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
  const claims = { ...delayed(base.answer, step), ...step.claims };
  for (const name of step.without_claims ?? []) {
    delete claims[name];
  }
  const secret = step.secret ?? base.keys[step.key ?? 'current'];
  assert.ok(typeof secret === 'string', `there is no key ${step.key}`);
  return sign({ ...claims, ...sealedClaims(step, claims, secret) }, secret);
}

/** Claims of a token, with their times moved by the days of a step. */
function delayed(claims, { days = 0 }) {
  return { ...claims, iat: claims.iat + days * DAY, exp: claims.exp + days * DAY };
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
export function openedQuestion(token, secret) {
  const claims = claimsOf(token);
  if (claims.prefill !== undefined) {
    const binding = { ...claims, direction: 'question', state: '' };
    claims.prefill = JSON.parse(open(secret, binding, claims.prefill));
  }
  return claims;
}

/** The event of a step, for the user after the previous step, and with the question of the login. */
function eventOf(step, user, asked) {
  let event = structuredClone({ ...base.event, user });
  if (step.run === 'answer') {
    const token = tokenOf(step);
    const parameters = { state: base.state, ...(token === null ? {} : { session_token: token }) };
    event.request[step.in_body ? 'body' : 'query'] = parameters;
    const question = step.asked === undefined ? asked : JSON.stringify(step.asked);
    event.transaction.metadata = { [TXN_KEY]: base.nonce, ...(question && { [QUESTION_KEY]: question }) };
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

/** The claim `settings` of a question: the FNV-1a hash of the settings that are not secret, and of the plan. */
function fingerprintOf(settings, plan) {
  const text = (name) => (typeof settings[name] === 'string' ? settings[name].trim() : '');
  const names = ['FORM_URL', 'REQUIRED_USER_FIELDS', 'LOGIN_COUNT', 'REQUIRED', 'ASK_AGAIN'];
  const lines = names.slice(0, plan ? 1 : undefined).map((name) => `${name}=${text(name)}\n`);
  return fnv1a32(lines.join('') + (plan ? `PLAN=${fnv1a32(JSON.stringify(plan))}\n` : ''));
}

function fnv1a32(text) {
  const bytes = Buffer.from(text);
  const hash = bytes.reduce((hash, byte) => ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn, 0x811c9dc5n);
  return hash.toString(16).padStart(8, '0');
}

/** The complete expected result of a run. Anything that the case does not list must not happen. */
function expectationOf(step, event, settings, plan) {
  const { expect } = step;
  const nonce = expect.question ? base.nonce : event.transaction?.metadata?.[TXN_KEY];
  const login = typeof nonce === 'string' && nonce !== '' ? ` login=${nonce.slice(0, 8)}` : '';
  const log = expect.log.map((line) => PREFIX + line);
  const question = { ...delayed(base.question, step), settings: fingerprintOf(settings, plan) };
  log[log.length - 1] += login + (expect.denied ? ' (denied)' : '');
  return {
    log,
    question: expect.question ? changed(question, expect.question) : undefined,
    to: expect.question ? (expect.to ?? base.to) : undefined,
    denied: expect.denied ? base.messages[expect.denied] : undefined,
    user_metadata: expect.user_metadata ?? {},
    form_records: expect.form_records ?? undefined,
    plan_memory: expect.plan_memory ?? undefined,
    transaction: expect.question ? { [TXN_KEY]: base.nonce } : {},
    asked: expect.asked ?? undefined,
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
  const written = all('app_metadata');
  const { [RECORDS_KEY]: form_records, [MEMORY_KEY]: plan_memory, ...others } = Object.fromEntries(written);
  assert.deepEqual(others, {}, 'other keys of app_metadata are written');
  assert.equal(written.length, [form_records, plan_memory].filter(Boolean).length, 'a key is written twice');
  const { [QUESTION_KEY]: question, ...transaction } = Object.fromEntries(all('transaction'));
  const token = url === undefined ? undefined : new URL(url).searchParams.get('session_token');
  assert.ok(token === undefined || isSignedWith(token, secret), 'another secret signed the question');
  return {
    log: console,
    question: token === undefined ? undefined : openedQuestion(token, secret),
    to: url?.replace(token, '<token>'),
    denied: once('deny')[0],
    user_metadata: Object.fromEntries(all('user_metadata')),
    form_records,
    plan_memory,
    transaction,
    asked: describedQuestion(question),
  };
}

/** A stored question, with the names of the hashes instead of the hashes, as in the other runner. */
function describedQuestion(text) {
  if (text === undefined) {
    return undefined;
  }
  const question = JSON.parse(text);
  assert.ok(Object.values(question.hashes).every((hash) => /^(?:[\w-]{16})?$/.test(hash)));
  return { ...question, hashes: Object.keys(question.hashes).sort() };
}

/**
 * Plays the steps of a case in order, with one user.
 * @returns {Promise<{event: object, effects: any[][], console: string[], settings: object}[]>} The
 *   runs, for further assertions.
 */
export async function play(steps) {
  const runs = [];
  let { user } = base.event;
  let [plan, asked] = [null, undefined];
  for (const step of steps) {
    plan = step.plan === undefined ? plan : step.plan;
    const settings = changed(base.settings, step.settings);
    const event = eventOf(step, user, asked);
    const { nonce, state } = base;
    const now = base.now + (step.days ?? 0) * DAY;
    const run = await runAction({
      ...{ run: step.run, nonce, now, event, secrets: settings, plan },
      state: step.run === 'answer' ? state : undefined,
      refusal: step.validate_error,
      hasCrypto: step.without_crypto !== true,
    });
    runs.push({ ...run, event, settings });
    const outcome = outcomeOf(run, settings.SESSION_TOKEN_SECRET?.trim());
    assert.deepEqual(outcome, expectationOf(step, event, settings, plan));
    if (step.expect.attempts !== undefined) {
      const attempts = run.effects.filter(([kind]) => kind === 'attempt').length;
      assert.equal(attempts, step.expect.attempts, 'the number of attempts to validate the token');
    }
    if (outcome.question !== undefined) {
      [, , asked] = run.effects.find(([kind, key]) => kind === 'transaction' && key === QUESTION_KEY) ?? [];
    }
    user = updatedUser(user, outcome);
  }
  return runs;
}

/** The user after a run. */
function updatedUser(user, { user_metadata, form_records, plan_memory }) {
  const app_metadata = {
    ...(form_records && { [RECORDS_KEY]: form_records }),
    ...(plan_memory && { [MEMORY_KEY]: plan_memory }),
  };
  return {
    ...user,
    user_metadata: { ...user.user_metadata, ...user_metadata },
    app_metadata: { ...user.app_metadata, ...app_metadata },
  };
}
