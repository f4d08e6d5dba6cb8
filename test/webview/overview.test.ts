// The overview page in a browser: what it shows, how it is used with keys alone, that names stay texts, and that its policy holds in every
// state. Pictures of it are left in .testresults/webview.

import { deepEqual, match, ok, strictEqual } from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { FolderStatus, OverviewView } from '../../server/protocol/overview.ts';
import { startChromium } from '../support/chromium.ts';
import { expectText } from '../support/expectText.ts';
import { type OpenPage, openPage, type PageOptions } from './harness.ts';
import { contrasts, focusedName, overflow, styleOf } from './pageChecks.ts';
import {
  hostileName,
  hostileOverview,
  sampleFolder,
  sampleOverview,
  sampleWithoutRuns,
} from './samples.ts';
import { themes, variablesOf } from './themes.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pictures = join(projectRoot, '.testresults', 'webview');
let browser: Browser;

before(async () => {
  browser = await startChromium();
});
after(() => browser.close());

/** Opens the page and, when the test is over, sees that nothing in it went wrong. */
async function open(t: TestContext, options: Partial<PageOptions> = {}): Promise<OpenPage> {
  const opened = await openPage({ browser, answer: sampleOverview, ...options });
  t.after(async () => {
    await opened.close();
    deepEqual(opened.troubles, []);
  });
  return opened;
}

function withStatus(change: Partial<FolderStatus>): () => OverviewView {
  const view = sampleOverview();
  return () => ({ ...view, status: { ...view.status, ...change } });
}

test('everything is there for those who hear the page, too', async (t) => {
  const { page } = await open(t);
  await page.locator('.bar').first().waitFor();
  const heard = await page.locator('main').ariaSnapshot();
  await expectText(`${heard}\n`, new URL('./expected/overview.txt', import.meta.url));
});

test('the chart has a table with the same figures, which stays chosen', async (t) => {
  const { page, reload } = await open(t);
  await page.getByText('Show as table').click();
  const rows = page.getByRole('table', { name: 'Last runs' }).getByRole('row');
  strictEqual(await rows.count(), 16);
  match(await rows.nth(1).innerText(), /1:43 PM\s+build, test\s+5\.2 s\s+57 s\s+6\s+0\s+86\.6%/);
  strictEqual(await focusedName(page), 'show-table');
  await reload();
  await rows.nth(1).waitFor();
  const state = await page.evaluate('JSON.parse(sessionStorage.state)');
  deepEqual(state, { folder: sampleFolder, showTable: true, scrolledTo: 0 });
});

test('keys reach everything', async (t) => {
  const { page, commands } = await open(t);
  await page.locator('.bar').first().waitFor();
  const walked: string[] = [];
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
    walked.push(await focusedName(page));
  };
  for (let i = 0; i < 4; i++) await press('Tab');
  await press('ArrowLeft');
  await press('Home');
  await press('ArrowLeft');
  await press('End');
  await press('ArrowLeft', 'Enter');
  await press('Tab');
  await press('ArrowDown', 'Enter');
  await press('ArrowUp', ' ');
  deepEqual(walked, [
    'button Show dashboard',
    'button Build all',
    'show-table',
    'bar run-14',
    'bar run-13',
    'bar run-0',
    'bar run-0',
    'bar run-14',
    'bar run-13',
    'slow web#build',
    'slow @shop/storefront-experience-components#storybook:build',
    'slow web#build',
  ]);
  deepEqual(commands, [
    `cachescope.openRun ${sampleFolder} run-13`,
    `cachescope.explain ${sampleFolder} @shop/storefront-experience-components#storybook:build`,
    `cachescope.explain ${sampleFolder} web#build`,
  ]);
});

test('clicks start commands', async (t) => {
  const { page, commands } = await open(t);
  await page.getByText('Build all').click();
  await page.getByRole('button', { name: 'core#typecheck' }).click();
  await page.locator('.bar').first().click();
  deepEqual(commands, [
    `cachescope.runAll ${sampleFolder}`,
    `cachescope.openEntry ${sampleFolder} result:5`,
    `cachescope.openRun ${sampleFolder} run-0`,
  ]);
});

test('focus shows, on buttons, links and bars', async (t) => {
  const { page } = await open(t);
  await page.locator('.bar').first().waitFor();
  const ring = 'rgb(0, 120, 212)';
  await page.keyboard.press('Tab');
  strictEqual(await styleOf(page, 'header vscode-button .control', 'outlineColor'), ring);
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
  strictEqual(await styleOf(page, '.bar:focus .focus', 'stroke'), ring);
  await page.keyboard.press('Tab');
  strictEqual(await styleOf(page, '.link:focus', 'outlineColor'), ring);
  strictEqual(await styleOf(page, '.link:focus', 'outlineStyle'), 'solid');
});

test('names that look like HTML are texts, wherever they stand', async (t) => {
  const { page, commands } = await open(t, { answer: hostileOverview });
  await page.getByText('Show as table').click();
  strictEqual(await page.locator('img').count(), 0);
  strictEqual(await page.locator('h1').innerText(), hostileName);
  // The heading, 15 runs, 6 actions, 5 entries, 1 reason, 3 caches and what each keeps.
  strictEqual(await page.getByText(hostileName).count(), 34);
  await page.getByRole('button', { name: `${hostileName}#0` }).click();
  deepEqual(commands, [`cachescope.explain ${sampleFolder} ${hostileName}#0`]);
});

test('a failure of the server may hold HTML as well', async (t) => {
  const { page } = await open(t, { answer: () => Promise.reject(new Error(hostileName)) });
  await page.getByText(hostileName).waitFor();
  strictEqual(await page.locator('img').count(), 0);
});

const states: readonly {
  name: string;
  answer: () => OverviewView | Promise<OverviewView>;
  says: string;
  steps: Readonly<Record<string, string>>;
}[] = [
  {
    name: 'a folder that failed',
    answer: withStatus({ state: 'failed', message: 'The disk is full. Free some space.' }),
    says: 'The disk is full. Free some space.',
    steps: { Restart: 'cachescope.restartServer', 'Show log': 'cachescope.showLog' },
  },
  {
    name: 'a folder with nothing to build',
    answer: withStatus({ state: 'empty', actions: 0 }),
    says: 'There is nothing to build here yet',
    steps: { 'Open cachescope.json': 'cachescope.openConfiguration' },
  },
  {
    name: 'a folder where nothing ran',
    answer: sampleWithoutRuns,
    says: 'No runs yet',
    steps: { 'Build all': 'cachescope.runAll' },
  },
  {
    name: 'a folder with problems in its configuration',
    answer: withStatus({ errors: 2, warnings: 1 }),
    says: 'Problems in the configuration. Errors: 2, warnings: 1.',
    steps: { 'Show problems': 'workbench.actions.view.problems' },
  },
  {
    name: 'Restricted Mode',
    answer: withStatus({ state: 'restricted' }),
    says: 'In Restricted Mode nothing is run. What ran before is shown.',
    steps: { 'Manage trust': 'workbench.trust.manage' },
  },
  {
    name: 'a server that fails',
    answer: () => Promise.reject(new Error('The language server is not running.')),
    says: 'The language server is not running.',
    steps: { 'Show log': 'cachescope.showLog' },
  },
];

for (const { name, answer, says, steps } of states) {
  test(`${name}: it says so, and what to do`, async (t) => {
    const { page, commands } = await open(t, { answer });
    await page.getByText(says).waitFor();
    for (const step of Object.keys(steps)) await page.getByText(step, { exact: true }).click();
    const started = commands.map((command) => command.split(' ')[0]);
    deepEqual(started, Object.values(steps));
    if (name === 'Restricted Mode') strictEqual(await page.getByText('Build all').count(), 0);
  });
}

test('a folder that starts: it waits, and nothing moves for those who want that', async (t) => {
  const answer = withStatus({ state: 'starting' });
  const lively = await open(t, { answer });
  await lively.page.getByRole('status').getByText('Reading the workspace…').waitFor();
  strictEqual(await styleOf(lively.page, '.ring', 'animationName'), 'turn');
  const calm = await open(t, { answer, reducedMotion: true });
  await calm.page.locator('.ring').waitFor();
  strictEqual(await styleOf(calm.page, '.ring', 'animationName'), 'none');
});

test('a server that fails is asked again on request', async (t) => {
  let isBroken = true;
  const answer = () => {
    if (isBroken) throw new Error('The language server is not running.');
    return sampleOverview();
  };
  const { page } = await open(t, { answer });
  await page.getByText('Try again').waitFor();
  isBroken = false;
  await page.getByText('Try again').click();
  await page.getByRole('heading', { name: 'shop' }).waitFor();
});

test('figures that could not be renewed stay, and are said to be old', async (t) => {
  let isBroken = false;
  const answer = () => {
    if (isBroken) throw new Error('The language server is not running.');
    return sampleOverview();
  };
  const { page, change } = await open(t, { answer });
  await page.getByText('87.3%').first().waitFor();
  isBroken = true;
  change();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  match(await alert.innerText(), /may be out of date. The language server is not running\./);
  ok(await page.getByRole('heading', { name: 'Slowest actions' }).isVisible());
});

test('a page that nobody answers says so', async (t) => {
  const { page } = await open(t, { isMute: true, hurry: true });
  await page.getByText('Cachescope is not there').waitFor();
});

test('a request without an answer is given up, and can be made again', async (t) => {
  const { page } = await open(t, { answer: () => new Promise(() => {}), hurry: true });
  await page.getByText('The server did not answer within a minute.').waitFor();
  ok(await page.getByText('Try again').isVisible());
});

test('a change shows, the focus stays, and many changes are few requests', async (t) => {
  let packages = 41;
  const answer = () => withStatus({ packages })();
  const { page, change, requests } = await open(t, { answer });
  await page.locator('.bar').first().waitFor();
  for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowLeft');
  packages = 42;
  for (let i = 0; i < 50; i++) change();
  await page.getByText('Packages: 42').waitFor();
  await page.locator('.bar:focus').waitFor();
  strictEqual(await focusedName(page), 'bar run-13');
  ok(requests.length <= 4, `${requests.length} requests`);
  deepEqual(requests[0], `cachescope/overview {"folder":"${sampleFolder}"}`);
});

test('numbers and texts are those of the language', async (t) => {
  const texts = { 'Hit rate': 'Trefferquote', 'In the last run: {0}': 'Im letzten Lauf: {0}' };
  const { page } = await open(t, { locale: 'de', texts });
  const tile = page.locator('.tile').first();
  match(await tile.innerText(), /^Trefferquote\s+87,3\s%/);
  strictEqual(await page.getByText('Im letzten Lauf: 57').count(), 1);
  // What is not translated is shown in English rather than not at all.
  strictEqual((await page.getByText('Largest entries').count()) > 0, true);
  strictEqual((await page.getByText('1.204').count()) > 0, true);
});

test('a language that the browser does not know is none', async (t) => {
  const { page } = await open(t, { locale: 'not a language' });
  await page.getByText('87.3%').first().waitFor();
});

test('another theme changes all colours at once', async (t) => {
  const { page } = await open(t);
  await page.locator('.bar').first().waitFor();
  const { kind } = themes.light;
  await page.evaluate(`(() => {
    const variables = ${JSON.stringify(variablesOf(themes.light))};
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.setAttribute('data-vscode-theme-kind', '${kind}');
    document.body.className = '${kind}';
  })()`);
  await page.waitForFunction(
    `getComputedStyle(document.querySelector('header vscode-button[appearance=primary]')).backgroundColor === 'rgb(0, 95, 184)'`,
  );
  strictEqual(await styleOf(page, 'rect.took', 'fill'), 'rgb(0, 99, 211)');
  strictEqual(await styleOf(page, 'body', 'backgroundColor'), 'rgb(255, 255, 255)');
});

for (const [name, theme] of Object.entries(themes)) {
  test(`every text can be read in the theme ${name}`, async (t) => {
    const { page } = await open(t, { theme, answer: withStatus({ warnings: 1, running: ['1'] }) });
    await page.locator('.bar').first().waitFor();
    const all = await contrasts(page);
    ok(all.length > 100, `${all.length} texts`);
    const pale = all.filter(({ ratio }) => ratio < 4.5);
    // A sign that repeats what is said beside it has the colour that the theme gives to errors.
    deepEqual(
      pale.filter(({ text }) => text !== '✕'),
      [],
    );
    await page.screenshot({ path: join(pictures, `overview-${name}.png`), fullPage: true });
  });
}

test('no window is too narrow', async (t) => {
  for (const width of [1100, 640, 360]) {
    const { page } = await open(t, { width });
    await page.locator('.bar').first().waitFor();
    strictEqual(await overflow(page), 0, `at ${width} pixels`);
    await page.screenshot({ path: join(pictures, `overview-${width}.png`), fullPage: true });
  }
});
