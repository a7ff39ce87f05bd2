// Automatic accessibility checks of a page.
import { createRequire } from 'node:module';

import { themes } from './scene.mjs';

const { source: axe } = createRequire(import.meta.url)('axe-core');

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that depend on the colors. The themes have the same elements and the same layout. */
export const colorRules = ['color-contrast', 'link-in-text-block'];

/**
 * The violations that axe finds in an element of the page in each theme, and the checks that it cannot decide. All rules are checked in the first
 * theme, and the rules about colors in every theme.
 */
export async function axeFindings(page, element = 'html') {
  await page.evaluate(axe);
  const found = {};
  for (const [index, [theme, media]] of Object.entries(themes).entries()) {
    await page.emulateMedia({ colorScheme: null, forcedColors: null, ...media });
    // Forced colors come from the system, and axe cannot determine all of them.
    const contrast = media.forcedColors === undefined;
    const ofColors = contrast ? colorRules : colorRules.filter((rule) => rule !== 'color-contrast');
    const runOnly = index === 0 ? { type: 'tag', values: rules } : { type: 'rule', values: ofColors };
    const { violations, incomplete, passes } = await page.evaluate(([root, only]) => window.axe.run(root, { runOnly: only }), [element, runOnly]);
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
