// Steps through the pages of the test form `conference`.
import { group, nextButton } from './forms.mjs';

/** Waits for the page of the form with this heading. */
export const at = (page, heading) => page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
/** Selects an option of a group. */
export const choose = (page, question, answer) => group(page, question).getByLabel(answer, { exact: true }).check();
/** The submit button of the last page. */
export const finish = (page) => page.getByRole('button', { name: 'Sign me up' });

/** Answers the first page and goes to the second. */
export async function goToSecondPage(page, attendance) {
  await choose(page, 'How will you take part?', attendance);
  if (attendance === 'In the hall') await choose(page, 'Do you need a room?', 'No');
  await nextButton(page).click();
  await at(page, 'What you like');
}
