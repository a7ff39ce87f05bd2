// Automatic accessibility checks of a page.
import { createRequire } from 'node:module';

import { themes } from './scene.mjs';

const { source: axe } = createRequire(import.meta.url)('axe-core');

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The violations that axe finds in each theme, and the checks that it cannot decide. */
export async function axeFindings(page) {
  await page.evaluate(axe);
  const found = {};
  for (const [theme, media] of Object.entries(themes)) {
    await page.emulateMedia({ colorScheme: null, forcedColors: null, ...media });
    // Forced colors come from the system, and axe cannot determine all of them.
    const contrast = media.forcedColors === undefined;
    const { violations, incomplete, passes } = await page.evaluate(
      ([values, enabled]) =>
        window.axe.run({ runOnly: values, rules: { 'color-contrast': { enabled } } }),
      [rules, contrast],
    );
    found[theme] = [...violations, ...incomplete].map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
    if (contrast && !passes.some(({ id }) => id === 'color-contrast')) {
      found[theme].push('the contrast was not checked');
    }
  }
  await page.emulateMedia({ colorScheme: null, forcedColors: null });
  return found;
}

/** The result of `axeFindings` for a page without violations. */
export const nothingFound = Object.fromEntries(Object.keys(themes).map((theme) => [theme, []]));

/** Adds rules to the page's styles despite its policy, and removes those that were added before. */
export function restyle(page, css) {
  return page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, css);
}

/** The elements that overflow the window at the sides, or that cut off their own content. */
export function overflowing(page) {
  return page.locator('body, body *').evaluateAll((elements) => {
    const width = document.documentElement.clientWidth;
    const found = elements.filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      // Typed text scrolls within its input, and a list shows as much of its options as fits.
      const scrolls = ['INPUT', 'SELECT', 'OPTION', 'TEXTAREA'].includes(element.tagName);
      const hides = getComputedStyle(element).overflow !== 'visible' && !scrolls;
      const cut = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
      return left < 0 || right > width || (hides && cut);
    });
    if (document.documentElement.scrollWidth > width) found.push(document.documentElement);
    return found.map((element) => `${element.tagName.toLowerCase()} ${element.id || element.className}`);
  });
}

/** The targets that are smaller than 24 by 24 pixels, except links within a text. */
export function smallTargets(page) {
  return page.locator('a, button, input:not([type=hidden]), select, textarea').evaluateAll((targets) =>
    targets
      .filter((target) => target.checkVisibility() && !target.closest('.text'))
      // A link may wrap to a second line, which does not make it a larger target.
      .map((target) => ({ target, boxes: [...target.getClientRects()] }))
      .filter(({ boxes }) => boxes[0].width < 24 || boxes.some(({ height }) => height < 24))
      .map(({ target, boxes: [{ width, height }] }) => `${target.id || target.innerText}: ${width} × ${height}`),
  );
}

/** The visible inputs that do not have exactly one visible, non-empty label. */
export function unlabelled(page) {
  return page.locator('input:not([type=hidden]), select, textarea').evaluateAll((inputs) =>
    inputs
      .filter((input) => input.checkVisibility())
      .filter(({ id }) => {
        const labels = [...document.querySelectorAll(`label[for="${CSS.escape(id)}"]`)];
        return labels.length !== 1 || !labels[0].checkVisibility() || labels[0].innerText.trim() === '';
      })
      .map(({ id, name }) => id || name),
  );
}

/** The names of all attributes on a page. */
export function attributeNames(page) {
  return page
    .locator('*')
    .evaluateAll((elements) => [...new Set(elements.flatMap((element) => element.getAttributeNames()))]);
}
