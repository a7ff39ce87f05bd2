// The focus after a submission with invalid answers, for each kind of field, without JavaScript.
// tests/journey/errors.rs checks the messages and their inputs in the HTML.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formScene, ownForms } from './support/forms.mjs';
import { date, fillIn, input, list, option, part, phone } from './support/kinds.mjs';
import { hasFocus, submitButton } from './support/scene.mjs';

const it = formScene(ownForms, 'kinds');
const withoutScript = { javaScriptEnabled: false };

/** One invalid answer for each field: the answers to fill in, the message, and the input that it leads to. */
const refusals = [
  { message: 'Company name: please fill this in.', at: input('Company name') },
  {
    answers: [[input('Customer code (optional)'), 'AB12']],
    message: 'A customer code has two capital letters and four digits, like AB1234.',
    at: input('Customer code (optional)'),
  },
  {
    answers: [[input('What do you make? (optional)'), 'Chairs']],
    message: 'What do you make? Enter at least 10 characters.',
    at: input('What do you make? (optional)'),
  },
  {
    answers: [[input('Email for invoices'), 'ana@']],
    message: 'Invoices cannot be sent to this address. Please check it.',
    at: input('Email for invoices'),
  },
  { message: 'Telephone: please fill this in.', at: phone },
  {
    answers: [[input('German mobile number (optional)'), '+34 912 345 678']],
    message: 'German mobile number: telephone numbers from this country are not accepted. Enter a number from a country in the list.',
    at: input('German mobile number (optional)'),
  },
  {
    answers: [[input('Website (optional)'), 'not a site']],
    message: 'Website: enter a web address, like https://example.com.',
    at: input('Website (optional)'),
  },
  {
    answers: [[input('People (optional)'), 'many']],
    message: 'People: enter a number in digits.',
    at: input('People (optional)'),
  },
  {
    answers: date('Date of birth', '1', '', '1990'),
    message: 'Date of birth: enter the day, month and year.',
    at: part('Date of birth', 'Month'),
  },
  {
    answers: date('Customer since', '30', '2', '2021'),
    message: 'Customer since: this date does not exist. Check the day, month and year.',
    at: part('Customer since', 'Day'),
  },
  {
    message: 'Country: select an answer.',
    at: (page) => page.getByRole('combobox', { name: 'Country', exact: true }),
  },
  {
    answers: [[list('Size of your team'), { label: 'Other' }]],
    message: 'Size of your team: enter your own answer in the text box.',
    at: (page) => page.locator('.field', { has: page.locator('#size') }).getByLabel('Please specify'),
  },
  {
    answers: [[option('Your role', 'Other'), true]],
    message: 'Your role: enter your own answer in the text box.',
    at: part('Your role', 'Please specify'),
  },
  { message: 'Plan: select an answer.', at: option('Plan', 'Free') },
  {
    answers: [[option('Topics', 'Web'), true]],
    message: 'Topics: select at least 2 answers.',
    at: option('Topics', 'Web'),
  },
  { message: 'Tell us whether you want the newsletter.', at: option('Do you want the newsletter?', 'Yes') },
  { message: 'Select the checkbox to continue: I agree to the terms', at: input('I agree to the terms') },
];

test('the summary of the errors has the focus, and each of its links leads to an input', async (t) => {
  const page = await it.open(t, 'kinds', withoutScript);
  for (const { answers = [] } of refusals) await fillIn(page, answers);
  await submitButton(page).click();
  const summary = page.getByRole('alert', { name: 'There is a problem' });
  await summary.waitFor();
  assert.equal(await hasFocus(summary), true);

  for (const { message, at } of refusals) {
    await summary.getByRole('link', { name: message, exact: true }).click();
    assert.equal(await hasFocus(at(page)), true, message);
  }
});

test('only the invalid part of a date has an error border', async (t) => {
  const page = await it.open(t, 'kinds', withoutScript);
  const border = (find) =>
    find(page).evaluate((element) => {
      const { borderTopColor, borderTopWidth } = getComputedStyle(element);
      return `${borderTopWidth} ${borderTopColor}`;
    });
  const normal = await border(part('Date of birth', 'Month'));
  await fillIn(page, date('Date of birth', '1', '', '1990'));
  await submitButton(page).click();
  await page.getByRole('alert').waitFor();

  assert.notEqual(await border(part('Date of birth', 'Month')), normal);
  for (const name of ['Day', 'Year']) assert.equal(await border(part('Date of birth', name)), normal, name);
});
