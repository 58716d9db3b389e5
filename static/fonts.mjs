// Cuts the two typefaces into files small enough that a page loads only the letters it shows.
//
// The letters that the project itself writes come first, most used first, so that a first lesson
// page needs two or three files; everything else in Hangul follows in plain ranges, loaded only
// where a learner writes it. Of several @font-face rules that hold a letter the last one wins, so
// the plain ranges stand first and may overlap.
//
// The families get names of their own: both typefaces reserve theirs for unmodified files
// (SIL Open Font License), and their licences are copied beside the fonts.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync, copyFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import subsetFont from 'subset-font';

const KEPT = 'node_modules/.cache/fonts';
const LATIN = range(0x20, 0x7e) + '\u00a0·×÷±°©«»–—‘’“”•…‰′″‹›€™←↑→↓↔⇒−≠≤≥≈∞■□▲△▶▷▼▽◀◁●○◆◇★☆✓';
const BOXES = range(0x2500, 0x257f) + range(0x2580, 0x259f);

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('');
}

const isHangul = (letter) => (letter >= '가' && letter <= '힣') || (letter >= 'ㄱ' && letter <= 'ㅣ');

function files(folder, extensions) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extensions.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Hangul by how many of the files show it, most first. */
function letters(paths) {
  const counts = new Map();
  for (const path of paths) {
    for (const letter of new Set(readFileSync(path, 'utf8'))) {
      if (isHangul(letter)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([letter]) => letter);
}

function chunks(list, size) {
  const parts = [];
  for (let i = 0; i < list.length; i += size) parts.push(list.slice(i, i + size).join(''));
  return parts;
}

function unicodeRange(text) {
  const points = [...new Set([...text].map((letter) => letter.codePointAt(0)))].sort((a, b) => a - b);
  const runs = [];
  for (const point of points) {
    const last = runs.at(-1);
    if (last && point === last[1] + 1) last[1] = point;
    else runs.push([point, point]);
  }
  const hex = (n) => n.toString(16).toUpperCase();
  return runs.map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(',');
}

async function cut(source, text) {
  const name = createHash('sha256').update(source).update(text).digest('hex').slice(0, 12) + '.woff2';
  const kept = join(KEPT, name);
  if (!existsSync(kept)) {
    writeFileSync(kept, await subsetFont(readFileSync(source), text, { targetFormat: 'woff2' }));
  }
  return name;
}

/** Writes fonts/ and answers the style sheet that names them. */
export async function buildFonts(dist) {
  mkdirSync(KEPT, { recursive: true });
  mkdirSync(join(dist, 'fonts'), { recursive: true });
  const pages = [...files('../templates', ['.jte']), ...files('../server/src/main/java', ['.java'])];
  const lessons = files('../content', ['.md', '.yaml', '.yml']);
  const everywhere = letters(pages);
  const taught = letters(lessons);
  const common = new Set([...everywhere, ...taught.slice(0, 160)]);
  const rarer = taught.filter((letter) => !common.has(letter));
  const sans = [
    ...chunks([...range(0xac00, 0xd7a3)], 500),
    range(0x3131, 0x3163),
    ...chunks(rarer, 110),
    [...common].sort().join(''),
    LATIN,
  ];
  const mono = [
    ...chunks([...range(0xac00, 0xd7a3)], 500),
    range(0x3131, 0x3163),
    [...common].sort().join(''),
    BOXES,
    LATIN,
  ];
  const faces = [
    ['Seodang Sans', 400, 'node_modules/pretendard/dist/web/static/woff2/Pretendard-Regular.woff2', sans],
    ['Seodang Sans', 600, 'node_modules/pretendard/dist/web/static/woff2/Pretendard-SemiBold.woff2', sans],
    ['Seodang Mono', 400, 'node_modules/d2coding/fonts/d2coding-full.ttf', mono],
  ];
  const rules = [];
  for (const [family, weight, source, parts] of faces) {
    for (const text of parts.filter((part) => part !== '')) {
      const name = await cut(source, text);
      copyFileSync(join(KEPT, name), join(dist, 'fonts', name));
      rules.push(
        `@font-face{font-family:"${family}";font-weight:${weight};font-display:swap;` +
          `src:url(fonts/${name}) format("woff2");unicode-range:${unicodeRange(text)}}`,
      );
    }
  }
  copyFileSync('node_modules/pretendard/dist/LICENSE.txt', join(dist, 'fonts', 'Pretendard-LICENSE.txt'));
  copyFileSync('node_modules/d2coding/README.md', join(dist, 'fonts', 'D2Coding-README.md'));
  return rules.join('\n') + '\n';
}
