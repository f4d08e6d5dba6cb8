// The flame chart's page in a browser: what it shows in each view and theme, keys, pointer, search, selection, what it keeps, what it asks the
// extension for, and that names stay texts under its policy. Pictures of it are left in .testresults/webview.

import { deepEqual, match, ok, strictEqual } from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { flameTexts } from '../../client/webviews/flame/flameTexts.ts';
import { startChromium } from '../support/chromium.ts';
import { makeTrace } from '../support/profiles/makeTrace.ts';
import { type FlameOptions, type OpenFlame, openFlame } from './flameHarness.ts';
import { hostileName, sampleCpuProfile, sampleTrace } from './flameSamples.ts';
import { contrasts } from './pageChecks.ts';
import { themes } from './themes.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pictures = join(projectRoot, '.testresults', 'webview');
const build = { name: 'build.trace.json', text: sampleTrace };
let browser: Browser;

before(async () => {
  browser = await startChromium();
});
after(() => browser.close());

/** Opens a page with a chart; when the test is over, sees that nothing in it went wrong. */
async function open(t: TestContext, options: Partial<FlameOptions> = {}): Promise<OpenFlame> {
  const opened = await openFlame({ browser, file: build, ...options });
  t.after(async () => {
    await opened.close();
    deepEqual(opened.troubles, []);
  });
  return opened;
}

async function openChart(t: TestContext, options: Partial<FlameOptions> = {}): Promise<OpenFlame> {
  const opened = await open(t, options);
  await opened.page.locator('.chart canvas').waitFor();
  return opened;
}

/** What the panel says, in one line. */
async function panelText(page: Page): Promise<string> {
  return (await page.locator('.panel').innerText()).replace(/\s+/g, ' ');
}

async function press(page: Page, ...keys: string[]): Promise<string> {
  for (const key of keys) await page.keyboard.press(key);
  return await page.locator('.panel h2').innerText();
}

/** What the page has kept, asked in the page. */
const state = 'JSON.parse(sessionStorage.state ?? "{}")';

/** Waits until something holds in the page, looked at once a frame. */
function until(page: Page, condition: string): Promise<void> {
  return page.evaluate(`new Promise((resolve) => {
    const look = () => ((${condition}) ? resolve() : requestAnimationFrame(look));
    look();
  })`);
}

/** How many colours the canvas has: an empty one has few. */
function colorCount(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const canvas = document.querySelector('.chart canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    resolve(new Set(new Uint32Array(data.buffer)).size);
  })))`);
}

for (const [name, theme] of Object.entries(themes)) {
  test(`it is drawn, and read, in ${name}`, async (t) => {
    const { page } = await openChart(t, { theme });
    await page.locator('.chart').focus();
    await page.keyboard.press('ArrowDown');
    ok((await colorCount(page)) > 10);
    const weak = (await contrasts(page)).filter(({ ratio }) => ratio < 4.5);
    deepEqual(weak, []);
    await page.screenshot({ path: join(pictures, `flame-${name}.png`) });
  });
}

test('nobody who cannot see it is left out', async (t) => {
  const { page } = await openChart(t);
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const view of ['Time order', 'Table']) {
    await page.getByRole('button', { name: view, exact: true }).click();
    await page
      .locator(view === 'Table' ? '.frames tbody tr' : '.chart')
      .first()
      .waitFor();
    // Through the debugger, which no policy stops.
    await page.evaluate(axe);
    const found: { id: string; impact: string }[] = await page.evaluate(
      'axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes[0].html })))',
    );
    const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    deepEqual(grave, [], view);
  }
});

test('keys go from span to span, and say where they are', async (t) => {
  const { page } = await openChart(t);
  await page.locator('.chart').focus();
  const walked = [
    await press(page, 'ArrowDown'),
    await press(page, 'ArrowDown'),
    await press(page, 'ArrowLeft'),
    await press(page, 'End'),
    await press(page, 'ArrowUp'),
    await press(page, 'PageDown'),
    await press(page, 'ArrowRight'),
  ];
  deepEqual(walked, [
    'web#build',
    'vite build',
    'hashing',
    'storing',
    'web#build',
    'core#build',
    hostileName,
  ]);
  const heard = await page.locator('[role=status].for-reader').innerText();
  match(heard, /onerror.*500\sms, depth 1, worker 2/);
  match(await panelText(page), /Total 500 ms · \d+(\.\d)?% Self 500 ms · 100% Start 200 ms/);
});

test('arguments are shown, as they are', async (t) => {
  const { page } = await openChart(t);
  await page.locator('.chart').focus();
  await press(page, 'ArrowDown');
  await page.locator('.panel dd', { hasText: 'src/a.ts changed' }).waitFor();
});

test('zoom in, fit, back: the same by keys and by pointer', async (t) => {
  const { page } = await openChart(t);
  await page.locator('.chart').focus();
  const kept = () => page.evaluate('JSON.parse(sessionStorage.state).look.view');
  const settled = async (test: (view: { from: number; to: number }) => boolean) => {
    await until(page, `(${test.toString()})(${state}.look?.view ?? {})`);
    return await kept();
  };
  await press(page, 'ArrowDown', 'ArrowDown', 'f');
  const fitted = await settled(({ from, to }) => from > 60_000 && to < 800_000);
  await page.keyboard.press('Escape');
  await settled(({ from, to }) => from === 0 && to === 900_000);
  const box = await page.locator('.chart canvas').boundingBox();
  ok(box);
  // Row two of the first lane, below axis and heading.
  await page.mouse.dblclick(box.x + box.width * 0.4, box.y + 22 + 22 + 18 + 9);
  deepEqual(await settled(({ from, to }) => from > 60_000 && to < 800_000), fitted);
  await page.mouse.wheel(0, 400);
  await settled(({ from, to }) => to - from > 800_000);
});

test('marks are seen, and say what they are', async (t) => {
  const span = { name: 'work', ph: 'X', pid: 1, tid: 1, ts: 0, dur: 1000 };
  const mark = { ...{ name: 'Cache miss', cat: 'cache', ph: 'i', pid: 1, ts: 500 }, tid: 1 };
  const of = (s: string, action: string) => ({ ...mark, s, args: { action } });
  const text = JSON.stringify([span, of('g', 'web#build'), of('t', 'core#build')]);
  const { page } = await openChart(t, { file: { name: 'marks.trace.json', text } });
  const box = await page.locator('.chart canvas').boundingBox();
  ok(box);
  const tooltip = page.locator('.tooltip');
  // At the lower edge of the axis what belongs to no lane, at that of a lane's heading what belongs to the lane.
  for (const [y, action] of [
    [19, 'web#build'],
    [41, 'core#build'],
  ] as const) {
    const colors = await page.evaluate(`(() => {
      const context = document.querySelector('.chart canvas').getContext('2d');
      const { data } = context.getImageData(${Math.floor(box.width / 2) - 4}, ${y}, 8, 1);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`);
    ok(Number(colors) > 1, action);
    await page.mouse.move(box.x + box.width / 2, box.y + y);
    await tooltip.filter({ hasText: `action ${action}` }).waitFor();
    match((await tooltip.innerText()).replace(/\s+/g, ' '), /^Cache miss 500 µs action/);
  }
  await page.mouse.move(box.x + box.width / 4, box.y + 19);
  await tooltip.waitFor({ state: 'hidden' });
});

test('the pointer drags, pinches, scrolls, selects, and looks elsewhere on the map', async (t) => {
  const { page } = await openChart(t, { height: 330 });
  const box = await page.locator('.chart canvas').boundingBox();
  ok(box);
  const look = async (test: string) => {
    await until(page, `((look) => look && (${test}))(${state}.look)`);
    return await page.evaluate<{ view: { from: number; to: number } }>(`${state}.look`);
  };
  const [x, y] = [box.x + box.width / 4, box.y + 60];
  await page.mouse.move(x, y);
  // A pinch is told as a wheel with Ctrl.
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -60);
  await page.keyboard.up('Control');
  const { view } = await look('look.view.to < 700000');
  const at = view.from + (view.to - view.from) / 4;
  ok(Math.abs(at - 225_000) < 2000, 'what is below the pointer stays there');
  await page.mouse.wheel(100, 0);
  const panned = await look(`look.view.from > ${view.from + 1}`);
  ok(Math.abs(panned.view.to - panned.view.from - (view.to - view.from)) < 1);
  await page.keyboard.down('Alt');
  await page.mouse.wheel(0, 50);
  await page.keyboard.up('Alt');
  await look('look.scrollTop > 0');
  await page.mouse.down();
  await page.mouse.move(x + 200, y, { steps: 3 });
  await page.mouse.up();
  await look(`look.view.from < ${panned.view.from - 1}`);
  await page.keyboard.down('Shift');
  await page.mouse.down();
  await page.mouse.move(x + 100, y, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await page.locator('.panel h2', { hasText: 'Selection' }).waitFor();
  const map = await page.locator('.minimap').boundingBox();
  ok(map);
  await page.mouse.click(map.x + map.width * 0.8, map.y + 10);
  await look('(look.view.from + look.view.to) / 2 > 600000');
});

test('nothing moves by itself for those who asked for that', async (t) => {
  const { page } = await openChart(t);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.locator('.chart').focus();
  await press(page, 'ArrowDown', 'ArrowDown', 'f');
  strictEqual(await page.evaluate('document.getAnimations().length'), 0);
  const moving = await page.evaluate(`[...document.querySelectorAll('*')].filter((one) => {
    const { animationName, transitionDuration } = getComputedStyle(one);
    return animationName !== 'none' || /[1-9]/.test(transitionDuration);
  }).length`);
  strictEqual(moving, 0);
});

test('a search dims the rest, counts, and goes from match to match', async (t) => {
  const { page } = await openChart(t);
  await page.locator('.chart').focus();
  await page.keyboard.press('/');
  await page.keyboard.type('TRANS');
  await page.locator('.found', { hasText: 'Spans: 2 · Names: 1' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.found', { hasText: '1 of 2' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.found', { hasText: '2 of 2' }).waitFor();
  match(await panelText(page), /transform.*Total 260 ms/);
  await page.screenshot({ path: join(pictures, 'flame-search.png') });
});

test('a stretch that is selected is summed up', async (t) => {
  const { page } = await openChart(t);
  await page.locator('.chart').focus();
  await press(page, 'ArrowDown', 'ArrowDown', 'r');
  await page.locator('.panel dd', { hasText: /^8$/ }).waitFor();
  match(await panelText(page), /Length 700 ms Spans 8 .*transform 460 ms 2/);
  await page.keyboard.press('Escape');
  match(await panelText(page), /Spans: 10 · Lanes: 2 · Length: 900 ms/);
});

test('left heavy puts equal stacks together; the sandwich shows callers and callees', async (t) => {
  const { page } = await openChart(t);
  await page.getByRole('button', { name: 'Left heavy' }).click();
  await page.locator('.stage[aria-busy=false]').waitFor();
  await page.locator('.chart').focus();
  strictEqual(await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown'), 'transform');
  match(await panelText(page), /Total 460 ms .* Count 2/);
  await page.keyboard.press('c');
  await page.locator('.tool[aria-pressed=true]', { hasText: 'Sandwich' }).waitFor();
  await page.locator('.stage[aria-busy=false]').waitFor();
  await page.keyboard.press('Home');
  await page.screenshot({ path: join(pictures, 'flame-sandwich.png') });
  match(await panelText(page), /(vite build|transform|web#build) .*Count 2/);
});

test('the table has it all in numbers, sorted as one likes, by keys', async (t) => {
  const { page } = await openChart(t);
  await page.getByRole('button', { name: 'Table' }).click();
  const rows = page.locator('.frames tbody tr');
  const first = async () => (await rows.first().innerText()).replace(/\s+/g, ' ');
  await rows.first().waitFor();
  match(await first(), /onerror.*500 ms · .* 1$/);
  await page.getByRole('button', { name: 'Count' }).click();
  await page
    .locator('th[aria-sort]', { hasText: 'Count' })
    .and(page.locator('[aria-sort=descending]'))
    .waitFor();
  match(await first(), /^transform 460 ms · .* 460 ms · .* 2$/);
  await page.getByRole('button', { name: 'Name' }).click();
  await page.locator('th[aria-sort=ascending]', { hasText: 'Name' }).waitFor();
  await page.locator('.frames').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.locator('.tool[aria-pressed=true]', { hasText: 'Sandwich' }).waitFor();
});

test('a hundred thousand names are as few elements as ten', async (t) => {
  const text = [...makeTrace({ spans: 120_000, names: 100_000 })].join('');
  const { page } = await openChart(t, { file: { name: 'many.trace.json', text } });
  await page.getByRole('button', { name: 'Table' }).click();
  await page.locator('.frames tbody tr').first().waitFor();
  await page.locator('.frames').focus();
  await page.keyboard.press('End');
  ok((await page.locator('.frames tbody tr').count()) < 80);
  ok(Number(await page.locator('.frames table').getAttribute('aria-rowcount')) > 50_000);
});

test('colours have a meaning that is said', async (t) => {
  const { page } = await openChart(t);
  await page.getByLabel('Colour by').selectOption('cache');
  await page.locator('.legend .meaning', { hasText: 'failed' }).waitFor();
  await page.getByLabel('Colour by').selectOption('category');
  await page.locator('.legend .meaning', { hasText: 'restore' }).waitFor();
  await page.getByLabel('Colour by').selectOption('name');
  await page.locator('.legend:empty').waitFor({ state: 'attached' });
  const functions = { name: 'app.cpuprofile', text: sampleCpuProfile };
  const other = await openChart(t, { file: functions });
  await other.page.getByLabel('Colour by').selectOption('package');
  await other.page.locator('.legend .meaning', { hasText: 'parser' }).waitFor();
  await page.getByLabel('Colour by').selectOption('cache');
  await page.locator('.legend .meaning', { hasText: 'failed' }).waitFor();
  await page.screenshot({ path: join(pictures, 'flame-cache.png') });
});

test('it comes back as it was', async (t) => {
  const { page } = await openChart(t);
  await page.locator('.chart').focus();
  await press(page, 'ArrowDown', 'ArrowDown', 'f');
  await page.getByLabel('Colour by').selectOption('category');
  await page.locator('.legend .meaning').first().waitFor();
  await until(page, `${state}.mode === 'category' && ${state}.look.focused > 0`);
  const before = await page.evaluate(state);
  await page.reload();
  await page.locator('.panel h2', { hasText: 'vite build' }).waitFor();
  strictEqual(await page.getByLabel('Colour by').inputValue(), 'category');
  deepEqual(await page.evaluate(state), before);
});

test('a source is opened by the extension, at its place', async (t) => {
  const file = { name: 'app.cpuprofile', text: sampleCpuProfile };
  const { page, sources } = await openChart(t, { file });
  await page.locator('.chart').focus();
  await press(page, 'ArrowDown', 'ArrowDown');
  await page.keyboard.press('Alt+o');
  await page.getByRole('button', { name: 'Open source' }).click();
  while (sources.length < 2) await page.evaluate('1');
  const [first] = sources;
  match(first?.file ?? '', /main\.js|parser|render/);
  deepEqual(
    sources.map(({ line, column, aside }) => ({ line, column, aside })),
    [true, false].map((aside) => ({ line: 12, column: 5, aside })),
  );
});

test('what is seen is saved as a picture, and the whole for speedscope', async (t) => {
  const { page, saved } = await openChart(t);
  const save = async (kind: string) => {
    const count = saved.length;
    await page.getByLabel('Save as…').selectOption(kind);
    while (saved.length === count) await page.evaluate('1');
  };
  await save('png');
  await save('svg');
  await save('speedscope');
  deepEqual(
    saved.map(({ name }) => name),
    ['build.png', 'build.svg', 'build.speedscope.json'],
  );
  const [png, svg, speedscope] = saved.map(({ bytes }) => Buffer.from(bytes));
  strictEqual(png?.subarray(1, 4).toString(), 'PNG');
  match(svg?.toString() ?? '', /^<svg .*&lt;img src=x/s);
  const drawing = svg?.toString() ?? '';
  strictEqual(drawing.match(/height="5"/g)?.length, 2, 'marks');
  match(drawing, /<path .*processes.*≤ 4</s, 'the counter');
  const { profiles, shared } = JSON.parse(speedscope?.toString() ?? '');
  deepEqual(
    profiles.map(({ name }: { name: string }) => name),
    ['cachescope: worker 1', 'cachescope: worker 2'],
  );
  ok(shared.frames.some(({ name }: { name: string }) => name === hostileName));
});

test('without an address the extension gives the bytes', async (t) => {
  const { page } = await openChart(t, { hasNoAddress: true });
  match(await panelText(page), /Spans: 10 · Lanes: 2 · Length: 900 ms/);
});

test('what cannot be shown is said', async (t) => {
  for (const [text, words] of [
    ['', /cannot be shown/],
    ['this is no profile', /cannot be shown/],
    ['{"traceEvents":[]}', /holds no span/],
  ] as const) {
    const { page } = await open(t, { file: { name: 'odd.trace.json', text } });
    await page.locator('.problem').waitFor();
    match(await page.locator('.problem').innerText(), words);
  }
});

test('keys are listed, and the list gives the focus back', async (t) => {
  const { page } = await openChart(t);
  await page.locator('.chart').focus();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.screenshot({ path: join(pictures, 'flame-keys.png') });
  await page.keyboard.press('Escape');
  ok(await page.evaluate("document.activeElement.classList.contains('chart')"));
});

test('every text of the page can be translated', async () => {
  const pages = await readdir(join(projectRoot, 'webview/flame/page'));
  const files = ['main.ts', ...pages.map((name) => `page/${name}`)].map(
    (name) => `webview/flame/${name}`,
  );
  const call = /\bt\(\s*'((?:[^'\\\n]|\\.)*)'/g;
  const keys = await readFile(join(projectRoot, 'webview/flame/page/keys.ts'), 'utf8');
  const used = [...keys.matchAll(/about: '([^']*)'/g)].map(([, text]) => text ?? '');
  for (const file of files) {
    const source = await readFile(join(projectRoot, file), 'utf8');
    used.push(...[...source.matchAll(call)].map(([, text]) => text ?? ''));
  }
  const known = flameTexts();
  deepEqual(
    used.filter((text) => !Object.hasOwn(known, text)),
    [],
  );
});
