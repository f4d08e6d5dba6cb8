// Files that end the process that parses them: the editor starts the server again, and that one must not end of them, too.

import { equal, match } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { marksOf } from '../../server/host/modules/marks/marksFolder.ts';
import { deadlyText, leaveDeadMark, marking, verySlowText } from '../support/deadMark.ts';
import { writeFixture } from '../support/fixture.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startServerProcess, startTestServer, type TestServer } from './serverFixture.ts';

const plain = `
  //- main.js
  import './lib/a.js';
  //- lib/a.js
  import './deadly.ts';
  //- lib/deadly.ts
  import './b.js';
  //- lib/b.js
  export const b = 1;
`;

type Server = Pick<TestServer, 'ask' | 'changes' | 'uri'>;

/** How many modules there are, once they are analysed. */
async function modulesOf(server: Server): Promise<number> {
  for (;;) {
    const from = server.changes.all.length;
    const status = await server.ask('cachescope/modules', { folder: server.uri() });
    if (status.state === 'ready') return status.modules;
    await server.changes.next(({ modules }) => modules, from);
  }
}

async function importersOf(server: Server, path: string): Promise<number | undefined> {
  return (await server.ask('cachescope/moduleInfo', { folder: server.uri(), path }))?.row.importers;
}

test('the server ends once, and the one that is started in its place answers', async (t) => {
  const [root, storage] = [await makeTempDir(t), await makeTempDir(t)];
  await writeFixture(root, plain.replace(/import '.\/b.js';/, deadlyText));
  const options = { folders: [root], storage };
  const first = await startServerProcess(t, options);
  // Whether it still answers is chance.
  first.server.ask('cachescope/modules', { folder: first.server.uri() }).catch(() => undefined);
  equal(await first.ended, 'SIGABRT');
  const { server } = await startServerProcess(t, options);
  equal(await modulesOf(server), 4);
  equal(await importersOf(server, 'lib/deadly.ts'), 1);
});

test('in Restricted Mode suspects are told, since nothing may be started to try them in', async (t) => {
  const [root, storage] = [await makeTempDir(t), await makeTempDir(t)];
  await writeFixture(root, plain);
  leaveDeadMark(marksOf(storage, root), ['lib/deadly.ts']);
  const restricted = await startTestServer(t, { folders: [root], storage, trusted: false });
  equal(await modulesOf(restricted), 4);
  equal(await importersOf(restricted, 'lib/deadly.ts'), 1);
  equal(await importersOf(restricted, 'lib/b.js'), 0);
  await restricted.running.stop();
  const trusted = await startTestServer(t, { folders: [root], storage });
  equal(await modulesOf(trusted), 4);
  equal(await importersOf(trusted, 'lib/b.js'), 1);
  await trusted.running.stop();
  match((await readdir(storage)).join(' '), /^modules-[0-9a-f]{32}\.bin$/);
});

test('a server that is stopped while a file takes long leaves nothing to be careful about', async (t) => {
  const [root, storage] = [await makeTempDir(t), await makeTempDir(t)];
  await writeFixture(root, plain);
  await writeFile(join(root, 'lib/deadly.ts'), verySlowText);
  const marks = marksOf(storage, root);
  const { server } = await startServerProcess(t, { folders: [root], storage });
  await marking(marks, 'lib/deadly.ts', () => {
    server.ask('cachescope/modules', { folder: server.uri() }).catch(() => undefined);
  });
  await server.client.sendRequest('shutdown');
  equal(existsSync(marks), false);
});
