// Runs the deployed file as Auth0 does: as a CommonJS module, loaded again for each run.
import * as nodeCrypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';

import { makeTenant } from './tenant.mjs';

const file = fileURLToPath(new URL('../../../infra/auth0/actions/progressive-profiling.js', import.meta.url));
const source = readFileSync(file, 'utf8');

/** Inserts a compiled plan into the source of the Action. */
export function withPlan(plan) {
  const marker = 'const PLAN = undefined;';
  if (source.split(marker).length !== 2) {
    throw new Error('the source has no place for the plan');
  }
  return source.replace(marker, () => `const PLAN = ${JSON.stringify(plan ?? undefined)};`);
}

/** The last compiled source, which many runs share. */
let last = {};

/** Returns the function that loads the Action with a plan. */
function loaderOf(plan, names) {
  const text = withPlan(plan);
  if (last.text !== text) {
    last = { text, load: compileFunction(text, names, { filename: file }) };
  }
  return last.load;
}

const HANDLERS = { question: 'onExecutePostLogin', answer: 'onContinuePostLogin' };

/** The functions of `node:crypto` that the local emulator has, too. The Action must not use others. */
const { createCipheriv, createDecipheriv, hkdfSync, randomBytes } = nodeCrypto;
const shared = { createCipheriv, createDecipheriv, hkdfSync, randomBytes };

/** Returns `require` of an Action, with changed functions of `node:crypto`. */
function requireWith(changes) {
  return (name) => {
    if (name !== 'node:crypto') {
      throw new Error(`the Action must not have dependencies, but requires ${name}`);
    }
    return { ...shared, ...changes };
  };
}

function failingRequire() {
  throw new Error('no module');
}

/**
 * Runs one handler to completion.
 * @param {{run: 'question' | 'answer', nonce: string, now: number, plan?: object, hasCrypto?: boolean}} input `nonce`
 *   is the result of `randomUUID`; without `hasCrypto`, `require` fails; `makeTenant` receives the rest.
 * @returns {Promise<{effects: any[][], console: string[]}>}
 */
export async function runAction({ run, nonce, plan, hasCrypto = true, ...input }) {
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
    Date: FrozenDate,
    require: hasCrypto ? requireWith({ randomUUID: () => nonce }) : failingRequire,
  };
  globals.exports = globals.module.exports;
  const load = loaderOf(plan, Object.keys(globals));
  load(...Object.values(globals));

  const { event, api, effects } = makeTenant(input);
  await globals.module.exports[HANDLERS[run]](event, api);
  return { effects, console: lines };
}

/** Returns a function of the Action's file that is not exported. `changes` replace functions of `node:crypto`. */
export function internalFunction(name, changes) {
  const load = compileFunction(`${source}\nreturn ${name};`, ['exports', 'require'], { filename: file });
  return load({}, requireWith(changes));
}
