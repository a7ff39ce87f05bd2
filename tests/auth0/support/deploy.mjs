// Runs auth0-deploy-cli as infra/auth0/README.md describes, against an emulated Management API.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { CLIENT, startManagement } from './management.mjs';

const tool = createRequire(import.meta.url).resolve('auth0-deploy-cli');
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The folder with the files to deploy. */
export const folder = path('../../../infra/auth0/');

/** The file of the Action that `tenant.yaml` names. */
export const BUILT = 'build/progressive-profiling.js';

/** Returns a copy of the folder without the built Action, which is removed when the process exits. */
export function copyFolder() {
  const copy = mkdtempSync(join(tmpdir(), 'auth0-'));
  process.on('exit', () => rmSync(copy, { recursive: true }));
  cpSync(folder, copy, { recursive: true });
  rmSync(join(copy, 'build'), { recursive: true, force: true });
  return copy;
}

/**
 * Builds the Action in a copy of the folder, with `profiling action`. Returns its code.
 * @param {string} copy
 * @param {{plan: object, form: object}} [input] A plan, and the form `profile` of its rules. Without it, the tool reads the
 *   plan of the repository, if there is one.
 */
export function build(copy, input) {
  const profiling = process.env.PROFILING;
  assert.ok(profiling, 'PROFILING is the path of the tool');
  const options = ['action', '--output', join(copy, BUILT)];
  if (input !== undefined) {
    const forms = mkdtempSync(join(copy, 'forms-'));
    writeFileSync(join(forms, 'profile.json'), JSON.stringify(input.form));
    writeFileSync(join(copy, 'plan.json'), JSON.stringify(input.plan));
    options.push('--plan', join(copy, 'plan.json'), '--forms', forms);
  }
  execFileSync(profiling, options, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  return readFileSync(join(copy, BUILT), 'utf8');
}

/** The environments and their files. */
export const environments = readdirSync(`${folder}environments`)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => {
    const file = `environments/${name}`;
    return { file, config: JSON.parse(readFileSync(folder + file, 'utf8')) };
  });

/**
 * Imports the Action into a tenant. The environment contains only the credentials and `variables`.
 * @param {{copy: string, file: string, actions: object[], variables: object}} scene `copy` is a copy of the folder;
 *   `actions` are the Actions in the tenant; `variables` are additional environment variables.
 * @returns {Promise<{status: number, requests: object[], actions: object[], ours?: object, output: string}>}
 */
export async function deploy({ copy, file, actions, variables }) {
  const management = await startManagement(actions);
  const env = {
    PATH: process.env.PATH,
    MANAGEMENT_API: management.address,
    AUTH0_CLIENT_ID: CLIENT.id,
    AUTH0_CLIENT_SECRET: CLIENT.secret,
    ...variables,
  };
  const preload = ['--require', path('to-management.cjs')];
  const command = [...preload, tool, 'import', '-c', file, '-i', 'tenant.yaml'];
  try {
    const run = promisify(execFile)(process.execPath, command, { cwd: copy, env });
    // A process that fails has its output in the error.
    const { code: status = 0, stdout, stderr } = await run.catch((error) => error);
    const ours = management.actions.find(({ name }) => name === 'progressive-profiling');
    return { status, requests: management.requests, actions: management.actions, ours, output: stdout + stderr };
  } finally {
    await management.stop();
  }
}
