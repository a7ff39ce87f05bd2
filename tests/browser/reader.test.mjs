// What a screen reader announces for each page, in order: roles and names from the browser's accessibility tree.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { examples, formScene, group, nextButton, ownForms } from './support/forms.mjs';

const it = formScene(examples, 'onboarding', 'consumer', 'source');
const own = formScene(ownForms, 'looks');

/** The page's accessibility tree, with placeholders for the tenant's URL and the remaining time. */
async function accessibilityTree(page, emulator) {
  const tree = await page.locator('body').ariaSnapshot();
  return tree
    .replaceAll(emulator.tenant, 'https://TENANT')
    .replace(/\b1[3-5](?= (minutes to answer|Minuten Zeit))/, 'N');
}

/** Removes the indentation of this file from an expected tree. */
function unindent(text) {
  return text.replace(/^ {4}/gm, '').trim();
}

/** The last lines of each page of a form. */
const ending = `
      - paragraph:
        - link "Not you? Go back to sign in":
          - /url: https://TENANT/v2/logout?client_id=local-app`;
const germanEnding = `
      - paragraph:
        - link "Nicht Ihr Konto? Zurück zur Anmeldung":
          - /url: https://TENANT/v2/logout?client_id=local-app`;

async function assertTree(page, emulator, expected) {
  assert.equal(await accessibilityTree(page, emulator), unindent(expected));
}

/** Submits an empty page, and waits for its errors. */
async function sendEmpty(page) {
  await page.getByRole('button').first().click();
  await page.getByRole('alert').waitFor();
}

test('the first of two steps', async (t) => {
  const page = await it.open(t, 'onboarding');
  await assertTree(page, it.emulators.onboarding, `
    - main:
      - paragraph: You are signing in to Local app.
      - paragraph: "Your account: u…@e….com"
      - paragraph: Step 1 of 2
      - heading "Your company" [level=1]
      - paragraph: A few questions, so that you find what you need where you expect it.
      - text: Company name
      - textbox "Company name"
      - group "How many people work there?":
        - text: How many people work there?
        - radio "Only me"
        - text: Only me
        - radio "2–49"
        - text: 2–49
        - radio "50–249"
        - text: 50–249
        - radio "250 or more"
        - text: 250 or more
      - button "Next"${ending}`);
});

test('a conditional question is announced in its place when it appears', async (t) => {
  const page = await it.open(t, 'onboarding');
  await page.getByLabel('250 or more').check();
  await assertTree(page, it.emulators.onboarding, `
    - main:
      - paragraph: You are signing in to Local app.
      - paragraph: "Your account: u…@e….com"
      - paragraph: Step 1 of 2
      - heading "Your company" [level=1]
      - paragraph: A few questions, so that you find what you need where you expect it.
      - text: Company name
      - textbox "Company name"
      - group "How many people work there?":
        - text: How many people work there?
        - radio "Only me"
        - text: Only me
        - radio "2–49"
        - text: 2–49
        - radio "50–249"
        - text: 50–249
        - radio "250 or more" [checked]
        - text: 250 or more
      - group "Do you want to sign in with your company's own accounts?":
        - text: Do you want to sign in with your company's own accounts?
        - paragraph: Single sign-on, for example with Entra ID or Okta.
        - radio "Yes"
        - text: "Yes"
        - radio "No"
        - text: "No"
      - button "Next"${ending}`);
});

test('the first of two steps, with errors', async (t) => {
  const page = await it.open(t, 'onboarding');
  await sendEmpty(page);
  await assertTree(page, it.emulators.onboarding, `
    - main:
      - paragraph: You are signing in to Local app.
      - paragraph: "Your account: u…@e….com"
      - alert "There is a problem":
        - heading "There is a problem" [level=2]
        - list:
          - listitem:
            - 'link "Company name: please fill this in."':
              - /url: "#company_name"
          - listitem:
            - link "How many people work there? Select an answer.":
              - /url: "#company_size"
      - paragraph: Step 1 of 2
      - heading "Your company" [level=1]
      - paragraph: A few questions, so that you find what you need where you expect it.
      - text: Company name
      - paragraph: Please fill this in.
      - textbox "Company name" [invalid]
      - group "How many people work there?":
        - text: How many people work there?
        - paragraph: Select an answer.
        - radio "Only me"
        - text: Only me
        - radio "2–49"
        - text: 2–49
        - radio "50–249"
        - text: 50–249
        - radio "250 or more"
        - text: 250 or more
      - button "Next"${ending}`);
});

test('the second of two steps', async (t) => {
  const page = await it.open(t, 'onboarding');
  await page.getByLabel('Company name').fill('Aurora');
  await page.getByLabel('2–49').check();
  await nextButton(page).click();
  await page.getByText('Step 2 of 2').waitFor();
  await assertTree(page, it.emulators.onboarding, `
    - main:
      - paragraph: You are signing in to Local app.
      - paragraph: "Your account: u…@e….com"
      - paragraph: Step 2 of 2
      - heading "Your work" [level=1]
      - text: Job title
      - textbox "Job title"
      - text: How many people are in your team? (optional)
      - textbox "How many people are in your team? (optional)"
      - separator
      - paragraph:
        - text: Choose what you came for.
        - strong: You can change it later
        - text: in the settings.
      - group "What do you want to do? (optional)":
        - text: What do you want to do? (optional)
        - checkbox "Reports"
        - text: Reports
        - checkbox "Automation"
        - text: Automation
        - checkbox "Working together"
        - text: Working together
        - checkbox "Compliance"
        - text: Compliance
      - button "Finish"
      - button "Back"${ending}`);
});

test('telephone, date, list and consent', async (t) => {
  const page = await it.open(t, 'consumer');
  await assertTree(page, it.emulators.consumer, `
    - main:
      - paragraph: You are signing in to Local app.
      - paragraph: "Your account: u…@e….com"
      - heading "Complete your profile" [level=1]
      - paragraph: We ask for no more than we need to deliver your orders.
      - group "Telephone":
        - text: Telephone
        - paragraph: The courier calls this number if no one answers the door.
        - text: Country (calling code)
        - combobox "Country (calling code)":
          - option "Select an option" [selected]
          - option "Austria (+43)"
          - option "Belgium (+32)"
          - option "France (+33)"
          - option "Germany (+49)"
          - option "Ireland (+353)"
          - option "Italy (+39)"
          - option "Luxembourg (+352)"
          - option "Mexico (+52)"
          - option "Netherlands (+31)"
          - option "Portugal (+351)"
          - option "Spain (+34)"
          - option "Switzerland (+41)"
          - option "United Kingdom (+44)"
          - option "United States (+1)"
        - text: Telephone number
        - textbox "Telephone number"
      - group "Date of birth":
        - text: Date of birth
        - paragraph: You must be 18 or older to order.
        - text: Day
        - textbox "Day"
        - text: Month
        - textbox "Month"
        - text: Year
        - textbox "Year"
      - text: Where do you live? (optional)
      - combobox "Where do you live? (optional)":
        - option "Select an option" [selected]
        - option "Germany"
        - option "Spain"
        - option "United Kingdom"
        - option "United States"
        - option "Other"
      - checkbox "I have read the terms of use and agree to them"
      - text: I have read the terms of use and agree to them
      - paragraph:
        - link "Terms of use":
          - /url: https://example.com/terms
      - checkbox "Write to me about offers, once a month at most (optional)"
      - text: Write to me about offers, once a month at most (optional)
      - paragraph:
        - link "How we use your address":
          - /url: https://example.com/privacy
      - button "Continue"${ending}`);
});

test('telephone, date, list and consent in German, with errors', async (t) => {
  const page = await it.open(t, 'consumer', { locale: 'de-DE' });
  await page.getByLabel('Land (Ländervorwahl)').selectOption('Deutschland (+49)');
  await group(page, 'Geburtsdatum').getByLabel('Tag').fill('1');
  await group(page, 'Geburtsdatum').getByLabel('Jahr').fill('1990');
  await sendEmpty(page);
  await assertTree(page, it.emulators.consumer, `
    - main:
      - paragraph: Sie melden sich bei Local app an.
      - paragraph: "Ihr Konto: u…@e….com"
      - alert "Es gibt ein Problem":
        - heading "Es gibt ein Problem" [level=2]
        - list:
          - listitem:
            - 'link "Telefon: Bitte geben Sie eine Antwort ein."':
              - /url: "#telephone"
          - listitem:
            - 'link "Geburtsdatum: Bitte geben Sie Tag, Monat und Jahr ein."':
              - /url: "#birth_date-month"
          - listitem:
            - link "Stimmen Sie den Nutzungsbedingungen zu, um fortzufahren":
              - /url: "#terms"
      - heading "Vervollständigen Sie Ihr Profil" [level=1]
      - paragraph: Wir fragen nur, was wir für Ihre Bestellungen brauchen.
      - group "Telefon":
        - text: Telefon
        - paragraph: Der Kurier ruft an, wenn niemand öffnet.
        - paragraph: Bitte geben Sie eine Antwort ein.
        - text: Land (Ländervorwahl)
        - combobox "Land (Ländervorwahl)":
          - option "Bitte wählen"
          - option "Belgien (+32)"
          - option "Deutschland (+49)" [selected]
          - option "Frankreich (+33)"
          - option "Irland (+353)"
          - option "Italien (+39)"
          - option "Luxemburg (+352)"
          - option "Mexiko (+52)"
          - option "Niederlande (+31)"
          - option "Österreich (+43)"
          - option "Portugal (+351)"
          - option "Schweiz (+41)"
          - option "Spanien (+34)"
          - option "Vereinigte Staaten (+1)"
          - option "Vereinigtes Königreich (+44)"
        - text: Telefonnummer
        - textbox "Telefonnummer" [invalid]
      - group "Geburtsdatum":
        - text: Geburtsdatum
        - paragraph: Sie müssen mindestens 18 Jahre alt sein, um zu bestellen.
        - paragraph: Bitte geben Sie Tag, Monat und Jahr ein.
        - text: Tag
        - textbox "Tag": "1"
        - text: Monat
        - textbox "Monat" [invalid]
        - text: Jahr
        - textbox "Jahr": "1990"
      - text: Wo leben Sie? (optional)
      - combobox "Wo leben Sie? (optional)":
        - option "Bitte wählen" [selected]
        - option "Deutschland"
        - option "Spanien"
        - option "Vereinigtes Königreich"
        - option "Vereinigte Staaten"
        - option "Andere Antwort"
      - paragraph: Stimmen Sie den Nutzungsbedingungen zu, um fortzufahren
      - checkbox "Ich habe die Nutzungsbedingungen gelesen und stimme ihnen zu" [invalid]
      - text: Ich habe die Nutzungsbedingungen gelesen und stimme ihnen zu
      - paragraph:
        - link "Nutzungsbedingungen":
          - /url: https://example.com/terms
      - checkbox "Schreiben Sie mir über Angebote, höchstens einmal im Monat (optional)"
      - text: Schreiben Sie mir über Angebote, höchstens einmal im Monat (optional)
      - paragraph:
        - link "Wie wir Ihre Adresse nutzen":
          - /url: https://example.com/privacy
      - button "Fortfahren"${germanEnding}`);
});

test('cards, the text input of "Other", and "Not now"', async (t) => {
  const page = await it.open(t, 'source');
  await page.getByLabel('Other').check();
  await assertTree(page, it.emulators.source, `
    - main:
      - paragraph: You are signing in to Local app.
      - paragraph: "Your account: u…@e….com"
      - heading "One question" [level=1]
      - group "How did you hear about us? (optional)":
        - text: How did you hear about us? (optional)
        - radio "A colleague Someone you work with."
        - text: A colleague Someone you work with.
        - radio "A search engine You looked for something like it."
        - text: A search engine You looked for something like it.
        - radio "A talk or a fair You met us there."
        - text: A talk or a fair You met us there.
        - radio "Other" [checked]
        - text: Other Please specify
        - textbox "Please specify"
      - button "Continue"
      - button "Not now"${ending}`);
});

test('logo, heading, text, images and a separator', async (t) => {
  const page = await own.open(t, 'looks');
  await assertTree(page, own.emulators.looks, `
    - main:
      - img "Orchard"
      - paragraph: You are signing in to Local app.
      - paragraph: "Your account: u…@e….com"
      - heading "One last thing" [level=1]
      - paragraph: It can wait, if you are in a hurry.
      - heading "About the orchard" [level=2]
      - paragraph:
        - text: There are
        - strong: four
        - text: kinds of
        - emphasis: apples
        - text: ":"
      - list:
        - listitem: red ones
        - listitem: green ones
      - paragraph:
        - text: Read
        - link "how we grow them":
          - /url: https://example.com/apples
        - text: .
      - img "An apple on a branch"
      - separator
      - group "Which apple do you like? (optional)":
        - text: Which apple do you like? (optional)
        - radio "The red one"
        - text: The red one
        - radio "The green one" [checked]
        - text: The green one
        - radio "Other"
        - text: Other
      - text: Your best pie (optional)
      - textbox "Your best pie (optional)"
      - status: At most 40 characters
      - button "Continue"
      - button "Not now"${ending}`);
});

/** The role, name, state and description of each element, from the browser's accessibility tree. */
async function announcements(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const inOrder = (node) => [node, ...(node.childIds ?? []).flatMap((id) => inOrder(byId.get(id)))];
  const roles = ['alert', 'group', 'textbox', 'combobox', 'radio', 'checkbox', 'button'];
  return inOrder(nodes[0])
    .filter(({ ignored, role }) => !ignored && roles.includes(role.value))
    .map(({ role, name, description, properties }) => {
      const active = properties.filter(({ value }) => ['true', '1'].includes(String(value.value)));
      const states = ['required', 'invalid', 'busy', 'focused']
        .filter((state) => active.some((property) => property.name === state))
        .map((state) => `, ${state}`);
      return `${role.value} ${name.value}${states.join('')}${description?.value ? ` (${description.value})` : ''}`;
    });
}

test('each question announces whether it is required, its error and its hint', async (t) => {
  const page = await it.open(t, 'consumer');
  await page.getByLabel('Country (calling code)').selectOption('Spain (+34)');
  await group(page, 'Date of birth').getByLabel('Day').fill('1');
  await group(page, 'Date of birth').getByLabel('Year').fill('1990');
  await sendEmpty(page);

  assert.deepEqual(await announcements(page), [
    'alert There is a problem, focused',
    'group Telephone (The courier calls this number if no one answers the door. Please fill this in.)',
    'combobox Country (calling code)',
    'textbox Telephone number, required, invalid',
    'group Date of birth (You must be 18 or older to order. Enter the day, month and year.)',
    'textbox Day, required',
    'textbox Month, required, invalid',
    'textbox Year, required',
    'combobox Where do you live? (optional)',
    'checkbox I have read the terms of use and agree to them, invalid (Agree to the terms of use to continue)',
    'checkbox Write to me about offers, once a month at most (optional)',
    'button Continue',
  ]);
});

test('the pressed button is announced as busy, and stays focused', async (t) => {
  const page = await it.open(t, 'source');
  // The browser stays on the page.
  await page.route(`${it.emulators.source.form}/**`, (route) => route.fulfill({ status: 204 }));
  await page.getByRole('button', { name: 'Not now' }).click();

  const buttons = (await announcements(page)).filter((text) => text.startsWith('button'));
  assert.deepEqual(buttons, ['button Continue', 'button Not now, busy, focused']);
});
