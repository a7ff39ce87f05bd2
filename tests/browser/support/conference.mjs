// The form `conference` of the tests: the way through its pages.
import { group, nextButton } from './forms.mjs';

/** Waits for a page of the form, by its heading. */
export const at = (page, heading) => page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
/** Ticks one of a group. */
export const choose = (page, question, answer) => group(page, question).getByLabel(answer, { exact: true }).check();
/** The button of the last page. */
export const finish = (page) => page.getByRole('button', { name: 'Sign me up' });

/** Answers the first page, and goes on to the second. */
export async function comeToSecond(page, attendance) {
  await choose(page, 'How will you take part?', attendance);
  if (attendance === 'In the hall') await choose(page, 'Do you need a room?', 'No');
  await nextButton(page).click();
  await at(page, 'What you like');
}
