// A form in three browser engines: a whole journey, the error summary, a pasted text, a long list and a narrow window.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inEachEngine, until, untilPage } from './support/engines.mjs';
import { formScene, ownForms, examples } from './support/forms.mjs';
import { newEmail } from './support/scene.mjs';

const it = formScene(ownForms, 'kinds');
const source = formScene(examples, 'source');
const long = 'x'.repeat(30);

const cases = {
  'a user signs up, answers, and reaches the app': async (browser) => {
    const email = newEmail();
    const emulator = source.emulators.source;
    await browser.navigate(`${emulator.app}/login`);
    await untilPage(browser, `return document.getElementById('email') !== null`);
    await browser.type('#email', email);
    await browser.click('form:has(#email) button');
    await untilPage(browser, `return location.href.startsWith('${emulator.form}/forms/source')`);
    await browser.click('[value=search]');
    await browser.click('form button');
    await untilPage(browser, `return location.href === '${emulator.app}/'`);
    assert.deepEqual(await emulator.metadata(email), { heard_from: 'search' });
  },
  'a click in the error summary moves the focus to the input': async (browser) => {
    await browser.open(await it.link('kinds'));
    await browser.click('form button');
    await untilPage(browser, `return document.querySelector('.summary') !== null`);
    await browser.click('.summary a');
    await untilPage(browser, `return document.activeElement.id === 'company'`);
  },
  'a pasted text that is too long is kept, and returned with an error': async (browser) => {
    await browser.open(await it.link('kinds'));
    await browser.type('#nickname', long);
    await browser.shortcut('#nickname', 'a');
    await browser.shortcut('#nickname', 'x');
    await browser.shortcut('#company', 'v');
    const value = () => browser.run(`return document.getElementById('company').value`);
    await until(async () => (await value())?.includes(long), 'the text is pasted');
    const pasted = await value();
    await browser.click('form button');
    await untilPage(browser, `return document.getElementById('company-error') !== null`);
    assert.equal(await value(), pasted);
  },
  'a long list is searched by typing': async (browser) => {
    await browser.open(await it.link('kinds'));
    await browser.type('#country', 'Portug');
    await browser.click('#country-list li');
    await untilPage(browser, `return new FormData(document.forms[0]).get('country') === 'PT'`);
  },
  'nothing overflows in a window of 320 pixels': async (browser) => {
    await browser.open(await it.link('kinds'));
    await browser.click('form button');
    await untilPage(browser, `return document.querySelector('.summary') !== null`);
    await browser.resize(320);
    await untilPage(browser, 'return document.documentElement.getBoundingClientRect().width === 320');
    const right = await browser.run(`const all = [...document.querySelectorAll('body, body *')];
      return Math.max(...all.map((element) => element.getBoundingClientRect().right))`);
    assert.equal(right, 320);
  },
};

inEachEngine('a form', (browser) => {
  for (const [name, play] of Object.entries(cases)) {
    test(name, async () => play(browser, await browser.openTab()));
  }
});
