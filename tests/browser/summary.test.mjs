// The error summary, in three browser engines: WebKit does not move the focus to the target of a link.
import { after, before, describe, test } from 'node:test';

import { engines, untilPage } from './support/engines.mjs';
import { examples, formScene } from './support/forms.mjs';

const it = formScene(examples, 'onboarding');

describe('the error summary', { concurrency: Object.keys(engines).length }, () => {
  for (const [name, Engine] of Object.entries(engines)) {
    describe(`in ${name}`, { concurrency: 1 }, () => {
      const browser = new Engine();
      before(() => browser.start());
      after(() => browser.close());

      test('a click in the error summary moves the focus to the input', async () => {
        await browser.open(await it.link('onboarding'));
        await browser.click('button');
        await untilPage(browser, `return document.querySelector('.summary') !== null`);
        await browser.click('.summary a');
        await untilPage(browser, `return document.activeElement.id === 'company_name'`);
      });
    });
  }
});
