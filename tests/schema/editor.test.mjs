// What VS Code shows for a form, by its JSON language service.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import service from 'vscode-json-languageservice';

import { mistakes, schema, validForms } from './support.mjs';

// A form with the key `$schema` is checked with the file that it names, any other one with the same schema.
const languageService = service.getLanguageService({
  clientCapabilities: { textDocument: { completion: { completionItem: { documentationFormat: ['markdown'] } } } },
  workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
  schemaRequestService: async url => {
    assert.match(url, /\/form\.schema\.json$/);
    return JSON.stringify(schema);
  },
});
languageService.configure({
  validate: true,
  // The service changes the schema.
  schemas: [{ uri: 'form:', fileMatch: ['*'], schema: structuredClone(schema) }],
});

// Opens a form with the cursor at `|`.
function open(text) {
  const document = service.TextDocument.create('file:///form.json', 'json', 1, text.replace('|', ''));
  const position = document.positionAt(text.indexOf('|'));
  return [document, position, languageService.parseJSONDocument(document)];
}

// A form with these entries of `fields`.
const form = entries => `{"version": 1, "title": "T", "fields": [${entries}]}`;

// Returns the completions as a map from label to item.
async function completions(text) {
  const { items } = await languageService.doComplete(...open(text));
  return new Map(items.map(item => [item.label, item]));
}

const labels = async text => [...(await completions(text)).keys()];

async function hover(text) {
  const { contents } = await languageService.doHover(...open(text));
  return contents.join('\n').replaceAll('\\', '');
}

// Returns the problems, as [text, message].
async function problems(text) {
  const [document, , parsed] = open(text);
  const found = await languageService.doValidation(document, parsed, { trailingCommas: 'error' });
  return found.map(({ range, message }) => [document.getText(range), message]);
}

const documented = item => Boolean(item.documentation?.value ?? item.documentation);

// The schema of the keys of each type.
const types = schema.$defs.Item.allOf.map(({ if: condition, then: keys }) => [
  condition.properties.type.const,
  keys,
]);

test('an entry is completed with the keys of its type that are missing, each with an explanation', async () => {
  assert.equal(types.length, 18);
  for (const [type, { properties }] of types) {
    // A field that cannot have a default answer can only have `null`.
    const keys = Object.keys(properties).filter(key => properties[key].type !== 'null' && key !== 'type');
    const found = await completions(form(`{"type": "${type}", |}`));
    assert.deepEqual([...found.keys()].sort(), keys.sort(), type);
    for (const [key, item] of found) assert.ok(documented(item), `${type}.${key}`);
  }
  const found = await labels(form('{"type": "select", "name": "a", "label": "A", "options": [], |}'));
  assert.deepEqual(found.sort(), ['autocomplete', 'default', 'errors', 'hint', 'other', 'required', 'when']);
});

test('an entry without a type is completed with its type, which lists all types with explanations', async () => {
  assert.deepEqual(await labels(form('{|}')), ['type']);
  const names = types.map(([type]) => `"${type}"`);
  for (const entry of ['{"type": |}', '{"type": "te|"}', '{"type": "text|"}', '{"name": "a", "type": |}']) {
    const found = await completions(form(entry));
    assert.deepEqual([...found.keys()].sort(), [...names].sort(), entry);
    for (const [name, item] of found) assert.ok(documented(item), name);
  }
});

test('a new entry is a snippet with the required keys of a type', async () => {
  const found = await completions(form('|'));
  assert.deepEqual([...found.keys()], types.map(([type]) => type));
  for (const [type, { required }] of types) {
    const text = found.get(type).textEdit.newText.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\d+/g, 'a');
    const entry = JSON.parse(text);
    assert.deepEqual(Object.keys(entry).sort(), [...required].sort(), type);
    assert.equal(Object.keys(entry)[0], 'type', text);
    const field = '{"type": "email", "name": "email", "label": "Email"}';
    assert.deepEqual(await problems(form(`${field}, ${text}`)), [], type);
  }
});

test('the values of a key are completed', async () => {
  const radii = ['"medium"', '"none"', '"small"', '"large"', '"pill"'];
  const text = '"type": "text", "name": "a", "label": "A"';
  for (const [input, expected] of [
    [form(`{${text}, "required": |}`), ['false', 'true']],
    ['{"not_now": |}', ['false', 'true']],
    ['{"submit": |}', ['"Continue"']],
    ['{"languages": |}', ['["en"]']],
    ['{"title": {|}}', ['en', 'de']],
    ['{"theme": {"radius": |}}', radii],
    ['{"theme": {"font": |}}', ['"system"', '"serif"', '"mono"']],
    ['{"theme": {"color_scheme": |}}', ['"auto"', '"light"', '"dark"']],
    ['{"theme": {"colors": {"light": {"primary": |}}}}', ['"#1f4fd8"']],
    [form(`{${text}, "autocomplete": |}`), ['"organization"', '"given-name"']],
    [form('{"type": "date", "min": |}'), ['"today"', '"18 years ago"']],
    [form('{"type": "yes_no", "default": |}'), ['true', 'false']],
  ]) {
    const found = await labels(input);
    for (const label of expected) assert.ok(found.includes(label), `${input}: ${found}`);
  }
  for (const [name, item] of await completions('{"theme": {"radius": |}}')) assert.ok(documented(item), name);
});

test('the keys of a form, a condition, a theme and a text are completed and explained', async () => {
  const comparisons = ['equals', 'not', 'in', 'empty', 'more_than', 'at_least', 'less_than', 'at_most'];
  for (const [input, keys] of [
    ['{|}', Object.keys(schema.properties)],
    [form('{"type": "text", "when": {|}}'), ['all', 'any', 'field', ...comparisons]],
    [form('{"type": "text", "when": {"field": "a", |}}'), comparisons],
    [form('{"type": "text", "when": {"all": [{"field": "a", |}]}}'), comparisons],
    ['{"theme": {|}}', ['color_scheme', 'colors', 'font', 'logo', 'radius']],
    ['{"theme": {"colors": {"light": {|}}}}', Object.keys(schema.$defs.Palette.properties)],
    [form('{"type": "select", "options": [{|}]}'), ['description', 'label', 'value']],
    ['{"steps": [{|}]}', ['fields', 'intro', 'title', 'when']],
  ]) {
    const found = await completions(input);
    assert.deepEqual([...found.keys()].sort(), [...keys].sort(), input);
    for (const [key, item] of found) assert.ok(documented(item), `${input}: ${key}`);
  }
});

test('a completed key has a value to fill in', async () => {
  for (const [input, key, expected] of [
    ['{|}', 'fields', '"fields": [$1]'],
    ['{|}', 'not_now', '"not_now": ${1:false}'],
    [form('{"type": "text", |}'), 'hint', '"hint": $1'],
    [form('{"type": "text", |}'), 'min_length', '"min_length": ${1:0}'],
    [form('{"type": "number", |}'), 'min', '"min": ${1:0}'],
  ]) {
    assert.equal((await completions(input)).get(key).textEdit.newText, expected, key);
  }
});

test('a key is explained by its own description, and a value by its meaning', async () => {
  const text = '"type": "text", "name": "a", "label": "A"';
  for (const [input, expected] of [
    [form(`{${text}, "hi|nt": "x"}`), 'A help text between label and input.'],
    [form('{"type": "text", "na|me": "a", "label": "A"}'), 'The key in `user_metadata`.'],
    [form('{"ty|pe": "select"}'), '`select`: A choice of one option in a drop-down list.'],
    [form(`{${text}, "wh|en": {"field": "a", "empty": true}}`), 'The condition for showing the entry.'],
    [form(`{${text}, "when": {"field": "a", "eq|uals": 1}}`), 'The answer is this value.'],
    ['{"sub|mit": "x"}', 'The text of the last button.'],
    ['{"theme": {"rad|ius": "small"}}', '`small`: 3 pixels.'],
    ['{"theme": {"rad|ius": "small"}}', 'The radius of the corners of inputs and buttons.'],
    ['{"theme": {"colors": {"light": {"pri|mary": "#fff"}}}}', 'Buttons, and the focus ring.'],
  ]) {
    const found = await hover(input);
    assert.ok(found.includes(expected), `${input}: ${found}`);
  }
});

test('colors are shown as colors', async () => {
  const [document, , parsed] = open('{"theme": {"colors": {"dark": {"text": "#fff", "card": "#102030"}}}}');
  assert.equal((await languageService.findDocumentColors(document, parsed)).length, 2);
});

test('a mistake is one problem at its place', async () => {
  const field = keys => form(`{"type": "text", "name": "a", "label": "A"${keys}}`);
  for (const [text, at, message] of [
    [field(', "options": []'), '"options"', 'Property options is not allowed.'],
    [field(', "max_length": "x"'), '"x"', 'Incorrect type. Expected "integer".'],
    [field(', "hint": 5'), '5', 'Incorrect type. Expected "string".'],
    [field(', "hint": ""'), '""', 'The text is empty. Write a text or remove the key.'],
    [field(', "when": {"field": "a", "is": 1}'), '"is"', 'Property is is not allowed.'],
    [form('{"type": "text", "name": "a b", "label": "A"}'), '"a b"', 'Use 1 to 64 letters, digits and `_`, beginning with a letter.'],
    [form('{"type": "text", "name": "a"}'), '{', 'Missing property "label".'],
    [form('{"name": "a", "label": "A"}'), '{', 'Missing property "type".'],
    [form('{"type": "select", "name": "a", "label": "A", "options": [{"value": "a"}]}'), '{', 'Missing property "label".'],
    ['{"version": 1, "title": "T"}', '{', 'Missing property "fields".'],
  ]) {
    assert.deepEqual(await problems(text), [[at, message]]);
  }
  const [[at, message], ...others] = await problems(form('{"type": "txt", "name": "a", "label": "A"}'));
  assert.deepEqual([at, others], ['"txt"', []]);
  assert.match(message, /^Value is not accepted. Valid values: "text", "multiline", /);
});

test('no mistake is reported as an alternative that does not match', async () => {
  for (const { text, replacement, beyond_schema } of mistakes) {
    const found = await problems(text);
    if (!beyond_schema) assert.ok(found.length > 0, replacement);
    for (const [, message] of found) assert.doesNotMatch(message, /match(es)? (multiple|any|none|a schema)/i, replacement);
  }
});

test('the forms of the repository have no problems', async () => {
  for (const [name, text] of validForms) assert.deepEqual(await problems(text), [], name);
});

test('every key has an explanation, in at most a few sentences', () => {
  let keys = 0;
  const visit = (value, path) => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, keySchema] of Object.entries(value.properties ?? {})) {
      if (keySchema.doNotSuggest || (key === 'type' && keySchema.const)) continue;
      const description = keySchema.description ?? '';
      assert.match(description, /^[A-Z`].*[.:)`]$/, `${path}.${key}: ${description}`);
      assert.ok(description.length <= 320, `${path}.${key}: ${description.length}`);
      keys += 1;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (!['contains', 'default', 'examples', 'defaultSnippets'].includes(key)) visit(inner, `${path}/${key}`);
    }
  };
  visit(schema, '');
  assert.ok(keys > 150, `${keys}`);
});
