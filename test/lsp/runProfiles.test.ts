// Runs that the editor asks for leave profiles as those of the command line do.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { profiledRuns, readRunProfile } from '../../server/host/profiles/runProfiles.ts';
import { runActions } from '../../server/profiles/run/runActions.ts';
import { writeFixture } from '../support/fixture.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startTestServer } from './serverFixture.ts';

test('each run of the editor leaves a profile of its own actions', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(
    root,
    `
    //- package.json
    { "name": "one", "scripts": { "js": "echo > js.txt", "css": "echo > css.txt" } }
    //- cachescope.json
    { "tasks": {
      "js": { "inputs": ["in.txt"], "outputs": ["js.txt"] },
      "css": { "inputs": ["in.txt"], "outputs": ["css.txt"] }
    } }
    //- in.txt
    text
    `,
  );
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  await server.run('js');
  await server.run('css');
  await server.run('js', 'css');
  const folder = join(root, '.cachescope');
  const runs = await profiledRuns(folder);
  strictEqual(runs.length, 2, 'the last run found nothing to do');
  const bound = await Promise.all(runs.map(async (run) => await boundBy(folder, run)));
  deepStrictEqual(bound.sort(), ['//#css', '//#js']);
});

async function boundBy(folder: string, run: string): Promise<string> {
  const profile = await readRunProfile(folder, run);
  ok(profile !== undefined && !('problem' in profile));
  return runActions(profile)
    .actions.flatMap(({ id, isCritical }) => (isCritical ? [id] : []))
    .join();
}
