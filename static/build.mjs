// Builds static/ into static/dist: bundled modules and style sheets under names that carry a hash
// of their content, and manifest.json, which tells the server what became what.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { buildFonts } from './fonts.mjs';

const DIST = 'dist';
const STYLES = ['base', 'lesson', 'home', 'forms', 'classes', 'glossary', 'error'];
const MODULES = ['site', 'lesson', 'live'];
const manifest = {};

rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST, { recursive: true });

function keep(name, text) {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const dot = name.lastIndexOf('.');
  const hashed = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  writeFileSync(join(DIST, hashed), text);
  manifest[name] = hashed;
}

/**
 * The terminal's package makes <style> elements and sets `style` attributes, both of which the page's
 * Content-Security-Policy forbids; the same through the object model is allowed. Fails loudly when a
 * new version of the package no longer does it this way.
 */
const terminalStyles = {
  name: 'terminal-styles',
  setup(builder) {
    builder.onLoad({ filter: /@xterm[\\/]xterm[\\/]lib[\\/]xterm\.mjs$/ }, ({ path }) => {
      let source = readFileSync(path, 'utf8');
      const rewrite = (what, times, replacement) => {
        const found = [...source.matchAll(what)].length;
        if (found !== times) throw new Error(`expected ${what} ${times} times in ${path}, found ${found}`);
        source = source.replace(what, replacement);
      };
      rewrite(
        /(\w+)\.setAttribute\("style",`\$\{\1\.getAttribute\("style"\)\|\|""\}\$\{(\w+)\};`\)/g,
        1,
        '$1.style.cssText+=`${$2};`',
      );
      rewrite(/[\w.]+\.createElement\("style"\)/g, 3, 'seodangStyleElement()');
      const own = JSON.stringify(resolve('js/style-element.js'));
      return { contents: `import { styleElement as seodangStyleElement } from ${own};${source}`, loader: 'js' };
    });
  },
};

const bundled = await build({
  entryPoints: MODULES.map((name) => `js/${name}.js`),
  outdir: DIST,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  metafile: true,
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  legalComments: 'linked',
  plugins: [terminalStyles],
});
for (const [output, { entryPoint }] of Object.entries(bundled.metafile.outputs)) {
  if (entryPoint && output.endsWith('.js')) manifest[basename(entryPoint)] = basename(output);
}

const early = await build({
  entryPoints: ['js/early.js'],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  write: false,
});
keep('early.js', early.outputFiles[0].text);

for (const name of STYLES) {
  const styled = await build({
    entryPoints: [`css/${name}.css`],
    bundle: true,
    minify: true,
    write: false,
    external: ['fonts/*'],
  });
  keep(`${name}.css`, styled.outputFiles[0].text);
}
keep('fonts.css', await buildFonts(DIST));
keep('icons.svg', readFileSync('icons/icons.svg', 'utf8'));
keep('favicon.svg', readFileSync('icons/favicon.svg', 'utf8'));

writeFileSync(join(DIST, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n');
