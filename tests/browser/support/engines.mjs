// The commands that tests/browser/engines.test.mjs needs, for Chromium, Firefox and WebKit. Chromium is driven by
// Playwright, as in the other tests. Playwright supports only its own builds of Firefox and WebKit, so the system's
// Firefox and WebKit are driven by W3C WebDriver.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
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

/** Chromium with one page. */
class Chromium {
  async start() {
    this.browser = await startBrowser();
    this.page = await this.browser.newPage();
    this.session = await this.page.context().newCDPSession(this.page);
  }

  async open(url) {
    await this.page.goto(url);
  }

  async click(selector) {
    await this.page.locator(selector).first().click({ noWaitAfter: true });
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

/** A browser that is driven by W3C WebDriver. */
class WebDriver {
  constructor(program, args, capabilities) {
    Object.assign(this, { program, args, capabilities });
  }

  async start(env = {}) {
    const port = await freePort();
    this.address = `http://127.0.0.1:${port}`;
    this.driver = spawn(this.program, [...this.args, `--port=${port}`], {
      stdio: 'ignore',
      env: { ...process.env, ...env },
    });
    await once(this.driver, 'spawn');
    await until(() => fetch(`${this.address}/status`).then(({ ok }) => ok, () => false), `${this.program} listens`);
    // Do not wait for pages to load: some of them never finish.
    const alwaysMatch = { pageLoadStrategy: 'none', ...this.capabilities };
    const { sessionId } = await this.command('POST', '/session', { capabilities: { alwaysMatch } });
    this.session = `/session/${sessionId}`;
  }

  async command(method, path, body) {
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

  async open(url) {
    await this.command('POST', `${this.session}/url`, { url });
    await untilPage(this, `return location.href === '${url}' && document.readyState === 'complete'`);
  }

  async click(selector) {
    const element = await this.command('POST', `${this.session}/element`, { using: 'css selector', value: selector });
    await this.command('POST', `${this.session}/element/${Object.values(element)[0]}/click`, {});
  }

  async run(script) {
    return this.command('POST', `${this.session}/execute/sync`, { script, args: [] });
  }

  /** The closest equivalent of the Stop button in WebDriver. */
  async stop() {
    await this.run('window.stop()');
  }

  async back() {
    await this.command('POST', `${this.session}/back`, {});
  }

  async close() {
    if (this.session) await this.command('DELETE', this.session);
    await end(this.driver);
  }
}

class Firefox extends WebDriver {
  constructor() {
    const options = { binary: setting('FIREFOX'), args: ['-headless'] };
    super(setting('GECKODRIVER'), ['--allow-system-access'], { 'moz:firefoxOptions': options });
  }

  /** Presses the browser's Stop button. */
  async stop() {
    await this.command('POST', `${this.session}/moz/context`, { context: 'chrome' });
    await this.run('BrowserCommands.stop()');
    await this.command('POST', `${this.session}/moz/context`, { context: 'content' });
  }
}

/** WebKitGTK's MiniBrowser, which needs a display. */
class WebKit extends WebDriver {
  /** For a scheme that it cannot open, this browser shows an error page, which replaces the form. */
  showsErrorPage = true;

  constructor() {
    super(setting('WEBKIT_DRIVER'), [], {});
  }

  async start() {
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe'];
    this.display = spawn('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp'], { stdio });
    const [number] = await once(this.display.stdio[3], 'data');
    await super.start({ DISPLAY: `:${number.toString().trim()}` });
  }

  async close() {
    await super.close();
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

export const engines = { Chromium, Firefox, WebKit };
