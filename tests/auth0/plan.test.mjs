// The plan in the Action, from `profiling action` to the tenant.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { compileFunction } from 'node:vm';

import { build, copyFolder, deploy, environments } from './support/deploy.mjs';

const [{ file, config }] = environments;
const MAPPINGS = Object.keys(config.AUTH0_KEYWORD_REPLACE_MAPPINGS);

const variables = { SESSION_TOKEN_SECRET: 'a-secret-that-is-in-the-environment-only', LIST: '["replaced"]' };

const form = {
  version: 1,
  title: 'Your team',
  fields: [
    { type: 'text', name: 'company_name', label: 'Company' },
    { type: 'text', name: 'job_title', label: 'Job title' },
  ],
};

/** Texts that auth0-deploy-cli would replace, and texts with characters that end or change a JavaScript string. */
const TEXTS = [
  ...MAPPINGS.flatMap((name) => [`##${name}##`, `@@${name}@@`]),
  ...['##SESSION_TOKEN_SECRET##', '@@LIST@@', "'@@LIST@@'", '"@@LIST@@"', '##NOT_SET##', '@@NOT_SET@@'],
  ...["it's", 'a \\ b', '\\u0041', "\\'", "');process.exit(1);//", '"quoted"', '$&', "$'", '${1}', '`', '</script>', '<!--'],
  ...['#', '@', '\u2028\u2029', '\u0000\u0007\t\n\r', 'Zürich', '日本', '👩‍💻', '\u00ad', '\ufeff', 'e\u0301', ' x '],
];

/** Returns conditions with a text. None may begin or end with white space, and a scope has none. */
function conditions(text) {
  const inner = [`x${text}x`];
  return { client: inner, connection: inner, organization: inner, roles: inner, scope: [`x${text.replace(/\s/g, '')}`] };
}

const plan = {
  version: 1,
  rules: TEXTS.map((text, at) => ({
    name: `rule_${at}`,
    form: 'profile',
    ask: ['company_name'],
    when: conditions(text),
    share: { test: text, from: 0, to: 50 },
  })),
};

/** Returns the plan in the code of an Action. */
const planOf = (code) => compileFunction(`${code}\nreturn PLAN;`, ['exports', 'require'])({}, () => ({}));

/** The settings of the Action that have a value in `withoutSettings`. */
const { FORM_URL, SESSION_TOKEN_SECRET_PREVIOUS } = config.AUTH0_KEYWORD_REPLACE_MAPPINGS;
const settings = { FORM_URL, SESSION_TOKEN_SECRET_PREVIOUS };

let code;
let deployed;
let withoutFile;
let withoutSettings;
before(async () => {
  const [copy, empty, few] = [copyFolder(), copyFolder(), copyFolder()];
  code = build(copy, { plan, form });
  build(few, { plan, form });
  writeFileSync(join(few, file), JSON.stringify({ ...config, AUTH0_KEYWORD_REPLACE_MAPPINGS: settings }));
  // The tool takes seconds to start, so the deploys run concurrently.
  const deploys = [copy, empty, few].map((copy) => deploy({ copy, file, actions: [], variables }));
  [deployed, withoutFile, withoutSettings] = await Promise.all(deploys);
});

suite('a plan with any text', () => {
  test('is deployed unchanged', () => {
    assert.equal(deployed.status, 0, deployed.output);
    assert.equal(deployed.ours.code, code);
    assert.equal(JSON.stringify(planOf(deployed.ours.code)), JSON.stringify(planOf(code)));
  });

  test('has the same texts in the Action', () => {
    const { rules } = planOf(deployed.ours.code);
    const texts = ({ name, form, when, share }) => ({ name, form, when, share });
    assert.deepEqual(JSON.parse(JSON.stringify(rules.map(texts))), plan.rules.map(texts));
  });

  test('is ASCII, and changes only its own line of the Action', () => {
    const without = build(copyFolder(), { plan: { ...plan, rules: plan.rules.slice(0, 1) }, form });
    const lines = (text) => text.split('\n').filter((line) => !line.startsWith('const PLAN = '));
    assert.deepEqual(lines(code), lines(without));
    const [line] = code.split('\n').filter((line) => line.startsWith('const PLAN = '));
    assert.match(line, /^const PLAN = JSON\.parse\('[\x20-\x7e]*'\);$/);
  });
});

test('two builds of the same plan are equal to the byte', () => {
  assert.equal(build(copyFolder(), { plan, form }), build(copyFolder(), { plan, form }));
});

test('an import without the built file fails, and sends no request that changes something', () => {
  const { status, requests, ours, output } = withoutFile;
  assert.notEqual(status, 0);
  assert.match(output, /Unable to load file .*build.progressive-profiling\.js/);
  assert.doesNotMatch(output, /Import Successful/);
  assert.deepEqual(
    requests.map(({ line }) => line).filter((line) => !line.startsWith('GET ') && line !== 'POST /oauth/token'),
    [],
  );
  assert.equal(ours, undefined);
});

test('settings without a value are deployed as their placeholders', () => {
  const { status, ours, output } = withoutSettings;
  assert.equal(status, 0, output);
  const values = Object.fromEntries(ours.secrets.map(({ name, value }) => [name, value]));
  const without = ['REQUIRED_USER_FIELDS', 'LOGIN_COUNT', 'REQUIRED', 'ASK_AGAIN'];
  assert.deepEqual(values, {
    ...settings,
    SESSION_TOKEN_SECRET: variables.SESSION_TOKEN_SECRET,
    ...Object.fromEntries(without.map((name) => [name, `##${name}##`])),
  });
});
