/** The chart's keys. One table says what they do, for the listener and for the help. */
import { type Step, stepFrom, stepToLane } from '../model/navigate.ts';
import type { FlameChart } from './chart.ts';

/** What the page does about keys that are not the chart's alone. */
export interface KeyEvents {
  search(): void;
  nextMatch(by: 1 | -1): void;
  help(): void;
  /** Opens the source of a box; `aside` in another column. */
  open(position: number, aside: boolean): void;
  sandwich(position: number): void;
  /** Opens the explanation of the action of a box. */
  why(position: number): void;
  /** Opens the cache entry of that action. */
  entry(position: number): void;
  critical(): void;
  compare(): void;
}

interface Keys {
  readonly chart: FlameChart;
  readonly events: KeyEvents;
}

interface Binding {
  /** As `KeyboardEvent.key`, letters in lower case. */
  readonly keys: readonly string[];
  /** English; a text of the page. */
  readonly about: string;
  readonly run: (on: Keys, event: KeyboardEvent) => void;
}

const zoomStep = 1.4;
const panStep = 0.2;

/** All of them, in the order of the help. */
export const bindings: readonly Binding[] = [
  { keys: ['ArrowLeft'], about: 'Previous span in the row', run: step('previous') },
  { keys: ['ArrowRight'], about: 'Next span in the row', run: step('next') },
  { keys: ['ArrowUp'], about: 'Span above', run: upOrDown(-1) },
  { keys: ['ArrowDown'], about: 'Span below', run: upOrDown(1) },
  { keys: ['Home'], about: 'First span of the row', run: step('first') },
  { keys: ['End'], about: 'Last span of the row', run: step('last') },
  { keys: ['PageUp'], about: 'Lane above', run: lane(-1) },
  { keys: ['PageDown'], about: 'Lane below', run: lane(1) },
  {
    keys: ['Enter', 'f'],
    about: 'Fit the span',
    run: ({ chart }) => onFocused(chart, (position) => chart.zoomToBox(position)),
  },
  {
    keys: ['Escape'],
    about: 'Back',
    run: ({ chart }) => {
      if (chart.range !== undefined) chart.select(undefined);
      else if (!chart.camera.back()) chart.focus(-1);
    },
  },
  { keys: ['+', '=', 'w'], about: 'Zoom in', run: ({ chart }) => chart.zoomBy(1 / zoomStep) },
  { keys: ['-', 's'], about: 'Zoom out', run: ({ chart }) => chart.zoomBy(zoomStep) },
  { keys: ['a'], about: 'Move left', run: ({ chart }) => chart.camera.panBy(-panStep) },
  { keys: ['d'], about: 'Move right', run: ({ chart }) => chart.camera.panBy(panStep) },
  {
    keys: ['0'],
    about: 'Show all',
    run: ({ chart }) => chart.camera.zoomTo({ from: 0, to: chart.layout.length }),
  },
  {
    keys: ['r'],
    about: 'Select the time of the span',
    run: ({ chart }) => onFocused(chart, (position) => chart.select(chart.boxStretch(position))),
  },
  {
    keys: ['o'],
    about: 'Open the source (with Alt: to the side)',
    run: ({ chart, events }, { altKey }) =>
      onFocused(chart, (position) => events.open(position, altKey)),
  },
  {
    keys: ['c'],
    about: 'Callers and callees',
    run: ({ chart, events }) => onFocused(chart, (position) => events.sandwich(position)),
  },
  {
    keys: ['y'],
    about: 'Why the action ran',
    run: ({ chart, events }) => onFocused(chart, (position) => events.why(position)),
  },
  {
    keys: ['e'],
    about: 'The cache entry of the action',
    run: ({ chart, events }) => onFocused(chart, (position) => events.entry(position)),
  },
  { keys: ['p'], about: 'Critical path', run: ({ events }) => events.critical() },
  { keys: ['v'], about: 'Compare with another run…', run: ({ events }) => events.compare() },
  { keys: ['/'], about: 'Search', run: ({ events }) => events.search() },
  {
    keys: ['n'],
    about: 'Next match (with Shift: the one before)',
    run: ({ events }, { shiftKey }) => events.nextMatch(shiftKey ? -1 : 1),
  },
  { keys: ['?'], about: 'Keys', run: ({ events }) => events.help() },
];

/** Connects a chart to the keyboard. */
export function listenToKeys(chart: FlameChart, events: KeyEvents): void {
  chart.element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const binding = bindings.find(({ keys }) => keys.includes(key));
    if (binding === undefined) return;
    event.preventDefault();
    binding.run({ chart, events }, event);
  });
}

function onFocused(chart: FlameChart, run: (position: number) => void): void {
  if (chart.focused >= 0) run(chart.focused);
}

function go(chart: FlameChart, next: (from: number) => number): void {
  const position = chart.focused < 0 ? chart.firstSeen() : next(chart.focused);
  if (position >= 0) chart.focus(position);
}

function step(kind: Step): Binding['run'] {
  return ({ chart }) => go(chart, (from) => stepFrom(chart.layout, from, kind));
}

function lane(by: 1 | -1): Binding['run'] {
  return ({ chart }) => go(chart, (from) => stepToLane(chart.layout, from, by));
}

// Where a lane ends, the next one begins.
function upOrDown(by: 1 | -1): Binding['run'] {
  return ({ chart }) =>
    go(chart, (from) => {
      const next = stepFrom(
        chart.layout,
        from,
        isTowardsParent(chart, from, by) ? 'parent' : 'child',
      );
      return next >= 0 ? next : stepToLane(chart.layout, from, by);
    });
}

function isTowardsParent({ layout }: FlameChart, position: number, by: 1 | -1): boolean {
  const isFlipped = layout.lanes.some(({ isFlipped, firstRow, rowCount }) => {
    const first = layout.rowFirst[firstRow] ?? 0;
    const end = layout.rowFirst[firstRow + rowCount] ?? 0;
    return isFlipped && position >= first && position < end;
  });
  return isFlipped ? by > 0 : by < 0;
}
