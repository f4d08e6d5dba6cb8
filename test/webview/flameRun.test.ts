// The flame chart of a run in a browser: why an action ran, what the run was bound by, what changed since another run. Pictures of it are left in
// .testresults/webview.

import { deepEqual, match, strictEqual } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../support/chromium.ts';
import { type FlameOptions, type OpenFlame, openFlame } from './flameHarness.ts';
import { sampleTrace } from './flameSamples.ts';
import { contrasts } from './pageChecks.ts';
import { runBefore, runNow, runTrace } from './runSamples.ts';
import { themes } from './themes.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pictures = join(projectRoot, '.testresults', 'webview');
const run = { id: 'run-2', other: 'run-1', otherText: runBefore };
const file = { name: 'run-2.trace.json', text: runNow };
let browser: Browser;

before(async () => {
  browser = await startChromium();
});
after(() => browser.close());

/** Opens the chart of a run; when the test is over, sees that nothing in it went wrong. */
async function open(t: TestContext, options: Partial<FlameOptions> = {}): Promise<OpenFlame> {
  const opened = await openFlame({ browser, file, run, ...options });
  t.after(async () => {
    await opened.close();
    deepEqual(opened.troubles, []);
  });
  await opened.page.locator('.run').waitFor();
  await opened.page.locator('.chart').focus();
  return opened;
}

async function tableRows(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Table' }).click();
  await page.locator('.actions tbody tr').first().waitFor();
  const rows = await page.locator('.actions tbody tr').allInnerTexts();
  return rows.map((row) => row.replace(/\s+/g, ' '));
}

/** Resolves when the next frame, and so what was asked for, is drawn. */
function drawn(page: Page): Promise<void> {
  return page.evaluate(
    'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))',
  );
}

test('why an action ran is one key away, also from what is below its span', async (t) => {
  const { page, explained, entries } = await open(t);
  for (const key of ['ArrowDown', 'ArrowDown', 'y']) await page.keyboard.press(key);
  await page.keyboard.press('End');
  await page.getByRole('button', { name: 'Why' }).click();
  await page.keyboard.press('End');
  await page.locator('.chart').focus();
  await page.keyboard.press('e');
  while (explained.length < 2 || entries.length < 1) await page.evaluate('1');
  deepEqual([explained, entries], [['core#build', 'web#build'], ['web#build']]);
  await page.getByRole('button', { name: 'Left heavy' }).click();
  await page.locator('.stage[aria-busy=false]').waitFor();
  await page.locator('.chart').focus();
  for (const key of ['ArrowDown', 'y']) await page.keyboard.press(key);
  const said = page.locator('[role=status].for-reader', { hasText: 'Choose one in time order' });
  await said.waitFor({ state: 'attached' });
});

test('what is of no run has none of this', async (t) => {
  const opened = await openFlame({ browser, file: { name: 'a.trace.json', text: sampleTrace } });
  t.after(() => opened.close());
  const { page, explained } = opened;
  await page.locator('.chart').focus();
  for (const key of ['ArrowDown', 'p', 'v', 'y']) await page.keyboard.press(key);
  const said = page.locator('[role=status].for-reader', { hasText: 'This is no span' });
  await said.waitFor({ state: 'attached' });
  strictEqual(await page.locator('.run').isVisible(), false);
  deepEqual([...explained, ...opened.troubles], []);
});

test('the critical path is summed up, shown, and listed with slack', async (t) => {
  const { page } = await open(t);
  await page.keyboard.press('p');
  const summary = page.locator('.run .summary', { hasText: 'Critical path:' });
  await summary.waitFor();
  match(await summary.innerText(), /^Critical path: 500\sms of 500\sms · Actions: 2$/);
  deepEqual(await tableRows(page), [
    'core#build Yes ran 100 ms 0 ms 100 ms',
    'web#build Yes ran 400 ms 0 ms 400 ms',
    'new#build No ran 40 ms 200 ms –',
    'api#build No ran 60 ms 240 ms –',
    'docs#build No ran 200 ms 300 ms –',
  ]);
  await page.getByRole('button', { name: 'api#build' }).click();
  await page.locator('.panel h2', { hasText: 'api#build' }).waitFor();
  await page.keyboard.press('p');
  await page.locator('.run .summary:empty').waitFor({ state: 'attached' });
});

test('of many actions the first thousand are listed, and that is said', async (t) => {
  const actions = Array.from({ length: 1200 }, (_, at) => {
    const id = `p${at}#build`;
    return { id, slot: 1, from: at * 20, to: at * 20 + 20 };
  });
  const { page } = await open(t, { file: { name: 'many.trace.json', text: runTrace(actions) } });
  await page.keyboard.press('p');
  strictEqual((await tableRows(page)).length, 1000);
  const note = await page.locator('.actions .note').innerText();
  strictEqual(note, 'The first 1,000 of 1,200 actions are listed.');
});

test('two runs are compared, with reasons and the sum', async (t) => {
  const { page } = await open(t);
  await page.keyboard.press('v');
  const summary = page.locator('.run .summary', { hasText: 'Compared with run-1' });
  await summary.waitFor();
  match(
    await summary.innerText(),
    /Hit turned miss: 1 · Miss turned hit: 1 · Slower: 1 · .* · Actions took \+257\sms in all$/,
  );
  deepEqual(await tableRows(page), [
    'web#build Slower +250 ms 150 ms · ran 400 ms · ran –',
    'api#build Hit turned miss +60 ms fresh 60 ms · ran tsconfig.json changed',
    'new#build New +40 ms – 40 ms · ran Never built before',
    'icons#build Miss turned hit −25 ms 25 ms · ran fresh –',
    'old#build Gone −30 ms 30 ms · ran – –',
    'docs#build Faster −40 ms 240 ms · ran 200 ms · ran –',
  ]);
});

test('a comparison that is wanted from outside is shown, without addresses as well, and comes back', async (t) => {
  const { page, wantComparison } = await open(t, { hasNoAddress: true });
  wantComparison();
  const summary = page.locator('.run .summary', { hasText: 'Compared with run-1' });
  await summary.waitFor();
  await page.evaluate(`new Promise((resolve) => {
    const isKept = () => JSON.parse(sessionStorage.state ?? '{}').other === 'run-1';
    const look = () => (isKept() ? resolve() : requestAnimationFrame(look));
    look();
  })`);
  await page.reload();
  await summary.waitFor();
});

for (const [name, theme] of Object.entries(themes)) {
  test(`overlays are seen, and read, in ${name}`, async (t) => {
    const { page } = await open(t, { theme });
    const axe = await readFile(
      createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
      'utf8',
    );
    await page.evaluate(axe);
    for (const [key, words, title] of [
      ['p', 'Critical path:', 'critical'],
      ['v', 'Compared with', 'compared'],
    ] as const) {
      await page.getByRole('button', { name: 'Time order' }).click();
      await page.locator('.chart').focus();
      await page.keyboard.press(key);
      await page.locator('.run .summary', { hasText: words }).waitFor();
      await drawn(page);
      await page.screenshot({ path: join(pictures, `flame-${title}-${name}.png`) });
      await tableRows(page);
      await page.screenshot({ path: join(pictures, `flame-${title}-table-${name}.png`) });
      deepEqual(
        (await contrasts(page)).filter(({ ratio }) => ratio < 4.5),
        [],
      );
      const grave: unknown = await page.evaluate(
        "axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id))",
      );
      deepEqual(grave, []);
    }
  });
}
