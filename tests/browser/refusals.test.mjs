// What a form says to an answer that will not do, for each kind of field and each of its rules: on top of the
// page and at the field, tied to the input that is wrong, without a script.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { descriptions, formScene, ownForms } from './support/forms.mjs';
import { date, fillIn, input, list, option, part, phone } from './support/kinds.mjs';
import { hasFocus, submitButton } from './support/scene.mjs';

const it = formScene(ownForms, 'kinds');
const withoutScript = { javaScriptEnabled: false };

/**
 * What the form says to answers that will not do, field by field: what is filled in, the words, the input
 * that they lead to, and those beside it that are right.
 */
const refusals = {
  'Company name': {
    'left out': { message: 'Company name: please give an answer.' },
    'too short': {
      answers: [[input('Company name'), 'A']],
      message: 'Company name: please use at least 2 characters.',
    },
    'too long': {
      answers: [[input('Company name'), 'Aurora and her sisters']],
      message: 'Company name: please use 20 characters or fewer; you used 22.',
    },
  },
  'Customer code (optional)': {
    'off its pattern, in words of the form': {
      answers: [[input('Customer code (optional)'), 'AB12']],
      message: 'A customer code has two capital letters and four digits, like AB1234.',
    },
  },
  'What do you make? (optional)': {
    'too short': {
      answers: [[input('What do you make? (optional)'), 'Chairs']],
      message: 'What do you make? Please use at least 10 characters.',
    },
  },
  'E-mail for invoices': {
    'left out': { message: 'E-mail for invoices: please give an answer.' },
    'not an address, in words of the form': {
      answers: [[input('E-mail for invoices'), 'ana@']],
      message: 'Invoices cannot be sent to this address. Please check it.',
    },
  },
  Telephone: {
    'left out': {
      message: 'Telephone: please give an answer.',
      at: phone,
      right: [list('Country (calling code)')],
    },
    'no number': {
      answers: [[phone, '12']],
      message: 'Telephone: this is not a telephone number of the chosen country. Please check the country and the number.',
      at: phone,
    },
    'of a country that is not offered': {
      answers: [[phone, '+33 1 42 68 53 00']],
      message: 'Telephone: telephone numbers of this country cannot be used here. Please enter a number of a country in the list.',
      at: phone,
    },
  },
  'German mobile number (optional)': {
    'of another country': {
      answers: [[input('German mobile number (optional)'), '+34 912 345 678']],
      message: 'German mobile number: telephone numbers of this country cannot be used here. Please enter a number of a country in the list.',
    },
  },
  'Website (optional)': {
    'not an address': {
      answers: [[input('Website (optional)'), 'not a site']],
      message: 'Website: please enter a web address, like https://example.com.',
    },
  },
  'People (optional)': {
    'no number': {
      answers: [[input('People (optional)'), 'many']],
      message: 'People: please enter a number, in digits.',
    },
    'not whole': {
      answers: [[input('People (optional)'), '1.5']],
      message: 'People: please enter a whole number, without decimals.',
    },
    'too small': {
      answers: [[input('People (optional)'), '0']],
      message: 'People: please enter a number that is 1 or more.',
    },
    'too large': {
      answers: [[input('People (optional)'), '5001']],
      message: 'People: please enter a number that is 5,000 or less.',
    },
  },
  'Hours a day (optional)': {
    'with too many decimals': {
      answers: [[input('Hours a day (optional)'), '7.255']],
      message: 'Hours a day: please use at most 2 decimal places.',
    },
    'between two steps': {
      answers: [[input('Hours a day (optional)'), '7.3']],
      message: 'Hours a day: please enter a multiple of 0.25.',
    },
  },
  'Date of birth': {
    'left out': { message: 'Date of birth: please give an answer.', at: part('Date of birth', 'Day') },
    'without its month': {
      answers: date('Date of birth', '1', '', '1990'),
      message: 'Date of birth: please enter day, month and year.',
      at: part('Date of birth', 'Month'),
      right: [part('Date of birth', 'Day'), part('Date of birth', 'Year')],
    },
  },
  'Customer since': {
    'in a month that is none': {
      answers: date('Customer since', '1', '13', '2021'),
      message: 'Customer since: this date does not exist. Please check day, month and year.',
      at: part('Customer since', 'Month'),
      right: [part('Customer since', 'Day'), part('Customer since', 'Year')],
    },
    'of no calendar': {
      answers: date('Customer since', '30', '2', '2021'),
      message: 'Customer since: this date does not exist. Please check day, month and year.',
      at: part('Customer since', 'Day'),
    },
    'too early': {
      answers: date('Customer since', '30', '1', '2020'),
      message: 'Customer since: please enter 31 January 2020 or a later date.',
      at: part('Customer since', 'Day'),
    },
  },
  Country: {
    'left out': {
      message: 'Country: please choose an answer.',
      at: (page) => page.getByRole('combobox', { name: 'Country', exact: true }),
    },
  },
  'Size of your team (optional)': {
    'another that is not said': {
      answers: [[list('Size of your team'), { label: 'Other' }]],
      message: 'Size of your team: please write your own answer in the text box.',
      at: (page) => page.locator('.field', { has: page.locator('#size') }).getByLabel('Please specify'),
      right: [list('Size of your team')],
    },
  },
  'Your role': {
    'left out': { message: 'Your role: please choose an answer.', at: option('Your role', 'Design') },
    'another that is not said': {
      answers: [[option('Your role', 'Other'), true]],
      message: 'Your role: please write your own answer in the text box.',
      at: part('Your role', 'Please specify'),
      right: [option('Your role', 'Design'), option('Your role', 'Other')],
    },
  },
  Plan: {
    'left out': { message: 'Plan: please choose an answer.', at: option('Plan', 'Free') },
  },
  'Topics (optional)': {
    'too few': {
      answers: [[option('Topics', 'Web'), true]],
      message: 'Topics: please choose at least 2 answers.',
      at: option('Topics', 'Web'),
    },
    'too many': {
      answers: ['Web', 'Data', 'Security', 'Law'].map((topic) => [option('Topics', topic), true]),
      message: 'Topics: please choose at most 3 answers.',
      at: option('Topics', 'Web'),
    },
  },
  'Do you want the newsletter?': {
    'left out, in words of the form': {
      message: 'Tell us whether you want the newsletter.',
      at: option('Do you want the newsletter?', 'Yes'),
    },
  },
  'I agree to the terms': {
    'left out': { message: 'Please agree to continue: I agree to the terms' },
  },
};

/** What an input, or else the group that it is in, is described by. */
async function describedBy(locator) {
  const around = locator.locator('xpath=ancestor::fieldset');
  const ofGroup = (await around.count()) > 0 ? await descriptions(around) : [];
  return [...(await descriptions(locator)), ...ofGroup];
}

// One sending shows what is wrong with many fields: the first fault of each, then the second, and so on.
const rounds = Math.max(...Object.values(refusals).map((faults) => Object.keys(faults).length));
for (let round = 0; round < rounds; round += 1) {
  const sent = Object.entries(refusals).flatMap(([field, faults]) =>
    Object.entries(faults)
      .slice(round, round + 1)
      .map(([fault, { answers = [], message, at = input(field), right = [] }]) => {
        const name = `${field}: ${fault}`;
        return { name, answers, message, at, right };
      }),
  );
  test(`errors are shown, associated with their inputs, and linked (${round + 1} of ${rounds})`, async (t) => {
    const page = await it.open(t, 'kinds', withoutScript);
    // A browser keeps a longer text out; what else a person uses may not.
    const bounded = page.locator('[maxlength]');
    await bounded.evaluateAll((inputs) => inputs.forEach((each) => each.removeAttribute('maxlength')));
    for (const { answers } of sent) await fillIn(page, answers);
    await submitButton(page).click();
    const summary = page.getByRole('alert', { name: 'There is a problem' });
    await summary.waitFor();

    for (const { name, message, at, right } of sent) {
      await t.test(name, async () => {
        await summary.getByRole('link', { name: message, exact: true }).click();

        assert.equal(await hasFocus(at(page)), true, 'the line of the summary leads to the input');
        assert.equal(await at(page).getAttribute('aria-invalid'), 'true');
        const there = (await describedBy(at(page))).filter((text) => text === message);
        assert.equal(there.length, 1, 'the error is there exactly once');
        for (const find of right) {
          assert.equal(await find(page).getAttribute('aria-invalid'), null, 'what is right is not marked');
        }
      });
    }
  });
}

test('only the invalid part of a date is framed', async (t) => {
  const page = await it.open(t, 'kinds', withoutScript);
  const frame = (find) =>
    find(page).evaluate((element) => {
      const { borderTopColor, borderTopWidth } = getComputedStyle(element);
      return `${borderTopWidth} ${borderTopColor}`;
    });
  const calm = await frame(part('Date of birth', 'Month'));
  await fillIn(page, date('Date of birth', '1', '', '1990'));
  await submitButton(page).click();
  await page.getByRole('alert').waitFor();

  assert.notEqual(await frame(part('Date of birth', 'Month')), calm);
  for (const name of ['Day', 'Year']) assert.equal(await frame(part('Date of birth', name)), calm, name);
});
