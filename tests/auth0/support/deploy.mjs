// Runs auth0-deploy-cli as infra/auth0/README.md describes, against an emulated Management API.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { CLIENT, startManagement } from './management.mjs';

const tool = createRequire(import.meta.url).resolve('auth0-deploy-cli');
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The folder with the files to deploy. */
export const folder = path('../../../infra/auth0/');

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
 * @param {{file: string, actions: object[], variables: object}} scene `actions` are the Actions in the tenant;
 *   `variables` are additional environment variables.
 */
export async function deploy({ file, actions, variables }) {
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
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: folder, env });
    const ours = management.actions.find(({ name }) => name === 'progressive-profiling');
    return { requests: management.requests, actions: management.actions, ours, output: stdout + stderr };
  } finally {
    await management.stop();
  }
}
