// A form with a field of every kind: the tests find the inputs by their labels and roles, and check the stored values.
// JavaScript is off, because no kind of field needs it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formScene, ownForms } from './support/forms.mjs';
import { date, fillIn, input, list, option, phone } from './support/kinds.mjs';
import { reachApp, submitButton } from './support/scene.mjs';

const it = formScene(ownForms, 'kinds');
const withoutScript = { javaScriptEnabled: false };

const everyKind = [
  [input('Company name'), 'Aurora & Söhne'],
  [input('Customer code (optional)'), 'AB1234'],
  [input('What do you make? (optional)'), 'Chairs,\nand tables'],
  [input('Email for invoices'), ' Ana@Example.com '],
  [list('Country (calling code)'), { label: 'Germany (+49)' }],
  [phone, '030 123456'],
  [input('German mobile number (optional)'), '0151 23456789'],
  [input('Website (optional)'), 'example.com'],
  [input('People (optional)'), '1,250'],
  [input('Hours a day (optional)'), '7.25'],
  ...date('Date of birth', '1', '2', '1990'),
  ...date('Customer since', '31', '1', '2020'),
  [(page) => page.getByRole('combobox', { name: 'Country', exact: true }), { label: 'Portugal' }],
  [list('Size of your team'), { label: 'More than 10' }],
  [option('Your role', 'Engineering'), true],
  [option('Plan', 'Team'), true],
  [option('Topics', 'Security'), true],
  [option('Topics', 'Web'), true],
  [option('Do you want the newsletter?', 'No'), true],
  [input('I agree to the terms'), true],
];

test('every kind of field is filled in by its label, and its value is stored with its type', async (t) => {
  const { page, emulator, email } = await it.begin(t, 'kinds', withoutScript);

  await fillIn(page, everyKind);
  await submitButton(page).click();
  await reachApp(page, emulator);

  assert.deepEqual(await emulator.metadata(email), {
    company: 'Aurora & Söhne',
    nickname: 'Captain',
    code: 'AB1234',
    about: 'Chairs,\nand tables',
    mail: 'Ana@example.com',
    phone: '+4930123456',
    mobile: '+4915123456789',
    site: 'https://example.com/',
    people: 1250,
    hours: 7.25,
    born: '1990-02-01',
    since: '2020-01-31',
    country: 'PT',
    size: 'large',
    role: 'build',
    plan: 'team',
    topics: ['web', 'security'],
    news: false,
    terms: true,
    tips: false,
  });
});

test('the text input of "Other" is visible only while "Other" is selected', async (t) => {
  const page = await it.open(t, 'kinds', withoutScript);
  const texts = page.getByRole('textbox', { name: 'Please specify' });
  assert.equal(await texts.count(), 0);

  await option('Your role', 'Other')(page).check();
  assert.equal(await texts.count(), 1);
  await list('Size of your team')(page).selectOption({ label: 'Other' });
  assert.equal(await texts.count(), 2);

  await option('Your role', 'Design')(page).check();
  assert.equal(await texts.count(), 1);
});

test('a document to consent to opens in a new window, and the form is unchanged', async (t) => {
  const page = await it.open(t, 'kinds', withoutScript);
  await page.context().route('https://example.com/terms', (route) => route.fulfill({ body: 'The terms.' }));
  await input('Company name')(page).fill('Aurora');

  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Terms of use' }).click();
  const terms = await opened;
  await terms.waitForLoadState();

  assert.equal(await terms.locator('body').innerText(), 'The terms.');
  assert.equal(await terms.evaluate(() => window.opener), null);
  assert.equal(await input('Company name')(page).inputValue(), 'Aurora');
});
