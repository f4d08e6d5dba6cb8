// The packed extension, installed in the test host as a user would install it, and a window on a fresh copy
// of the sample workspace.

import { glob, mkdir, readFile } from 'node:fs/promises';
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
// Of the extension's log, where a step failed.
const logLinesTold = 30;
const ownIcon = '.activitybar [aria-label*="Cachescope"]';
const ownStatus = '.statusbar-item[id^="cachescope.cachescope"]';

/** How a window is opened. */
export interface SessionOptions {
  /** Default: the workspace is trusted. */
  readonly isRestricted?: boolean;
  /** Makes what is opened, in an empty folder; default: a copy of the sample workspace. */
  readonly prepare?: (scratch: string) => Promise<Opened>;
  /** Variables of the window's processes. */
  readonly env?: Readonly<Record<string, string>>;
  /** What has to be there: the status bar's item (default), or the icon, where there is nothing to build. */
  readonly waitsFor?: 'status' | 'icon';
}

/** What a window shows. */
export interface Opened {
  /** The workspace's folder, or the one that its tests are about. */
  readonly folder: string;
  /** What is opened instead of it: a file of several folders, or nothing at all. */
  readonly instead?: { readonly workspace: string } | 'nothing';
}

/** An open window. */
export interface Session {
  readonly page: Page;
  /** The workspace, absolute. */
  readonly folder: string;
  /** Where the window keeps all that is its own, absolute. */
  readonly scratch: string;
  /** Takes a picture, into .testresults/shots. */
  shot(name: string): Promise<void>;
  /** Shows the window in another theme; it starts in the dark one. */
  show(theme: Theme): Promise<void>;
}

/** The test that a window belongs to. */
export interface SessionScope extends CleanupScope {
  readonly name: string;
  diagnostic(text: string): void;
  afterEach(look: (step: unknown) => Promise<void>): void;
}

/** Opens a window; all of it goes away with the test, which leaves a picture of its end. */
export async function openSession(
  scope: SessionScope,
  { isRestricted = false, prepare = sample, env, waitsFor = 'status' }: SessionOptions = {},
): Promise<Session> {
  let stop = async (): Promise<void> => undefined;
  // The folder goes last: what the host writes at its end would make it anew.
  const afterStop: CleanupScope = { after: (remove) => scope.after(() => stop().finally(remove)) };
  const scratch = await makeTempDir(afterStop);
  const install = await installHost((line) => scope.diagnostic(line));
  const { folder, instead } = await prepare(scratch);
  const host = await startHost(install, {
    scratch: join(scratch, 'host'),
    vsix: await packExtension(scratch),
    asksForTrust: isRestricted,
    env,
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
  stop = async () => {
    await shot(`end-${wordsOf(scope.name)}`).finally(() => browser.close());
    await host.stop();
  };
  const opened = instead === undefined ? { folder } : instead === 'nothing' ? {} : instead;
  scope.afterEach(async (step) => {
    if (!isFailed(step)) return;
    scope.diagnostic(`${step.name}: ${await standOf(page, scratch)}`);
    await shot(`failed-${wordsOf(step.name)}`);
  });
  await page.goto(windowAddress(host, opened));
  await waitForWorkbench(page);
  // The first part of the extension that anybody sees. Without a folder it has nothing to say.
  const first = waitsFor === 'icon' || instead === 'nothing' ? ownIcon : ownStatus;
  await page.locator(first).first().waitFor({ timeout: startMs });
  const show = async (theme: Theme): Promise<void> => {
    await host.change({ 'workbench.colorTheme': themes[theme] });
    await waitForTheme(page, theme);
  };
  return { page, folder, scratch, shot, show };
}

function wordsOf(name: string): string {
  return name.split(/\W+/).slice(0, 3).join('-');
}

interface FailedStep {
  readonly name: string;
}

function isFailed(step: unknown): step is FailedStep {
  return typeof step === 'object' && step !== null && 'passed' in step && step.passed === false;
}

// What a person would look at who was there when a step failed.
async function standOf(page: Page, scratch: string): Promise<string> {
  const sidebar = await page.locator('.sidebar').innerText();
  const focused = await page.evaluate<string>('document.activeElement?.cloneNode(false).outerHTML');
  const log: string[] = [];
  for await (const path of glob(join(scratch, 'host/**/Cachescope.log'))) {
    log.push(...(await readFile(path, 'utf8')).trimEnd().split('\n').slice(-logLinesTold));
  }
  return ['the sidebar', sidebar, 'the focus', focused, 'the log', ...log].join('\n');
}

async function sample(scratch: string): Promise<Opened> {
  return { folder: await copySample(scratch) };
}

/** Opens the extension's views from the activity bar. */
export async function openViews(page: Page): Promise<void> {
  await page.locator(ownIcon).first().click();
}

/** One of the extension's views, by its title. */
export function viewOf(page: Page, title: string): Locator {
  return page.locator('.sidebar .split-view-view').filter({
    has: page.locator('.pane-header', { hasText: title }),
  });
}

/** The tree in a view. */
export function treeOf(page: Page, title: string): Locator {
  return viewOf(page, title).locator('.monaco-list');
}

/** Waits until a view says something in the place of rows. */
export async function welcomeOf(page: Page, title: string, text: string): Promise<void> {
  const welcome = viewOf(page, title).locator('.welcome-view-content');
  await welcome.filter({ hasText: text }).waitFor();
}

/** A row of the views, or of one of them, by a part of its text. */
export function row(where: Page | Locator, text: string | RegExp): Locator {
  const rows =
    'goto' in where
      ? where.locator('.sidebar .monaco-list-row')
      : where.locator('.monaco-list-row');
  return rows.filter({ hasText: text }).first();
}

/** What the rows of a tree say that are in sight. */
export async function rowTexts(tree: Locator): Promise<string[]> {
  return tree.locator('.monaco-list-row').allInnerTexts();
}

/** The row that the keyboard is on. */
export function focusedRow(page: Page, text: string | RegExp): Locator {
  return page.locator('.sidebar .monaco-list-row.focused').filter({ hasText: text });
}
