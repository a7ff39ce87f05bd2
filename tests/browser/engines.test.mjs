// The button, in three engines, after a navigation that leaves the page in place. The ten seconds of its guard are
// real here: whether an engine's timer runs while a navigation is under way or has been stopped is a part of the test.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';

import { engines, until, untilPage } from './support/engines.mjs';
import { examples, formScene } from './support/forms.mjs';

const it = formScene(examples, 'source');
const notNow = 'button[value=later]';

/** What the first sending is answered with, and the button that sends. */
const cases = {
  'after Stop': { button: 'button', stop: true, answer: () => {} },
  'after a 204': { button: notNow, answer: (response) => response.writeHead(204).end() },
  'after a scheme that the browser refuses': {
    button: 'button',
    scheme: true,
    answer: (response) => response.writeHead(303, { location: 'com.example.app://callback?code=1' }).end(),
  },
};

/** Serves the form as its function does, and answers what is sent in the function's place: the first by `answer`. */
class Front {
  sent = [];
  aborted = 0;

  async start() {
    const link = await it.link('source');
    this.server = createServer(async (request, response) => {
      if (request.method === 'POST') return this.take(request, response);
      const page = await fetch(link);
      const headers = ['content-type', 'content-security-policy', 'cache-control'];
      response.writeHead(200, Object.fromEntries(headers.map((name) => [name, page.headers.get(name)])));
      return response.end(await page.text());
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.form = `http://127.0.0.1:${this.server.address().port}/forms/source`;
  }

  async take(request, response) {
    this.sent.push(await text(request));
    response.on('close', () => (this.aborted += response.writableEnded ? 0 : 1));
    if (this.sent.length === 1) this.answer(response);
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sent</title>');
  }

  close() {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}

/** How a button looks, where a hovering mouse changes nothing. */
const look = (browser, button) =>
  browser.run(`const style = getComputedStyle(document.querySelector('${button}'));
    return [style.color, style.backgroundColor, style.borderTopStyle].join()`);

/** By a script: Chromium asks in a dialog, which takes every click, whether an app may open the refused scheme. */
const press = (browser, button) => browser.run(`document.querySelector('${button}').click()`);

/** The buttons that are busy, by their values. */
const busy = (browser) =>
  browser.run(`const all = [...document.querySelectorAll('[aria-busy=true]')];
    return all.map(({ value }) => value || 'continue').join()`);

describe('the button works again', { concurrency: Object.keys(engines).length }, () => {
  for (const [name, Engine] of Object.entries(engines)) {
    describe(`in ${name}`, { concurrency: 1 }, () => {
      const browser = new Engine();
      before(() => browser.start());
      after(() => browser.close());

      for (const [when, { button, answer, stop, scheme }] of Object.entries(cases)) {
        test(when, async (t) => {
          const front = Object.assign(new Front(), { answer });
          t.after(() => front.close());
          await front.start();
          await browser.open(front.form);
          const idle = await look(browser, button);

          await browser.click(button);
          await until(() => front.sent.length > 0, 'the form is sent');
          if (scheme && browser.replacesRefused) {
            await untilPage(browser, `return location.href !== '${front.form}'`);
            await browser.back();
            await untilPage(browser, `return location.href === '${front.form}'`);
          } else {
            if (stop) {
              await browser.stop();
              await until(() => front.aborted === 1, 'the browser gives the request up');
            }
            assert.equal(await busy(browser), button === notNow ? 'later' : 'continue');
            assert.notEqual(await look(browser, button), idle, 'it looks different');
            await press(browser, button);
          }

          await until(async () => (await busy(browser)) === '', 'the guard ends');
          assert.equal(await look(browser, button), idle, 'it looks as before');
          assert.equal(front.sent.length, 1, 'the second click sends nothing');
          await press(browser, button);
          await untilPage(browser, `return document.title === 'Sent'`);
          assert.equal(front.sent[1], front.sent[0]);
          assert.equal(front.sent[0].includes('.go=later'), button === notNow, 'the button is sent along');
        });
      }
    });
  }
});
