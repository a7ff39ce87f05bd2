// The commands of the tests that run in Chromium, Firefox and WebKit. Chromium is driven by
// Playwright, as in the other tests. Playwright supports only its own builds of Firefox and WebKit, so the system's
// WebKit is driven by W3C WebDriver, and the system's Firefox by Marionette, its own protocol with the same commands.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { startBrowser } from './browser.mjs';
import { setting } from './emulator.mjs';

/** Waits until `condition` resolves to true, for 20 seconds. */
export async function until(condition, description) {
  const end = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`timed out after 20 seconds: ${description}`);
    await delay(50);
  }
}

/** Waits until a script returns true in the page. An error counts as false, because scripts fail during a navigation. */
export function untilPage(browser, script) {
  return until(() => browser.run(script).catch(() => false), script);
}

/** Chromium. */
export class Chromium {
  async start() {
    this.browser = await startBrowser();
    this.context = await this.browser.newContext();
    await this.openTab();
  }

  /** Opens a tab and makes it the current one. Returns it. */
  async openTab() {
    const tab = await this.context.newPage();
    await this.switchTo(tab);
    return tab;
  }

  /** Makes a tab the current one. */
  async switchTo(tab) {
    this.page = tab;
    this.session = await this.context.newCDPSession(tab);
  }

  async open(url) {
    await this.page.goto(url);
  }

  /** Starts loading a URL, which may redirect, and does not wait for the page. */
  async navigate(url) {
    await this.session.send('Page.navigate', { url });
  }

  async click(selector) {
    await this.page.locator(selector).first().click({ noWaitAfter: true });
  }

  /** Types a text at the end of an input. */
  async type(selector, text) {
    await this.page.locator(selector).first().pressSequentially(text);
  }

  /** Presses Control and a letter in an input. */
  async shortcut(selector, letter) {
    await this.page.locator(selector).first().press(`Control+${letter}`);
  }

  /** Sets the width of the window's content, in CSS pixels. */
  async resize(width) {
    await this.page.setViewportSize({ width, height: 640 });
  }

  /** Goes one entry back in the history, or forward with `go(1)`. Playwright's `goBack` would wait for the page. */
  async go(delta = -1) {
    const { currentIndex, entries } = await this.session.send('Page.getNavigationHistory');
    await this.session.send('Page.navigateToHistoryEntry', { entryId: entries[currentIndex + delta].id });
  }

  async reload() {
    await this.session.send('Page.reload');
  }

  /** Returns the result of a script. Playwright's `evaluate` would wait for a pending navigation. */
  async run(script) {
    const expression = `(() => { ${script} })()`;
    const { result } = await this.session.send('Runtime.evaluate', { expression, returnByValue: true });
    return result.value;
  }

  /** Presses the browser's Stop button. */
  async stop() {
    await this.session.send('Page.stopLoading');
  }

  async close() {
    await this.browser?.close();
  }
}

/** A browser that is driven by the commands of W3C WebDriver. A subclass sends them. */
class WebDriver {
  /** Does not wait for pages to load: some of them never finish. */
  capabilities = { pageLoadStrategy: 'none' };

  async navigate(url) {
    await this.command('Navigate', { url });
  }

  async open(url) {
    await this.navigate(url);
    await untilPage(this, `return location.href === '${url}' && document.readyState === 'complete'`);
  }

  async click(selector) {
    await this.command('ElementClick', { id: await this.find(selector) });
  }

  async type(selector, text) {
    await this.command('ElementSendKeys', { id: await this.find(selector), text });
  }

  async shortcut(selector, letter) {
    const [control, release] = ['\uE009', '\uE000'];
    await this.type(selector, control + letter + release);
  }

  /** Sets the width of the document, because these windows cannot be narrower than their toolbars. */
  async resize(width) {
    await this.run(`document.documentElement.style.width = '${width}px'`);
  }

  async find(selector) {
    const element = await this.command('FindElement', { using: 'css selector', value: selector });
    return Object.values(element)[0];
  }

  async run(script) {
    return this.command('ExecuteScript', { script, args: [] });
  }

  async go(delta = -1) {
    await this.command(delta < 0 ? 'Back' : 'Forward');
  }

  async reload() {
    await this.command('Refresh');
  }

  async openTab() {
    const { handle } = await this.command('NewWindow', { type: 'tab' });
    await this.switchTo(handle);
    return handle;
  }

  async switchTo(handle) {
    await this.command('SwitchToWindow', { handle });
  }
}

/** Firefox, with a new profile, which `close` deletes. */
export class Firefox extends WebDriver {
  replies = new Map();
  commands = 0;

  async start() {
    this.profile = await mkdtemp(join(tmpdir(), 'firefox-'));
    await writeFile(join(this.profile, 'user.js'), 'user_pref("marionette.port", 0);');
    const args = ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', this.profile];
    this.program = spawn(setting('FIREFOX'), args, { stdio: 'ignore' });
    await once(this.program, 'spawn');
    let port;
    await until(async () => (port = await this.port()), 'Firefox listens');
    this.socket = connect(port, '127.0.0.1');
    this.receive();
    await this.send('WebDriver:NewSession', this.capabilities);
  }

  /** The port of Marionette, which Firefox writes to its profile. */
  async port() {
    return Number(await readFile(join(this.profile, 'MarionetteActivePort'), 'utf8').catch(() => ''));
  }

  /** Receives replies. A message is its length, a colon, and JSON. A reply is `[1, number, error, result]`. */
  receive() {
    let data = Buffer.alloc(0);
    this.socket.on('data', (chunk) => {
      data = Buffer.concat([data, chunk]);
      for (;;) {
        const start = data.indexOf(':') + 1;
        const end = start + Number(data.subarray(0, Math.max(start - 1, 0)));
        if (start === 0 || data.length < end) break;
        const message = JSON.parse(data.subarray(start, end));
        data = data.subarray(end);
        // The first message is not a reply: it describes Firefox.
        if (!Array.isArray(message)) continue;
        const [, number, error, result] = message;
        this.replies.get(number)(error, result);
      }
    });
  }

  async send(name, parameters = {}) {
    const number = (this.commands += 1);
    const message = JSON.stringify([0, number, name, parameters]);
    return new Promise((resolve, reject) => {
      this.replies.set(number, (error, result) => {
        this.replies.delete(number);
        if (error) reject(new Error(`${name}: ${error.error}: ${error.message}`));
        else resolve(result && 'value' in result ? result.value : result);
      });
      this.socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
  }

  async command(name, parameters) {
    return this.send(`WebDriver:${name}`, parameters);
  }

  /** Presses the browser's Stop button. */
  async stop() {
    await this.send('Marionette:SetContext', { value: 'chrome' });
    await this.run('BrowserCommands.stop()');
    await this.send('Marionette:SetContext', { value: 'content' });
  }

  /** Quits normally, so that the browser writes everything to its profile first. `close` is still needed. */
  async quit() {
    await this.send('Marionette:Quit', { flags: ['eAttemptQuit'] });
    await until(() => this.program.exitCode !== null, 'Firefox exits');
  }

  async close() {
    this.socket?.destroy();
    await end(this.program);
    if (this.profile) await rm(this.profile, { recursive: true, force: true });
  }
}

/** WebKitGTK's MiniBrowser, which needs a display. */
class WebKit extends WebDriver {
  /** For a scheme that it cannot open, this browser shows an error page, which replaces the form. */
  showsErrorPage = true;

  async start() {
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe'];
    this.display = spawn('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp'], { stdio });
    const [number] = await once(this.display.stdio[3], 'data');
    const port = await freePort();
    this.address = `http://127.0.0.1:${port}`;
    this.driver = spawn(setting('WEBKIT_DRIVER'), [`--port=${port}`], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: `:${number.toString().trim()}` },
    });
    await once(this.driver, 'spawn');
    await until(() => fetch(`${this.address}/status`).then(({ ok }) => ok, () => false), 'WebKitWebDriver listens');
    const { sessionId } = await this.send('POST', '/session', { capabilities: { alwaysMatch: this.capabilities } });
    this.session = `/session/${sessionId}`;
  }

  async send(method, path, body) {
    const response = await fetch(this.address + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  async command(name, { id, ...parameters } = {}) {
    const paths = {
      Navigate: 'url',
      FindElement: 'element',
      ElementClick: `element/${id}/click`,
      ElementSendKeys: `element/${id}/value`,
      ExecuteScript: 'execute/sync',
      Back: 'back',
      Forward: 'forward',
      Refresh: 'refresh',
      NewWindow: 'window/new',
      SwitchToWindow: 'window',
    };
    return this.send('POST', `${this.session}/${paths[name]}`, parameters);
  }

  /** The closest equivalent of the Stop button in WebDriver. */
  async stop() {
    await this.run('window.stop()');
  }

  async close() {
    if (this.session) await this.send('DELETE', this.session);
    await end(this.driver);
    await end(this.display);
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function end(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

const engines = { Chromium, Firefox, WebKit };

/** Runs the same tests in each engine, in all engines at the same time. `tests` gets a browser that is started for them. */
export function inEachEngine(title, tests) {
  describe(title, { concurrency: Object.keys(engines).length }, () => {
    for (const [name, Engine] of Object.entries(engines)) {
      describe(`in ${name}`, { concurrency: 1 }, () => {
        const browser = new Engine();
        before(() => browser.start());
        after(() => browser.close());
        tests(browser);
      });
    }
  });
}
