// Checks the accessibility of every form's pages in every state, in a left-to-right and a right-to-left language: with
// axe, in each theme, on a narrow screen, with large text and with increased text spacing. tests/journey/page.rs checks
// the elements and attributes that need no browser.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';

import { axeFindings, nothingFound, overflowing, restyle, smallTargets } from './support/accessible.mjs';
import { examples, formScene, ownForms, readForm } from './support/forms.mjs';
import { complaints } from './support/scene.mjs';

// By name and value, because the labels depend on the language.
const send = async (page) => {
  const answer = page.waitForResponse((response) => response.request().isNavigationRequest());
  await page.locator('button').first().click();
  await answer;
  await page.waitForLoadState();
};
const choose = (page, name, value) => page.locator(`[name="${name}"][value="${value}"]`).check();
const type = (page, id, text) => page.locator(`[id="${id}"]`).fill(text);
const nothing = async () => {};

/** Goes to the second page of the onboarding form. */
async function goToSecondStep(page) {
  await type(page, 'company_name', 'Aurora');
  await choose(page, 'company_size', '250+');
  await choose(page, 'sso_wanted', 'yes');
  await send(page);
}

/** The states of each form, and the function that brings its first page into that state. */
const states = {
  profile: { empty: nothing, errors: send },
  onboarding: {
    empty: nothing,
    errors: send,
    revealed: (page) => choose(page, 'company_size', '250+'),
    'second step': goToSecondStep,
    'errors of the second step': async (page) => {
      await goToSecondStep(page);
      await send(page);
    },
  },
  consumer: { empty: nothing, errors: send },
  source: {
    empty: nothing,
    busy: (page) =>
      page.locator('button').evaluateAll((all) => all.forEach((button) => button.setAttribute('aria-busy', 'true'))),
    errors: async (page) => {
      await choose(page, 'heard_from', '~other');
      await send(page);
    },
  },
  kinds: {
    empty: nothing,
    revealed: async (page) => {
      await page.locator('#size').selectOption('~other');
      await choose(page, 'role', '~other');
    },
    errors: async (page) => {
      await type(page, 'code', 'AB12');
      await type(page, 'about', 'Chairs');
      await type(page, 'mobile', '12');
      await type(page, 'site', 'not a site');
      await type(page, 'people', 'many');
      await type(page, 'since-month', '13');
      await page.locator('#size').selectOption('~other');
      await choose(page, 'topics', 'web');
      await send(page);
    },
  },
  conference: {
    empty: nothing,
    revealed: async (page) => {
      await choose(page, 'attendance', 'on_site');
      await choose(page, 'hotel', 'yes');
    },
    'second step': async (page) => {
      await choose(page, 'attendance', 'online');
      await send(page);
      await choose(page, 'topics', 'law');
      await choose(page, 'diet', 'vegan');
    },
    'last step, with the questions that typed answers revealed': async (page) => {
      await choose(page, 'attendance', 'online');
      await send(page);
      await send(page);
      await type(page, 'company', 'Aurora');
      await type(page, 'people', '51');
      await send(page);
    },
  },
  looks: {
    empty: nothing,
    errors: async (page) => {
      await choose(page, 'apple', '~other');
      await send(page);
    },
  },
};

/** The languages with built-in messages. */
const languages = ['ar', 'de', 'en', 'es', 'fr', 'he', 'it', 'ja', 'nl', 'pl', 'pt', 'pt-PT', 'zh'];

/**
 * Copies every form to a temporary folder, and appends the languages that the form lacks. In these, only the
 * built-in messages are translated.
 */
function copyForms() {
  const folder = mkdtempSync(path.join(tmpdir(), 'forms-'));
  for (const source of [examples, ownForms]) {
    for (const file of readdirSync(source)) {
      const name = file.replace(/\.json$/, '');
      if (!states[name]) continue;
      const form = readForm(source, name);
      form.languages = [...new Set([...form.languages, ...languages])];
      writeFileSync(path.join(folder, file), JSON.stringify(form));
    }
  }
  return folder;
}

function rightToLeft(form) {
  return form.languages.find((language) => ['ar', 'he'].includes(language));
}

const folder = copyForms();
after(() => rmSync(folder, { recursive: true }));
const it = formScene(folder, ...Object.keys(states));

/** Asserts what holds for every page in this direction. `messages` are its console errors. */
async function assertUsable(t, page, { direction, messages }) {
  const html = page.locator('html');
  assert.equal(await html.evaluate((element) => getComputedStyle(element).direction), direction);

  await t.test('axe finds nothing in any theme', async () => {
    assert.deepEqual(await axeFindings(page), nothingFound);
  });

  await t.test('at 320 px it does not scroll sideways, and its targets are large enough', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    assert.deepEqual(await overflowing(page), []);
    assert.deepEqual(await smallTargets(page), []);
    const buttons = await page
      .locator('button')
      .evaluateAll((all) => all.map((button) => button.getBoundingClientRect().height));
    assert.ok(buttons.every((height) => height >= 44), `buttons of ${buttons} px`);
  });

  await t.test('nothing is cut off with increased text spacing', async () => {
    await restyle(
      page,
      `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-block-end: 2em !important }`,
    );
    assert.deepEqual(await overflowing(page), []);
  });

  await t.test('nothing is cut off at 360 px when text is twice as large', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    const size = () => page.locator('h1').evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
    await restyle(page, '');
    const before = await size();
    await restyle(page, 'html { font-size: 200% }');
    assert.equal(await size(), 2 * before);
    assert.deepEqual(await overflowing(page), []);
  });

  await t.test('it violates no policy', () => {
    // The browser also logs the status of rejected answers and of invalid links.
    assert.deepEqual(messages.filter((text) => !/the server responded with a status of 4\d\d/.test(text)), []);
  });
}

describe('a page', { concurrency: 2 }, () => {
  for (const [name, pages] of Object.entries(states)) {
    for (const [state, enter] of Object.entries(pages)) {
      for (const direction of ['ltr', 'rtl']) {
        test(`of ${name}, ${direction}: ${state}`, async (t) => {
          const language = direction === 'ltr' ? 'en' : rightToLeft(readForm(folder, name));
          const page = await it.newPage(t, { locale: language });
          const messages = complaints(page);
          await page.goto(await it.link(name));
          await enter(page);

          if (state.startsWith('errors')) await page.getByRole('alert').waitFor();
          await assertUsable(t, page, { direction, messages });
        });
      }
    }
  }

  for (const [name, link] of [
    ['an invalid link', '/forms/profile?state=x&session_token=x'],
    ['an unknown form', '/forms/nowhere'],
  ]) {
    for (const [language, direction] of [['en', 'ltr'], ['he', 'rtl']]) {
      test(`without a form, ${direction}: ${name}`, async (t) => {
        const page = await it.newPage(t, { locale: language });
        const messages = complaints(page);
        await page.goto(it.emulators.profile.form + link);
        await assertUsable(t, page, { direction, messages });
      });
    }
  }
});

describe('nothing overflows', { concurrency: 2 }, () => {
  for (const [name, pages] of Object.entries({ profile: ['errors'], source: ['empty'], kinds: ['errors'], conference: ['revealed'] })) {
    for (const state of pages) {
      test(`on the page of ${name} in any language: ${state}`, async (t) => {
        const page = await it.newPage(t);
        await inEachLanguage(page, async () => {
          await page.goto(await it.link(name));
          await states[name][state](page);
        });
      });
    }
  }

  test('on an error page in any language', async (t) => {
    const page = await it.newPage(t);
    await inEachLanguage(page, () => page.goto(`${it.emulators.profile.form}/forms/profile?state=x&session_token=x`));
  });

  /** Checks the narrowest window, and a wider one with larger text. */
  async function inEachLanguage(page, open) {
    let language;
    await page.route('**/forms/**', (route) =>
      route.continue({ headers: { ...route.request().headers(), 'accept-language': language } }),
    );
    for (language of languages) {
      await page.setViewportSize({ width: 320, height: 640 });
      await open();
      assert.equal((await page.locator('html').getAttribute('lang')).slice(0, 2), language.slice(0, 2));
      assert.deepEqual(await overflowing(page), [], `${language} at 320 px`);
      await page.setViewportSize({ width: 360, height: 640 });
      await restyle(page, 'html { font-size: 200% }');
      assert.deepEqual(await overflowing(page), [], `${language} at 360 px with large text`);
    }
  }
});
