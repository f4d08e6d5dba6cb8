// How the views look in each theme, that the keyboard is enough, and what they say and refuse where the
// workspace is not trusted.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { isOffered, runCommand } from '../../support/vscodeHost/workbench.ts';
import { focusedRow, openSession, row } from './session.ts';

const site = 'packages/site/dist/index.html';

// What starts a process, by its title.
const runCommands = [
  'Build all',
  'Run task',
  'Force task',
  'Dry run of task',
  'Check what is stale',
];

/** The palette gives the focus back to where it was before the command has it: keys that come sooner go there. */
async function focusTasks(page: Page): Promise<void> {
  await runCommand(page, 'Cachescope: Focus on Tasks View');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await page.waitForFunction("document.activeElement?.getAttribute('aria-label') === 'Tasks'");
}

test('the keyboard is enough, and each theme shows the same', async (t) => {
  const { page, folder, shot, show } = await openSession(t);
  await t.test('to reach a task and open it', async () => {
    await runCommand(page, 'View: Show Cachescope');
    await row(page, /^templates.*2 stale/).waitFor();
    await focusTasks(page);
    await page.keyboard.press('Home');
    await focusedRow(page, /^templates/).waitFor();
    await page.keyboard.press('ArrowRight');
    await row(page, /basket\.hbs/).waitFor();
    await page.keyboard.press('ArrowDown');
    await focusedRow(page, /basket\.hbs/).waitFor();
    await shot('keyboard');
  });
  await t.test('to run all', async () => {
    await runCommand(page, 'Cachescope: Build all');
    await row(page, /^build\s*6 actions$/).waitFor();
    ok(existsSync(join(folder, site)));
  });
  await t.test('and stays on its row while rows change', async () => {
    await focusTasks(page);
    const focused = "document.activeElement?.getAttribute('aria-activedescendant')";
    await page.waitForFunction(focused);
    // It was there before everything was built.
    await focusedRow(page, /^basket\.hbs/).waitFor();
    const before = await page.evaluate<string>(focused);
    const view = join(folder, 'views/basket.hbs');
    const text = readFileSync(view, 'utf8');
    writeFileSync(view, `${text}<p>Edited</p>\n`);
    await focusedRow(page, /^basket\.hbs\s*basket\.hbs changed/).waitFor();
    await row(page, /^build.*1 stale/).waitFor();
    strictEqual(await page.evaluate<string>(focused), before);
    // Nor does it go away with a list that is asked for anew.
    await runCommand(page, 'Cachescope: Refresh');
    writeFileSync(view, text);
    await row(page, /^build\s*6 actions$/).waitFor();
    await focusTasks(page);
    await focusedRow(page, /^basket\.hbs/).waitFor();
  });
  await t.test('to have a task explained', async () => {
    await runCommand(page, 'Cachescope: Explain');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'site#build' }).waitFor();
    await page.keyboard.type('site#build');
    await page.locator('.quick-input-list .focused', { hasText: 'site#build' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.editor-group-container', { hasText: 'site#build' }).waitFor();
  });
  await t.test('to open the overview', async () => {
    await runCommand(page, 'Cachescope: Show overview');
    const frame = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
    await frame.getByRole('heading', { name: 'Slowest actions' }).waitFor();
  });
  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const) {
    await t.test(`in ${theme}`, async () => {
      await show(theme);
      await row(page, /^Disk/).waitFor();
      await shot(`views-${theme}`);
    });
  }
});

test('in Restricted Mode nothing is started, and the views say so', async (t) => {
  const { page, folder, shot } = await openSession(t, { isRestricted: true });
  await t.test('the tasks are shown', async () => {
    await runCommand(page, 'View: Show Cachescope');
    await row(page, /^build/).waitFor();
    match(await page.locator('.sidebar').innerText(), /Restricted Mode/);
    // What no module of the workspace is needed for is looked at, the rest is not.
    await row(page, /^codegen.*1 stale/).waitFor();
    await row(page, /^templates.*2 not checked/).waitFor();
    await shot('restricted');
  });
  await t.test('what would run something is not offered', async () => {
    // Those that only look are there.
    ok(await isOffered(page, 'Cachescope: Show overview'));
    for (const title of runCommands) ok(!(await isOffered(page, `Cachescope: ${title}`)), title);
    await row(page, /^build/).hover();
    const buttons = page.locator('.sidebar .action-label[aria-label]');
    const labels = await buttons.evaluateAll((all) => all.map((button) => button.ariaLabel ?? ''));
    ok(labels.length > 0);
    deepStrictEqual(
      labels.filter((label) => runCommands.some((title) => label.startsWith(title))),
      [],
    );
    ok(!existsSync(join(folder, site)));
  });
  await t.test('once it is trusted, it is', async () => {
    await runCommand(page, 'Workspaces: Manage Workspace Trust');
    await page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
    await row(page, /^build.*6 stale/).waitFor();
    await runCommand(page, 'Cachescope: Build all');
    await row(page, /^build\s*6 actions$/).waitFor();
    ok(existsSync(join(folder, site)));
  });
});
