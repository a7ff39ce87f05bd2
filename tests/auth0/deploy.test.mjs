// A deploy with auth0-deploy-cli: the requests that it sends to the Management API of a tenant.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { build, copyFolder, deploy, environments } from './support/deploy.mjs';

const SECRET = 'a-secret-that-is-in-the-environment-only';
const FORM_URL = 'https://forms.example.org/forms/from-the-environment';

const TRIGGERS = [{ id: 'post-login', version: 'v3' }];

/** Another Action in the same tenant, and an earlier version of this project's Action. */
const other = () => ({
  ...{ id: 'act_other', name: 'add-roles', code: '// roles', runtime: 'node18', dependencies: [] },
  ...{ supported_triggers: TRIGGERS, secrets: [{ name: 'KEY', value: 'theirs' }], status: 'built' },
});
const earlier = () => ({
  ...{ id: 'act_ours', name: 'progressive-profiling', code: '// earlier', runtime: 'node18', dependencies: [] },
  ...{ supported_triggers: TRIGGERS, secrets: [{ name: 'FORM_URL', value: 'earlier' }], status: 'built' },
});

const [first, ...later] = environments;
const READ = ['POST /oauth/token', 'GET /api/v2/actions/modules', 'GET /api/v2/actions/actions'];
const READ_AGAIN = 'GET /api/v2/actions/actions';

let code;
let created;
let updated;
before(async () => {
  const copy = copyFolder();
  code = build(copy);
  // The tool takes seconds to start, so the deploys run concurrently. Only the first tenant does not have the Action yet.
  const secret = { SESSION_TOKEN_SECRET: SECRET };
  [created, ...updated] = await Promise.all([
    deploy({ copy, file: first.file, actions: [other()], variables: secret }),
    ...later.map(({ file }) =>
      deploy({ copy, file, actions: [other(), earlier()], variables: { ...secret, FORM_URL } }),
    ),
  ]);
});

const settingsOf = ({ secrets }) => Object.fromEntries(secrets.map(({ name, value }) => [name, value]));

test('there are at least two environments, with different domains', () => {
  const domains = environments.map(({ config }) => config.AUTH0_DOMAIN);
  assert.ok(domains.length >= 2);
  assert.equal(new Set(domains).size, domains.length);
});

test('the first deploy creates and deploys the Action, and sends no other request', () => {
  const lines = created.requests.map(({ line }) => line);
  const { id } = created.ours;
  const made = ['POST /api/v2/actions/actions', READ_AGAIN, `POST /api/v2/actions/actions/${id}/deploy`];
  assert.deepEqual(lines, [...READ, ...made]);
  assert.equal(created.ours.deployed_versions, 1);
});

test('a later deploy changes and deploys the same Action, and sends no other request', () => {
  for (const { requests, ours } of updated) {
    const path = '/api/v2/actions/actions/act_ours';
    const lines = requests.map(({ line }) => line);
    assert.deepEqual(lines, [...READ, `PATCH ${path}`, READ_AGAIN, `POST ${path}/deploy`]);
    assert.equal(ours.deployed_versions, 1);
  }
});

test('a deploy does not change the other Actions of the tenant', () => {
  for (const { actions } of [created, ...updated]) {
    const theirs = actions.find(({ id }) => id === 'act_other');
    assert.deepEqual(theirs, other());
  }
});

test('a deploy goes to the tenant of its environment', () => {
  for (const [at, { requests }] of [created, ...updated].entries()) {
    const domain = environments[at].config.AUTH0_DOMAIN.toLowerCase();
    assert.deepEqual([...new Set(requests.map(({ host }) => host))], [domain]);
  }
});

test('every environment gets the built file, byte for byte, for Node 22', () => {
  // The tool also replaces keywords in the code.
  assert.doesNotMatch(code, /##\w+##|@@\w+@@/);
  for (const { ours } of [created, ...updated]) {
    assert.equal(ours.code, code);
    assert.equal(ours.runtime, 'node22');
    assert.deepEqual(ours.dependencies, []);
    assert.deepEqual(ours.supported_triggers, TRIGGERS);
  }
});

test('the settings are those of the environment, and the secret comes from the variable', () => {
  const { AUTH0_KEYWORD_REPLACE_MAPPINGS: mappings } = first.config;
  assert.deepEqual(settingsOf(created.ours), { ...mappings, SESSION_TOKEN_SECRET: SECRET });
});

test('an environment variable overrides the file', () => {
  for (const [at, { ours }] of updated.entries()) {
    const { AUTH0_KEYWORD_REPLACE_MAPPINGS: mappings } = later[at].config;
    assert.deepEqual(settingsOf(ours), { ...mappings, FORM_URL, SESSION_TOKEN_SECRET: SECRET });
  }
});

test('the tool does not print the secret', () => {
  for (const { output } of [created, ...updated]) {
    assert.match(output, /Import Successful/);
    assert.ok(!output.includes(SECRET));
  }
});
