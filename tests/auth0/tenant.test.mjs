// The files in infra/auth0 for auth0-deploy-cli, checked without a tenant. deploy.test.mjs tests the deploy itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { BUILT, build, copyFolder, environments, folder } from './support/deploy.mjs';

const require = createRequire(import.meta.url);
const { default: YamlContext } = require('auth0-deploy-cli/lib/context/yaml');
// The YAML parser that the tool itself uses.
const yaml = createRequire(require.resolve('auth0-deploy-cli/lib/context/yaml'))('js-yaml');

const tenant = yaml.load(readFileSync(join(folder, 'tenant.yaml'), 'utf8'));
const [action] = tenant.actions;
const code = readFileSync(join(folder, 'actions/progressive-profiling.js'), 'utf8');
const names = action.secrets.map(({ name }) => name);

/** The settings that are in no file. They come from the environment variables of the deploy. */
const SECRET = ['SESSION_TOKEN_SECRET'];

/** The settings that the Action reads with a plan. */
const READ_WITH_PLAN = ['FORM_URL', 'SESSION_TOKEN_SECRET', 'SESSION_TOKEN_SECRET_PREVIOUS'];
const hasPlan = existsSync(join(folder, 'plan.json'));

test('only one Action is declared, so that a deploy replaces nothing else in the tenant', () => {
  // A `triggers:` section would replace every binding of the post-login flow.
  assert.deepEqual(Object.keys(tenant), ['actions']);
  assert.equal(tenant.actions.length, 1);
});

test('only the built Action is deployed, which git ignores', () => {
  assert.equal(action.code, `./${BUILT}`);
  const ignored = execFileSync('git', ['check-ignore', BUILT], { cwd: folder, encoding: 'utf8' });
  assert.equal(ignored.trim(), BUILT);
});

test('the Action needs no package', () => {
  assert.deepEqual(action.dependencies, []);
  assert.deepEqual(code.match(/\brequire\([^)]*\)|\bimport\b.*['"]/g), ["require('node:crypto')"]);
});

test('the settings are those that the Action reads', () => {
  const read = [...code.matchAll(/read\(secrets, '(\w+)'/g)].map(([, name]) => name);
  assert.deepEqual([...names].sort(), [...read].sort());
});

test('tenant.yaml contains no values of settings, and so no secret', () => {
  for (const { name, value } of action.secrets) {
    assert.equal(value, `##${name}##`);
  }
});

for (const { file, config } of environments) {
  test(`${file} has every setting that the Action needs, except the secrets`, () => {
    const settings = [...Object.keys(config.AUTH0_KEYWORD_REPLACE_MAPPINGS), ...SECRET];
    const needed = names.filter((name) => !hasPlan || READ_WITH_PLAN.includes(name));
    assert.deepEqual(needed.filter((name) => !settings.includes(name)), []);
    assert.deepEqual(settings.filter((name) => !names.includes(name)), []);
    // During a rotation, the previous secret also comes from an environment variable.
    assert.equal(config.AUTH0_KEYWORD_REPLACE_MAPPINGS.SESSION_TOKEN_SECRET_PREVIOUS, 'none');
  });

  test(`${file} has no credentials, and only lets the tool deploy Actions, not delete them`, () => {
    const { AUTH0_DOMAIN, AUTH0_KEYWORD_REPLACE_MAPPINGS, ...rest } = config;
    assert.match(AUTH0_DOMAIN, /^[\w.-]+$/);
    assert.deepEqual(rest, { AUTH0_INCLUDED_ONLY: ['actions'], AUTH0_ALLOW_DELETE: false });
  });
}

test('the tool rejects an invalid tenant.yaml', async () => {
  const copy = copyFolder();
  build(copy);
  writeFileSync(
    join(copy, 'tenant.yaml'),
    yaml.dump({ actions: [{ ...action, deployed: 'sometimes' }] }),
  );
  const config = { AUTH0_INPUT_FILE: join(copy, 'tenant.yaml') };
  await assert.rejects(new YamlContext(config, {}).loadAssetsFromLocal(), /Schema validation failed/);
});
