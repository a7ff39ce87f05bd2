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
 * Starts Chromium. It accepts only the certificates of the emulators in `trusts`. With `cachesPages`, it has a
 * back/forward cache, as an ordinary browser does; Playwright turns it off by default.
 */
export function startBrowser({ cachesPages = false, trusts = [] } = {}) {
  const pins = trusts.map((emulator) => emulator.pin).filter(Boolean);
  return chromium.launch({
    executablePath: setting('CHROMIUM'),
    args: pins.length > 0 ? [...args, `--ignore-certificate-errors-spki-list=${pins}`] : args,
    ignoreDefaultArgs: cachesPages ? ['--disable-back-forward-cache'] : [],
  });
}
