// A window of several folders: each has its level in the views and its own states, each is built for itself, and
// folders come and go while the window is open.

import { deepStrictEqual, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeFixture } from '../../support/fixture.ts';
import { copySample } from '../../support/vscodeHost/sampleWorkspace.ts';
import { pickEntry, runCommand } from '../../support/vscodeHost/workbench.ts';
import { type Opened, openSession, openViews, row, rowTexts, treeOf } from './session.ts';

const workspaceFile = 'both.code-workspace';

const oneTask = `
  //- package.json
  { "name": "tools", "scripts": { "pack": "cp in.txt out.txt" } }
  //- cachescope.json
  { "tasks": { "pack": { "inputs": ["in.txt"], "outputs": ["out.txt"] } } }
  //- in.txt
  text
`;

async function showFolders(scratch: string, names: readonly string[]): Promise<string> {
  const file = join(scratch, workspaceFile);
  await writeFile(file, JSON.stringify({ folders: names.map((path) => ({ path })) }));
  return file;
}

async function twoFolders(scratch: string): Promise<Opened> {
  await writeFixture(join(scratch, 'tools'), oneTask);
  await writeFixture(join(scratch, 'notes'), '//- README.md\n# Notes\n');
  const folder = await copySample(scratch);
  return { folder, instead: { workspace: await showFolders(scratch, ['demo', 'tools']) } };
}

test('several folders', async (t) => {
  const { page, folder, scratch, shot } = await openSession(t, { prepare: twoFolders });
  const tasks = treeOf(page, 'Tasks');
  await t.test('are a level of the views, with the states of each', async () => {
    await openViews(page);
    await row(tasks, /^demo/).waitFor();
    await row(tasks, /^tools/).waitFor();
    await row(tasks, /^build.*6 stale/).waitFor();
    await row(tasks, /^pack.*1 stale/).waitFor();
    await shot('folders');
  });
  await t.test('are built each for itself', async () => {
    await runCommand(page, 'Cachescope: Build all');
    await pickEntry(page, 'Folder', 'tools');
    await row(tasks, /^pack\s*1 action$/).waitFor();
    ok(existsSync(join(scratch, 'tools/out.txt')));
    ok(!existsSync(join(folder, 'packages/site/dist')));
    await row(tasks, /^build.*6 stale/).waitFor();
    await runCommand(page, 'Cachescope: Build all');
    await pickEntry(page, 'Folder', 'demo');
    await row(tasks, /^build\s*6 actions$/).waitFor();
    ok(existsSync(join(folder, 'packages/site/dist/index.html')));
  });
  await t.test('come while the window is open, also those with nothing to build', async () => {
    await showFolders(scratch, ['demo', 'tools', 'notes']);
    await row(tasks, /^notes\s*nothing to build$/).waitFor();
    await shot('folders-three');
  });
  await t.test('go, and the last one has no level of its own', async () => {
    await showFolders(scratch, ['demo', 'tools']);
    await row(tasks, /^notes/).waitFor({ state: 'detached' });
    await showFolders(scratch, ['demo']);
    await row(tasks, /^tools/).waitFor({ state: 'detached' });
    await row(tasks, /^build\s*6 actions$/).waitFor();
    const texts = await rowTexts(tasks);
    deepStrictEqual(
      texts.filter((text) => /^demo/.test(text)),
      [],
    );
  });
});
