// The smoke test of a deployed form, run against a form that works and against several that do not.
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

/** The exit status and the output of the smoke test. */
async function smoke(...addresses) {
  try {
    const { stdout } = await promisify(execFile)(SMOKE, addresses);
    return { status: 0, output: stdout };
  } catch (error) {
    return { status: error.code, output: error.stderr };
  }
}

test('a form that works passes, and both of its responses have a reference', async () => {
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
const RESPONSES = {
  'API Gateway without a function': [[503, '{"message":"Service Unavailable"}']],
  'a page of another site': [[400, '<h1>Bad request</h1>']],
  'a form that is shown without a login': [[200, PAGE]],
  'a function without its secret': [[400, PAGE], [503, PAGE]],
  'a function that accepts any signature': [[400, PAGE], [200, PAGE]],
};

for (const [cause, responses] of Object.entries(RESPONSES)) {
  test(`${cause} fails`, async () => {
    const remaining = [...responses];
    // Further requests get the last response again.
    const server = createServer((_, response) => {
      const [status, body] = remaining.length > 1 ? remaining.shift() : remaining[0];
      response.writeHead(status, { 'retry-after': '0' }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { status, output } = await smoke(`http://127.0.0.1:${server.address().port}/forms/profile`);
    server.close();
    assert.equal(status, 1);
    assert.match(output, new RegExp(`status ${responses.at(-1)[0]}, `));
  });
}

test('without a URL it prints its usage', async () => {
  const { status, output } = await smoke();
  assert.equal(status, 2);
  assert.match(output, /tests\/sam\/smoke https:\/\/HOST\/forms\/NAME/);
});
