// Random sources: each line mentions another file in one of the ways that there are.

import type { Random } from '../../../oracle/random.ts';

const globs = ['./*.ts', '../**/*.ts', '/src/**/a.*', './**', './a/*', '@/*.ts'];

/** @param specifiers what may be mentioned */
export function randomText(
  random: Random,
  path: string,
  specifiers: readonly string[],
  most: number,
): string {
  const lines = (make: () => string): string =>
    Array.from({ length: most === 1 ? 1 : random.integer(0, most) }, make).join('\n');
  const script = (): string =>
    random.chance(6)
      ? `/// <reference ${random.pick(['path', 'types'])}="${random.pick(specifiers)}" />`
      : lines(() => scriptLine(random, path, random.pick(specifiers)));
  const style = (): string => lines(() => styleLine(random, path, random.pick(specifiers)));
  if (path.endsWith('.json')) return '{}';
  if (path.endsWith('.png')) return 'png';
  if (/\.(?:s[ac]ss|css|less)$/.test(path)) return style();
  if (path.endsWith('.astro')) return `---\n${script()}\n---\n<p />\n<style>\n${style()}\n</style>`;
  if (/\.(?:vue|svelte)$/.test(path))
    return `<script lang="ts">\n${script()}\n</script>\n<style lang="scss">\n${style()}\n</style>`;
  return script();
}

function scriptLine(random: Random, path: string, specifier: string): string {
  const name = `'${specifier}'`;
  const named = random.pick(['a', 'b', 'default as c']);
  const forms = [
    `import ${name};`,
    `import { ${named} } from ${name};`,
    `import d${random.integer(0, 999)} from ${name};`,
    `export * from ${name};`,
    `export { ${named} } from ${name};`,
    `const q${random.integer(0, 999)} = require(${name});`,
    `import(${name});`,
    `require.resolve(${name});`,
    `export const v${random.integer(0, 99)} = 1;`,
    `new URL(${name}, import.meta.url);`,
    ...(random.chance(30) ? [`import.meta.glob('${random.pick(globs)}');`] : []),
    ...(/\.[mc]?tsx?$|\.vue$/.test(path)
      ? [`import type { T } from ${name};`, `type U${random.integer(0, 999)} = import(${name}).T;`]
      : []),
  ];
  return random.pick(forms);
}

function styleLine(random: Random, path: string, specifier: string): string {
  const name = `'${specifier}'`;
  const end = path.endsWith('.sass') ? '' : ';';
  const forms = [`@import ${name}${end}`, `@use ${name}${end}`, `@forward ${name}${end}`];
  if (path.endsWith('.less')) forms.push(`@import (reference) ${name};`);
  if (path.endsWith('css'))
    forms.push(`@import url(${specifier});`, `.a { composes: b from ${name}; }`);
  return random.pick(forms);
}
