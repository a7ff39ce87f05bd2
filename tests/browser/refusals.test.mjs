// The error messages for invalid answers, for each kind of field and each of its rules: in the summary and at the
// field, associated with the invalid input, without JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { descriptions, formScene, ownForms } from './support/forms.mjs';
import { date, fillIn, input, list, option, part, phone } from './support/kinds.mjs';
import { hasFocus, submitButton } from './support/scene.mjs';

const it = formScene(ownForms, 'kinds');
const withoutScript = { javaScriptEnabled: false };

/**
 * The errors of each field: the answers to fill in, the message, the input that it links to (`at`), and the other
 * inputs of the field, which are valid.
 */
const refusals = {
  'Company name': {
    empty: { message: 'Company name: enter an answer.' },
    'too short': {
      answers: [[input('Company name'), 'A']],
      message: 'Company name: enter at least 2 characters.',
    },
    'too long': {
      answers: [[input('Company name'), 'Aurora and her sisters']],
      message: 'Company name: enter at most 20 characters. You entered 22.',
    },
  },
  'Customer code (optional)': {
    'not of its pattern, with a message of the form': {
      answers: [[input('Customer code (optional)'), 'AB12']],
      message: 'A customer code has two capital letters and four digits, like AB1234.',
    },
  },
  'What do you make? (optional)': {
    'too short': {
      answers: [[input('What do you make? (optional)'), 'Chairs']],
      message: 'What do you make? Enter at least 10 characters.',
    },
  },
  'Email for invoices': {
    empty: { message: 'Email for invoices: enter an answer.' },
    'not an address, with a message of the form': {
      answers: [[input('Email for invoices'), 'ana@']],
      message: 'Invoices cannot be sent to this address. Please check it.',
    },
  },
  Telephone: {
    empty: {
      message: 'Telephone: enter an answer.',
      at: phone,
      valid: [list('Country (calling code)')],
    },
    'not a number': {
      answers: [[phone, '12']],
      message: 'Telephone: this is not a telephone number in the selected country. Check the country and the number.',
      at: phone,
    },
    'of a country that is not offered': {
      answers: [[phone, '+33 1 42 68 53 00']],
      message: 'Telephone: telephone numbers from this country are not accepted. Enter a number from a country in the list.',
      at: phone,
    },
  },
  'German mobile number (optional)': {
    'of another country': {
      answers: [[input('German mobile number (optional)'), '+34 912 345 678']],
      message: 'German mobile number: telephone numbers from this country are not accepted. Enter a number from a country in the list.',
    },
  },
  'Website (optional)': {
    'not an address': {
      answers: [[input('Website (optional)'), 'not a site']],
      message: 'Website: enter a web address, like https://example.com.',
    },
  },
  'People (optional)': {
    'not a number': {
      answers: [[input('People (optional)'), 'many']],
      message: 'People: enter a number in digits.',
    },
    'not a whole number': {
      answers: [[input('People (optional)'), '1.5']],
      message: 'People: enter a whole number, without decimals.',
    },
    'too small': {
      answers: [[input('People (optional)'), '0']],
      message: 'People: enter a number that is 1 or more.',
    },
    'too large': {
      answers: [[input('People (optional)'), '5001']],
      message: 'People: enter a number that is 5,000 or less.',
    },
  },
  'Hours a day (optional)': {
    'with too many decimals': {
      answers: [[input('Hours a day (optional)'), '7.255']],
      message: 'Hours a day: enter at most 2 decimal places.',
    },
    'between two steps': {
      answers: [[input('Hours a day (optional)'), '7.3']],
      message: 'Hours a day: enter a multiple of 0.25.',
    },
  },
  'Date of birth': {
    empty: { message: 'Date of birth: enter an answer.', at: part('Date of birth', 'Day') },
    'without a month': {
      answers: date('Date of birth', '1', '', '1990'),
      message: 'Date of birth: enter the day, month and year.',
      at: part('Date of birth', 'Month'),
      valid: [part('Date of birth', 'Day'), part('Date of birth', 'Year')],
    },
  },
  'Customer since': {
    'in a month that does not exist': {
      answers: date('Customer since', '1', '13', '2021'),
      message: 'Customer since: this date does not exist. Check the day, month and year.',
      at: part('Customer since', 'Month'),
      valid: [part('Customer since', 'Day'), part('Customer since', 'Year')],
    },
    'on a day that does not exist': {
      answers: date('Customer since', '30', '2', '2021'),
      message: 'Customer since: this date does not exist. Check the day, month and year.',
      at: part('Customer since', 'Day'),
    },
    'too early': {
      answers: date('Customer since', '30', '1', '2020'),
      message: 'Customer since: enter 31 January 2020 or a later date.',
      at: part('Customer since', 'Day'),
    },
  },
  Country: {
    empty: {
      message: 'Country: select an answer.',
      at: (page) => page.getByRole('combobox', { name: 'Country', exact: true }),
    },
  },
  'Size of your team (optional)': {
    '"Other" without a text': {
      answers: [[list('Size of your team'), { label: 'Other' }]],
      message: 'Size of your team: enter your own answer in the text box.',
      at: (page) => page.locator('.field', { has: page.locator('#size') }).getByLabel('Please specify'),
      valid: [list('Size of your team')],
    },
  },
  'Your role': {
    empty: { message: 'Your role: select an answer.', at: option('Your role', 'Design') },
    '"Other" without a text': {
      answers: [[option('Your role', 'Other'), true]],
      message: 'Your role: enter your own answer in the text box.',
      at: part('Your role', 'Please specify'),
      valid: [option('Your role', 'Design'), option('Your role', 'Other')],
    },
  },
  Plan: {
    empty: { message: 'Plan: select an answer.', at: option('Plan', 'Free') },
  },
  'Topics (optional)': {
    'too few': {
      answers: [[option('Topics', 'Web'), true]],
      message: 'Topics: select at least 2 answers.',
      at: option('Topics', 'Web'),
    },
    'too many': {
      answers: ['Web', 'Data', 'Security', 'Law'].map((topic) => [option('Topics', topic), true]),
      message: 'Topics: select at most 3 answers.',
      at: option('Topics', 'Web'),
    },
  },
  'Do you want the newsletter?': {
    'empty, with a message of the form': {
      message: 'Tell us whether you want the newsletter.',
      at: option('Do you want the newsletter?', 'Yes'),
    },
  },
  'I agree to the terms': {
    empty: { message: 'Select the checkbox to continue: I agree to the terms' },
  },
};

/** The descriptions of an input and of its group. */
async function describedBy(locator) {
  const fieldset = locator.locator('xpath=ancestor::fieldset');
  const groupDescriptions = (await fieldset.count()) > 0 ? await descriptions(fieldset) : [];
  return [...(await descriptions(locator)), ...groupDescriptions];
}

// Each round submits one invalid answer for many fields: the first error of each field, then the second, and so on.
const rounds = Math.max(...Object.values(refusals).map((errors) => Object.keys(errors).length));
for (let round = 0; round < rounds; round += 1) {
  const expected = Object.entries(refusals).flatMap(([field, errors]) =>
    Object.entries(errors)
      .slice(round, round + 1)
      .map(([error, { answers = [], message, at = input(field), valid = [] }]) => {
        const name = `${field}: ${error}`;
        return { name, answers, message, at, valid };
      }),
  );
  test(`errors are shown, associated with their inputs, and linked (${round + 1} of ${rounds})`, async (t) => {
    const page = await it.open(t, 'kinds', withoutScript);
    // A browser prevents longer texts, but other clients may not.
    const bounded = page.locator('[maxlength]');
    await bounded.evaluateAll((inputs) => inputs.forEach((each) => each.removeAttribute('maxlength')));
    for (const { answers } of expected) await fillIn(page, answers);
    await submitButton(page).click();
    const summary = page.getByRole('alert', { name: 'There is a problem' });
    await summary.waitFor();

    for (const { name, message, at, valid } of expected) {
      await t.test(name, async () => {
        await summary.getByRole('link', { name: message, exact: true }).click();

        assert.equal(await hasFocus(at(page)), true, 'the link in the summary leads to the input');
        assert.equal(await at(page).getAttribute('aria-invalid'), 'true');
        const matching = (await describedBy(at(page))).filter((text) => text === message);
        assert.equal(matching.length, 1, 'the error is associated exactly once');
        for (const find of valid) {
          assert.equal(await find(page).getAttribute('aria-invalid'), null, 'a valid input is not marked');
        }
      });
    }
  });
}

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
