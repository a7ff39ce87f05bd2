// The sealing functions of the Action. The tests of shared/session and tests/action use the same test vectors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { internalFunction } from './support/action.mjs';
import { open, seal } from './support/seal.mjs';

const { vectors } = JSON.parse(readFileSync(new URL('../seal/vectors.json', import.meta.url), 'utf8'));

test('known texts are sealed and opened', () => {
  assert.ok(vectors.length > 5);
  const unseal = internalFunction('unseal');
  for (const { name, secret, binding, salt, text, sealed } of vectors) {
    const ours = internalFunction('seal', { randomBytes: () => Buffer.from(salt, 'base64url') });
    assert.equal(ours(secret, binding, text), sealed, name);
    assert.deepEqual(unseal(secret, binding, sealed), JSON.parse(text), name);
  }
});

/** Random numbers that are the same in each run: xorshift32. */
function* randomNumbers(seed) {
  for (let state = seed; ; ) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}

test('any value is opened as it was sealed, by the Action and by another implementation', () => {
  const [ours, unseal] = [internalFunction('seal'), internalFunction('unseal')];
  const numbers = randomNumbers(20_261_130);
  const number = (limit) => numbers.next().value % limit;
  const text = () =>
    String.fromCodePoint(...Array.from({ length: number(60) }, () => [number(0x80), number(0xd800), 0x1f600][number(3)]));
  const value = (depth) =>
    [text, () => number(1e9), () => null, () => true, () => list(depth), () => object(depth)][number(depth > 3 ? 4 : 6)]();
  const list = (depth) => Array.from({ length: number(4) }, () => value(depth + 1));
  const object = (depth) => Object.fromEntries(list(depth).map((item) => [text(), item]));
  for (let round = 0; round < 300; round += 1) {
    const direction = ['question', 'answer'][number(2)];
    const optional = () => [text(), null, undefined][number(3)];
    const binding = { direction, iss: text(), sub: text(), state: text(), txn: optional(), form: optional() };
    const [secret, content] = [text() + 'x'.repeat(32), object(0)];
    const json = JSON.stringify(content);
    assert.deepEqual(unseal(secret, binding, seal(secret, binding, json)), JSON.parse(json));
    assert.equal(open(secret, binding, ours(secret, binding, json)), json);
  }
});

test('each sealed text has a salt of its own', () => {
  const ours = internalFunction('seal');
  const [{ secret, binding }] = vectors;
  const salts = Array.from({ length: 1000 }, () => ours(secret, binding, '{}').slice(0, 21));
  assert.equal(new Set(salts).size, salts.length);
});

test('a changed text cannot be opened', () => {
  const unseal = internalFunction('unseal');
  const [{ secret, binding, sealed }] = vectors;
  const bytes = Buffer.from(sealed, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] ^= 1 << (bit & 7);
    assert.equal(unseal(secret, binding, changed.toString('base64url')), undefined, `bit ${bit}`);
  }
  for (const length of bytes.keys()) {
    assert.equal(unseal(secret, binding, bytes.subarray(0, length).toString('base64url')), undefined, `${length}`);
  }
  for (const text of ['', 'é', 'A'.repeat(1000), null, undefined, 7, [sealed], { sealed }]) {
    assert.equal(unseal(secret, binding, text), undefined, String(text));
  }
});

const withUser = (user, methods = []) => ({ user, authentication: { methods } });
const mfa = [{ name: 'pwd' }, { name: 'mfa' }];

const visibility = [
  ['a user who has passed multi-factor authentication', withUser({ enrolledFactors: [{ method: 'otp' }] }, mfa), true],
  ['a user without a factor', withUser({ enrolledFactors: [] }), true],
  ['a user without a factor, with an empty list of providers', withUser({ enrolledFactors: [], multifactor: [] }), true],
  ['a user with a factor', withUser({ enrolledFactors: [{ method: 'otp' }] }), false],
  ['a user with an older provider', withUser({ enrolledFactors: [], multifactor: ['guardian'] }), false],
  ['a user with an older provider that is not a list', withUser({ enrolledFactors: [], multifactor: 'guardian' }), false],
  ['a user whose factors are unknown', withUser({}), false],
  ['a user whose factors are not a list', withUser({ enrolledFactors: {} }), false],
  ['a user with another method', withUser({ enrolledFactors: [{ method: 'otp' }] }, [{ name: 'pwd' }]), false],
  ['methods that are not a list', { user: { enrolledFactors: {} }, authentication: { methods: 'mfa' } }, false],
  ['a method that is null', withUser({ enrolledFactors: {} }, [null]), false],
  ['an event without a user', {}, false],
];

for (const [who, event, isShown] of visibility) {
  test(`stored values are ${isShown ? 'shown to' : 'withheld from'} ${who}`, () => {
    assert.equal(internalFunction('hasPassedFactors')(event), isShown);
  });
}

test('JSON is padded to a length that does not show its content', () => {
  const padded = internalFunction('padded');
  for (const [text, length] of [['{}', 256], ['x'.repeat(256), 256], ['x'.repeat(257), 512], ['é'.repeat(128), 256]]) {
    assert.equal(Buffer.byteLength(padded(text)), length, text);
    assert.equal(padded(text).trimEnd(), text);
  }
});

test('stored values that do not fit are left out, in the order of the fields', () => {
  const storedValues = internalFunction('storedValues');
  const user_metadata = { a: 'é'.repeat(600), b: 'x'.repeat(900), c: 7, d: false, e: '', f: null, g: ['x'], h: {} };
  const fields = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'toString', 'unknown'];
  const { values, omitted } = storedValues({ user: { user_metadata } }, fields);
  const { a, c, d, g } = user_metadata;
  assert.deepEqual([values, omitted], [{ a, c, d, g }, ['b']]);
  const reversed = storedValues({ user: { user_metadata } }, fields.toReversed());
  assert.deepEqual(reversed.omitted, ['a']);
});
