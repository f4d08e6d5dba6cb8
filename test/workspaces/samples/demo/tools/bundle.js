// The build of most packages here: copies src/ to dist/ without comments, and turns imports of other
// packages of the workspace (`words`) into paths to what those packages built.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const { dependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));

for (const name of readdirSync('src', { recursive: true })) {
  if (!name.endsWith('.js')) continue;
  const target = join('dist', name);
  let code = readFileSync(join('src', name), 'utf8').replace(/^\s*\/\/.*\n/gm, '');
  for (const other of Object.keys(dependencies)) {
    const built = relative(dirname(target), `../${other}/dist/index.js`).replaceAll('\\', '/');
    code = code.replaceAll(`from '${other}'`, `from '${built}'`);
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}
