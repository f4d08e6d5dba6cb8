// The dashboard in a real window: it opens from the palette, has the numbers of a build, follows the next one, and leads to where they come from.

import { match, notStrictEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { runCommand } from '../../support/vscodeHost/workbench.ts';
import { newProcessOf } from './processes.ts';
import { openSession, openViews, row, treeOf } from './session.ts';

/** The page asks twice in it. */
const idleMs = 30_000;
/** What was done before has its end first: rows fade, and some 20 s later the browser frees the memory of it. */
const settleMs = 30_000;
/** Of the clock in /proc, which is the same on every Linux. */
const ticksPerSecond = 100;

function pageIn(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
}

test('the dashboard has the numbers of a build, and follows the next', async (t) => {
  const { page, scratch, shot, show } = await openSession(t);
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
