// Conditional questions: each is shown if its condition holds; otherwise it is hidden and its answer is ignored.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { at, choose, goToSecondPage, finish } from './support/conference.mjs';
import { formScene, group, nextButton, ownForms, select } from './support/forms.mjs';
import { hasFocus, reachApp } from './support/scene.mjs';

const it = formScene(ownForms, 'conference');
const withoutScript = { javaScriptEnabled: false };

/** The labels and legends of the visible questions. */
function questions(page) {
  return page
    .locator('.field')
    .filter({ visible: true })
    .locator('> fieldset > legend, > label, > .option > label')
    .allInnerTexts();
}

// Questions that depend on a choice on the same page. The style sheet shows and hides them, so they need no script.
const dependOnChoice = [
  {
    rule: 'equals, of radio buttons',
    question: 'Do you need a room?',
    open: (page) => choose(page, 'How will you take part?', 'In the hall'),
    close: (page) => choose(page, 'How will you take part?', 'From afar'),
  },
  {
    rule: 'equals true, of a question that is hidden with it',
    question: 'For how many nights?',
    before: (page) => choose(page, 'How will you take part?', 'In the hall'),
    open: (page) => choose(page, 'Do you need a room?', 'Yes'),
    close: (page) => choose(page, 'How will you take part?', 'From afar'),
  },
  {
    rule: 'not, of radio buttons',
    question: 'Language of the stream (optional)',
    before: (page) => choose(page, 'How will you take part?', 'In the hall'),
    open: (page) => choose(page, 'How will you take part?', 'From afar'),
    close: (page) => choose(page, 'How will you take part?', 'In the hall'),
  },
  {
    rule: 'in, of a list',
    question: 'With subtitles? (optional)',
    open: (page) => page.getByLabel('Language of the stream').selectOption('German'),
    close: (page) => page.getByLabel('Language of the stream').selectOption(''),
  },
  {
    rule: 'empty, of boxes',
    question: 'What else, then? (optional)',
    step: 2,
    before: (page) => choose(page, 'What do you want to hear about?', 'Data'),
    open: (page) => group(page, 'What do you want to hear about?').getByLabel('Data').uncheck(),
    close: (page) => choose(page, 'What do you want to hear about?', 'Law'),
  },
  {
    rule: 'not empty, of boxes',
    question: 'Who should speak? (optional)',
    step: 2,
    open: (page) => choose(page, 'What do you want to hear about?', 'The web'),
    close: (page) => group(page, 'What do you want to hear about?').getByLabel('The web').uncheck(),
  },
  {
    rule: 'in, of boxes',
    question: 'Are you a lawyer? (optional)',
    step: 2,
    before: (page) => choose(page, 'What do you want to hear about?', 'The web'),
    open: (page) => choose(page, 'What do you want to hear about?', 'Law'),
    close: (page) => group(page, 'What do you want to hear about?').getByLabel('Law').uncheck(),
  },
  {
    rule: 'all, of an earlier page and of cards',
    question: 'A word to the kitchen (optional)',
    step: 2,
    open: (page) => group(page, 'What do you eat?').getByLabel('Vegan').check(),
    close: (page) => group(page, 'What do you eat?').getByLabel('Everything').check(),
  },
  {
    rule: 'all, of a list of countries: not empty, and not this one',
    question: 'Do you need a visa? (optional)',
    step: 2,
    open: (page) => select(page, 'Where do you come from?', 'Portugal'),
    close: (page) => select(page, 'Where do you come from?', 'Germany'),
  },
];
for (const { rule, question, step = 1, before, open, close } of dependOnChoice) {
  test(`a question is hidden until its condition holds: ${rule}`, async (t) => {
    const page = await it.open(t, 'conference', withoutScript);
    if (step === 2) await goToSecondPage(page, 'In the hall');
    await before?.(page);
    const inTree = async () => (await page.locator('form').ariaSnapshot()).includes(question);
    const visibility = async () => [(await questions(page)).includes(question), await inTree()];
    assert.deepEqual(await visibility(), [false, false]);

    await open(page);
    assert.deepEqual(await visibility(), [true, true]);

    await close(page);
    assert.deepEqual(await visibility(), [false, false]);
  });
}

test('a block is hidden until any of its conditions holds', async (t) => {
  const page = await it.open(t, 'conference', withoutScript);
  await goToSecondPage(page, 'In the hall');
  const badge = page.getByText('You will get a green badge.');
  assert.equal(await badge.isVisible(), false);
  await group(page, 'What do you eat?').getByLabel('Vegan').check();
  assert.equal(await badge.isVisible(), true);
  await group(page, 'What do you eat?').getByLabel('Everything').check();
  assert.equal(await badge.isVisible(), false);
  await page.getByLabel('You may show photos of me').check();
  assert.equal(await badge.isVisible(), true);
});

test('a question that depends on text appears after Next, and is then required', async (t) => {
  const { page, emulator, email } = await it.begin(t, 'conference', withoutScript);
  await goToSecondPage(page, 'From afar');
  await nextButton(page).click();
  await at(page, 'Your company');
  await page.getByLabel('How many people work there?').fill('51');
  await finish(page).click();
  await page.getByLabel('Department').waitFor();
  await finish(page).click();
  await page.getByRole('alert').getByRole('link', { name: 'Department: please fill this in.' }).click();
  assert.equal(await hasFocus(page.getByLabel('Department')), true);
  await page.keyboard.type('Tools');
  await finish(page).click();
  await reachApp(page, emulator);

  const { people, department } = await emulator.metadata(email);
  assert.deepEqual({ people, department }, { people: 51, department: 'Tools' });
});
