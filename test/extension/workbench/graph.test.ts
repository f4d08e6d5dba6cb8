// The module graph in the packed extension, on the sample workspace: opened from the palette and from the explorer, folders that open, the way to the file
// and to what a change of it costs, in each theme, and that it comes back as it was.

import { match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { runCommand } from '../../support/vscodeHost/workbench.ts';
import { openSession } from './session.ts';

function graphPage(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
}

test('the modules of a workspace are shown as a graph', async (t) => {
  const { page, shot, show } = await openSession(t);
  const graph = graphPage(page);
  const drawing = graph.locator('.drawing');
  const title = graph.locator('.panel h2');
  const rows = graph.locator('.tree-row');
  await t.test('from the palette', async () => {
    await runCommand(page, 'Cachescope: Show module graph');
    await rows.first().waitFor();
    await shot('graph');
  });
  await t.test('keys are its own', async () => {
    await drawing.focus();
    await page.keyboard.press('ArrowRight');
    await title.waitFor();
    ok((await title.innerText()).length > 0);
  });
  await t.test('a file is found, wherever it lies', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('bundle.js');
    await graph.locator('.found', { hasText: /Found: [1-9]/ }).waitFor();
    await page.keyboard.press('Enter');
    await title.filter({ hasText: 'bundle.js' }).waitFor();
    await shot('graph-found');
  });
  await t.test('what changing it would cost is one key away', async () => {
    await drawing.focus();
    await page.keyboard.press('c');
    await title.filter({ hasText: /^What changing .*bundle\.js would cost$/ }).waitFor();
    match(await graph.locator('.panel').innerText(), /Actions reached: \d/);
    await page.keyboard.press('Escape');
  });
  await t.test('it shows in each theme', async () => {
    await graph.getByRole('checkbox', { name: 'Actions' }).check();
    await graph.getByLabel('Colour by').selectOption('state');
    await graph.getByRole('button', { name: 'Show all' }).click();
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await show(theme);
      await shot(`graph-${theme}`);
    }
  });
  await t.test('the file is one key away', async () => {
    await drawing.focus();
    await page.keyboard.press('o');
    await page.locator('.tab.active', { hasText: 'bundle.js' }).waitFor();
  });
  await t.test('it comes back as it was', async () => {
    await page.locator('.tab', { hasText: /^Module graph of/ }).click();
    await title.filter({ hasText: 'bundle.js' }).waitFor();
    ok(await drawing.isVisible());
  });
  await t.test('the explorer leads into it', async () => {
    await runCommand(page, 'View: Show Explorer');
    await page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'package.json' })
      .first()
      .waitFor();
    const folder = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'packages' });
    await folder.first().click({ button: 'right' });
    // By Enter: for a moment, a menu that has just opened takes no click.
    await page.locator('.monaco-menu .action-item', { hasText: 'Show in module graph' }).hover();
    await page.keyboard.press('Enter');
    await title.filter({ hasText: 'packages' }).waitFor();
    await shot('graph-explorer');
  });
});
