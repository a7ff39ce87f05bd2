// Chromium, started the same way for every test.
import { chromium } from 'playwright-core';

import { setting } from './emulator.mjs';

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts Chromium. It takes the certificates of the emulators that it `trusts`, and no others. With `keepsPages` it keeps a page that is left in memory, and shows that on Back,
 * as a person's browser does; Playwright turns it off.
 */
export function startBrowser({ keepsPages = false, trusts = [] } = {}) {
  const pins = trusts.map((emulator) => emulator.pin).filter(Boolean);
  return chromium.launch({
    executablePath: setting('CHROMIUM'),
    args: pins.length > 0 ? [...args, `--ignore-certificate-errors-spki-list=${pins}`] : args,
    ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : [],
  });
}
