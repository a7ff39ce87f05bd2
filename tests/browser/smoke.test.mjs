// What is asked of a form after it was deployed: at one that works, and at some that do not.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { startEmulator } from './support/emulator.mjs';

const SMOKE = new URL('../sam/smoke', import.meta.url).pathname;

let emulator;
before(async () => (emulator = await startEmulator()));
after(() => emulator.stop());

/** Exit status and output of the check. */
async function smoke(...addresses) {
  try {
    const { stdout } = await promisify(execFile)(SMOKE, addresses);
    return { status: 0, output: stdout };
  } catch (error) {
    return { status: error.code, output: error.stderr };
  }
}

test('a form that works passes, and each of its two answers has a reference', async () => {
  const { status, output } = await smoke(`${emulator.form}/forms/profile`);
  assert.equal(status, 0, output);
  assert.match(output, /^ok {2}status 400, reference \S+\nok {2}status 403, reference \S+\n$/);
});

test('a URL that is not a form is reported', async () => {
  const { status, output } = await smoke(`${emulator.form}/forms/nothing`);
  assert.equal(status, 1);
  assert.match(output, /status 404, reference \S+; expected status 400/);
});

const PAGE = '<p>Reference: <code>GJXV-GJTW</code>\n</p>';
const ANSWERS = {
  'API Gateway without a function': [[503, '{"message":"Service Unavailable"}']],
  'a page of somebody else': [[400, '<h1>Bad request</h1>']],
  'a form that asks without a login': [[200, PAGE]],
  'a function without its secret': [[400, PAGE], [503, PAGE]],
  'a function that takes any signature': [[400, PAGE], [200, PAGE]],
};

for (const [what, answers] of Object.entries(ANSWERS)) {
  test(`${what} fails`, async () => {
    const left = [...answers];
    // Whatever is asked once more gets the last answer again.
    const server = createServer((_, response) => {
      const [status, body] = left.length > 1 ? left.shift() : left[0];
      response.writeHead(status, { 'retry-after': '0' }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { status, output } = await smoke(`http://127.0.0.1:${server.address().port}/forms/profile`);
    server.close();
    assert.equal(status, 1);
    assert.match(output, new RegExp(`status ${answers.at(-1)[0]}, `));
  });
}

test('without a URL it prints its usage', async () => {
  const { status, output } = await smoke();
  assert.equal(status, 2);
  assert.match(output, /tests\/sam\/smoke https:\/\/HOST\/forms\/NAME/);
});
