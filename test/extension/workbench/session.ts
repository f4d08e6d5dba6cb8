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
  themes,
  waitForWorkbench,
} from '../../support/vscodeHost/browser.ts';
import { startHost, windowAddress } from '../../support/vscodeHost/host.ts';
import { installHost } from '../../support/vscodeHost/installHost.ts';
import { copySample } from '../../support/vscodeHost/sampleWorkspace.ts';
import { packExtension } from '../../support/vscodeHost/stage.ts';

const shots = resolve(dirname(fileURLToPath(import.meta.url)), '../../../.testresults/shots');

/** How a window is opened. */
export interface SessionOptions {
  readonly theme?: keyof typeof themes;
  readonly asksForTrust?: boolean;
}

/** An open window. */
export interface Session {
  readonly page: Page;
  /** The workspace, absolute. */
  readonly folder: string;
  /** Takes a picture, into .testresults/shots. */
  shot(name: string): Promise<void>;
}

/** Opens a window; all of it goes away with the test. */
export async function openSession(
  scope: CleanupScope & { diagnostic(text: string): void },
  { theme = 'dark', asksForTrust = false }: SessionOptions = {},
): Promise<Session> {
  const scratch = await makeTempDir(scope);
  const install = await installHost((line) => scope.diagnostic(line));
  const folder = await copySample(scratch);
  const host = await startHost(install, {
    scratch: join(scratch, 'host'),
    vsix: await packExtension(scratch),
    asksForTrust,
    settings: { 'workbench.colorTheme': themes[theme] },
  });
  scope.after(() => host.stop());
  const browser = await launchBrowser(install);
  scope.after(() => browser.close());
  const page = await newPage(browser, { width: 1200, height: 750 });
  await page.goto(windowAddress(host, { folder }));
  await waitForWorkbench(page);
  const shot = async (name: string): Promise<void> => {
    await mkdir(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  return { page, folder, shot };
}

/** Opens the extension's views from the activity bar. */
export async function openViews(page: Page): Promise<void> {
  await page.locator('.activitybar [aria-label*="Cachescope"]').first().click();
}

/** A row of the views, by a part of its text. */
export function row(page: Page, text: string | RegExp): Locator {
  return page.locator('.sidebar .monaco-list-row').filter({ hasText: text }).first();
}
