/**
 * The last runs as bars: what each took, and above it what the cache saved. Bars are buttons: one stop for Tab, arrow keys between
 * them, Enter opens the run. The same figures are in a table, which the page shows instead on request.
 */
import type { RunSummary } from '../../server/protocol/tasks.ts';
import { element, focusByKey, focusedKey, focusKeyAttribute, svgElement } from '../ui/dom.ts';
import type { Drawing } from './context.ts';
import { hitRateText, targetsText } from './runTable.ts';

// All in pixels of the drawing, which is drawn anew for each width.
const height = 132;
const baseline = 122;
const top = 18;
const left = 72;
const barWidthMax = 44;
const barWidthMin = 8;
const gap = 6;
const heightMin = 2;

/** The bars, with a legend and a line that says what the bar at hand stands for. */
export function runChart(runs: readonly RunSummary[], drawing: Drawing): HTMLElement {
  const detail = element('p', { class: 'detail', attributes: { 'aria-hidden': 'true' } });
  const holder = element('div', { class: 'chart' });
  // The bars of before are gone when these are first drawn, and with them the focus, if it was there.
  let focused = focusedKey();
  const draw = (width: number) => {
    const key = focused ?? focusedKey();
    focused = undefined;
    drawInto({ holder, detail, runs, drawing, width });
    if (key?.startsWith('bar ')) focusByKey(holder, key);
  };
  // The first call comes as soon as the page has a layout.
  new ResizeObserver(([entry]) => draw(entry?.contentRect.width ?? 0)).observe(holder);
  return element('div', {}, holder, element('div', { class: 'below' }, legend(drawing), detail));
}

interface Plot {
  readonly holder: HTMLElement;
  readonly detail: HTMLElement;
  readonly runs: readonly RunSummary[];
  readonly drawing: Drawing;
  readonly width: number;
}

function drawInto({ holder, detail, runs, drawing, width }: Plot): void {
  if (width === 0) return;
  const room = Math.max(1, Math.floor((width - left) / (barWidthMin + gap)));
  const shown = runs.slice(-room);
  const barWidth = Math.min(barWidthMax, Math.floor((width - left) / shown.length) - gap);
  const msMax = Math.max(1, ...shown.map((run) => run.durationMs + run.savedMs));
  const bars = shown.map((run, index) =>
    bar({ run, drawing, x: left + index * (barWidth + gap), barWidth, msMax }),
  );
  const group = svgElement(
    'g',
    { attributes: { role: 'group', 'aria-label': drawing.t('Last runs, oldest first') } },
    ...bars,
  );
  const svg = svgElement(
    'svg',
    // No image: to a screen reader an image has no parts, and these are buttons.
    { attributes: { role: 'none', width: `${width}`, height: `${height}` } },
    hatch(),
    ...scale({ msMax, width, drawing }),
    group,
  );
  holder.replaceChildren(svg);
  makeReachable({ bars, runs: shown, detail, drawing });
}

function bar(of: {
  run: RunSummary;
  drawing: Drawing;
  x: number;
  barWidth: number;
  msMax: number;
}): SVGGElement {
  const { run, drawing, x, barWidth, msMax } = of;
  const size = (ms: number) => (ms <= 0 ? 0 : Math.max(heightMin, (ms / msMax) * (baseline - top)));
  const took = size(run.durationMs);
  const saved = size(run.savedMs);
  const rect = (name: string, y: number, tall: number, fill?: string) =>
    svgElement('rect', {
      class: name,
      attributes: { x: `${x}`, y: `${y}`, width: `${barWidth}`, height: `${tall}`, fill },
    });
  const failed = svgElement(
    'text',
    {
      class: 'failed',
      attributes: {
        x: `${x + barWidth / 2}`,
        y: `${baseline - took - saved - 4}`,
        'aria-hidden': 'true',
      },
    },
    '✕',
  );
  const attributes = {
    role: 'button',
    tabindex: '-1',
    'aria-label': runText(run, drawing),
    [focusKeyAttribute]: `bar ${run.id}`,
  };
  return svgElement(
    'g',
    { class: 'bar', attributes, onClick: () => drawing.command('cachescope.openRun', run.id) },
    rect('area', top - 14, baseline - top + 14),
    rect('under', baseline - took - saved, saved),
    rect('saved', baseline - took - saved, saved, 'url(#hatch)'),
    rect('took', baseline - took, took),
    run.failed > 0 ? failed : undefined,
    rect('focus', top - 14, baseline - top + 15),
  );
}

/** Lines at nothing, half and all of the largest bar. */
function scale(of: { msMax: number; width: number; drawing: Drawing }): SVGElement[] {
  const { msMax, width, drawing } = of;
  return [0, 0.5, 1].flatMap((share) => {
    const y = `${Math.round(baseline - share * (baseline - top)) + 0.5}`;
    const line = { x1: `${left}`, x2: `${width}`, y1: y, y2: y };
    const label = { x: `${left - 8}`, y, 'dominant-baseline': 'middle', 'aria-hidden': 'true' };
    return [
      svgElement('line', { class: 'scale', attributes: line }),
      svgElement(
        'text',
        { class: 'scale', attributes: label },
        share === 0 ? '0' : drawing.formats.duration(share * msMax),
      ),
    ];
  });
}

// Saved time differs from taken time by a pattern, too, for those who cannot tell the colours.
function hatch(): SVGElement {
  const attributes = {
    id: 'hatch',
    width: '5',
    height: '5',
    patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)',
  };
  const line = { x1: '1', x2: '1', y1: '0', y2: '5' };
  return svgElement(
    'defs',
    {},
    svgElement('pattern', { attributes }, svgElement('line', { class: 'hatch', attributes: line })),
  );
}

function makeReachable(of: {
  bars: readonly SVGGElement[];
  runs: readonly RunSummary[];
  detail: HTMLElement;
  drawing: Drawing;
}): void {
  const { bars, runs, detail, drawing } = of;
  const show = (index: number) => {
    const run = runs[index];
    detail.textContent = run === undefined ? '' : runText(run, drawing);
  };
  const goTo = (index: number) => {
    for (const [at, one] of bars.entries()) one.setAttribute('tabindex', at === index ? '0' : '-1');
  };
  for (const [index, one] of bars.entries()) {
    one.addEventListener('pointerenter', () => show(index));
    one.addEventListener('focus', () => {
      goTo(index);
      show(index);
    });
    one.addEventListener('keydown', (event) => onKey(event, { bars, index }));
  }
  goTo(bars.length - 1);
  show(bars.length - 1);
}

function onKey(event: KeyboardEvent, of: { bars: readonly SVGGElement[]; index: number }): void {
  const { bars, index } = of;
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    Home: 0,
    End: bars.length - 1,
  };
  const target = targets[event.key];
  if (target !== undefined) bars[target]?.focus();
  else if (event.key === 'Enter' || event.key === ' ') {
    bars[index]?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  } else return;
  event.preventDefault();
}

function legend({ t }: Drawing): HTMLElement {
  const swatch = (name: string) =>
    svgElement(
      'svg',
      { attributes: { width: '12', height: '12', 'aria-hidden': 'true' } },
      svgElement('rect', {
        class: name,
        attributes: {
          x: '1',
          y: '1',
          width: '10',
          height: '10',
          fill: name === 'saved' ? 'url(#hatch)' : undefined,
        },
      }),
    );
  const mark = element('span', { class: 'failed', attributes: { 'aria-hidden': 'true' } }, '✕');
  return element(
    'ul',
    { class: 'legend' },
    element('li', {}, swatch('took'), t('Took')),
    element('li', {}, swatch('saved'), t('Saved by the cache')),
    element('li', {}, mark, t('Something failed')),
  );
}

function runText(run: RunSummary, drawing: Drawing): string {
  const { t, formats } = drawing;
  const parts = [
    `${formats.date(run.startedAt)}: ${targetsText(run.targets, drawing)}`,
    t('took {0}', formats.duration(run.durationMs)),
    t('saved {0}', formats.duration(run.savedMs)),
  ];
  if (run.hitRate !== undefined) parts.push(t('hit rate {0}', hitRateText(run, drawing)));
  if (run.failed > 0) parts.push(t('failed: {0}', formats.count(run.failed)));
  return parts.join(', ');
}
