// The submit button, in three browser engines, after a navigation that leaves the page in place. The test uses the real
// clock: it includes whether an engine's timer runs while a navigation is pending or has been stopped.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

import { inEachEngine, until, untilPage } from './support/engines.mjs';
import { examples, formScene } from './support/forms.mjs';

const it = formScene(examples, 'source');
const notNow = 'button[value=later]';

/** The response to the first submission, and the button that submits. */
const cases = {
  'after Stop': { button: 'button', stop: true, answer: () => {} },
  'after a 204': { button: notNow, answer: (response) => response.writeHead(204).end() },
  'after a redirect to a scheme that the browser cannot open': {
    button: 'button',
    scheme: true,
    answer: (response) => response.writeHead(303, { location: 'com.example.app://callback?code=1' }).end(),
  },
};

/** Serves the form, and responds to submissions in place of the function: `answer` responds to the first. */
class FormServer {
  bodies = [];
  aborted = 0;

  async start() {
    const link = await it.link('source');
    this.server = createServer(async (request, response) => {
      const body = await text(request);
      // A POST with `.go=return` comes from the script of the page, and is not a submission.
      if (body && !body.includes('.go=return')) return this.receive(body, response);
      const page = await fetch(link);
      const headers = ['content-type', 'content-security-policy', 'cache-control'];
      response.writeHead(200, Object.fromEntries(headers.map((name) => [name, page.headers.get(name)])));
      return response.end(await page.text());
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.form = `http://127.0.0.1:${this.server.address().port}/forms/source${new URL(link).search}`;
  }

  receive(body, response) {
    this.bodies.push(body);
    response.on('close', () => (this.aborted += response.writableEnded ? 0 : 1));
    if (this.bodies.length === 1) this.answer(response);
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sent</title>');
  }

  close() {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}

/** The style of a button, without the properties that `:hover` changes. */
const styleOf = (browser, button) =>
  browser.run(`const style = getComputedStyle(document.querySelector('${button}'));
    return [style.color, style.backgroundColor, style.borderTopStyle].join()`);

/** Clicks by a script, because Chromium shows a dialog for the blocked scheme, and the dialog receives every click. */
const press = (browser, button) => browser.run(`document.querySelector('${button}').click()`);

/** The values of the busy buttons. */
const busy = (browser) =>
  browser.run(`const all = [...document.querySelectorAll('[aria-busy=true]')];
    return all.map(({ value }) => value || 'continue').join()`);

inEachEngine('the button works again', (browser) => {
  for (const [when, { button, answer, stop, scheme }] of Object.entries(cases)) {
    test(when, async (t) => {
      const server = Object.assign(new FormServer(), { answer });
      t.after(() => server.close());
      await server.start();
      await browser.open(server.form);
      const idle = await styleOf(browser, button);
      // A page that is restored from the back/forward cache reloads at once, and loses this mark.
      await browser.run(`document.body.className = 'old'`);

      await browser.click(button);
      await until(() => server.bodies.length > 0, 'the form is submitted');
      if (scheme && browser.showsErrorPage) {
        await untilPage(browser, `return location.href !== '${server.form}'`);
        await browser.go();
        await untilPage(browser, `return document.readyState === 'complete' && document.body.className !== 'old'
          && document.querySelector('form button')?.offsetHeight > 0`);
      } else {
        if (stop) {
          await browser.stop();
          await until(() => server.aborted === 1, 'the browser aborts the request');
        }
        assert.equal(await busy(browser), button === notNow ? 'later' : 'continue');
        assert.notEqual(await styleOf(browser, button), idle, 'it looks different');
        await press(browser, button);
      }

      await until(async () => (await busy(browser)) === '', 'the button is no longer busy');
      assert.equal(await styleOf(browser, button), idle, 'it looks the same as before');
      assert.equal(server.bodies.length, 1, 'the second click sends nothing');
      await press(browser, button);
      await untilPage(browser, `return document.title === 'Sent'`);
      assert.equal(server.bodies[1], server.bodies[0]);
      assert.equal(server.bodies[0].includes('.go=later'), button === notNow, 'the value of the button is sent');
    });
  }
});
