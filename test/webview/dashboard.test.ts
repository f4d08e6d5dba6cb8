// The dashboard in a browser: what it shows, where its numbers lead, that it asks for what changed alone, and that its policy holds. Pictures of it are
// left in .testresults/webview.

import { deepEqual, match, ok, strictEqual } from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { MetricsView } from '../../server/protocol/metrics.ts';
import { idleMs } from '../../webview/dashboard/pacer.ts';
import { startChromium } from '../support/chromium.ts';
import { expectText } from '../support/expectText.ts';
import { emptyMetrics, firstMs, type Moment, metricsAt, sampleRuns } from './dashboardSamples.ts';
import { type OpenPage, openPage, type PageOptions } from './harness.ts';
import { contrasts, focusedName, overflow } from './pageChecks.ts';
import { hostileName, sampleFolder, sampleNow } from './samples.ts';
import { themes, variablesOf } from './themes.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pictures = join(projectRoot, '.testresults', 'webview');
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** One request, and what it leads to. */
const beatMs = idleMs;
let browser: Browser;

before(async () => {
  browser = await startChromium();
});
after(() => browser.close());

/** Opens the page and, when the test is over, sees that nothing in it went wrong. */
async function open(
  t: TestContext,
  metrics: () => MetricsView | Promise<MetricsView> = () => metricsAt(busy()),
  options: Partial<PageOptions> = {},
): Promise<OpenPage> {
  const answer = (method: string) =>
    method === 'cachescope/metrics' ? metrics() : { rows: sampleRuns(4), total: 4, offset: 0 };
  const opened = await openPage({ browser, pageName: 'dashboard', answer, ...options });
  t.after(async () => {
    await opened.close();
    deepEqual(opened.troubles, []);
  });
  return opened;
}

function busy(change: Partial<Moment> = {}): Moment {
  return { atMs: firstMs, ran: 40, fresh: 160, failed: 2, ...change };
}

/** A server whose clock goes on by a second with each answer. */
function ticking(change: (second: number) => Partial<Moment> = () => ({})): () => MetricsView {
  let second = 0;
  return () => {
    const moment = busy({ atMs: firstMs + second * 1000, ...change(second) });
    second++;
    return metricsAt(moment);
  };
}

/** What the page saved when five minutes were seen already, with work in each. */
function savedState(): Readonly<Record<string, unknown>> {
  const history = Array.from({ length: 101 }, (_, at) => {
    // What is counted at the end is what the server says next.
    const done = (Math.floor(at / 20) * 20 + Math.min(8, at % 20)) / 100;
    const memory = [30e6 + Math.round(Math.sin(at / 7) * 4e6), 130e6 + at * 4e4];
    const sums = [163, 42, 6680, 160, 6924].map((sum) => Math.round(sum * done));
    return [sampleNow - 303_000 + at * 3000, 1, ...sums, ...memory];
  });
  return { folder: sampleFolder, server: 'server', history };
}

/** The figure below a label. */
async function figure(page: Page, label: string): Promise<string> {
  return page.locator('.tile', { hasText: label }).first().locator('.value').innerText();
}

async function isDrawn(page: Page): Promise<void> {
  await page.locator('.plot canvas').first().waitFor();
}

test('everything is there for those who hear the page, too', async (t) => {
  const { page } = await open(t);
  await isDrawn(page);
  const heard = await page.locator('main').ariaSnapshot();
  await expectText(`${heard}\n`, new URL('./expected/dashboard.txt', import.meta.url));
});

test('before anything was counted it says so, and what to do', async (t) => {
  const { page, commands } = await open(t, emptyMetrics, {
    answer: (method) =>
      method === 'cachescope/metrics' ? emptyMetrics() : { rows: [], total: 0, offset: 0 },
  });
  await isDrawn(page);
  strictEqual(await figure(page, 'Hit rate'), '–');
  await page.getByText('Nothing has run yet.').waitFor();
  await page.getByText('Build all').click();
  deepEqual(commands, [`cachescope.runAll ${sampleFolder}`]);
  await page.screenshot({ path: join(pictures, 'dashboard-empty.png'), fullPage: true });
});

test('every number leads to where it comes from', async (t) => {
  const { page, commands } = await open(t);
  await isDrawn(page);
  await page.getByRole('button', { name: 'validation' }).click();
  await page.getByRole('button', { name: 'prices#codegen' }).click();
  await page.getByRole('table', { name: 'Last runs' }).getByRole('button').nth(2).click();
  const errors = page.getByRole('table', { name: 'Errors by kind' });
  await errors.getByText('Show failed run').click();
  await errors.getByText('Show log').click();
  await page.getByText('Show results').click();
  await page.getByText('Show overview').click();
  const withFolder = (command: string, ...rest: string[]) =>
    [`cachescope.${command}`, sampleFolder, ...rest].join(' ');
  deepEqual(commands, [
    withFolder('showCache', 'validation'),
    withFolder('explain', 'prices#codegen'),
    withFolder('openRun', 'run-2'),
    withFolder('openRun', 'run-3'),
    withFolder('showLog'),
    withFolder('showCache', 'traces'),
    withFolder('showOverview'),
  ]);
  await page.getByText('Show memory').click();
  strictEqual(await focusedName(page), 'Memory');
  commands.length = 0;
  const actions = page.getByRole('table', { name: 'Durations of actions that ran' });
  await actions.getByRole('row', { name: 'web#build' }).getByTitle('Show the run').click();
  const steps = page.getByRole('table', { name: 'Waits and steps of the engine' });
  await steps.getByRole('row', { name: 'Whole run' }).getByTitle('Show the run').click();
  await page.getByText('Show its run').click();
  deepEqual(commands, [
    withFolder('openRun', 'run-1'),
    withFolder('openFlameChart', 'run-2'),
    withFolder('openFlameChart', 'run-4'),
  ]);
});

test('an error leads to the action, the run or the cache that it was in', async (t) => {
  const lastErrors = [
    { kind: 'exit', atMs: 1, action: 'api#build', run: 'run-9' },
    { kind: 'cache', atMs: 2, cache: 'texts', message: 'A row was damaged.' },
  ];
  const { page, commands } = await open(t, () => metricsAt(busy({ lastErrors })));
  await isDrawn(page);
  const errors = page.getByRole('table', { name: 'Errors by kind' });
  await errors.getByText('api#build').click();
  await errors.getByText('Show failed run').click();
  await errors.getByTitle('A row was damaged.').click();
  deepEqual(commands, [
    `cachescope.explain ${sampleFolder} api#build`,
    `cachescope.openRun ${sampleFolder} run-9`,
    `cachescope.showCache ${sampleFolder} texts`,
  ]);
});

test('what got worse is told with when, by how much, and the run in which it began', async (t) => {
  const since = sampleNow - 3 * 86_400_000;
  const common = { since, run: 'run-7', runs: 22 };
  const trends = [
    { kind: 'hit-rate', before: 0.93, after: 0.71, ...common },
    { kind: 'duration', action: 'web#build', before: 1000, after: 1400, ...common },
  ] as const;
  let moment = busy();
  const { page, commands, change } = await open(t, () => metricsAt(moment));
  await isDrawn(page);
  await page.getByText('Nothing got worse in the recorded runs.').waitFor();
  moment = busy({ atMs: firstMs + 5000, trends });
  change();
  const rows = page.getByRole('table', { name: 'Got worse' }).locator('tbody tr');
  await rows.nth(1).waitFor();
  const texts = await rows.allInnerTexts();
  match(texts[0] ?? '', /^Hit rate\s.*\s93%\s+71%\s+22%\s+22$/s);
  match(texts[1] ?? '', /^web#build\s.*\s1 s\s+1.4 s\s+40%\s+22$/s);
  await rows.nth(1).getByText('web#build').click();
  await rows.nth(0).getByRole('button').click();
  deepEqual(commands, [
    `cachescope.explain ${sampleFolder} web#build`,
    `cachescope.openRun ${sampleFolder} run-7`,
  ]);
});

test('all history is a window like the others', async (t) => {
  const { page } = await open(t, ticking());
  await isDrawn(page);
  await page.getByRole('radio', { name: 'All history' }).check();
  const hits = page.locator('.tile', { hasText: 'Hit rate' }).first();
  await hits.getByText('1,630 of 2,050 actions').waitFor();
  // A day of it.
  const actions = page.locator('.tile', { hasText: /^Actions/ });
  strictEqual(await actions.locator('.value').innerText(), '0/s');
});

test('later answers bring what changed, and the rest stays', async (t) => {
  const whole = metricsAt(busy());
  const answers = [whole];
  const { page, requests, change } = await open(t, () => answers.shift() ?? partial);
  const partial: MetricsView = {
    ...whole,
    atMs: firstMs + 1000,
    version: 'server.2',
    isPartial: true,
    metrics: metricsAt(busy({ fresh: 360 })).metrics.filter(({ name }) => name === 'actions'),
  };
  change();
  await page.locator('.tile', { hasText: '363 of 405 actions' }).waitFor();
  strictEqual(await figure(page, 'Time saved'), '6 min 52 s');
  const asked = requests.filter((request) => request.startsWith('cachescope/metrics'));
  ok(!asked[0]?.includes('since'));
  match(asked[1] ?? '', new RegExp(`"since":"server\\.${firstMs}"`));
});

test('however much changes, it asks ten times a second at most', async (t) => {
  const { page, requests, change } = await open(t);
  await isDrawn(page);
  const asked = () => requests.filter((one) => one.startsWith('cachescope/metrics')).length;
  const [startedAt, before] = [performance.now(), asked()];
  while (asked() < before + 5) {
    change();
    await new Promise((resolve) => setImmediate(resolve));
  }
  // The first may come at once, and there is a tenth of a second between each two.
  ok(performance.now() - startedAt > 380);
});

test('actions are sorted by any column, with the keyboard as well', async (t) => {
  const { page, reload } = await open(t);
  const rows = page.getByRole('table', { name: 'Durations' }).locator('tbody th');
  await rows.first().waitFor();
  strictEqual(await rows.first().innerText(), 'web#build');
  await page.getByRole('button', { name: 'Times run' }).focus();
  await page.keyboard.press('Enter');
  strictEqual(await rows.first().innerText(), 'templates:views/home.hbs');
  strictEqual(await focusedName(page), 'sort Times run');
  await page.keyboard.press('Enter');
  strictEqual(await rows.first().innerText(), 'web#build');
  const sorted = page.locator('th[aria-sort]');
  deepEqual([await sorted.count(), await sorted.getAttribute('aria-sort')], [1, 'ascending']);
  await page.getByRole('button', { name: 'Action', exact: true }).click();
  strictEqual(await rows.first().innerText(), 'api#build');
  await reload();
  await rows.first().waitFor();
  strictEqual(await rows.first().innerText(), 'api#build');
});

test('many actions are a few at first, and all on request', async (t) => {
  const actions = [...Array.from({ length: 60 }, (_, at) => `p${at}#build`), 'other'];
  const { page } = await open(t, () => metricsAt(busy({ actions })));
  const rows = page.getByRole('table', { name: 'Durations' }).locator('tbody tr');
  await rows.first().waitFor();
  strictEqual(await rows.count(), 15);
  await page.getByText('Show all 61').click();
  strictEqual(await rows.count(), 61);
  // It stands for many, so there is nothing to explain.
  const others = rows.filter({ hasText: 'All others' });
  strictEqual(await others.locator('th button').count(), 0);
});

test('another window is asked for, and stays chosen', async (t) => {
  const { page, requests, reload } = await open(t, ticking());
  await isDrawn(page);
  await page.getByRole('radio', { name: '5 min' }).focus();
  await page.keyboard.press('ArrowRight');
  while (!requests.at(-1)?.includes('"windows":["1h","start"]')) {
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
  await reload();
  await isDrawn(page);
  ok(await page.getByRole('radio', { name: '1 h' }).isChecked());
});

test('charts follow a choice of window at once, also while nothing goes on', async (t) => {
  let second = 0;
  const whole = () => metricsAt(busy({ atMs: firstMs + 100 * second++ }));
  const { page, requests } = await open(t, () => {
    const view = whole();
    const isFirst = !requests.at(-1)?.includes('"since"');
    return isFirst ? view : { ...view, isPartial: true, metrics: [] };
  });
  await page.getByText('Show as table').click();
  const until = page.getByRole('table', { name: 'Over time' }).locator('tbody th').first();
  for (const [name, time] of [
    ['1 min', /^\d\d:\d\d:\d\d$/],
    ['1 h', /^\d\d:\d\d$/],
    ['5 min', /^\d\d:\d\d:\d\d$/],
  ] as const) {
    await page.getByRole('radio', { name }).check();
    await until.filter({ hasText: time }).waitFor({ timeout: 5000 });
  }
});

test('charts say their figures in words, and are a table on request', async (t) => {
  const { page } = await open(t, ticking(), { state: savedState() });
  await isDrawn(page);
  const words = await page.getByRole('img').first().getAttribute('aria-label');
  match(
    words ?? '',
    /^Hit rate\. Actions: last \d[\d.]*%, least [\d.]+%, most [\d.]+%; All caches: last/,
  );
  await page.getByText('Show as table').click();
  strictEqual(await focusedName(page), 'show-table');
  const rows = page.getByRole('table', { name: 'Over time' }).getByRole('row');
  strictEqual(await rows.count(), 13);
  match(await rows.nth(6).innerText(), /^14:2\d:\d\d\s+\d\d(\.\d)?%\s+97\.\d%.*MB/s);
  await page.getByText('Show as charts').click();
  await isDrawn(page);
});

test('what charts have seen comes back with the page', async (t) => {
  const { page, reload } = await open(t, ticking(), { state: savedState() });
  await isDrawn(page);
  await reload();
  await isDrawn(page);
  const words = await page.getByRole('img').nth(1).getAttribute('aria-label');
  match(words ?? '', /most [1-9]/);
});

test('what was saved by another version is left out', async (t) => {
  const state = { window: '2d', order: 7, history: [[1], 'x', null, Array(9).fill('1')] };
  const { page } = await open(t, ticking(), { state });
  await isDrawn(page);
  ok(await page.getByRole('radio', { name: '5 min' }).isChecked());
});

test('a leak is said in words, with the caches that grew', async (t) => {
  const caches = [{ cache: 'parses', bytesPerMinute: 2.1e6 }];
  const leak = { verdict: 'leak', slope: 2.4e6, minutes: 31, caches } as const;
  const { page, commands } = await open(t, () => metricsAt(busy({ leak })));
  const said = page.locator('.verdict');
  await said.waitFor();
  match(await said.innerText(), /It leaks: 2\.4 MB a minute over 31 min\. .* parses \(2\.1 MB a/);
  await said.getByRole('button').click();
  deepEqual(commands, [`cachescope.showCache ${sampleFolder} parses`]);
});

const advice = [{ cache: 'validation', entries: 20_000, hitRate: 0.742, hitRateThen: 0.9083 }];

test('a memory that is too small is said with the size that would do, which leads to the setting', async (t) => {
  const { page, commands } = await open(t, () => metricsAt(busy({ advice })));
  const said = page.getByRole('note');
  await said.waitFor();
  strictEqual(
    await said.locator('p').innerText(),
    'The cache validation has too little memory: with 20,000 entries, 90% of look-ups would be answered from it, not 74%. The setting is cache.memory.entries.',
  );
  await said.getByText('Open setting').click();
  deepEqual(commands, [`cachescope.openConfiguration ${sampleFolder} cache.memory.entries`]);
  await said.getByText('Show caches').click();
  strictEqual(await page.evaluate('document.activeElement.textContent'), 'Caches');
});

test('advice on bytes, or on both, leads to the setting that it begins with', async (t) => {
  const both = [
    { cache: 'blobs', bytes: 400e6, hitRate: 0.1, hitRateThen: 0.999 },
    { cache: 'builders', entries: 800, bytes: 2e6, hitRate: 0, hitRateThen: 0.5 },
  ];
  const { page, commands } = await open(t, () => metricsAt(busy({ advice: both })));
  const said = page.getByRole('note');
  await said.nth(1).waitFor();
  deepEqual(await said.locator('p').allInnerTexts(), [
    'The cache blobs has too little memory: with 400 MB, 99% of look-ups would be answered from it, not 10%. The setting is cache.memory.size.',
    'The cache builders has too little memory: with 800 entries, 2 MB, 50% of look-ups would be answered from it, not 0%. The setting is cache.memory.entries, cache.memory.size.',
  ]);
  for (const at of [0, 1]) await said.nth(at).getByText('Open setting').click();
  const opened = (setting: string) => `cachescope.openConfiguration ${sampleFolder} ${setting}`;
  deepEqual(commands, [opened('cache.memory.size'), opened('cache.memory.entries')]);
});

test('metrics that are switched off are said to be, with the way to the setting', async (t) => {
  const { page, commands } = await open(t, () => ({ ...emptyMetrics(), metrics: [], isOff: true }));
  const said = page.getByRole('note').filter({ hasText: 'Metrics are switched off' });
  await said.getByText('Open setting').click();
  deepEqual(commands, [`cachescope.openConfiguration ${sampleFolder} metrics`]);
});

test('nothing is drawn twice that looks the same, and nothing that is out of sight', async (t) => {
  let answers = 0;
  let idleSince: number | undefined;
  const { page, change } = await open(t, () => {
    answers++;
    const quiet = idleSince === undefined ? 0 : answers - idleSince;
    const atMs = firstMs + (answers - quiet) * 1000 + quiet * 200;
    const view = metricsAt(busy({ atMs, fresh: 160 + answers - quiet }));
    return quiet === 0 ? view : { ...view, isPartial: true, metrics: [] };
  });
  await page.setViewportSize({ width: 1100, height: 300 });
  await isDrawn(page);
  const top = await page.evaluate('document.querySelector(".plot").getBoundingClientRect().top');
  ok(Number(top) > 300, `charts are below what is seen, at ${top}`);
  await page.evaluate(watchDrawing);
  const drawn = () => page.evaluate<{ canvases: number; parts: number }>('globalThis.drawn');
  const answered = async (count: number) => {
    for (const from = answers; answers < from + count; ) {
      change();
      await page.evaluate('new Promise(requestAnimationFrame)');
    }
    await page.evaluate('new Promise(requestAnimationFrame)');
  };
  await answered(3);
  const { canvases, parts } = await drawn();
  ok(parts > 0, 'figures changed');
  strictEqual(canvases, 0);
  await page.locator('.plot').first().scrollIntoViewIfNeeded();
  while ((await drawn()).canvases === 0) await page.evaluate('new Promise(requestAnimationFrame)');
  idleSince = answers;
  await answered(1);
  await page.evaluate('Object.assign(drawn, { canvases: 0, parts: 0 })');
  await answered(5);
  deepEqual(await drawn(), { canvases: 0, parts: 0 });
  strictEqual(await page.evaluate('document.getAnimations().length'), 0);
});

/** Counts what is drawn from now on. */
const watchDrawing = `(() => {
  globalThis.drawn = { canvases: 0, parts: 0 };
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...area) {
    drawn.canvases++;
    return clearRect.apply(this, area);
  };
  const watch = new MutationObserver((all) => { drawn.parts += all.length; });
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
})()`;

test('a server that fails is told, and figures that are there stay', async (t) => {
  let fails = true;
  const { page, change } = await open(t, () => {
    if (fails) throw new Error('The server is not running.');
    return metricsAt(busy());
  });
  await page.getByRole('alert').getByText('The server is not running.').waitFor();
  fails = false;
  await page.getByText('Try again').click();
  await isDrawn(page);
  fails = true;
  change();
  await page.getByText('These figures may be out of date. The server is not running.').waitFor();
  strictEqual(await figure(page, 'Hit rate'), '79.5%');
  fails = false;
  change();
  await page.getByRole('alert').waitFor({ state: 'detached' });
});

test('names of the workspace stay texts', async (t) => {
  const { page } = await open(t, () => metricsAt(busy({ actions: [hostileName] })));
  await page.getByRole('button', { name: hostileName }).waitFor();
  strictEqual(await page.locator('img').count(), 0);
});

test('numbers and texts are those of the language', async (t) => {
  const texts = { 'Hit rate': 'Trefferquote', '{0} of {1} actions': '{0} von {1} Aktionen' };
  const { page } = await open(t, undefined, { locale: 'de', texts });
  await page.locator('.tile', { hasText: '163 von 205 Aktionen' }).waitFor();
  match(await figure(page, 'Trefferquote'), /^79,5\s%$/);
});

test('another theme colours the charts anew', async (t) => {
  const { page } = await open(t, () => metricsAt(busy()), { state: savedState() });
  await isDrawn(page);
  await page.waitForFunction(hasColor([89, 164, 249]));
  await page.evaluate(`(() => {
    const variables = ${JSON.stringify(variablesOf(themes.light))};
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = '${themes.light.kind}';
  })()`);
  await page.waitForFunction(hasColor([0, 99, 211]));
});

/** Whether a pixel of the second chart has that colour. */
function hasColor([red, green, blue]: readonly [number, number, number]): string {
  return `(() => {
    const canvas = document.querySelectorAll('.plot canvas')[1];
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === ${red} && data[at + 1] === ${green} && data[at + 2] === ${blue}) return true;
    }
    return false;
  })()`;
}

for (const [name, theme] of Object.entries(themes)) {
  test(`in the theme ${name} every text can be read, and nothing keeps anybody out`, async (t) => {
    const metrics = ticking(() => ({ advice }));
    const { page } = await open(t, metrics, { theme, state: savedState() });
    await isDrawn(page);
    const texts = await contrasts(page);
    ok(texts.length > 100, `${texts.length} texts`);
    deepEqual(
      texts.filter(({ ratio }) => ratio < 4.5),
      [],
    );
    deepEqual(await seriousFindings(page), []);
    await page.screenshot({ path: join(pictures, `dashboard-${name}.png`), fullPage: true });
  });
}

test('no window is too narrow', async (t) => {
  for (const width of [1100, 640, 360]) {
    const { page } = await open(t, ticking(), { width, state: savedState() });
    await isDrawn(page);
    strictEqual(await overflow(page), 0, `at ${width} pixels`);
    deepEqual(await seriousFindings(page), [], `at ${width} pixels`);
    await page.screenshot({ path: join(pictures, `dashboard-${width}.png`), fullPage: true });
  }
});

/** What axe-core finds that keeps somebody from using the page. */
async function seriousFindings(page: Page): Promise<string[]> {
  const context = page.context();
  const { readFile } = await import('node:fs/promises');
  const client = await context.newCDPSession(page);
  // Put in by the debugger, which the policy of the page does not bind.
  await client.send('Runtime.evaluate', { expression: await readFile(axePath, 'utf8') });
  const { violations } = await page.evaluate<{
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  }>('axe.run(document, { resultTypes: ["violations"] })');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

// A figure for people: how much it is says as much about the machine as about the page.
test('while nothing happens it costs little', async (t) => {
  const next = ticking();
  let isWhole = true;
  const { page } = await open(t, () => {
    const view = next();
    const metrics = view.metrics.filter(({ name }) => isWhole || name === 'memory');
    const answer = { ...view, isPartial: !isWhole, metrics };
    isWhole = false;
    return answer;
  });
  await isDrawn(page);
  // The browser itself has things to do at first.
  await page.waitForTimeout(beatMs);
  const client = await browser.newBrowserCDPSession();
  const used = async () => {
    const { processInfo } = await client.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const [startedAt, before] = [performance.now(), await used()];
  await page.waitForTimeout(beatMs);
  const share = ((await used()) - before) / ((performance.now() - startedAt) / 1000);
  t.diagnostic(`an idle dashboard: ${(share * 100).toFixed(1)} % of a core, all of the browser`);
  ok(share >= 0);
});
