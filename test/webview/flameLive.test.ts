// The flame chart of a run under way in a browser: spans come, the end stays in sight until one looks elsewhere, what is chosen stays chosen, nobody is asked
// while nobody looks, and the file of the run takes its place in the end. Pictures of it are left in .testresults/webview.

import { deepEqual, match, ok, strictEqual } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { runProfile } from '../../server/profiles/run/runProfile.ts';
import { writeChromeTrace } from '../../server/profiles/write/chromeTrace.ts';
import type { RunProfileDelta, RunProfileEnd, RunStep } from '../../server/protocol/profiles.ts';
import type { ProfileSource } from '../../server/protocol/webview.ts';
import type { PageState } from '../../webview/flame/page/state.ts';
import { startChromium } from '../support/chromium.ts';
import { type FlameOptions, type OpenFlame, openFlame } from './flameHarness.ts';
import { contrasts } from './pageChecks.ts';
import { themes } from './themes.ts';

const pictures = join(import.meta.dirname, '..', '..', '.testresults', 'webview');
let browser: Browser;

before(async () => {
  browser = await startChromium();
});
after(() => browser.close());

/** A run that the test lets happen. */
class SlowRun {
  readonly steps: RunStep[] = [{ at: 0, type: 'started', targets: ['build'] }];
  now = 0;
  asked = 0;
  isLost = false;
  ended: RunProfileEnd | undefined;
  #waiting: (() => void)[] = [];

  readonly answer = async (since: number, file: ProfileSource): Promise<unknown> => {
    this.asked++;
    for (const wake of this.#waiting.splice(0)) wake();
    if (this.isLost) return {};
    const { now, ended } = this;
    const steps = this.steps.slice(since, since + 50);
    const next = since + steps.length;
    const hasMore = next < this.steps.length;
    const delta: RunProfileDelta = { steps, next, hasMore, now, left: 0, ...(ended && { ended }) };
    const profile = ended?.isKept === true ? { ...file, run: ended.run } : undefined;
    return { delta, profile };
  };

  /** Starts an action, and ends it after a while. */
  act(action: string, slot: number, ms?: number): void {
    const at = this.now;
    this.steps.push({ at, type: 'action-queued', action, cause: 'it is stale' });
    this.steps.push({ at, type: 'action-started', action, reasons: ['a.ts changed'], slot });
    if (ms === undefined) return;
    this.now += ms;
    this.steps.push({ at: this.now, type: 'action-ended', action, state: 'ran', reasons: [] });
  }

  end(action: string): void {
    this.steps.push({ at: this.now, type: 'action-ended', action, state: 'ran', reasons: [] });
  }

  /** What the run leaves, as a file. */
  get file(): string {
    const graph = {
      actions: this.steps.flatMap((step) => (step.type === 'action-ended' ? [step.action] : [])),
      dependenciesOf: () => [],
    };
    return [...writeChromeTrace(runProfile({ steps: this.steps, left: 0, graph }))].join('');
  }

  /** Resolves when the page has what there is now: an answer was shown when the next one is asked for. */
  async seen(): Promise<void> {
    for (const target = this.asked + 2; this.asked < target; )
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

async function open(
  t: TestContext,
  run: SlowRun,
  options: Partial<FlameOptions> = {},
): Promise<OpenFlame> {
  const file = {
    name: 'run-9.trace.json',
    get text() {
      return run.file;
    },
  };
  const opened = await openFlame({
    ...{ browser, file, live: run.answer },
    run: { id: 'run-9', other: 'run-8', otherText: '{}' },
    ...options,
  });
  t.after(async () => {
    await opened.close();
    deepEqual(opened.troubles, []);
  });
  return opened;
}

/** What the page keeps, when it is so. */
async function state(page: Page, isSo: (kept: PageState) => boolean): Promise<PageState> {
  for (;;) {
    const kept = JSON.parse(await page.evaluate(`sessionStorage.state ?? 'null'`));
    if (kept !== null && isSo(kept)) return kept;
  }
}

const panel = (page: Page) => page.locator('.panel').innerText();
const follow = (page: Page) => page.getByRole('button', { name: 'Follow' });
const isFollowing = (page: Page) => follow(page).getAttribute('aria-pressed');

test('spans come as they happen, also those that have not ended', async (t) => {
  const run = new SlowRun();
  const { page } = await open(t, run);
  await page.getByText('The run has not done anything yet.').waitFor();
  run.act('lib#build', 0, 400);
  run.act('app#build', 0);
  run.now += 600;
  await page.locator('.chart').waitFor();
  match(await panel(page), /Length: 1\ss/);
  match(await page.locator('.live [role=status]').innerText(), /^Running: \d spans$/);
  await page.locator('.chart').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  match(await panel(page), /app#build.*600\sms.*running/s);
  run.now += 1000;
  run.act('web#build', 1);
  await run.seen();
  match(await panel(page), /app#build.*1\.6\ss/s, 'what is chosen grows, and stays chosen');
  await page.screenshot({ path: join(pictures, 'flame-live.png') });
});

test('the end stays in sight until one looks elsewhere, and again when one wishes', async (t) => {
  const run = new SlowRun();
  const { page } = await open(t, run);
  run.act('lib#build', 0, 500);
  run.act('app#build', 0);
  run.now += 500;
  const chart = page.locator('.chart');
  await chart.waitFor();
  strictEqual(await isFollowing(page), 'true');
  await chart.focus();
  await page.keyboard.press('ArrowDown');
  strictEqual(await isFollowing(page), 'true', 'to choose what is seen is not to look elsewhere');
  await page.keyboard.press('+');
  strictEqual(await isFollowing(page), 'false');
  const look = async (follow: boolean, end = 0) => {
    const isSo = (kept: PageState) => kept.follow === follow && (kept.look?.view.to ?? -1) >= end;
    const { look } = await state(page, isSo);
    return look?.view ?? { from: 0, to: 0 };
  };
  const before = await look(false);
  run.now += 1000;
  await run.seen();
  await chart.focus();
  await page.keyboard.press('End');
  await run.seen();
  deepEqual(await look(false), before);
  await follow(page).click();
  strictEqual(await isFollowing(page), 'true');
  run.now += 1000;
  const { from, to } = await look(true, 2_900_000);
  ok(Math.abs(to - from - (before.to - before.from)) < 1, 'as much of it as before');
});

test('who comes back finds what was chosen, wherever it is by now', async (t) => {
  const run = new SlowRun();
  const { page } = await open(t, run);
  run.act('lib#build', 0, 100);
  run.act('app#build', 1);
  run.now += 100;
  await page.locator('.chart').waitFor();
  await page.locator('.chart').focus();
  for (const key of ['ArrowDown', 'PageDown']) await page.keyboard.press(key);
  match(await panel(page), /^app#build/);
  await state(page, ({ look }) => look?.chosen?.name === 'app#build');
  for (let at = 0; at < 30; at++) run.act(`lib${at}#build`, 0, 20);
  await page.reload();
  await page.locator('.chart').waitFor();
  await page.locator('.panel h2', { hasText: 'app#build' }).waitFor();
});

test('nobody is asked while nobody looks', async (t) => {
  const run = new SlowRun();
  const { page } = await open(t, run);
  run.act('lib#build', 0);
  run.now += 10;
  await page.locator('.chart').waitFor();
  const show = (state: string) =>
    page.evaluate(
      `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
       document.dispatchEvent(new Event('visibilitychange'))`,
    );
  await show('hidden');
  // What was asked before is answered by now; a timer of the page that is longer than its pace shows that nothing follows.
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 600))');
  const { asked } = run;
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 600))');
  strictEqual(run.asked, asked);
  await show('visible');
  await run.seen();
});

test('a run that has ended is shown as its file, with all else as it was', async (t) => {
  const run = new SlowRun();
  const { page, explained } = await open(t, run);
  for (let at = 0; at < 40; at++) run.act(`lib${at}#build`, 0, 20);
  run.act('app#build', 1);
  run.now += 200;
  const chart = page.locator('.chart');
  await chart.waitFor();
  strictEqual(await page.locator('.run').isVisible(), false);
  // Steps come in parts: keys move among those that are there.
  for (const name of ['app#build', 'lib7']) {
    await page.getByLabel('Search names').fill(name);
    await page.locator('.found', { hasText: 'Spans: 1' }).waitFor();
  }
  await page.getByLabel('Colour by').selectOption('cache');
  await chart.focus();
  for (const key of ['ArrowDown', 'End', '+', '+', 'ArrowLeft']) await page.keyboard.press(key);
  match(await panel(page), /^lib38#build/);
  const before = (await state(page, ({ look }) => look?.chosen?.name === 'lib38#build')).look;
  run.end('app#build');
  run.ended = { run: 'run-9', isKept: true, isStopped: false };
  await page.locator('.run').waitFor();
  strictEqual(await follow(page).isVisible(), false);
  match(await panel(page), /^lib38#build/);
  strictEqual(await page.locator('.found').innerText(), 'Spans: 1 · Names: 1');
  await chart.focus();
  await page.keyboard.press('p');
  match(await page.locator('.run .summary').innerText(), /Critical path: 200\sms of 1\ss/);
  await page.keyboard.press('y');
  while (explained.length === 0) await page.evaluate('1');
  deepEqual(explained, ['lib38#build']);
  deepEqual((await state(page, ({ overlay }) => overlay === 'critical')).look, before);
  const { asked } = run;
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 600))');
  strictEqual(run.asked, asked, 'nobody is asked any more');
});

test('other views grow, too', async (t) => {
  const run = new SlowRun();
  const { page } = await open(t, run);
  run.act('lib#build', 0, 100);
  await page.locator('.chart').waitFor();
  await page.getByRole('button', { name: 'Table' }).click();
  await page.locator('.frames tbody').getByText('Run', { exact: true }).waitFor();
  run.act('app#build', 0, 100);
  await page.locator('.frames tbody').getByText('app#build').first().waitFor();
  await page.getByRole('button', { name: 'Left heavy' }).click();
  await page.locator('.chart').focus();
  await page.keyboard.press('ArrowDown');
  const chosen = (await panel(page)).split('\n')[0];
  run.act('web#build', 0, 500);
  await run.seen();
  strictEqual((await panel(page)).split('\n')[0], chosen);
  await page.getByRole('button', { name: 'Time order' }).click();
  strictEqual(await isFollowing(page), 'true');
});

test('what became of the run is said', async (t) => {
  const stopped = new SlowRun();
  stopped.act('lib#build', 0, 100);
  stopped.ended = { run: 'run-9', isKept: true, isStopped: true };
  const { page } = await open(t, stopped);
  await page.locator('.live', { hasText: 'The run was stopped.' }).waitFor();

  const unkept = new SlowRun();
  unkept.act('lib#build', 0, 100);
  unkept.ended = { isKept: false, isStopped: false };
  const second = await open(t, unkept);
  await second.page.locator('.live', { hasText: 'Its profile was not kept.' }).waitFor();
  strictEqual(await second.page.locator('.chart').isVisible(), true);

  const nothing = new SlowRun();
  nothing.ended = { run: 'run-9', isKept: false, isStopped: false };
  const third = await open(t, nothing);
  await third.page.getByText('There was nothing to do.').waitFor();

  const refused = new SlowRun();
  const [place, severity] = [{ path: 'cachescope.json', line: 3, column: 5 }, 'error' as const];
  const problem = { severity, code: 'unknown-task', message: 'There is no task "biuld".' };
  const all = [{ ...problem, suggestion: 'Did you mean "build"?', place }, problem];
  refused.ended = { isKept: false, isStopped: false, refused: all };
  const fifth = await open(t, refused);
  await fifth.page
    .getByText(
      'This build did not start. cachescope.json:3:5: There is no task "biuld". Did you mean "build"? Other problems: 1. When that is mended, start the build again.',
    )
    .waitFor();

  const early = new SlowRun();
  early.ended = { isKept: false, isStopped: true };
  const sixth = await open(t, early);
  await sixth.page.getByText('was stopped before it began. Start it again').waitFor();

  const lost = new SlowRun();
  lost.act('lib#build', 0, 100);
  const fourth = await open(t, lost);
  await fourth.page.locator('.chart').waitFor();
  lost.isLost = true;
  await fourth.page.locator('.live', { hasText: 'Nothing more is known of this run' }).waitFor();
  strictEqual(await fourth.page.locator('.chart').isVisible(), true);
});

test('what runs is seen in each theme, and heard', async (t) => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const [name, theme] of Object.entries(themes)) {
    const run = new SlowRun();
    run.act('lib#build', 0, 300);
    run.act('app#build', 0);
    run.act('web#build', 1);
    run.now += 500;
    const { page } = await open(t, run, { theme });
    await page.locator('.chart').waitFor();
    await run.seen();
    await page.screenshot({ path: join(pictures, `flame-live-${name}.png`) });
    // Through the debugger, which no policy stops.
    await page.evaluate(axe);
    const found: { impact: string }[] = await page.evaluate(
      'axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes[0].html })))',
    );
    const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    deepEqual(grave, []);
    deepEqual(
      (await contrasts(page)).filter(({ ratio }) => ratio < 4.5),
      [],
    );
  }
});
