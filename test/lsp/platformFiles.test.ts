// What the editor shows of an import that leads to files for several platforms: links, hovers, circles, and what is unused.

import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { writeFixture } from '../support/fixture.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startTestServer } from './serverFixture.ts';

const mobile = `
  //- package.json
  { "name": "app", "main": "main.ts", "dependencies": { "react-native": "*" } }
  //- main.ts
  import { a } from './a';
  console.log(a);
  //- a.ts
  export const a = 1;
  export const unused = 1;
  //- a.native.ts
  import './main';
  export const a = 2;
  export const unusedToo = 1;
`;

test('imports that lead to files for platforms', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, mobile);
  const server = await startTestServer(t, {
    folders: [root],
    settings: { modules: { enabled: true, cycles: 'hint', unresolved: 'off', broken: 'off' } },
  });
  const folder = server.uri();
  for (;;) {
    const from = server.changes.all.length;
    const { state } = await server.ask('cachescope/modules', { folder });
    if (state === 'ready') break;
    await server.changes.next(({ modules }) => modules, from);
  }
  const path = 'main.ts';
  const links = await server.ask('cachescope/moduleLinks', { folder, path });
  deepEqual(
    links.map(({ specifier, target }) => [specifier, target]),
    [['./a', 'a.ts']],
  );
  const hover = await server.ask('cachescope/moduleHover', { folder, path, specifier: './a' });
  equal(hover?.info?.row.path, 'a.ts');
  const page = { folder, offset: 0, limit: 100 };
  const problems = await server.ask('cachescope/moduleProblems', page);
  deepEqual(
    problems.rows.map((row) => row.path),
    ['a.native.ts', 'main.ts'],
  );
  const list = await server.ask('cachescope/moduleList', {
    ...page,
    path: 'a.native.ts',
    direction: 'dependents',
    transitive: false,
  });
  deepEqual(
    list.rows.map((row) => row.path),
    ['main.ts'],
  );
  const files = await server.ask('cachescope/unused', { ...page, kind: 'files' });
  deepEqual(files.rows, []);
  const unused = await server.ask('cachescope/unused', { ...page, kind: 'exports' });
  deepEqual(
    unused.rows.map(({ path: file, name }) => [file, name]),
    [
      ['a.native.ts', 'unusedToo'],
      ['a.ts', 'unused'],
    ],
  );
});
