// What depended on files that are gone, as `impact --since` tells it: the imports that lead nowhere now.

import { deepEqual } from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gitIn } from '../support/git.ts';
import { jsonOf, makeWorkspace } from './support.ts';

const workspace = `
  //- package.json
  { "name": "root", "private": true }
  //- tsconfig.json
  { "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }
  //- src/main.ts
  import './app.ts';
  //- src/app.ts
  import './plain';
  import './as-output.js';
  import '@/lib/aliased';
  import './folder';
  import './data.json';
  import './style.scss';
  //- src/other.ts
  import './plainer';
  import 'plain';
  //- src/plain.ts
  //- src/plainer.ts
  //- src/as-output.ts
  //- src/lib/aliased.tsx
  //- src/folder/index.ts
  //- src/data.json
  {}
  //- src/style.scss
  @use 'part';
  //- src/_part.scss
  a { color: red }
`;

async function committed(t: TestContext) {
  const line = await makeWorkspace(t, workspace);
  const git = gitIn(line.root);
  git('init');
  git('add', '.');
  git('commit', '-m', 'all');
  return line;
}

const dependents: Readonly<Record<string, number>> = {
  'src/plain.ts': 2,
  'src/as-output.ts': 2,
  'src/lib/aliased.tsx': 2,
  'src/folder/index.ts': 2,
  'src/data.json': 2,
  'src/_part.scss': 3,
  'src/plainer.ts': 1,
};

test('as many depend on a file that is gone as did before', async (t) => {
  const line = await committed(t);
  const modulesOf = async (...words: string[]) =>
    Number(jsonOf(await line.run('impact', ...words, '--json')).modules);
  for (const [file, count] of Object.entries(dependents)) {
    deepEqual(await modulesOf(file), count, file);
    rmSync(join(line.root, file));
    deepEqual(await modulesOf('--since', 'HEAD'), count, `${file} is gone`);
    gitIn(line.root)('checkout', '--', file);
  }
  for (const file of ['src/plain.ts', 'src/plainer.ts']) rmSync(join(line.root, file));
  deepEqual(await modulesOf('--since', 'HEAD'), 3);
});
