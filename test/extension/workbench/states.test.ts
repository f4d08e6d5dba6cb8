// What the views say while there is nothing to list, what the buttons there do, and a server that ends more often than
// it is started again.

import { ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeFixture } from '../../support/fixture.ts';
import { isOffered, notification, runCommand } from '../../support/vscodeHost/workbench.ts';
import { endProcess, newProcessOf } from './processes.ts';
import { type Opened, openSession, openViews, row, treeOf, viewOf, welcomeOf } from './session.ts';

const restartsAtMost = 3;

async function notes(scratch: string): Promise<Opened> {
  const folder = join(scratch, 'notes');
  await writeFixture(folder, '//- README.md\n# Notes\n');
  return { folder };
}

test('without a folder, the views say what to open, and the sample workspace can be had', async (t) => {
  const prepare = async (scratch: string): Promise<Opened> => ({
    folder: scratch,
    instead: 'nothing',
  });
  const { page, scratch, shot } = await openSession(t, { prepare });
  await t.test('the views say so', async () => {
    await openViews(page);
    await welcomeOf(page, 'Tasks', 'Open a folder to see its build steps');
    await viewOf(page, 'Tasks').getByRole('button', { name: 'Open sample workspace' }).waitFor();
    ok(!(await isOffered(page, 'Cachescope: Build all')));
    await shot('state-no-folder');
  });
  await t.test('the walkthrough opens the sample', async () => {
    await runCommand(page, 'Welcome: Open Walkthrough');
    const entry = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Cachescope' });
    await entry.click();
    await page.locator('.gettingStartedContainer .step-title', { hasText: 'Run a task' }).waitFor();
    await shot('walkthrough');
    await page.locator('.gettingStartedContainer .monaco-button', { hasText: 'sample' }).click();
    const path = page.locator('.quick-input-widget input');
    // It starts in the user's folder, which takes a moment.
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await path.fill(`${scratch}/`);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'host' }).waitFor();
    await shot('sample-where');
    const opening = page.context().waitForEvent('page');
    await page.locator('.quick-input-widget').getByRole('button', { name: 'Put it here' }).click();
    const sample = await opening;
    await sample.waitForURL(/cachescope-sample/);
    ok(existsSync(join(scratch, 'cachescope-sample/cachescope.json')));
    await sample.close();
  });
});

test('where nothing is to be built, a configuration can be begun', async (t) => {
  const { page, folder, shot } = await openSession(t, { prepare: notes, waitsFor: 'icon' });
  const tasks = treeOf(page, 'Tasks');
  await openViews(page);
  await t.test('the views say so', async () => {
    await welcomeOf(page, 'Tasks', 'Nothing to build was found: no cachescope.json');
    await welcomeOf(page, 'Tasks', 'Which files import each other is known without any of these.');
    await welcomeOf(page, 'Cache', 'Nothing to build was found.');
    await shot('state-empty');
  });
  await t.test('a button begins one, which fills the views once it is saved', async () => {
    const button = viewOf(page, 'Tasks').getByRole('button', { name: 'Create configuration' });
    await button.click();
    await page.locator('.editor-instance', { hasText: 'dependsOn' }).waitFor();
    await writeFixture(
      folder,
      `
      //- package.json
      { "name": "notes", "scripts": { "build": "cp README.md out.md" } }
      //- cachescope.json
      { "tasks": { "build": { "inputs": ["README.md"], "outputs": ["out.md"] } } }
      `,
    );
    await row(tasks, /^build.*1 stale/).waitFor();
  });
});

test('a server that ends again and again stays off until somebody starts it', async (t) => {
  const { page, scratch, shot } = await openSession(t);
  const tasks = treeOf(page, 'Tasks');
  await openViews(page);
  await row(tasks, /^build.*6 stale/).waitFor();
  await t.test('it is started again a few times', async () => {
    let last = 0;
    for (let death = 1; death <= restartsAtMost + 1; death++) {
      const server = await newProcessOf(join(scratch, 'host'), 'dist/server.js', last);
      last = server;
      // Some of them end before they have come up.
      await endProcess(server);
    }
    await welcomeOf(page, 'Tasks', 'The server does not run');
    const told = await notification(page, 'ended several times');
    await told.getByRole('button', { name: 'Show log' }).waitFor();
    await told.getByRole('button', { name: 'Restart' }).waitFor();
    await page.locator('.statusbar-item', { hasText: 'Cachescope: off' }).waitFor();
    await shot('state-failed');
  });
  await t.test('the views say how to see the log', async () => {
    for (const view of ['Tasks', 'Cache']) {
      await welcomeOf(page, view, 'The server does not run');
    }
    await viewOf(page, 'Tasks').getByRole('button', { name: 'Show log' }).click();
    await page.locator('.panel .view-lines', { hasText: 'The language server' }).waitFor();
  });
  await t.test('restarting it fills the views', async () => {
    await runCommand(page, 'Cachescope: Restart server');
    await row(tasks, /^build.*6 stale/).waitFor();
    await page
      .locator('.statusbar-item', { hasText: 'Cachescope: off' })
      .waitFor({ state: 'detached' });
  });
});
