// Validators accept the forms of the repository, and reject the mistakes that a schema can find.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import { mistakes, schema, validForms } from './support.mjs';

// The keywords of editors.
const keywords = [
  'defaultSnippets',
  'doNotSuggest',
  'errorMessage',
  'markdownDescription',
  'markdownEnumDescriptions',
  'patternErrorMessage',
  'x-intellij-enum-metadata',
];

function compile() {
  // A condition has keys of the object around it, without its type.
  const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
  addFormats(ajv);
  ajv.addFormat('color', true);
  ajv.addVocabulary(keywords);
  return ajv.compile(schema);
}

// Returns the problems of these texts in a validator.
const validators = {
  ajv: async texts => {
    const validate = compile();
    return texts.map(text => (validate(JSON.parse(text)) ? [] : validate.errors));
  },
  'check-jsonschema': async texts => {
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.json`);
      writeFileSync(file, text);
      return file;
    });
    const schemaFile = fileURLToPath(new URL('../../infra/forms/form.schema.json', import.meta.url));
    const report = await run(['--schemafile', schemaFile, '--output-format', 'json', ...files]);
    // A report without problems has neither key.
    const { errors = [], parse_errors: unreadable = [] } = report;
    assert.deepEqual(unreadable, []);
    return files.map(file => errors.filter(error => basename(error.filename) === basename(file)));
  },
};

let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), 'schema-'))));
after(() => rmSync(folder, { recursive: true }));

// Runs check-jsonschema and returns its report. Its exit code is 1 if a file is not valid.
function run(options) {
  const program = process.env.CHECK_JSONSCHEMA;
  assert.ok(program, 'CHECK_JSONSCHEMA is the path of check-jsonschema');
  return new Promise((resolve, reject) => {
    execFile(program, options, { maxBuffer: 2 ** 26 }, (error, stdout) => {
      if (error && error.code !== 1) reject(error);
      else resolve(JSON.parse(stdout));
    });
  });
}

for (const [name, problems] of Object.entries(validators)) {
  suite(name, () => {
    test('accepts every form of the repository', async () => {
      assert.ok(validForms.length > 10);
      const found = await problems(validForms.map(([, text]) => text));
      found.forEach((errors, index) => assert.deepEqual(errors, [], validForms[index][0]));
    });

    test('rejects every mistake, except those that are marked as beyond a schema', async () => {
      assert.ok(mistakes.length > 120);
      const found = await problems(mistakes.map(({ text }) => text));
      const described = mistake => `${mistake.part} -> ${mistake.replacement}`;
      const accepted = mistakes.filter((_, index) => found[index].length === 0);
      const beyond = mistakes.filter(mistake => mistake.beyond_schema);
      assert.deepEqual(accepted.map(described), beyond.map(described));
    });
  });
}
