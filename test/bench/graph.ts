// The module graph's page in Chromium with a large graph, beside sigma (WebGL) with the same nodes at the same places:
//
//   npm run bench -- graph                     10,000 nodes; 100,000 files, closed
//   npm run bench -- graph --rounds 5 --alone  without sigma
//
// "Shown" is from the moment at which the page gets the graph until the frame in which nodes and edges are drawn: of ours with
// the layout, of sigma without. Frames are those of 60 steps of a pan and 60 of a zoom; drawing is by software, WebGL by SwiftShader.

import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { GraphView } from '../../server/protocol/modules.ts';
import { layOut } from '../../webview/graph/model/layout.ts';
import { ViewGraph } from '../../webview/graph/model/viewGraph.ts';
import { chromiumArguments, findChromium } from '../support/chromium.ts';
import { makeFiles, viewOfFiles } from '../support/moduleGraph.ts';
import { readyStatus } from '../webview/graphSamples.ts';
import { openPage } from '../webview/harness.ts';
import { machine, median, tableText } from './measure.ts';

const help = `npm run bench -- graph [--nodes <number>] [--files <number>] [--rounds <number>] [--alone]

  --nodes   files that are shown, all folders open; default: 10000
  --files   files of the graph whose folders are closed; default: 100000
  --rounds  how often each is opened; the middle value counts; default: 3
  --alone   leaves sigma out`;

interface Measured {
  readonly shownMs: number;
  readonly panP95Ms: number;
  readonly zoomP95Ms: number;
  readonly longestTaskMs: number;
}

type Subject = (browser: Browser, view: GraphView) => Promise<Measured>;

/** Runs it. @returns exit code */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      nodes: { type: 'string', default: '10000' },
      files: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '3' },
      alone: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  console.log(JSON.stringify(machine()));
  const rounds = Number(values.rounds);
  const open = viewOfFiles(makeFiles(Number(values.nodes)), () => true);
  const both = values.alone ? { ours: measureOurs } : { ours: measureOurs, sigma: measureSigma };
  await compare({ title: 'all folders open', view: open, rounds, subjects: both });
  // At the top: the packages.
  const files = makeFiles(Number(values.files));
  const closed = viewOfFiles(files, (folder) => folder === 'packages');
  await compare({ title: 'closed', view: closed, rounds, subjects: { ours: measureOurs } });
  return 0;
}

async function compare(of: {
  readonly title: string;
  readonly view: GraphView;
  readonly rounds: number;
  readonly subjects: Readonly<Record<string, Subject>>;
}): Promise<void> {
  const { title, view, rounds, subjects } = of;
  const count = (value: number) => value.toLocaleString('en');
  const [nodes, edges] = [count(view.nodes.length), count(view.edges.length / 3)];
  console.log(`\n${count(view.total.modules)} files, ${title}: ${nodes} nodes, ${edges} edges`);
  const all = new Map<string, Measured[]>();
  // In turns, so that what else the machine does falls on all alike.
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(subjects))
      all.set(name, [...(all.get(name) ?? []), await measureOnce(measure, view)]);
  }
  const rows = [['', 'shown', 'pan p95', 'zoom p95', 'longest task']];
  for (const [name, measured] of all) rows.push([name, ...cells(measured)]);
  console.log(tableText(rows));
}

async function measureOnce(measure: Subject, view: GraphView): Promise<Measured> {
  const args = [...chromiumArguments, '--enable-unsafe-swiftshader'];
  const browser = await chromium.launch({ executablePath: findChromium(), args });
  try {
    return await measure(browser, view);
  } finally {
    await browser.close();
  }
}

function cells(measured: readonly Measured[]): string[] {
  const keys = ['shownMs', 'panP95Ms', 'zoomP95Ms', 'longestTaskMs'] as const;
  return keys.map((key) => `${median(measured.map((one) => one[key])).toFixed(0)} ms`);
}

// Kept in the page from its beginning.
const watch = `
  globalThis.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: 'longtask', buffered: true });
  addEventListener('message', ({ data }) => {
    if (data?.result?.nodes !== undefined) globalThis.startedAt ??= performance.now();
  });
  // The picture of the edges comes last, so it tells that all is drawn.
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...args) {
    draw.apply(this, args);
    globalThis.drawnAt ??= performance.now();
  };
`;

const shown = `new Promise((resolve) => {
  const look = () => {
    const { drawnAt, startedAt } = globalThis;
    if (drawnAt === undefined || startedAt === undefined) requestAnimationFrame(look);
    else requestAnimationFrame(() => resolve(performance.now() - startedAt));
  };
  look();
})`;

// One event a frame, as the browser hands them on.
const frames = (deltas: string) => `new Promise((resolve) => {
  const canvas = document.querySelector('.drawing canvas, .sigma-mouse');
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const times = [];
  const began = performance.now();
  let last = began;
  let step = 0;
  const frame = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    // Where a frame takes long, a few of them tell as much.
    if (++step > 60 || now - began > 8000) {
      times.sort((a, b) => a - b);
      return resolve(times[Math.floor(times.length * 0.95)]);
    }
    (${deltas})({ canvas, step, x: left + width / 2, y: top + height / 2 });
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})`;

const pan = frames(`({ canvas, step, x, y }) => {
  const at = { clientX: x + Math.sin(step / 8) * 200, clientY: y + Math.sin(step / 5) * 150 };
  const rest = { bubbles: true, cancelable: true, button: 0, pointerId: 1, ...at };
  if (step === 1) canvas.setPointerCapture = () => {};
  for (const kind of ['Pointer', 'Mouse']) {
    const Kind = kind === 'Pointer' ? PointerEvent : MouseEvent;
    const name = kind.toLowerCase();
    if (step === 1) canvas.dispatchEvent(new Kind(name + 'down', { ...rest, buttons: 1 }));
    canvas.dispatchEvent(new Kind(name + 'move', { ...rest, buttons: 1 }));
    if (step === 60) canvas.dispatchEvent(new Kind(name + 'up', rest));
  }
}`);

const zoom = frames(`({ canvas, step, x, y }) => {
  const deltaY = step < 30 ? -60 : 60;
  const rest = { clientX: x, clientY: y, bubbles: true, cancelable: true };
  canvas.dispatchEvent(new WheelEvent('wheel', { deltaY, ...rest }));
}`);

async function measurePage(page: Page): Promise<Measured> {
  const shownMs: number = await page.evaluate(shown);
  const panP95Ms: number = await page.evaluate(pan);
  const zoomP95Ms: number = await page.evaluate(zoom);
  // Long tasks are told a little later.
  const longestTaskMs: number = await page.evaluate(
    'new Promise((resolve) => setTimeout(() => resolve(longest), 300))',
  );
  return { shownMs, panP95Ms, zoomP95Ms, longestTaskMs };
}

const measureOurs: Subject = async (browser, view) => {
  const opened = await openPage({
    ...{ browser, pageName: 'graph', isTimed: true, initScript: watch, width: 1200 },
    answer: (method) => (method === 'cachescope/graphView' ? view : readyStatus),
    ownAnswers: { 'graph/wanted': () => null },
  });
  const measured = await measurePage(opened.page);
  await opened.close();
  if (opened.troubles.length > 0) throw new Error(opened.troubles.join('\n'));
  return measured;
};

// What one writes to show a graph with sigma, places given.
const sigmaPage = `
  import Graph from 'graphology';
  import Sigma from 'sigma';
  globalThis.show = ({ nodes, edges }) => {
    globalThis.startedAt = performance.now();
    const graph = new Graph({ type: 'directed' });
    for (const [at, { x, y, label }] of nodes.entries()) graph.addNode(at, { x, y: -y, size: 2, label, color: '#59a4f9' });
    for (const [from, to] of edges) graph.addEdge(from, to, { size: 0.5, color: '#666' });
    const sigma = new Sigma(graph, document.getElementById('graph'));
    sigma.once('afterRender', () => { globalThis.drawnAt = performance.now(); });
    sigma.refresh();
  };
`;

const measureSigma: Subject = async (browser, view) => {
  const { outputFiles } = await build({
    stdin: { contents: sigmaPage, resolveDir: import.meta.dirname },
    ...{ bundle: true, write: false, format: 'iife', logLevel: 'warning' },
  });
  const graph = new ViewGraph(view);
  const { boxes } = layOut(graph, {});
  const edges = [...graph.edges.keys()].filter((at) => at % 2 === 0);
  const data = {
    nodes: graph.nodes.map(({ label }, at) => ({ label, x: boxes[at * 4], y: boxes[at * 4 + 1] })),
    edges: edges.map((at) => [graph.edges[at], graph.edges[at + 1]]),
  };
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await page.addInitScript(watch);
  const body = '<div id="graph" style="width: 900px; height: 560px"></div>';
  await page.route('http://sigma.test/', (route) =>
    route.fulfill({ body, contentType: 'text/html' }),
  );
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto('http://sigma.test/');
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  await page.evaluate(`show(${JSON.stringify(data)})`);
  return await measurePage(page);
};
