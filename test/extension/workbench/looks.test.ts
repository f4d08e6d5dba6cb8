// How the views look in each theme, that the keyboard is enough, and what they say where the workspace is
// not trusted.

import { ok, strictEqual } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCommand } from '../../support/vscodeHost/workbench.ts';
import { openSession, openViews, row } from './session.ts';

for (const theme of ['light', 'high-contrast', 'high-contrast-light'] as const) {
  test(`the views in ${theme}`, async (t) => {
    const { page, shot } = await openSession(t, { theme });
    await openViews(page);
    await row(page, /^build.*6 stale/).waitFor();
    await row(page, /^Disk/).waitFor();
    await shot(`views-${theme}`);
  });
}

test('the keyboard alone reaches a task and opens it', async (t) => {
  const { page, shot } = await openSession(t);
  await runCommand(page, 'Cachescope: Focus on Tasks View');
  await row(page, /^build/).waitFor();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await row(page, /basket\.hbs/).waitFor();
  await page.keyboard.press('ArrowDown');
  const focused = page.locator('.sidebar .monaco-list-row.focused');
  strictEqual(await focused.count(), 1);
  await shot('keyboard');
});

test('in Restricted Mode nothing is started, and the views say so', async (t) => {
  const { page, folder, shot } = await openSession(t, { asksForTrust: true });
  const refuse = page.locator('.monaco-dialog-box .monaco-button', { hasText: /No, I don/ });
  await refuse.click();
  await openViews(page);
  await page.locator('.sidebar', { hasText: /trust|Restricted/i }).waitFor();
  await shot('restricted');
  ok(!existsSync(join(folder, 'packages/site/dist')));
});
