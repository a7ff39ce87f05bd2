// The Action in Node, which is what Auth0 runs it in: each case of tests/action, with a tenant of these
// tests' own. tests/action/main.rs plays the same cases in the local emulator's engine.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { readCases } from './support/cases.mjs';
import { play } from './support/play.mjs';

for (const { name, runs, cases } of readCases()) {
  describe(name, () => {
    let played = 0;
    for (const { name: title, variants } of cases) {
      test(title, async () => {
        for (const { where, steps } of variants) {
          try {
            played += (await play(steps)).length;
          } catch (error) {
            throw new Error(where, { cause: error });
          }
        }
      });
    }
    test('as many runs as the file says', () => assert.equal(played, runs));
  });
}
