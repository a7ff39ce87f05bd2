// Holds infra/auth0/tenant.yaml against the tool that deploys it: auth0-deploy-cli's own loader
// and JSON schema, which need no tenant.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { default: YamlContext } = require('auth0-deploy-cli/lib/context/yaml');
// The YAML parser that the tool itself uses.
const yaml = createRequire(require.resolve('auth0-deploy-cli/lib/context/yaml'))('js-yaml');

const folder = fileURLToPath(new URL('../../infra/auth0/', import.meta.url));
const text = readFileSync(join(folder, 'tenant.yaml'), 'utf8');
const written = yaml.load(text);
const config = JSON.parse(readFileSync(join(folder, 'config.json.example'), 'utf8'));

/** Loads a tenant.yaml as `a0deploy import` does, with a value for each of its `##NAME##`. */
async function load(file) {
  const names = [...text.matchAll(/##(\w+)##/g)].map((match) => match[1]);
  const mappings = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
  const context = new YamlContext(
    { AUTH0_INPUT_FILE: file, AUTH0_KEYWORD_REPLACE_MAPPINGS: mappings },
    {},
  );
  await context.loadAssetsFromLocal();
  return context.assets;
}

let actions;
before(async () => {
  ({ actions } = await load(join(folder, 'tenant.yaml')));
});

test('the tool loads the tenant and finds one Action, for post-login', () => {
  assert.equal(actions.length, 1);
  assert.equal(actions[0].runtime, 'node22');
  assert.equal(actions[0].deployed, true);
  assert.deepEqual(actions[0].supported_triggers, [{ id: 'post-login', version: 'v3' }]);
});

test('the code that is deployed is the file, to the byte', () => {
  // The tool replaces its keywords in the code, too.
  assert.equal(actions[0].code, readFileSync(join(folder, written.actions[0].code), 'utf8'));
  assert.doesNotMatch(actions[0].code, /##\w+##|@@\w+@@/);
});

test('the Action is small enough for Auth0', () => {
  assert.ok(Buffer.byteLength(actions[0].code) <= 100_000);
});

test('the Action needs no package', () => {
  assert.deepEqual(actions[0].dependencies, []);
  assert.doesNotMatch(actions[0].code, /\brequire\(/);
});

test('the settings are those that the Action reads', () => {
  const names = actions[0].secrets.map((secret) => secret.name);
  for (const name of ['FORM_URL', 'REQUIRED_USER_FIELDS', 'LOGIN_COUNT', 'SESSION_TOKEN_SECRET']) {
    assert.ok(names.includes(name), `${name} is missing`);
  }
  for (const name of names) {
    assert.match(actions[0].code, new RegExp(`\\b${name}\\b`), `the Action does not read ${name}`);
  }
});

test('the optional settings have the defaults that the Action has', () => {
  assert.deepEqual(config.AUTH0_KEYWORD_REPLACE_MAPPINGS, {
    SESSION_TOKEN_SECRET_PREVIOUS: 'none',
    REQUIRED: 'false',
    ASK_AGAIN: '7 days',
  });
  const names = actions[0].secrets.map((secret) => secret.name);
  for (const name of Object.keys(config.AUTH0_KEYWORD_REPLACE_MAPPINGS)) {
    assert.ok(names.includes(name), `${name} is not deployed`);
  }
});

test('nothing but Actions is deployed, and nothing is deleted', () => {
  assert.deepEqual(config.AUTH0_INCLUDED_ONLY, ['actions']);
  assert.equal(config.AUTH0_ALLOW_DELETE, false);
});

test('no setting is in the file, so that neither secret is', () => {
  for (const { name, value } of written.actions[0].secrets) {
    assert.equal(value, `##${name}##`);
  }
});

test('nothing but the Action is declared, so that nothing else in a tenant is replaced', () => {
  // A `triggers:` section would replace every binding of the post-login flow.
  assert.deepEqual(Object.keys(written), ['actions']);
});

test('the tool refuses a tenant.yaml with a mistake', async (context) => {
  const copy = mkdtempSync(join(tmpdir(), 'tenant-'));
  context.after(() => rmSync(copy, { recursive: true }));
  cpSync(folder, copy, { recursive: true });
  const broken = { actions: [{ ...written.actions[0], deployed: 'sometimes' }] };
  writeFileSync(join(copy, 'tenant.yaml'), yaml.dump(broken));
  await assert.rejects(load(join(copy, 'tenant.yaml')), /Schema validation failed/);
});
