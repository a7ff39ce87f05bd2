// Runs the deployed file as Auth0 does: as a CommonJS module, loaded again for each run.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';

import { makeTenant } from './tenant.mjs';

const file = fileURLToPath(new URL('../../../infra/auth0/actions/progressive-profiling.js', import.meta.url));
const source = readFileSync(file, 'utf8');

const HANDLERS = { question: 'onExecutePostLogin', answer: 'onContinuePostLogin' };

/**
 * Runs one handler to completion.
 * @param {{run: 'question' | 'answer', nonce: string, now: number, hasCrypto?: boolean}} input `nonce` is the
 *   result of `crypto.randomUUID`; `hasCrypto` is false for Node 18; `makeTenant` receives the rest.
 * @returns {Promise<{effects: any[][], console: string[]}>}
 */
export async function runAction({ run, nonce, hasCrypto = true, ...input }) {
  const lines = [];
  const now = input.now * 1000;
  class FrozenDate extends Date {
    constructor(...time) {
      super(...(time.length === 0 ? [now] : time));
    }
    static now() {
      return now;
    }
  }
  const globals = {
    module: { exports: {} },
    console: { log: (...words) => lines.push(words.join(' ')) },
    crypto: hasCrypto ? { randomUUID: () => nonce } : undefined,
    Date: FrozenDate,
    require(name) {
      throw new Error(`the Action must not have dependencies, but requires ${name}`);
    },
  };
  globals.exports = globals.module.exports;
  const load = compileFunction(source, Object.keys(globals), { filename: file });
  load(...Object.values(globals));

  const { event, api, effects } = makeTenant(input);
  await globals.module.exports[HANDLERS[run]](event, api);
  return { effects, console: lines };
}

/** Returns a function of the Action's file that is not exported. */
export function internalFunction(name) {
  return compileFunction(`${source}\nreturn ${name};`, ['exports'], { filename: file })({});
}
