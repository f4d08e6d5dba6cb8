// The flame chart in Chromium with a large trace, beside flame-chart-js with the same file:
//
//   npm run bench -- flame                              1,000,000 and 2,000,000 spans
//   npm run bench -- flame --spans 100000 --rounds 3
//   npm run bench -- flame --alone                      without flame-chart-js
//   npm run bench -- flame --live                       a run under way, see flameLive.ts
//
// "First chart" is from the moment at which the page learns of its file until the frame in which the chart
// is drawn. Memory is that of the renderer's process, its peak. Drawing is by software.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../support/chromium.ts';
import { writeTrace } from '../support/profiles/makeTrace.ts';
import { openFlame } from '../webview/flameHarness.ts';
import { measureLive } from './flameLive.ts';
import { machine, median, secondsText, tableText } from './measure.ts';

const help = `npm run bench -- flame [--spans <numbers>] [--rounds <number>] [--alone]
       npm run bench -- flame --live [--actions <number>]

  --spans   sizes of the traces, with commas between them; default: 1000000,2000000
  --rounds  how often each is opened; the middle value counts; default: 3
  --alone   leaves flame-chart-js out
  --live    shows a run under way instead, of that many actions; default: 10000`;

interface Measured {
  readonly firstChartS: number;
  readonly peakMb: number;
  readonly settledMb: number;
  readonly longestTaskMs: number;
  /** Of frames while one zooms and pans. */
  readonly frameP95Ms: number;
}

type Subject = (browser: Browser, file: string) => Promise<Measured>;

/** Runs it. @returns exit code */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      spans: { type: 'string', default: '1000000,2000000' },
      rounds: { type: 'string', default: '3' },
      alone: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      actions: { type: 'string', default: '10000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  if (values.live) return await measureLive(Number(values.actions));
  console.log(JSON.stringify(machine()));
  const folder = await mkdtemp(join(tmpdir(), 'cachescope-bench-'));
  const subjects: Record<string, Subject> = values.alone
    ? { cachescope: measureOurs }
    : { cachescope: measureOurs, 'flame-chart-js': measureOther };
  try {
    for (const spans of values.spans.split(',').map(Number)) {
      await compare({ spans, rounds: Number(values.rounds), folder, subjects });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return 0;
}

async function compare(of: {
  readonly spans: number;
  readonly rounds: number;
  readonly folder: string;
  readonly subjects: Readonly<Record<string, Subject>>;
}): Promise<void> {
  const { spans, rounds, folder, subjects } = of;
  const file = join(folder, `${spans}.trace.json`);
  await writeTrace(file, { spans });
  const { size } = await stat(file);
  console.log(`\n${spans.toLocaleString('en')} spans, ${(size / 1e6).toFixed(0)} MB`);
  const rows = [['', 'first chart', 'peak', 'settled', 'longest task', 'frame p95']];
  const all = new Map<string, Measured[]>();
  // In turns, so that what else the machine does falls on all alike.
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(subjects)) {
      all.set(name, [...(all.get(name) ?? []), await measureOnce(measure, file)]);
    }
  }
  for (const [name, measured] of all) rows.push([name, ...cells(measured)]);
  console.log(tableText(rows));
}

async function measureOnce(measure: Subject, file: string): Promise<Measured> {
  const browser = await startChromium();
  try {
    return await measure(browser, file);
  } finally {
    await browser.close();
  }
}

function cells(measured: readonly Measured[]): string[] {
  const middle = (key: keyof Measured) => median(measured.map((one) => one[key]));
  return [
    `${secondsText(middle('firstChartS'))} s`,
    `${middle('peakMb').toFixed(0)} MB`,
    `${middle('settledMb').toFixed(0)} MB`,
    `${middle('longestTaskMs').toFixed(0)} ms`,
    `${middle('frameP95Ms').toFixed(0)} ms`,
  ];
}

// Kept in the page from its beginning.
const watch = `
  globalThis.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: 'longtask', buffered: true });
  addEventListener('message', ({ data }) => {
    if (data?.type === 'start') globalThis.startedAt = performance.now();
  });
`;

// A canvas is 300 wide until something draws on it; the next frame shows what was drawn.
const firstChart = `new Promise((resolve, reject) => {
  const look = () => {
    const canvas = document.querySelector('.chart canvas, canvas.other');
    const problem = document.querySelector('.problem');
    if (problem) reject(new Error(problem.textContent));
    else if (canvas === null || canvas.width === 300) requestAnimationFrame(look);
    else requestAnimationFrame(() => resolve((performance.now() - startedAt) / 1000));
  };
  look();
})`;

// Zooms in and out at changing places, then pans: one event a frame, as the browser hands them on.
const zoomAndPan = `new Promise((resolve) => {
  const canvas = document.querySelector('.chart canvas, canvas.other');
  const { left, top, width } = canvas.getBoundingClientRect();
  const times = [];
  let last = performance.now();
  let step = 0;
  const frame = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    if (++step > 180) {
      times.sort((a, b) => a - b);
      return resolve(times[Math.floor(times.length * 0.95)]);
    }
    const clientX = left + width * (0.5 + 0.4 * Math.sin(step / 9));
    const isPan = step > 120;
    const delta = Math.sin(step / 20) >= 0 ? -100 : 100;
    const deltas = isPan ? { deltaX: delta, deltaY: 0 } : { deltaX: 0, deltaY: delta };
    const rest = { clientX, clientY: top + 200, bubbles: true, cancelable: true };
    canvas.dispatchEvent(new WheelEvent('wheel', { ...deltas, ...rest }));
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})`;

const measureOurs: Subject = async (browser, file) => {
  const shown = { name: 'bench.trace.json', path: file };
  const opened = await openFlame({ browser, file: shown, initScript: watch });
  const measured = await measurePage(browser, opened.page);
  await opened.close();
  if (opened.troubles.length > 0) throw new Error(opened.troubles.join('\n'));
  return measured;
};

async function measurePage(browser: Browser, page: Page): Promise<Measured> {
  const firstChartS: number = await page.evaluate(firstChart);
  const frameP95Ms: number = await page.evaluate(zoomAndPan);
  // Long tasks are told a little later.
  const longestTaskMs: number = await page.evaluate(
    'new Promise((resolve) => setTimeout(() => resolve(longest), 300))',
  );
  const { peakMb, settledMb } = await rendererMemory(browser);
  return { firstChartS, peakMb, settledMb, longestTaskMs, frameP95Ms };
}

// The page's renderer is the largest one: a spare one is kept by the browser.
async function rendererMemory(browser: Browser): Promise<{ peakMb: number; settledMb: number }> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const all = renderers.map(({ id }) => readFileSync(`/proc/${id}/status`, 'utf8'));
  const most = (field: string) =>
    Math.max(...all.map((text) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)?.[1] ?? 0)));
  return { peakMb: (most('VmHWM') * 1024) / 1e6, settledMb: (most('VmRSS') * 1024) / 1e6 };
}

// What one writes to show a Chrome trace with flame-chart-js, which takes a tree of objects.
const otherPage = `
  import { FlameChart } from 'flame-chart-js';
  const rootsOf = (events) => {
    const roots = [];
    const lanes = new Map();
    events.sort((a, b) => a.tid - b.tid || a.ts - b.ts || b.dur - a.dur);
    for (const { name, ts, dur, tid, cat } of events) {
      const stack = lanes.get(tid) ?? [];
      lanes.set(tid, stack);
      const node = { name, start: ts / 1000, duration: dur / 1000, type: cat, children: [] };
      while (stack.length > 0 && ts >= stack.at(-1).end) stack.pop();
      (stack.at(-1)?.node.children ?? roots).push(node);
      stack.push({ node, end: ts + dur });
    }
    return roots;
  };
  globalThis.show = async () => {
    globalThis.startedAt = performance.now();
    const events = await (await fetch('/profile')).json();
    const data = rootsOf(events.filter(({ ph }) => ph === 'X'));
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 1200, height: 700 });
    document.body.append(canvas);
    new FlameChart({ canvas, data, settings: { options: {} } });
    canvas.className = 'other';
  };
`;

const measureOther: Subject = async (browser, file) => {
  const { outputFiles } = await build({
    stdin: { contents: otherPage, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'warning',
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    const isFile = request.url === '/profile';
    response.setHeader('content-type', isFile ? 'application/json' : 'text/html');
    // Read at once: its time counts for the other side no more than for ours.
    response.end(isFile ? readFileSync(file) : '<!DOCTYPE html><title>other</title><body>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await page.addInitScript(watch);
  await page.addInitScript(script);
  await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
  page.on('pageerror', (error) => console.error(error.message));
  await page.evaluate('void show()');
  const measured = await measurePage(browser, page);
  server.closeAllConnections();
  server.close();
  return measured;
};
