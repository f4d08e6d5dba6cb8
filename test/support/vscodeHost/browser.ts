// A window of the test host in Chromium, without a screen: opened, waited for, looked at.

import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumArguments } from '../chromium.ts';
import type { HostInstall } from './installHost.ts';

/** Names of the themes that a window can be shown in. */
export const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

/** A theme's short name. */
export type Theme = keyof typeof themes;

// The class that the workbench has in each.
const themeClasses: Readonly<Record<Theme, string>> = {
  dark: 'vs-dark',
  light: 'vs',
  'high-contrast': 'hc-black',
  'high-contrast-light': 'hc-light',
};

/** Size of a window in CSS pixels. */
export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

/** Long enough for a small machine that does something else as well. */
export const patienceMs = 30_000;

/** Starts the browser. */
export async function launchBrowser(install: HostInstall): Promise<Browser> {
  return chromium.launch({ executablePath: install.chromium, args: [...chromiumArguments] });
}

/** Opens an empty page, which knows nothing of other pages. */
export async function newPage(browser: Browser, size: WindowSize): Promise<Page> {
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  return page;
}

/** Waits until the workbench is there and has restored its parts. */
export async function waitForWorkbench(page: Page): Promise<void> {
  await page.waitForSelector('.monaco-workbench .part.statusbar .statusbar-item');
  await page.waitForFunction('globalThis.driver !== undefined');
  await page.evaluate('globalThis.driver.whenWorkbenchRestored()');
}

/** Waits until a theme shows. */
export async function waitForTheme(page: Page, theme: Theme): Promise<void> {
  await page.waitForSelector(`.monaco-workbench.${themeClasses[theme]}`);
}
