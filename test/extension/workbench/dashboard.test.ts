// The dashboard in a real window: it opens from the palette, has the numbers of a build, follows the next one, and leads to where they come from.

import { match, notStrictEqual, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FrameLocator, Page } from 'playwright-core';
import { runCommand } from '../../support/vscodeHost/workbench.ts';
import { newProcessOf } from './processes.ts';
import { openSession, openViews, row, treeOf } from './session.ts';

/** The page asks twice in it. */
const idleMs = 30_000;
/** Percent of a core. */
const idleMax = 2;
/** What was done before has its end first: rows fade, and some 20 s later the browser frees the memory of it. */
const settleMs = 30_000;
/** Of the clock in /proc, which is the same on every Linux. */
const ticksPerSecond = 100;

/** From the sources, as the packed extension is: what lies in `dist` may be of another version, which keeps its figures elsewhere. */
const commandLine = fileURLToPath(new URL('../../../server/cli/main.ts', import.meta.url));

/** A build in a terminal, i.e. by a process of its own. */
async function runInTerminal(folder: string): Promise<void> {
  const words = [commandLine, 'run', 'build', '--force'];
  await promisify(execFile)(process.execPath, words, { cwd: folder });
}

function pageIn(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
}

test('the dashboard has the numbers of a build, and follows the next', async (t) => {
  const { page, folder, scratch, shot, show } = await openSession(t);
  const tasks = treeOf(page, 'Tasks');
  await openViews(page);
  await row(tasks, /^build.*6 stale/).waitFor();
  const inside = pageIn(page);
  const tile = (label: string) => inside.locator('.tile', { hasText: label }).first();
  const value = (label: string) => tile(label).locator('.value').innerText();
  await t.test('before anything has run, it says so', async () => {
    await runCommand(page, 'Cachescope: Show dashboard');
    await inside.getByText('Nothing has run yet.').waitFor();
    match(await value('Heap'), /^\d+ MB$/);
    await shot('dashboard-empty');
  });
  await t.test('a build shows while it is open', async () => {
    await runCommand(page, 'Cachescope: Build all');
    await row(tasks, /^build\s*6 actions$/).waitFor();
    await tile('Hit rate')
      .filter({ hasText: /^Hit rate\s*0%\s*0 of [1-9]\d* actions/ })
      .waitFor();
    await inside.getByText('Nothing has run yet.').waitFor({ state: 'hidden' });
    await inside.getByRole('button', { name: 'site#build' }).waitFor();
  });
  const before = await value('Time saved');
  await t.test('so does the next, which finds all fresh', async () => {
    await runCommand(page, 'Cachescope: Build all');
    await tile('Hit rate')
      .filter({ hasText: /50%\s*([1-9]\d*) of \d+ actions/ })
      .waitFor();
    notStrictEqual(await value('Time saved'), before);
    const runs = inside.getByRole('table', { name: 'Last runs' }).locator('tbody tr');
    await runs.nth(1).waitFor();
    await shot('dashboard-dark');
  });
  await t.test('a cache leads to its entries', async () => {
    const caches = inside.getByRole('table', { name: 'Caches' });
    await caches.getByRole('button', { name: 'traces' }).click();
    await page
      .locator('.sidebar .monaco-list-row.focused')
      .filter({ hasText: /^traces/ })
      .waitFor();
  });
  await t.test('while nothing happens it costs little', async () => {
    const browser = page.context().browser();
    ok(browser);
    const client = await browser.newBrowserCDPSession();
    const server = await newProcessOf(scratch, '/dist/server.js', 0);
    const used = async () => {
      const { processInfo } = await client.send('SystemInfo.getProcessInfo');
      const inBrowser = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
      return { inBrowser, inServer: cpuSeconds(server) };
    };
    const measure = async (): Promise<{ inBrowser: number; inServer: number }> => {
      await page.waitForTimeout(settleMs);
      const from = await used();
      await page.waitForTimeout(idleMs);
      const to = await used();
      const share = (seconds: number) => (seconds * 100_000) / idleMs;
      return {
        inBrowser: share(to.inBrowser - from.inBrowser),
        inServer: share(to.inServer - from.inServer),
      };
    };
    const frame = await (await inside.locator('main').elementHandle())?.ownerFrame();
    await frame?.evaluate(countMessages);
    const open = await measure();
    const heard = await frame?.evaluate<string>('JSON.stringify(globalThis.heard)');
    t.diagnostic(`messages to the page in ${(settleMs + idleMs) / 1000} s: ${heard}`);
    await shot('dashboard-idle');
    await runCommand(page, 'View: Close Editor');
    await page.locator('iframe.webview').waitFor({ state: 'detached' });
    const closed = await measure();
    for (const part of ['inBrowser', 'inServer'] as const) {
      const [a, b] = [open[part].toFixed(1), closed[part].toFixed(1)];
      t.diagnostic(`${part}: ${a} % of a core with the dashboard, ${b} % without it`);
    }
    const costs = open.inServer + Math.max(0, open.inBrowser - closed.inBrowser);
    ok(costs < idleMax, `the dashboard costs ${costs.toFixed(1)} % of a core`);
  });
  await t.test(
    'an action leads to its explanation; what was seen is there afterwards',
    async () => {
      await runCommand(page, 'Cachescope: Show dashboard');
      await inside.getByRole('button', { name: 'site#build' }).click();
      await page.locator('.editor-group-container', { hasText: 'Why site#build' }).waitFor();
      await runCommand(page, 'Cachescope: Show dashboard');
      await tile('Hit rate').filter({ hasText: '50%' }).waitFor();
    },
  );
  await t.test('the longest leads to the run that it was in, and to its flame chart', async () => {
    const actions = inside.getByRole('table', { name: 'Durations of actions that ran' });
    const longest = actions.getByRole('row', { name: /^site#build/ }).getByTitle('Show the run');
    await longest.click();
    await page.locator('.tab.active', { hasText: /^Run / }).waitFor();
    await runCommand(page, 'View: Close Editor');
    await runCommand(page, 'Cachescope: Show dashboard');
    const steps = inside.getByRole('table', { name: 'Waits and steps of the engine' });
    await steps
      .getByRole('row', { name: /^Whole run/ })
      .getByTitle('Show the run')
      .click();
    const flame = page.locator('.tab.active', { hasText: /\.trace\.json|^Run |Flame/ });
    await flame.waitFor();
    await runCommand(page, 'View: Close Editor');
  });
  await t.test('all history has the builds of other processes, too', async () => {
    await runCommand(page, 'Cachescope: Show dashboard');
    await inside.getByText('All history').click();
    const rate = tile('Hit rate').filter({ hasText: /\d+ of \d+ actions/ });
    await rate.waitFor();
    const before = await rate.innerText();
    await runInTerminal(folder);
    await rate.filter({ hasNotText: before.split('\n').at(2) ?? before }).waitFor();
    await inside.getByText('5 min', { exact: true }).click();
  });
  for (const theme of ['light', 'high-contrast'] as const) {
    await t.test(`in ${theme}`, async () => {
      await show(theme);
      await inside.locator('.plot canvas').first().waitFor();
      await shot(`dashboard-${theme}`);
    });
  }
});

// The page's own listener is not touched.
const countMessages = `
  globalThis.heard = {};
  addEventListener('message', ({ data: { type } }) => { heard[type] = (heard[type] ?? 0) + 1; });
`;

/** What a process used so far. */
function cpuSeconds(pid: number): number {
  // The name in it may have spaces; behind its bracket the fields have numbers from 3 on.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
