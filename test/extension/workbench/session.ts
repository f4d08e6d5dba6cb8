// The packed extension, installed in the test host as a user would install it, and a window on a fresh copy
// of the sample workspace.

import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { type CleanupScope, makeTempDir } from '../../support/tempDir.ts';
import {
  launchBrowser,
  newPage,
  type Theme,
  themes,
  waitForTheme,
  waitForWorkbench,
} from '../../support/vscodeHost/browser.ts';
import { startHost, windowAddress } from '../../support/vscodeHost/host.ts';
import { installHost } from '../../support/vscodeHost/installHost.ts';
import { copySample } from '../../support/vscodeHost/sampleWorkspace.ts';
import { packExtension } from '../../support/vscodeHost/stage.ts';

const shots = resolve(dirname(fileURLToPath(import.meta.url)), '../../../.testresults/shots');

// One step of a person, on a machine that does something else as well.
const stepMs = 20_000;
const startMs = 60_000;
const ownStatus = '.statusbar-item[id^="cachescope.cachescope"]';

/** How a window is opened. */
export interface SessionOptions {
  /** Default: the workspace is trusted. */
  readonly isRestricted?: boolean;
}

/** An open window. */
export interface Session {
  readonly page: Page;
  /** The workspace, absolute. */
  readonly folder: string;
  /** Takes a picture, into .testresults/shots. */
  shot(name: string): Promise<void>;
  /** Shows the window in another theme; it starts in the dark one. */
  show(theme: Theme): Promise<void>;
}

/** The test that a window belongs to. */
export interface SessionScope extends CleanupScope {
  readonly name: string;
  diagnostic(text: string): void;
}

/** Opens a window; all of it goes away with the test, which leaves a picture of its end. */
export async function openSession(
  scope: SessionScope,
  { isRestricted = false }: SessionOptions = {},
): Promise<Session> {
  const scratch = await makeTempDir(scope);
  const install = await installHost((line) => scope.diagnostic(line));
  const folder = await copySample(scratch);
  const host = await startHost(install, {
    scratch: join(scratch, 'host'),
    vsix: await packExtension(scratch),
    asksForTrust: isRestricted,
    settings: { 'workbench.colorTheme': themes.dark },
  });
  const browser = await launchBrowser(install).catch(async (error) => {
    await host.stop();
    throw error;
  });
  const page = await newPage(browser, { width: 1200, height: 750 });
  page.setDefaultTimeout(stepMs);
  const shot = async (name: string): Promise<void> => {
    await mkdir(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  scope.after(async () => {
    const words = scope.name.split(/\W+/).slice(0, 3).join('-');
    await shot(`end-${words}`).finally(() => browser.close());
    await host.stop();
  });
  await page.goto(windowAddress(host, { folder }));
  await waitForWorkbench(page);
  // The first part of the extension that anybody sees.
  await page.locator(ownStatus).waitFor({ timeout: startMs });
  const show = async (theme: Theme): Promise<void> => {
    await host.change({ 'workbench.colorTheme': themes[theme] });
    await waitForTheme(page, theme);
  };
  return { page, folder, shot, show };
}

/** Opens the extension's views from the activity bar. */
export async function openViews(page: Page): Promise<void> {
  await page.locator('.activitybar [aria-label*="Cachescope"]').first().click();
}

/** A row of the views, by a part of its text. */
export function row(page: Page, text: string | RegExp): Locator {
  return page.locator('.sidebar .monaco-list-row').filter({ hasText: text }).first();
}

/** The row that the keyboard is on. */
export function focusedRow(page: Page, text: string | RegExp): Locator {
  return page.locator('.sidebar .monaco-list-row.focused').filter({ hasText: text });
}
