// The form `kinds` of the tests: where its inputs are, by what a person sees of them, and how one fills them in.
import { group } from './forms.mjs';

/** One input of the form, by its label, within its group where it has one. */
export const input = (name) => (page) => page.getByLabel(name, { exact: true });
export const part = (of, name) => (page) => group(page, of).getByLabel(name, { exact: true });
export const option = (of, name) => (page) => group(page, of).getByLabel(name);
export const phone = part('Telephone', 'Telephone number');
export const list = (name) => (page) => page.getByRole('combobox', { name });

/** Fills in some of the form: [where, what] by turns; `true` ticks, and an object chooses from a list. */
export async function fillIn(page, answers) {
  for (const [find, answer] of answers) {
    if (answer === true) await find(page).check();
    else if (typeof answer === 'object') await find(page).selectOption(answer);
    else await find(page).fill(answer);
  }
}

/** A date, typed in its parts. */
export const date = (of, day, month, year) => [
  [part(of, 'Day'), day],
  [part(of, 'Month'), month],
  [part(of, 'Year'), year],
];
