// The commands that look after a cache, and those for trouble, each from the palette as a person would, with what it
// then says.

import { doesNotMatch, match, ok } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { notification, pickEntry, runCommand } from '../../support/vscodeHost/workbench.ts';
import { openSession, openViews, row, treeOf } from './session.ts';

const view = 'packages/site/dist/index.html';

test('commands around a cache', async (t) => {
  const { page, folder, scratch, shot } = await openSession(t);
  const tasks = treeOf(page, 'Tasks');
  await openViews(page);
  await row(tasks, /^build.*6 stale/).waitFor();
  await runCommand(page, 'Cachescope: Build all');
  await row(tasks, /^build\s*6 actions$/).waitFor();
  await t.test('verify says how much it looked at', async () => {
    await runCommand(page, 'Cachescope: Verify cache');
    await notification(page, /\d+ entries, .* checked: all as it was stored/);
  });
  await t.test('prune says that there was nothing to remove', async () => {
    await runCommand(page, 'Cachescope: Prune cache');
    await notification(
      page,
      /Every entry is still of use; .* became free|Nothing was to be removed/,
    );
  });
  await t.test('warm says what it read', async () => {
    await runCommand(page, 'Cachescope: Warm cache');
    await notification(page, /Read \d+ entries, .*B/);
  });
  await t.test('what a cached file was is compared with what it is', async () => {
    writeFileSync(join(folder, view), 'edited by hand');
    await runCommand(page, 'Cachescope: Compare cached output with file');
    await pickEntry(page, 'Cache entry', 'site#build');
    await pickEntry(page, 'Compare with the current file', 'index.html');
    await page.locator('.monaco-diff-editor', { hasText: /edited\sby\shand/ }).waitFor();
    await shot('compare');
  });
  await t.test('the path between two actions', async () => {
    await runCommand(page, 'Cachescope: Show path between actions');
    await pickEntry(page, 'From which action?', 'site#build');
    await pickEntry(page, 'To which action that it needs?', 'prices#codegen');
    await pickEntry(page, 'Path from site#build to prices#codegen', 'prices#build');
    await row(treeOf(page, 'Dependencies'), /prices#codegen/).waitFor();
    await shot('path');
  });
  await t.test('metrics and the graph are exported as documents', async () => {
    const editor = page.locator('.editor-instance .view-lines');
    await runCommand(page, 'Cachescope: Export graph');
    await pickEntry(page, 'Export graph as', 'Mermaid');
    await editor
      .filter({ hasText: /flowchart|graph/ })
      .first()
      .waitFor();
    await runCommand(page, 'Cachescope: Export metrics');
    await pickEntry(page, 'Export metrics as', 'OpenMetrics');
    await editor
      .filter({ hasText: /cachescope_runs_total\s1/ })
      .first()
      .waitFor();
    await shot('exported');
  });
  await t.test('the log opens', async () => {
    await runCommand(page, 'Cachescope: Show log');
    await page
      .locator('.panel .monaco-select-box, .panel select', { hasText: 'Cachescope' })
      .first()
      .waitFor();
  });
  await t.test('diagnostics are copied, without what is private', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await runCommand(page, 'Cachescope: Copy diagnostics');
    await notification(page, 'Copied, without paths');
    const text = await page.evaluate<string>('navigator.clipboard.readText()');
    const { server, folders } = JSON.parse(text);
    match(`${server} ${folders[0].state}`, /^running ready$/);
    for (const secret of [homedir(), scratch, folder]) ok(!text.includes(secret), text);
    doesNotMatch(text, new RegExp(`/${userInfo().username}/`));
  });
});
