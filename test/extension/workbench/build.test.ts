// The packed extension driven as a person would: look at the tasks, build, edit, see what is stale and why,
// build again, throw away what is kept.

import { match } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCommand } from '../../support/vscodeHost/workbench.ts';
import { openSession, openViews, row } from './session.ts';

const prices = 'packages/prices/data/prices.csv';
const site = 'packages/site/dist/index.html';

test('build, edit, stale with a reason, build again, purge', async (t) => {
  const { page, folder, shot } = await openSession(t);
  await t.test('the views show what there is', async () => {
    await openViews(page);
    await row(page, /^build.*6 stale/).waitFor();
  });
  await t.test('a task runs', async () => {
    await runCommand(page, 'Cachescope: Build all');
    await row(page, /^build\s*6 actions$/).waitFor();
    match(readFileSync(join(folder, site), 'utf8'), /Tea: 4\.50 EUR/);
  });
  await t.test('an edit outside of the editor shows, with its reason', async () => {
    const text = readFileSync(join(folder, prices), 'utf8');
    writeFileSync(join(folder, prices), text.replace('tea,450', 'tea,480'));
    await row(page, /^codegen.*1 stale/).waitFor();
    await row(page, /^codegen/).click();
    await page.keyboard.press('ArrowRight');
    await row(page, /prices.*prices\.csv/).waitFor();
    await shot('stale');
  });
  await t.test('building again makes all fresh', async () => {
    await runCommand(page, 'Cachescope: Build all');
    await row(page, /^codegen\s*1 action$/).waitFor();
    match(readFileSync(join(folder, site), 'utf8'), /Tea: 4\.80 EUR/);
    await shot('fresh');
  });
  await t.test('purging asks first, with how much, and then does it', async () => {
    await runCommand(page, 'Cachescope: Purge cache');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Everything' }).click();
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    match(await dialog.innerText(), /\d+ entr.*\d (B|kB|MB)/s);
    await shot('purge');
    await dialog.locator('.monaco-button', { hasText: 'Remove' }).click();
    await row(page, /^traces.*0 entries/).waitFor();
  });
  // A figure for people: how long it takes says as much about the machine as about the extension.
  await t.test('VS Code tells how long the activation took', async () => {
    // The list has only the rows that fit.
    await page.setViewportSize({ width: 1200, height: 3000 });
    await runCommand(page, 'Developer: Show Running Extensions');
    const line = page.locator('.runtime-extensions-editor .monaco-list-row', {
      hasText: 'achescope',
    });
    const text = await line.locator('.activation-time').first().innerText();
    t.diagnostic(`the packed extension: ${text}`);
    match(text, /\d+\s*ms/);
  });
});
