import { startBrowser } from './browser/support/browser.mjs';
import { startFormEmulator, ownForms } from './browser/support/forms.mjs';
import { newEmail, signUp } from './browser/support/scene.mjs';
const e = await startFormEmulator(ownForms, 'kinds');
const b = await startBrowser();
for (const [n, o] of Object.entries({ light: { locale: 'en-GB' }, dark: { locale: 'ar', colorScheme: 'dark', viewport: { width: 320, height: 640 } }, forced: { locale: 'de-DE', forcedColors: 'active' } })) {
  const c = await b.newContext({ viewport: { width: 600, height: 700 }, ...o });
  const p = await c.newPage();
  const errors = []; p.on('pageerror', (x) => errors.push(x.message)); p.on('console', (m) => m.type() !== 'log' && errors.push(m.text()));
  await signUp(p, e, newEmail());
  const i = p.locator('[role=combobox]');
  console.log(n, await i.count(), errors);
  const last = i.last();
  await last.click(); await last.fill(n === 'dark' ? 'ال' : 'un'); await last.press('ArrowDown'); await last.press('ArrowDown');
  await last.scrollIntoViewIfNeeded();
  await p.screenshot({ path: `/tmp/s-${n}.png` });
  await last.press('Enter'); console.log(await last.inputValue());
}
await b.close(); await e.stop();
