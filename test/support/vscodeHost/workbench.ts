// What a person does in VS Code, for tests that drive it: with the keyboard, or by what can be seen.

import type { Locator, Page } from 'playwright-core';

const quickInput = '.quick-input-widget input';
const entries = '.quick-input-widget .quick-input-list .monaco-list-row';
const alwaysOffered = 'View: Show Explorer';
const triesAtMost = 5;
const tryMs = 3000;
const looksAtMost = 7;
const stepsAtMost = 10;

/**
 * Runs a command from the palette, by the keyboard alone.
 *
 * @param title as the palette shows it, e.g. `Cachescope: Run task`
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const offered = page.locator(entries).filter({ hasText: title }).first();
  // Commands that need something to be there first are not in a palette that opened before it was.
  await withTries(page, async () => {
    await fillPalette(page, title);
    await offered.waitFor({ timeout: tryMs });
    await goTo(page, title);
    await page.keyboard.press('Enter');
  });
}

/** What the quick input offers is what there was when it opened, and what takes the focus closes it: then it is opened again. */
async function withTries(page: Page, work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      await page.keyboard.press('Escape');
      if (tries === triesAtMost) throw error;
    }
  }
}

// The palette is in the order of the alphabet: what fits best need not be the first.
async function goTo(page: Page, title: string): Promise<void> {
  const focused = page.locator(`${entries}.focused`);
  await focused.waitFor({ timeout: tryMs });
  for (let steps = 0; steps < stepsAtMost; steps++) {
    if ((await focused.innerText()).includes(title)) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`the palette does not offer ${title}`);
}

/**
 * Answers a question with a choice from its list, by the keyboard.
 *
 * @param title of the question
 * @param text a part of what the choice says
 */
export async function pickEntry(page: Page, title: string, text: string): Promise<void> {
  await page.locator('.quick-input-title').filter({ hasText: title }).waitFor();
  await page.locator(entries).first().waitFor();
  await page.fill(quickInput, text);
  await page.locator(`${entries}.focused`).filter({ hasText: text }).waitFor();
  await page.keyboard.press('Enter');
}

/**
 * Finds what a notification says. They are in the list of them alone: in a window that is driven, none pops up. The
 * list closes with its last notification: where progress ended before its result came, it is opened again.
 */
export async function notification(page: Page, text: string | RegExp): Promise<Locator> {
  const center = page.locator('.notifications-center');
  const found = center.locator('.monaco-list-row').filter({ hasText: text }).first();
  for (let tries = 1; ; tries++) {
    if (!(await center.isVisible())) await runCommand(page, 'Notifications: Show Notifications');
    try {
      await found.waitFor({ timeout: tryMs });
      return found;
    } catch (error) {
      if (tries === looksAtMost) throw error;
    }
  }
}

/** Whether the palette has a command now. */
export async function isOffered(page: Page, title: string): Promise<boolean> {
  const list = page.locator(entries);
  // The list follows what is typed a little later: it is the new one when this is no longer in it.
  const other = list.filter({ hasText: alwaysOffered }).first();
  await fillPalette(page, alwaysOffered);
  await other.waitFor();
  await page.fill(quickInput, `>${title}`);
  await other.waitFor({ state: 'hidden' });
  await list.first().waitFor();
  const count = await list.filter({ hasText: title }).count();
  await page.keyboard.press('Escape');
  return count > 0;
}

async function fillPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('F1');
  // What takes the focus just then closes it.
  await page.fill(quickInput, `>${words}`, { timeout: tryMs });
}

/**
 * Opens a file by its name.
 *
 * @param path relative to the workspace's folder
 */
export async function openFile(page: Page, path: string): Promise<void> {
  const name = path.split('/').at(-1) ?? path;
  const entry = page.locator(entries).filter({ hasText: name }).first();
  await withTries(page, async () => {
    await page.keyboard.press('Control+KeyP');
    await page.fill(quickInput, path, { timeout: tryMs });
    await entry.waitFor({ timeout: tryMs });
    await entry.click({ timeout: tryMs });
  });
  await page.locator('.tabs-container .tab', { hasText: name }).first().waitFor();
}
