// Writes names.txt, beside this file: the countries of ISO 3166-1 in each language of the pages, from the
// Unicode Common Locale Data Repository (CLDR), each language's in the order of its own alphabet.
//
//   npm install --no-save --ignore-scripts --prefix /tmp/cldr cldr-localenames-full@48.2.0 cldr-core@48.2.0
//   node shared/forms/src/value/country/names.mjs /tmp/cldr/node_modules
//
// The order comes from Node's own ICU, so it needs a Node whose `process.versions.cldr` is 48 or later
// (Node 20.20, 22.21, 24.10, or later).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = '48.2.0';
const LANGUAGES = ['en', 'es', 'de', 'fr', 'pt', 'it', 'nl', 'pl', 'ja', 'zh-Hans', 'ar', 'he'];

// Japanese is ordered by sound, which characters do not tell. How the names that do not begin with kana
// are read, as far as the order needs it; the first that fits counts.
const READINGS = Object.entries({
  南極: 'ナンキョク', 南: 'ミナミ', 北: 'キタ', 東: 'ヒガシ', 西: 'ニシ', 日本: 'ニホン', 台湾: 'タイワン',
  韓国: 'カンコク', 中央: 'チュウオウ', 中国: 'チュウゴク', 中華人民共和国: 'チュウカジンミンキョウワコク',
  赤道: 'セキドウ', 合衆国: 'ガッシュウコク', 英領: 'エイリョウ', 米領: 'ベイリョウ', 仏領: 'フツリョウ',
});

const [folder] = process.argv.slice(2);
if (!folder || Number.parseFloat(process.versions.cldr) < 48) {
  console.error('Give the node_modules folder, to a Node with CLDR 48 or later: see the top of this file.');
  process.exit(1);
}
const read = (...path) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));
for (const name of ['cldr-localenames-full', 'cldr-core']) {
  const { version } = read(name, 'package.json');
  if (version !== VERSION) throw new Error(`${name} is ${version}, not ${VERSION}`);
}

const { codeMappings } = read('cldr-core', 'supplemental', 'codeMappings.json').supplemental;
const aliases = read('cldr-core', 'supplemental', 'aliases.json').supplemental.metadata.alias.territoryAlias;
// Assigned by ISO: a numeric code of the United Nations below 900, and not replaced by another code.
const isAssigned = (code) => Number(codeMappings[code]._numeric ?? 999) < 900 && !(code in aliases);
const codes = Object.keys(codeMappings).filter((code) => /^[A-Z]{2}$/.test(code) && isAssigned(code));
if (codes.length !== 249) throw new Error(`${codes.length} countries, not 249: check how they are chosen`);
// Kosovo: not assigned by ISO, but XK is what CLDR, the EU and telephone numbering call it.
codes.push('XK');

function reading(name) {
  const [written, read] = READINGS.find(([written]) => name.startsWith(written)) ?? ['', ''];
  const sound = read + name.slice(written.length);
  if (!/^[ァ-ヴ]/.test(sound)) throw new Error(`How is ${name} read? Add it to READINGS.`);
  return sound;
}

const lines = LANGUAGES.map((language) => {
  const { territories } = read('cldr-localenames-full', 'main', language, 'territories.json')
    .main[language].localeDisplayNames;
  const collator = new Intl.Collator(language);
  if (collator.resolvedOptions().locale.split('-')[0] !== language.split('-')[0]) {
    throw new Error(`This Node cannot sort ${language}`);
  }
  const key = (code) => (language === 'ja' ? reading(territories[code]) : territories[code]);
  const sorted = codes.toSorted((a, b) => collator.compare(key(a), key(b)) || (a < b ? -1 : 1));
  for (const code of codes) {
    if (!territories[code] || /[\t\n]/.test(territories[code])) throw new Error(`${language} ${code}`);
  }
  return [language, ...sorted.map((code) => code + territories[code])].join('\t');
});

const head = [
  `# Country names of CLDR ${VERSION}, Copyright © 2004-2026 Unicode, Inc., under the Unicode License V3:`,
  '# see LICENSE-UNICODE beside this file. Written by names.mjs: change that, not this. A language a line:',
  '# its tag, then each country in its order, the code and the name; tabs between them.',
];
writeFileSync(fileURLToPath(new URL('names.txt', import.meta.url)), [...head, ...lines, ''].join('\n'));
