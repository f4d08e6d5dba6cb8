// The module graph's page in a browser: what it shows in each theme, folders that open, keys, pointer, tree, focus, path, circles, search, filters,
// overlays, what it keeps, what it asks for, what it saves. Pictures of it are left in .testresults/webview.

import { deepEqual, match, ok, strictEqual } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { graphTexts } from '../../client/webviews/graph/graphTexts.ts';
import { startChromium } from '../support/chromium.ts';
import {
  hostileName,
  readyStatus,
  sampleAnswer,
  sampleFiles,
  sampleFolders,
} from './graphSamples.ts';
import { type OpenPage, openPage, type PageOptions } from './harness.ts';
import { contrasts, overflow } from './pageChecks.ts';
import { themes } from './themes.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pictures = join(projectRoot, '.testresults', 'webview');
let browser: Browser;

before(async () => {
  browser = await startChromium();
});
after(() => browser.close());

interface OpenGraph extends OpenPage {
  /** Paths of files that the extension was asked to open. */
  readonly files: string[];
  readonly saved: { readonly name: string; readonly text: string }[];
  /** Has it show a node, as the explorer's menu does. */
  want(id: string): void;
}

/** Opens a page; when the test is over, sees that nothing in it went wrong. */
async function open(t: TestContext, options: Partial<PageOptions> = {}): Promise<OpenGraph> {
  const files: string[] = [];
  const saved: { name: string; text: string }[] = [];
  let wanted: string | null = null;
  const opened = await openPage({
    ...{ browser, pageName: 'graph', answer: sampleAnswer },
    ownAnswers: {
      'graph/wanted': () => {
        const id = wanted;
        wanted = null;
        return id;
      },
      'graph/openFile': ({ path }) => void files.push(String(path)),
      'graph/save': ({ name, bytes }) => {
        const text = bytes instanceof Uint8Array ? Buffer.from(bytes).toString('latin1') : '';
        saved.push({ name: String(name), text });
      },
    },
    ...options,
  });
  t.after(async () => {
    await opened.close();
    deepEqual(opened.troubles, []);
  });
  const want = (id: string) => {
    wanted = id;
    opened.change();
  };
  return { ...opened, files, saved, want };
}

async function openGraph(t: TestContext, options: Partial<PageOptions> = {}): Promise<OpenGraph> {
  const opened = await open(t, options);
  await opened.page.locator('.tree-row').first().waitFor();
  await opened.page.locator('.drawing').focus();
  return opened;
}

const title = (page: Page) => page.locator('.panel h2');
const rowOf = (page: Page, name: string) =>
  page.locator('.tree-row').filter({ has: page.getByText(name, { exact: true }) });

async function selectRow(page: Page, name: string): Promise<void> {
  await rowOf(page, name).locator('.name').click();
  await page.locator('.tree-row.here', { hasText: name }).waitFor();
}

/** Names of rows of the tree, with their levels. */
function rows(page: Page): Promise<string[]> {
  return page.evaluate(
    "[...document.querySelectorAll('.tree-row')].map((row) => row.ariaLevel + ' ' + row.querySelector('.name').textContent)",
  );
}

/** Waits until something holds in the page, looked at once a frame. */
function until(page: Page, condition: string): Promise<void> {
  return page.evaluate(`new Promise((resolve) => {
    const look = () => ((${condition}) ? resolve() : requestAnimationFrame(look));
    look();
  })`);
}

const state = '(JSON.parse(sessionStorage.state ?? "null") ?? {})';

/** How many colours the canvas has: an empty one has one. */
function colorCount(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const canvas = document.querySelector('.drawing canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    resolve(new Set(new Uint32Array(data.buffer)).size);
  })))`);
}

const openAll = { folder: 'file:///home/me/shop', open: sampleFolders };

for (const [name, theme] of Object.entries(themes)) {
  test(`it is drawn, and read, in ${name}`, async (t) => {
    const { page } = await openGraph(t, { theme, state: openAll, width: 1200 });
    await page.getByLabel('Colour by').selectOption('state');
    await selectRow(page, 'list.ts');
    ok((await colorCount(page)) > 10);
    const weak = (await contrasts(page)).filter(({ ratio }) => ratio < 4.5);
    deepEqual(weak, []);
    strictEqual(await overflow(page), 0);
    await page.screenshot({ path: join(pictures, `graph-${name}.png`) });
  });
}

test('nobody who cannot see it is left out', async (t) => {
  const { page } = await openGraph(t, { state: openAll });
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await selectRow(page, 'list.ts');
  await page.keyboard.press('f');
  await page.locator('.bar', { hasText: 'Around' }).waitFor();
  // Through the debugger, which no policy stops.
  await page.evaluate(axe);
  const found: { id: string; impact: string }[] = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes[0].html })))',
  );
  const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  deepEqual(grave, []);
});

test('a view of few folders opens them; a folder is opened and closed by Enter', async (t) => {
  const { page } = await openGraph(t);
  await rowOf(page, 'pages').waitFor();
  deepEqual((await rows(page)).slice(0, 4), ['1 app', '2 pages', '2 main.ts', '1 core']);
  await selectRow(page, 'pages');
  await page.locator('.drawing').focus();
  await page.keyboard.press('Enter');
  await rowOf(page, 'home.ts').waitFor();
  match(await title(page).innerText(), /^app\/pages$/);
  await page.keyboard.press('Enter');
  await rowOf(page, 'home.ts').waitFor({ state: 'detached' });
});

test('arrows go along edges, Enter opens the file', async (t) => {
  const { page, files } = await openGraph(t, { state: openAll });
  await selectRow(page, 'main.ts');
  await page.locator('.drawing').focus();
  await page.keyboard.press('ArrowRight');
  match(await title(page).innerText(), /^app\/pages\/(home|about)\.ts$/);
  await page.keyboard.press('ArrowRight');
  match(await title(page).innerText(), /^ui\//);
  await page.keyboard.press('ArrowLeft');
  match(await title(page).innerText(), /^app\/pages\//);
  const heard = await page.locator('[role=status].for-reader').innerText();
  match(heard, /\.ts, Kind: File, Depends on: \d, Used by: 1/);
  await page.keyboard.press('Enter');
  while (files.length === 0) await page.evaluate('1');
  deepEqual(files, [await title(page).innerText()]);
});

test('the same by pointer: a click selects, a double click opens, the wheel zooms, a drag moves', async (t) => {
  const { page } = await openGraph(t);
  await selectRow(page, 'pages');
  await until(page, `${state}.look !== undefined`);
  const point = await page.evaluate<{ x: number; y: number }>(`(() => {
    const { left, top } = document.querySelector('.drawing').getBoundingClientRect();
    return { x: left + 3, y: top + 3 };
  })()`);
  await page.mouse.click(point.x, point.y);
  match(await page.locator('.panel').innerText(), /Select a node/);
  const scale = await page.evaluate<number>(`${state}.look.scale`);
  await page.mouse.move(point.x + 200, point.y + 200);
  await page.mouse.wheel(0, -300);
  await until(page, `${state}.look.scale > ${scale}`);
  const x = await page.evaluate<number>(`${state}.look.x`);
  await page.mouse.down();
  await page.mouse.move(point.x + 100, point.y + 200, { steps: 3 });
  await page.mouse.up();
  await until(page, `${state}.look.x > ${x}`);
});

test('the tree lists edges, and leads along them', async (t) => {
  const { page } = await openGraph(t, { state: openAll });
  await selectRow(page, 'list.ts');
  await page.locator('.tree').focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('.tree-row', { hasText: 'Used by' }).waitFor();
  const found = await rows(page);
  deepEqual(found.slice(found.indexOf('2 list.ts'), found.indexOf('2 list.ts') + 6), [
    ...['2 list.ts', '3 Depends on', '4 model.ts', '4 theme.ts', '3 Used by', '4 home.ts'],
  ]);
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  match(await title(page).innerText(), /^core\/model\.ts$/);
  const active = await page.locator('.tree').getAttribute('aria-activedescendant');
  strictEqual(await page.locator(`#${active} .name`).innerText(), 'model.ts');
  strictEqual(await page.locator(`#${active}`).getAttribute('aria-setsize'), '4');
});

test('the focus shows the surroundings, as far and which way one likes; Escape ends it', async (t) => {
  const { page, requests } = await openGraph(t, { state: openAll });
  await selectRow(page, 'list.ts');
  await page.keyboard.press('f');
  await page.locator('.bar', { hasText: 'Around ui/list.ts' }).waitFor();
  await rowOf(page, 'main.ts').waitFor({ state: 'detached' });
  await page.getByLabel('Steps: 1').fill('3');
  await rowOf(page, 'main.ts').waitFor();
  await page.getByLabel('Direction').selectOption('dependencies');
  await rowOf(page, 'main.ts').waitFor({ state: 'detached' });
  match(
    requests.at(-1) ?? '',
    /"focus":\{"node":\{"type":"file","path":"ui\/list\.ts"\},"depth":3,"direction":"dependencies"\}/,
  );
  await page.screenshot({ path: join(pictures, 'graph-focus.png') });
  await page.locator('.drawing').focus();
  await page.keyboard.press('Escape');
  await rowOf(page, 'main.ts').waitFor();
});

test('in the focus, folders are closed and opened again; another focus begins with all open', async (t) => {
  const { page } = await openGraph(t, { state: openAll });
  await selectRow(page, 'list.ts');
  await page.keyboard.press('f');
  await page.locator('.bar', { hasText: 'Around ui/list.ts' }).waitFor();
  await rowOf(page, 'main.ts').waitFor({ state: 'detached' });
  const all = await rows(page);
  await selectRow(page, 'ui');
  await page.getByRole('button', { name: 'Close folder' }).click();
  await rowOf(page, 'list.ts').waitFor({ state: 'detached' });
  ok((await rows(page)).includes('1 ui'));
  // A search leads into it, and opens it.
  await page.getByRole('searchbox').fill('list.ts');
  await page.locator('.found', { hasText: 'Found: 1' }).waitFor();
  await page.getByRole('searchbox').press('Enter');
  await rowOf(page, 'list.ts').waitFor();
  deepEqual(await rows(page), all);
  await selectRow(page, 'ui');
  await page.getByRole('button', { name: 'Close folder' }).click();
  await page.getByRole('button', { name: 'Open folder' }).click();
  await rowOf(page, 'list.ts').waitFor();
  await page.getByRole('button', { name: 'Close folder' }).click();
  await rowOf(page, 'list.ts').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'End focus' }).click();
  await rowOf(page, 'main.ts').waitFor();
  await selectRow(page, 'list.ts');
  await page.locator('.drawing').focus();
  await page.keyboard.press('f');
  await rowOf(page, 'main.ts').waitFor({ state: 'detached' });
  deepEqual(await rows(page), all);
});

test('the path between two files is listed, and shown', async (t) => {
  const { page } = await openGraph(t);
  await rowOf(page, 'model.ts').waitFor();
  await selectRow(page, 'model.ts');
  await page.keyboard.press('p');
  await page.locator('.bar', { hasText: 'Path from core/model.ts' }).waitFor();
  await rowOf(page, 'pages').locator('.twisty').click();
  await selectRow(page, 'home.ts');
  await page.keyboard.press('p');
  await title(page).filter({ hasText: 'Path, each depends on the next' }).waitFor();
  deepEqual(await page.locator('.panel li').allInnerTexts(), [
    ...['app/pages/home.ts', 'ui/list.ts', 'core/model.ts'],
  ]);
  await page.screenshot({ path: join(pictures, 'graph-path.png') });
});

test('circles are listed, and stand out', async (t) => {
  const look = { x: 50_000, y: 50_000, scale: 1 };
  const { page } = await openGraph(t, { state: { ...openAll, open: ['ui'], look } });
  await page.getByRole('button', { name: 'Circles' }).click();
  await page
    .locator('.panel li', { hasText: 'core/model.ts → core/store.ts → core/model.ts' })
    .waitFor();
  await page.locator('.panel li button').click();
  await rowOf(page, 'store.ts').waitFor();
  // One looks at it, wherever one looked before.
  await until(page, `${state}.look?.x < 5000 && ${state}.look?.y < 5000`);
  await page.screenshot({ path: join(pictures, 'graph-circle.png') });
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  match(await page.locator('.panel').innerText(), /Select a node/);
});

test('a search counts, and goes from match to match, also into closed folders', async (t) => {
  const { page } = await openGraph(t, { state: { ...openAll, open: [] } });
  await page.keyboard.press('/');
  await page.keyboard.type('core/');
  await page.locator('.found', { hasText: 'Found: 4' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.found', { hasText: '1 of 4' }).waitFor();
  await title(page)
    .filter({ hasText: /^core\// })
    .waitFor();
  const first = await title(page).innerText();
  await page.keyboard.press('Enter');
  await page.locator('.found', { hasText: '2 of 4' }).waitFor();
  ok((await title(page).innerText()) !== first);
  await page.keyboard.press('Shift+Enter');
  await title(page).filter({ hasText: first }).waitFor();
  await page.keyboard.press('Escape');
  strictEqual(await page.evaluate('document.activeElement.className'), 'drawing');
});

test('filters and hiding are asked of the server, and can be taken back', async (t) => {
  const { page } = await openGraph(t, { state: openAll });
  await page.getByRole('checkbox', { name: 'Actions' }).check();
  await rowOf(page, 'app#build').waitFor();
  await page.getByRole('checkbox', { name: 'Packages' }).check();
  await rowOf(page, 'react').waitFor();
  await selectRow(page, 'ui');
  await page.keyboard.press('h');
  await rowOf(page, 'button.ts').waitFor({ state: 'detached' });
  await page.locator('.bar', { hasText: 'Hidden: 1' }).waitFor();
  await page.getByRole('button', { name: 'Show hidden' }).click();
  await rowOf(page, 'button.ts').waitFor();
  await page.getByRole('checkbox', { name: 'Only circles' }).check();
  await rowOf(page, 'button.ts').waitFor({ state: 'detached' });
  await rowOf(page, 'store.ts').waitFor();
});

test('why an action ran, and what a change costs, are one key away', async (t) => {
  const { page, commands } = await openGraph(t, { state: { ...openAll, actions: true } });
  await selectRow(page, 'app#build');
  await page.keyboard.press('y');
  await selectRow(page, 'log.ts');
  await page.keyboard.press('c');
  await title(page).filter({ hasText: 'What changing core/log.ts would cost' }).waitFor();
  match(await page.locator('.panel').innerText(), /Expected time: 12.4 s .* Never ran.*: 1/);
  await page.getByRole('button', { name: 'app#test' }).click();
  deepEqual(commands, [
    'cachescope.explain file:///home/me/shop app#build',
    'cachescope.explain file:///home/me/shop app#test',
  ]);
});

test('where no action ever ran, no time is claimed; long lists say what they leave out', async (t) => {
  const ids = Array.from({ length: 75 }, (_, at) => `app#task${at}`);
  const via = { type: 'file', path: 'core/log.ts' } as const;
  const impact = {
    ...{ files: ['core/log.ts'], modules: 7, expectedMs: 0, workMs: 0, unknown: ids.length },
    actions: ids.map((id) => ({ id, likelihood: 1, via })),
  };
  const answer = (method: string, params: unknown) =>
    method === 'cachescope/impact' ? impact : sampleAnswer(method, params);
  const { page } = await openGraph(t, { state: openAll, answer });
  await selectRow(page, 'log.ts');
  await page.keyboard.press('c');
  await title(page).filter({ hasText: 'What changing core/log.ts would cost' }).waitFor();
  const panel = await page.locator('.panel').innerText();
  match(panel, /Expected time: not known, none of them ever ran/);
  ok(!panel.includes('0 ms'), panel);
  match(panel, /and 15 more/);
  ok(!(await page.locator('.for-reader').innerText()).includes('0 ms'));
});

test('what was begun and leads nowhere is said to those who see the page as well', async (t) => {
  const answer = (method: string, params: unknown) =>
    method === 'cachescope/route' ? { nodes: [] } : sampleAnswer(method, params);
  const { page } = await openGraph(t, { state: openAll, answer });
  await selectRow(page, 'home.ts');
  await page.keyboard.press('y');
  await page.locator('.bar', { hasText: 'Only of actions it is known why' }).waitFor();
  await page.keyboard.press('p');
  await page.locator('.bar', { hasText: 'Path from' }).waitFor();
  await selectRow(page, 'about.ts');
  await page.keyboard.press('p');
  await page.locator('.bar', { hasText: 'Neither depends on the other' }).waitFor();
  await selectRow(page, 'log.ts');
  await page.locator('.bar', { hasText: 'Neither' }).waitFor({ state: 'detached' });
});

test('a filter that a search switches on is seen in its box', async (t) => {
  const id = 'action:app#build';
  const found = { id, type: 'action', label: 'app#build', files: 0, inCycle: false };
  const answer = (method: string, params: unknown) =>
    method === 'cachescope/graphSearch' ? [found] : sampleAnswer(method, params);
  const { page } = await openGraph(t, { state: openAll, answer });
  const box = page.getByRole('checkbox', { name: 'Actions' });
  ok(!(await box.isChecked()));
  await page.keyboard.press('/');
  await page.keyboard.type('app#build');
  await page.locator('.found', { hasText: 'Found: 1' }).waitFor();
  await page.keyboard.press('Enter');
  await title(page).filter({ hasText: 'app#build' }).waitFor();
  ok(await box.isChecked());
});

test('who goes to a node comes so near that its name is read', async (t) => {
  const look = { x: 0, y: 0, scale: 0.05 };
  const { page } = await openGraph(t, { state: { ...openAll, look } });
  await page.keyboard.press('/');
  await page.keyboard.type('core/log');
  await page.locator('.found', { hasText: 'Found: 1' }).waitFor();
  await page.keyboard.press('Enter');
  await title(page).filter({ hasText: 'core/log.ts' }).waitFor();
  await until(page, `${state}.look?.scale > 0.5`);
});

test('rows tell what the colours tell', async (t) => {
  const { page } = await openGraph(t, { state: openAll });
  const about = rowOf(page, 'button.ts').locator('.about');
  strictEqual(await about.innerText(), '');
  const colours = page.getByLabel('Colour by');
  await colours.selectOption('state');
  await about.filter({ hasText: 'Dirty: not checked yet' }).waitFor();
  await colours.selectOption('cost');
  await about.filter({ hasText: /^\d/ }).waitFor();
  await colours.selectOption('recency');
  await about.filter({ hasText: 'ago' }).waitFor();
});

test('colours have a meaning that is said', async (t) => {
  const { page } = await openGraph(t, { state: openAll });
  for (const [overlay, meaning] of [
    ['cost', '1 min or more'],
    ['recency', 'in the last day'],
    ['state', 'Stale: would run'],
  ] as const) {
    await page.getByLabel('Colour by').selectOption(overlay);
    await page.locator('.legend .meaning', { hasText: meaning }).waitFor();
  }
});

test('places, looks and the selection survive another answer', async (t) => {
  let files = sampleFiles;
  const answer = (method: string, params: unknown) => sampleAnswer(method, params, files);
  const { page, change } = await openGraph(t, { state: openAll, answer });
  await selectRow(page, 'list.ts');
  await until(page, `${state}.selected === 'file:ui/list.ts' && ${state}.memory['folder:ui']`);
  const scale = await page.evaluate(`${state}.look.scale`);
  await page.locator('.drawing').focus();
  await page.keyboard.press('+');
  await until(page, `${state}.look.scale > ${scale}`);
  const before = await page.evaluate(`${state}.look`);
  files = { ...sampleFiles, files: [...sampleFiles.files, 'ui/icon.ts'] };
  change();
  await rowOf(page, 'icon.ts').waitFor();
  match(await title(page).innerText(), /^ui\/list\.ts$/);
  await until(page, `JSON.stringify(${state}.memory).includes('icon.ts')`);
  deepEqual(await page.evaluate(`${state}.look`), before);
});

test('it comes back as it was', async (t) => {
  const { page, reload } = await openGraph(t);
  await selectRow(page, 'model.ts');
  await page.getByLabel('Colour by').selectOption('cost');
  await page.locator('.drawing').focus();
  await page.keyboard.press('-');
  await until(page, `${state}.overlay === 'cost' && ${state}.selected === 'file:core/model.ts'`);
  const before = await page.evaluate(state);
  await reload();
  await title(page).filter({ hasText: 'core/model.ts' }).waitFor();
  strictEqual(await page.getByLabel('Colour by').inputValue(), 'cost');
  await until(page, `${state}.selected === 'file:core/model.ts'`);
  deepEqual(await page.evaluate(state), before);
});

test('it shows a file that the editor asks for, wherever it lies', async (t) => {
  const { page, want } = await openGraph(t, { state: { ...openAll, open: [] } });
  want('file:app/pages/about.ts');
  await title(page).filter({ hasText: 'app/pages/about.ts' }).waitFor();
  want('file:gone.ts');
  await page
    .locator('[role=status].for-reader', { hasText: 'gone.ts is not in the graph.' })
    .waitFor();
});

test('a page that is opened for a file shows that file, also where folders would open by themselves', async (t) => {
  const wanted: (string | null)[] = ['file:app/pages/about.ts'];
  const ownAnswers = { 'graph/wanted': () => wanted.shift() ?? null };
  const { page } = await openGraph(t, { ownAnswers });
  await title(page).filter({ hasText: 'app/pages/about.ts' }).waitFor();
  await page.locator('.tree-row.here', { hasText: 'about.ts' }).waitFor();
});

test('what is shown is saved as pictures and texts', async (t) => {
  const { page, saved } = await openGraph(t, { state: openAll });
  for (const kind of ['svg', 'png', 'dot', 'mermaid']) {
    const count = saved.length;
    await page.getByLabel('Save as…').selectOption(kind);
    while (saved.length === count) await page.evaluate('1');
  }
  deepEqual(
    saved.map(({ name }) => name),
    ['modules.svg', 'modules.png', 'modules.dot', 'modules.mmd'],
  );
  const [svg = '', png = '', dot = '', mermaid = ''] = saved.map(({ text }) => text);
  match(svg, /^<svg .*&lt;img src=x/s);
  ok(!svg.includes('<img'));
  strictEqual(png.slice(1, 4), 'PNG');
  match(dot, /"file:ui\/list\.ts" -> "file:core\/model\.ts"/);
  match(mermaid, /^flowchart LR/);
});

test('names stay names', async (t) => {
  const { page } = await openGraph(t, { state: openAll });
  await selectRow(page, hostileName);
  strictEqual(await title(page).innerText(), `core/${hostileName}`);
  strictEqual(await page.locator('img').count(), 0);
});

test('what cannot be shown is said', async (t) => {
  const empty = {
    revision: 1,
    nodes: [],
    edges: [],
    left: 0,
    total: { modules: 0, edges: 0, packages: 0 },
  };
  const cases = [
    [{ ...readyStatus, state: 'off' }, /Modules are not analysed/],
    [{ ...readyStatus, state: 'analysing', done: 3, found: 9 }, /Reading modules: 3 of 9/],
    [
      { ...readyStatus, state: 'failed', message: 'The disk is full.' },
      /could not be read.*The disk is full\./s,
    ],
    [readyStatus, /There are no modules/],
  ] as const;
  for (const [status, words] of cases) {
    const answer = (method: string) => (method === 'cachescope/modules' ? status : empty);
    const { page } = await open(t, { answer });
    await page
      .locator('.message .state', { hasText: /\S/ })
      .filter({ hasNotText: 'Reading the graph' })
      .waitFor();
    match(await page.locator('.message').innerText(), words);
  }
  const { page } = await open(t, {
    answer: () => {
      throw new Error('The server is not running.');
    },
  });
  await page.locator('.message', { hasText: 'The server is not running.' }).waitFor();
});

test('a thousand nodes are as few elements as ten', async (t) => {
  const files = Array.from({ length: 1000 }, (_, at) => `lib/file${at}.ts`);
  const graph = {
    files,
    edges: files.slice(1).map((_, at) => [at + 1, Math.floor(at / 3)] as const),
  };
  const answer = (method: string, params: unknown) => sampleAnswer(method, params, graph);
  const { page } = await openGraph(t, { answer, state: { ...openAll, open: ['lib'] } });
  await page.locator('.tree').focus();
  await page.keyboard.press('End');
  await page.locator('.tree-row.here', { hasText: 'file999.ts' }).waitFor();
  ok((await page.locator('.tree-row').count()) < 80);
  await page.screenshot({ path: join(pictures, 'graph-thousand.png') });
});

test('keys are listed, and the list gives the focus back', async (t) => {
  const { page } = await openGraph(t);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  strictEqual(await page.evaluate('document.activeElement.className'), 'drawing');
});

test('every text of the page can be translated', async () => {
  const folder = join(projectRoot, 'webview/graph');
  const { readdir } = await import('node:fs/promises');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const patterns = [/\bt\(\s*'((?:[^'\\\n]|\\.)*)'/g, /\babout: '([^']*)'/g, /\blabel: '([^']+)'/g];
  const used: string[] = [];
  for (const name of names) {
    const source = await readFile(join(folder, name), 'utf8');
    for (const pattern of patterns)
      used.push(...[...source.matchAll(pattern)].map(([, text]) => text ?? ''));
  }
  deepEqual(Object.keys(graphTexts()).sort(), [...new Set(used)].sort());
});
