// Runs each case of tests/action in Node.js, the engine of Auth0, with a separate emulation of the tenant.
// tests/action/main.rs runs the same cases in the local emulator's engine.
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
    test('the number of runs is that in the file', () => assert.equal(played, runs));
  });
}
