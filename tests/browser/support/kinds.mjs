// The inputs of the test form `kinds`, found by their labels and roles, and functions that fill them in.
import { group } from './forms.mjs';

/** Locators of an input: by its label, by its label within a group, or by its role. */
export const input = (name) => (page) => page.getByLabel(name, { exact: true });
export const part = (legend, name) => (page) => group(page, legend).getByLabel(name, { exact: true });
export const option = (legend, name) => (page) => group(page, legend).getByLabel(name);
export const phone = part('Telephone', 'Telephone number');
export const list = (name) => (page) => page.getByRole('combobox', { name });

/** Fills in inputs. Each answer is a locator and a value: `true` checks the input, and an object selects an option. */
export async function fillIn(page, answers) {
  for (const [find, answer] of answers) {
    if (answer === true) await find(page).check();
    else if (typeof answer === 'object') await find(page).selectOption(answer);
    else await find(page).fill(answer);
  }
}

/** The answers for the three inputs of a date. */
export const date = (legend, day, month, year) => [
  [part(legend, 'Day'), day],
  [part(legend, 'Month'), month],
  [part(legend, 'Year'), year],
];
