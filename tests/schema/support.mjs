// The forms of the repository, and the forms with a mistake.
import { readFileSync, readdirSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const read = path => readFileSync(new URL(path, root), 'utf8');

export const schema = JSON.parse(read('infra/forms/form.schema.json'));

// The text of the form that the mistakes are in.
const form = read('infra/authoring/tests/form.json');

// Valid forms, as [name, text].
export const validForms = ['infra/forms/', 'tests/fuzz/seeds/form/']
  .flatMap(folder => readdirSync(new URL(folder, root)).map(name => folder + name))
  .filter(path => path.endsWith('.json') && !path.endsWith('.schema.json'))
  .map(path => [path, read(path)])
  .concat([['infra/authoring/tests/form.json', form]]);

// The mistakes that are not in the syntax. `text` is a form with the mistake, and `at` its place.
export const mistakes = Object.entries(JSON.parse(read('infra/authoring/tests/mistakes.json')))
  .filter(([group]) => group !== 'syntax')
  .flatMap(([, mistakes]) => mistakes)
  .map(mistake => {
    const marked = form.replace(mistake.part, () => mistake.replacement);
    return { ...mistake, text: marked.replace('«', ''), at: marked.indexOf('«') };
  });
