// Plays the runs of `tests/plan` in Node.js: random plans, and random sequences of logins. That test checks the promises of
// a plan in the engine of the local emulator; the same decisions keep them here. `tests/run auth0` writes the runs.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { runAction } from './support/action.mjs';
import { openedQuestion } from './support/play.mjs';

const SECRET = '0123456789abcdef0123456789abcdef';
const TXN_KEY = 'progressive_profiling_txn';
const secrets = { FORM_URL: 'https://forms.example.com/forms/profile', SESSION_TOKEN_SECRET: SECRET };

/** The result of a run, in the format of the transcript. */
function outcomeOf({ effects, console }) {
  const all = (name) => effects.filter(([kind]) => kind === name).map(([, ...rest]) => rest);
  const [url] = all('redirect')[0] ?? [];
  const token = url === undefined ? undefined : new URL(url).searchParams.get('session_token');
  return {
    user_metadata: Object.fromEntries(all('user_metadata')),
    app_metadata: Object.fromEntries(all('app_metadata')),
    transaction: Object.fromEntries(all('transaction')),
    claims: token === undefined ? null : openedQuestion(token, SECRET),
    denied: all('deny')[0]?.[0] ?? null,
    log: console,
  };
}

test('Node.js decides like the engine of the emulator, for random plans and logins', async () => {
  const file = process.env.PLAN_TRANSCRIPTS;
  assert.ok(file, 'PLAN_TRANSCRIPTS names the file that tests/plan writes');
  let [runs, asked] = [0, 0];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const { plan, run, event, now, expected } = JSON.parse(line);
    const nonce = expected.transaction[TXN_KEY];
    const state = run === 'answer' ? event.request.query.state : undefined;
    const result = await runAction({ run, nonce, plan: JSON.parse(plan), event, now, secrets, state });
    assert.deepEqual(outcomeOf(result), expected, line);
    runs += 1;
    asked += expected.claims === null ? 0 : 1;
  }
  assert.ok(runs > 1000 && asked > 300, `${runs} runs, ${asked} questions`);
});
