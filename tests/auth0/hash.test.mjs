// The hash function of the Action. infra/cli checks its own with the same texts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { internalFunction } from './support/action.mjs';

const hashes = JSON.parse(readFileSync(new URL('../action/hashes.json', import.meta.url), 'utf8'));
const fnv1a32 = internalFunction('fnv1a32');

test('a text has the FNV-1a hash of its UTF-8 bytes', () => {
  assert.ok(hashes.length > 0);
  for (const { text, hash } of hashes) {
    assert.equal(fnv1a32(text).toString(16).padStart(8, '0'), hash, text);
  }
});

test('half of a surrogate pair has the hash of U+FFFD', () => {
  for (const text of ['\ud800', '\udfff', 'a\ud83db', '\ude00\ud83d']) {
    assert.equal(fnv1a32(text), fnv1a32(text.replace(/[\ud800-\udfff]/g, '\ufffd')), JSON.stringify(text));
  }
});
