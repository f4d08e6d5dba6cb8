// What a person does in VS Code, for tests that drive it: with the keyboard, or by what can be seen.

import type { Page } from 'playwright-core';

const quickInput = '.quick-input-widget input';
const entries = '.quick-input-widget .quick-input-list .monaco-list-row';

/**
 * Runs a command from the palette.
 *
 * @param title as the palette shows it, e.g. `Cachescope: Run task`
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const entry = page.locator(entries).filter({ hasText: title }).first();
  // Commands that need something to be there first are not in a palette that opened before it was.
  for (let tries = 1; ; tries++) {
    await page.keyboard.press('F1');
    await page.waitForSelector(quickInput);
    await page.fill(quickInput, `>${title}`);
    try {
      await entry.waitFor({ timeout: 3000 });
      return await entry.click();
    } catch (error) {
      if (tries === 5) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/**
 * Opens a file by its name.
 *
 * @param path relative to the workspace's folder
 */
export async function openFile(page: Page, path: string): Promise<void> {
  await page.keyboard.press('Control+KeyP');
  await page.waitForSelector(quickInput);
  await page.fill(quickInput, path);
  const name = path.split('/').at(-1) ?? path;
  const entry = page.locator(entries).filter({ hasText: name }).first();
  await entry.waitFor();
  await entry.click();
  await page.locator('.tabs-container .tab', { hasText: name }).first().waitFor();
}
