// The browser's Back, Forward and Reload inside a form, in three browser engines: each page is shown with the answers so
// far, and no browser asks whether to resend a page.
import { test } from 'node:test';

import { inEachEngine, untilPage } from './support/engines.mjs';
import { formScene, ownForms } from './support/forms.mjs';

const it = formScene(ownForms, 'conference');
const next = 'form button';
const back = 'button[value=back]';

/**
 * Waits for the page of the form with this number and these answers. Each page contains the
 * answers of all pages, in visible or hidden inputs.
 */
const at = (browser, number, answers, extra = 'true') =>
  untilPage(
    browser,
    `const data = new FormData(document.forms[0]);
    const answers = ['attendance', 'topics', 'arrival.day'].map((name) => data.get(name) || '-').join(' ');
    return document.readyState === 'complete' && !document.documentElement.hidden && (${extra})
      && /^Step ${number} /.test(document.querySelector('.step')?.innerText) && answers === '${answers}'`,
  );

/** Opens the form and answers two pages. Then types a day on the third page without sending it. */
async function goToThirdPage(browser) {
  await browser.open(await it.link('conference'));
  await browser.click('[name=attendance][value=on_site]');
  await browser.click('[name=hotel][value=no]');
  await browser.click(next);
  await at(browser, 2, 'on_site - -');
  await browser.click('[name=topics][value=web]');
  await browser.click(next);
  await at(browser, 3, 'on_site web -');
  await browser.type('[name="arrival.day"]', '9');
}

const cases = {
  'Back shows the previous pages with all answers': async (browser) => {
    await goToThirdPage(browser);
    await browser.go();
    await at(browser, 2, 'on_site web 9');
    await browser.go();
    await at(browser, 1, 'on_site web 9');
    await browser.click(next);
    await at(browser, 2, 'on_site web 9');
    await browser.click(next);
    await at(browser, 3, 'on_site web 9');
  },
  'Forward returns to the page that was left': async (browser) => {
    await goToThirdPage(browser);
    await browser.go();
    await at(browser, 2, 'on_site web 9');
    await browser.go(1);
    await at(browser, 3, 'on_site web 9');
  },
  'Reload shows the same page with its answers, more than once': async (browser) => {
    await goToThirdPage(browser);
    for (let times = 0; times < 2; times += 1) {
      await browser.run('document.body.className = "old"');
      await browser.reload();
      await at(browser, 3, 'on_site web 9', 'document.body.className === ""');
    }
    await browser.go();
    await at(browser, 2, 'on_site web 9');
  },
  'Back after an error shows the previous page': async (browser) => {
    await goToThirdPage(browser);
    await browser.click(next);
    await at(browser, 3, 'on_site web 9', 'document.querySelector(".summary")');
    await browser.go();
    await at(browser, 2, 'on_site web 9');
  },
  "Back after the form's own Back goes one page further": async (browser) => {
    await goToThirdPage(browser);
    await browser.click(back);
    await at(browser, 2, 'on_site web 9');
    await browser.go();
    await at(browser, 1, 'on_site web 9');
  },
  'two tabs do not affect each other': async (browser, first) => {
    await goToThirdPage(browser);
    await browser.openTab();
    await browser.open(await it.link('conference'));
    await browser.click('[name=attendance][value=online]');
    await browser.click(next);
    await at(browser, 2, 'online - -');
    await browser.go();
    await at(browser, 1, 'online - -');
    await browser.switchTo(first);
    await browser.go();
    await at(browser, 2, 'on_site web 9');
  },
};

inEachEngine('the history', (browser) => {
  for (const [name, play] of Object.entries(cases)) {
    test(name, async () => play(browser, await browser.openTab()));
  }
});
