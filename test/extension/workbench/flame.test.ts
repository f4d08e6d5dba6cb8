// Profiles in the packed extension: the flame chart as an editor of a file, opened as a person would, its keys inside of VS Code, the way to the
// source and back, and that it comes back as it was when the window does; the chart of a run: from the Runs view to why an action ran, and to what
// changed since another run; and the chart of a build that is under way.

import { match, ok, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { FrameLocator, Page } from 'playwright-core';
import { copySample } from '../../support/vscodeHost/sampleWorkspace.ts';
import { notification, pickEntry, runCommand } from '../../support/vscodeHost/workbench.ts';
import { eventually } from './processes.ts';
import { openSession, openViews, row, viewOf } from './session.ts';

const source = 'packages/site/build.mjs';

// Two functions of a file of the sample, and one of a bundle, as Node.js writes them.
function profileOf(folder: string, bundledLine: number): string {
  const frame = (functionName: string, lineNumber: number, file = source) => ({
    ...{ functionName, scriptId: '1', lineNumber, columnNumber: 0 },
    url: functionName === '(root)' ? '' : `file://${join(folder, file)}`,
  });
  return JSON.stringify({
    nodes: [
      { id: 1, callFrame: frame('(root)', -1), hitCount: 0, children: [2] },
      { id: 2, callFrame: frame('buildSite', 0), hitCount: 1, children: [3] },
      { id: 3, callFrame: frame('writePage', 1), hitCount: 2, children: [4] },
      {
        id: 4,
        callFrame: frame('bundled', bundledLine, 'out/bundle.js'),
        hitCount: 1,
        children: [],
      },
    ],
    ...{ startTime: 0, endTime: 4000, samples: [2, 3, 4, 3, 2] },
    timeDeltas: [0, 1000, 1000, 500, 500],
  });
}

/** @returns the line of the bundle, from 0, where its function is */
async function bundle(folder: string): Promise<number> {
  await writeFile(join(folder, 'bundled.ts'), '// One\n// Two\nexport function bundled() {}\n');
  const outfile = join(folder, 'out/bundle.js');
  const entryPoints = [join(folder, 'bundled.ts')];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', sourcemap: 'inline' });
  const lines = (await readFile(outfile, 'utf8')).split('\n');
  return lines.findIndex((line) => line.includes('function bundled'));
}

async function prepare(scratch: string): Promise<{ folder: string }> {
  const folder = await copySample(scratch);
  await writeFile(join(folder, 'site.cpuprofile'), profileOf(folder, await bundle(folder)));
  await writeFile(join(folder, source), '// buildSite\n// writePage\n', { flag: 'a' });
  return { folder };
}

function flamePage(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
}

test('a profile is opened as a flame chart', async (t) => {
  const { page, folder, shot, show } = await openSession(t, { prepare });
  const chart = flamePage(page).locator('.chart');
  const title = flamePage(page).locator('.panel h2');
  await t.test('from the palette', async () => {
    await runCommand(page, 'Cachescope: Open profile');
    // The list of its folder: before that, what is typed goes to the palette, or is written over.
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await page.locator('.quick-input-title', { hasText: 'Profile to open' }).waitFor();
    await rows.filter({ hasText: 'site.cpuprofile' }).waitFor();
    await page.fill('.quick-input-widget input', join(folder, 'site.cpuprofile'));
    await page.keyboard.press('Enter');
    await chart.waitFor();
    match(await flamePage(page).locator('.panel').innerText(), /Spans: \d+ · Lanes: 1/);
    await shot('flame');
  });
  await t.test('keys are its own', async () => {
    await chart.focus();
    await page.keyboard.press('ArrowDown');
    await title.waitFor();
    for (let steps = 0; steps < 4 && (await title.innerText()) !== 'writePage'; steps++) {
      await page.keyboard.press('ArrowDown');
    }
    match(await title.innerText(), /writePage/);
  });
  await t.test('it shows in each theme', async () => {
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await show(theme);
      await shot(`flame-${theme}`);
    }
  });
  await t.test('the source of a span is one key away', async () => {
    await chart.focus();
    await page.keyboard.press('o');
    await page.locator('.tab.active', { hasText: 'build.mjs' }).waitFor();
  });
  await t.test('it comes back as it was', async () => {
    await page.locator('.tab', { hasText: 'site.cpuprofile' }).click();
    await title.filter({ hasText: 'writePage' }).waitFor();
    ok(await chart.isVisible());
  });
  await t.test('of a bundle, the source that it was made from', async () => {
    await chart.focus();
    await page.keyboard.press('ArrowDown');
    await title.filter({ hasText: 'bundled' }).waitFor();
    await page.keyboard.press('o');
    await page.locator('.tab.active', { hasText: 'bundled.ts' }).waitFor();
    await page.locator('.statusbar-item', { hasText: 'Ln 3, Col 8' }).waitFor();
  });
});

test('a run is opened as a flame chart', async (t) => {
  const { page, folder, shot } = await openSession(t);
  const chart = flamePage(page).locator('.chart');
  const summary = flamePage(page).locator('.run .summary');
  await t.test('each run in the editor leaves a profile', async () => {
    await openViews(page);
    await runCommand(page, 'Cachescope: Build all');
    await row(page, /^build\s*6 actions$/).waitFor();
    const prices = join(folder, 'packages/prices/data/prices.csv');
    const text = await readFile(prices, 'utf8');
    await writeFile(prices, text.replace('tea,450', 'tea,480'));
    await row(page, /^codegen.*1 stale/).waitFor();
    await runCommand(page, 'Cachescope: Build all');
    // Its actions stand as they do before the run is at its end and writes its profile.
    await row(page, /^build\s*6 actions$/).waitFor();
    await eventually('two profiles', async () => {
      const profiles = await readdir(join(folder, '.cachescope/profiles'));
      return profiles.length === 2 || undefined;
    });
  });
  await t.test('from its row', async () => {
    await viewOf(page, 'Runs').locator('.pane-header').click();
    const last = row(viewOf(page, 'Runs'), /build/);
    await last.hover();
    await last.getByLabel('Open flame chart').click();
    await chart.waitFor();
    await shot('flame-run');
  });
  await t.test('the critical path is one key away', async () => {
    await chart.focus();
    await page.keyboard.press('p');
    await summary.filter({ hasText: /Critical path: .* of .* · Actions: [1-9]/ }).waitFor();
    await shot('flame-run-critical');
  });
  await t.test('it is compared with the run before it', async () => {
    await flamePage(page).getByRole('button', { name: 'Compare with another run' }).click();
    await pickEntry(page, 'Compare with', 'build');
    await summary.filter({ hasText: /Compared with .*(Miss turned hit|Faster|Slower)/ }).waitFor();
    await shot('flame-run-compared');
  });
  await t.test('why an action ran is one key away', async () => {
    await chart.focus();
    for (const key of ['ArrowDown', 'PageDown', 'y']) await page.keyboard.press(key);
    await page.locator('.tab.active', { hasText: /^Why .*#/ }).waitFor();
    await page.locator('.view-lines', { hasText: 'prices' }).first().waitFor();
    await shot('flame-run-why');
  });
  await t.test('and so is what it left in the cache', async () => {
    await page.locator('.tab', { hasText: 'trace.json' }).click();
    await chart.focus();
    for (const key of ['ArrowDown', 'PageDown', 'e']) await page.keyboard.press(key);
    await page.locator('.tab.active', { hasText: /^Cache entry/ }).waitFor();
  });
  await t.test('runs are compared from their row', async () => {
    const first = row(viewOf(page, 'Runs'), /build.* 0% hits/);
    await first.hover();
    await first.getByLabel('Compare with another run').click();
    await pickEntry(page, 'Compare with', 'build');
    await summary.filter({ hasText: /Compared with .*Hit turned miss/ }).waitFor();
  });
});

const gateOf = (folder: string) => join(folder, '..', 'gate');

// The site is built when the test says so.
async function prepareSlow(scratch: string): Promise<{ folder: string }> {
  const folder = await copySample(scratch);
  await promisify(execFile)('mkfifo', [gateOf(folder)]);
  const script = join(folder, 'packages/site/src/build.js');
  const build = await readFile(script, 'utf8');
  const wait = `(await import('node:fs')).readFileSync(${JSON.stringify(gateOf(folder))});\n`;
  await writeFile(script, build + wait);
  return { folder };
}

test('a build is seen while it runs', async (t) => {
  const { page, folder, shot, show } = await openSession(t, { prepare: prepareSlow });
  const chart = flamePage(page).locator('.chart');
  const live = flamePage(page).locator('.live');
  const panel = flamePage(page).locator('.panel');
  await t.test('from its row, which is there while it runs', async () => {
    await openViews(page);
    await viewOf(page, 'Runs').locator('.pane-header').click();
    await runCommand(page, 'Cachescope: Build all');
    const running = row(viewOf(page, 'Runs'), /running/);
    await running.hover();
    await running.getByLabel('Show running build').click();
    await chart.waitFor();
    await live.filter({ hasText: /Running: \d+ spans/ }).waitFor();
  });
  await t.test('what runs is a span that grows', async () => {
    await chart.focus();
    for (const key of ['ArrowDown', 'PageDown', 'End']) await page.keyboard.press(key);
    for (let steps = 0; steps < 9 && !/^site#build/.test(await panel.innerText()); steps++)
      await page.keyboard.press(steps % 2 === 0 ? 'PageDown' : 'End');
    match(await panel.innerText(), /^site#build.*running/s);
    const seen = await panel.innerText();
    await panel.filter({ hasNotText: seen }).waitFor();
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await show(theme);
      await shot(`flame-live-${theme}`);
    }
  });
  await t.test('it ends as what the run was', async () => {
    strictEqual(await flamePage(page).locator('.run').isVisible(), false);
    await writeFile(gateOf(folder), 'open');
    await flamePage(page).locator('.run').waitFor();
    match(await panel.innerText(), /^site#build.*\nran\n/s);
    await chart.focus();
    await page.keyboard.press('p');
    const summary = flamePage(page).locator('.run .summary');
    await summary.filter({ hasText: /Critical path: .* of .* · Actions: [1-9]/ }).waitFor();
    await shot('flame-live-ended');
  });
  await t.test('why and the cache entry are one key away', async () => {
    await chart.focus();
    await page.keyboard.press('y');
    await page.locator('.tab.active', { hasText: /^Why site#build/ }).waitFor();
    await page.locator('.tab', { hasText: 'Build of' }).click();
    await chart.focus();
    await page.keyboard.press('e');
    await page.locator('.tab.active', { hasText: /^Cache entry site#build/ }).waitFor();
  });
  await t.test('without a build that runs, that is said', async () => {
    await runCommand(page, 'Cachescope: Show running build');
    await notification(page, 'No build of this window is running');
  });
});
