// Reads, checks and expands the cases of tests/action. tests/action/README.md describes their format.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const folder = new URL('../../action/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

export const base = read('base.json');

const FILE = { required: ['about', 'runs', 'cases'], optional: ['tables'] };
const EXPECTATION = [
  ...['log', 'question', 'to', 'denied', 'user_metadata', 'form_records', 'plan_memory', 'asked', 'attempts'],
];
const STEP = {
  required: ['run', 'expect'],
  optional: [
    ...['settings', 'event', 'without', 'claims', 'without_claims', 'key', 'secret', 'token', 'in_body'],
    ...['sealed', 'validate_error', 'without_crypto', 'where_required', 'plan', 'asked', 'days'],
  ],
};

/** Rejects unknown keys, which no test would check. */
function checkKeys(object, { required, optional }, where) {
  for (const key of required) {
    assert.ok(Object.hasOwn(object, key), `${where} has no ${key}`);
  }
  for (const key of Object.keys(object)) {
    assert.ok([...required, ...optional].includes(key), `${where} has an unknown key: ${key}`);
  }
}

/** Replaces each `{word}` with its value in a row. A text that is only `{word}` becomes the value itself. */
function fill(value, row, used, where) {
  if (typeof value === 'string') {
    const onlyWord = /^\{([a-z_]+)\}$/.exec(value)?.[1];
    const word = (name) => {
      assert.ok(Object.hasOwn(row, name), `${where}: no example has the word ${name}`);
      used.add(name);
      return row[name];
    };
    return onlyWord ? expand(word(onlyWord)) : value.replace(/\{([a-z_]+)\}/g, (_, name) => word(name));
  }
  if (Array.isArray(value)) {
    return value.map((item) => fill(item, row, used, where));
  }
  if (typeof value === 'object' && value !== null) {
    const filled = ([key, item]) => [fill(key, row, used, where), fill(item, row, used, where)];
    return expand(Object.fromEntries(Object.entries(value).map(filled)));
  }
  return value;
}

/** Expands long texts: `{"$repeat": [BEFORE, TEXT, TIMES]}`. */
function expand(value) {
  if (Array.isArray(value)) {
    return value.map(expand);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Object.hasOwn(value, '$repeat')) {
    const [before, text, times] = value.$repeat;
    return before + text.repeat(times);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item)]));
}

/** The rows of a case: those that it lists, those of the tables that it names, or one empty row. */
function rowsOf({ name, examples = [{}] }, tables) {
  const rows = [examples].flat().flatMap((row) => {
    assert.ok(typeof row !== 'string' || Object.hasOwn(tables, row), `${name}: there is no table ${row}`);
    return typeof row === 'string' ? tables[row] : row;
  });
  assert.ok(rows.length > 0, `${name} has no example`);
  return rows;
}

/** The steps of a case for one row: without REQUIRED, and also with it if the case has `where_required`. */
function variantsOf(definition, row, where) {
  const { name, examples, then = [], ...first } = definition;
  const used = new Set(['what']);
  const steps = fill([first, ...then], row, used, where);
  const unused = Object.keys(row).filter((word) => !used.has(word));
  assert.deepEqual(unused, [], `${where}: unused words of an example`);
  for (const step of steps) {
    checkKeys(step, STEP, where);
    checkKeys(step.expect, { required: ['log'], optional: EXPECTATION }, where);
    checkKeys(step.where_required ?? {}, { required: [], optional: EXPECTATION }, where);
  }
  const optional = steps.map(({ where_required: _, ...step }) => step);
  if (first.where_required === undefined) {
    return [optional];
  }
  const required = steps.map(({ where_required: changes, ...step }) => {
    assert.ok(!Object.hasOwn(step.settings ?? {}, 'REQUIRED'), `${where} sets REQUIRED itself`);
    const settings = { ...step.settings, REQUIRED: 'true' };
    return { ...step, settings, expect: { ...step.expect, ...changes } };
  });
  return [optional, required];
}

/**
 * Reads all case files: their names, and their cases with all variants.
 * @returns {{name: string, runs: number, cases: {name: string, variants: {where: string, steps: object[]}[]}[]}[]}
 */
export function readCases() {
  const names = readdirSync(new URL('cases/', folder)).sort();
  return names.map((file) => {
    const { runs, tables = {}, cases } = readFile(file);
    const all = { ...base.tables, ...tables };
    return {
      name: file.replace('.json', ''),
      runs,
      cases: cases.map((definition) => ({
        name: definition.name,
        variants: rowsOf(definition, all).flatMap((row) => {
          const what = isDeepStrictEqual(row, {}) ? '' : ` with ${JSON.stringify(row).slice(0, 300)}`;
          const where = `${file}: ${definition.name}${what}`;
          return variantsOf(definition, row, where).map((steps) => ({ where, steps }));
        }),
      })),
    };
  });
}

function readFile(file) {
  const content = read(`cases/${file}`);
  checkKeys(content, FILE, file);
  const names = content.cases.map(({ name }) => name);
  for (const name of names) {
    assert.match(name ?? '', /^\w.* .*\w$/, `${file}: the name of a case must be a sentence`);
  }
  assert.equal(new Set(names).size, names.length, `${file}: two cases have the same name`);
  const usedTables = content.cases.flatMap(({ examples = [] }) => [examples].flat());
  for (const table of Object.keys(content.tables ?? {})) {
    assert.ok(usedTables.includes(table), `${file}: no case uses the table ${table}`);
    assert.ok(!Object.hasOwn(base.tables, table), `${file}: base.json also has a table ${table}`);
  }
  return content;
}
