// The schema of a plan, in a validator and in VS Code's JSON language service.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import service from 'vscode-json-languageservice';

const read = path => readFileSync(new URL(`../../infra/${path}`, import.meta.url), 'utf8');

const schema = JSON.parse(read('auth0/plan.schema.json'));

// The text of the plan that the mistakes are in.
const plan = read('plan/tests/plan.json');

// The mistakes that are not in the syntax, each with the text of a plan that has it.
const mistakes = Object.entries(JSON.parse(read('plan/tests/mistakes.json')))
  .filter(([group]) => group !== 'syntax')
  .flatMap(([, mistakes]) => mistakes)
  .map(mistake => ({
    ...mistake,
    text: plan.replace(mistake.part, () => mistake.replacement).replace('«', ''),
  }));

// The keywords of editors.
const keywords = ['defaultSnippets', 'errorMessage', 'markdownDescription', 'patternErrorMessage'];

const languageService = service.getLanguageService({
  clientCapabilities: { textDocument: { completion: { completionItem: { documentationFormat: ['markdown'] } } } },
  workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
  schemaRequestService: async url => {
    assert.match(url, /\/plan\.schema\.json$/);
    return JSON.stringify(schema);
  },
});
languageService.configure({
  validate: true,
  // The service changes the schema.
  schemas: [{ uri: 'plan:', fileMatch: ['*'], schema: structuredClone(schema) }],
});

// Opens a plan with the cursor at `|`.
function open(text) {
  const document = service.TextDocument.create('file:///plan.json', 'json', 1, text.replace('|', ''));
  return [document, document.positionAt(text.indexOf('|')), languageService.parseJSONDocument(document)];
}

// Returns the completions as a map from label to item.
async function completions(text) {
  const { items } = await languageService.doComplete(...open(text));
  return new Map(items.map(item => [item.label, item]));
}

// Returns the problems, as [text, message].
async function problems(text) {
  const [document, , parsed] = open(text);
  const found = await languageService.doValidation(document, parsed);
  return found.map(({ range, message }) => [document.getText(range), message]);
}

const described = mistake => `${mistake.part} -> ${mistake.replacement}`;

test('ajv accepts the plan, and rejects every mistake that is not beyond a schema', () => {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
  addFormats(ajv);
  ajv.addVocabulary(keywords);
  const validate = ajv.compile(schema);
  assert.ok(validate(JSON.parse(plan)), JSON.stringify(validate.errors));
  const accepted = mistakes.filter(({ text }) => validate(JSON.parse(text)));
  assert.deepEqual(accepted.map(described), mistakes.filter(mistake => mistake.beyond_schema).map(described));
});

test('VS Code reports no problem of the plan, and a problem of every mistake', async () => {
  assert.deepEqual(await problems(plan), []);
  // VS Code does not know how many days a month has.
  for (const mistake of mistakes.filter(({ text }) => !text.includes('2026-02-30'))) {
    assert.notDeepEqual(await problems(mistake.text), [], described(mistake));
  }
});

test('VS Code completes the keys of plans and rules with explanations', async () => {
  const documentation = item => item.documentation?.value ?? item.documentation ?? '';
  for (const [text, keys] of [
    ['{|}', Object.keys(schema.properties)],
    ['{"rules": [{|}]}', Object.keys(schema.$defs.Rule.properties)],
    ['{"rules": [{"when": {|}}]}', Object.keys(schema.$defs.When.properties)],
    ['{"rules": [{"share": {|}}]}', Object.keys(schema.$defs.Share.properties)],
  ]) {
    const found = await completions(text);
    for (const key of keys) {
      assert.ok(found.has(key), `${text}: ${key}`);
      assert.match(documentation(found.get(key)), /\w+ \w+/, `${text}: ${key}`);
    }
  }
  const rule = (await completions('{"rules": [|]}')).get('{…}');
  assert.match(rule.insertText ?? rule.textEdit.newText, /"name": .*"form": .*"ask": /s);
});

test('VS Code completes and explains the values that a plan can have', async () => {
  const waits = [...(await completions('{"wait": |}')).keys()];
  assert.deepEqual(waits.filter(label => /days|logins/.test(label)).sort(), ['"3 logins"', '"7 days"']);
  const organizations = [...(await completions('{"rules": [{"when": {"organization": |}}]}')).keys()];
  for (const name of ['"any"', '"none"']) {
    assert.ok(organizations.includes(name), organizations.join());
  }
  const [[text, message]] = await problems('{"version": 1, "wait": "7", "rules": [{"name": "a", "form": "f", "ask": ["b"]}]}');
  assert.equal(text, '"7"');
  assert.equal(
    message,
    'Write a number from 1 to 9999, one space and a unit (days, weeks, months or logins), such as `7 days` or `3 logins`.',
  );
});
