/** Mouse and trackpad: drag to move, wheel to zoom at the pointer, Shift+drag or a drag on the axis to select, double click to fit a box. */
import type { Stretch } from '../model/viewport.ts';
import { axisHeight } from '../paint/scene.ts';
import type { FlameChart } from './chart.ts';

/** What the page does about it. */
export interface PointerEvents {
  /** The pointer is over a box, at a place of the window; -1: over none. */
  hovered(position: number, x: number, y: number): void;
  /** The pointer is over a mark. */
  hoveredMark(position: number, x: number, y: number): void;
  /** Ctrl or Cmd and a click. */
  opened(position: number): void;
}

const dragPixelsMin = 4;
const zoomPerPixel = 1.0025;
/** A pinch comes in much smaller steps than a wheel. */
const zoomPerPinchPixel = 1.012;
const pixelsPerLine = 16;
const deltaMax = 240;

interface Drag {
  readonly kind: 'move' | 'select';
  readonly x: number;
  readonly y: number;
  readonly view: Stretch;
  readonly scrollTop: number;
  isMoving: boolean;
}

/** Connects a chart to the pointer. */
export function listenToPointer(chart: FlameChart, events: PointerEvents): void {
  const { canvas } = chart;
  let drag: Drag | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const { offsetX: x, offsetY: y, shiftKey } = event;
    const kind = shiftKey || y < axisHeight ? 'select' : 'move';
    drag = { kind, x, y, view: chart.view, scrollTop: chart.scrollTop, isMoving: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (drag === undefined) return hover(chart, events, event);
    const { offsetX: x, offsetY: y } = event;
    const distance = Math.abs(x - drag.x) + Math.abs(y - drag.y);
    drag.isMoving ||= distance >= dragPixelsMin;
    if (drag.isMoving) moveDrag(chart, drag, { x, y });
  });
  canvas.addEventListener('pointerup', (event) => {
    if (drag !== undefined && !drag.isMoving) click(chart, events, event);
    drag = undefined;
  });
  canvas.addEventListener('pointercancel', () => {
    drag = undefined;
  });
  canvas.addEventListener('pointerleave', () => {
    chart.hover(-1);
    events.hovered(-1, 0, 0);
  });
  canvas.addEventListener('dblclick', ({ offsetX, offsetY }) => {
    const position = chart.boxAt(offsetX, offsetY);
    if (position >= 0) chart.zoomToBox(position);
  });
  canvas.addEventListener('wheel', (event) => turnWheel(chart, event), { passive: false });
  listenOnMap(chart);
}

function hover(chart: FlameChart, events: PointerEvents, event: PointerEvent): void {
  const { offsetX, offsetY, clientX, clientY } = event;
  const position = chart.boxAt(offsetX, offsetY);
  chart.hover(position);
  const mark = position < 0 ? chart.markAt(offsetX, offsetY) : -1;
  if (mark >= 0) events.hoveredMark(mark, clientX, clientY);
  else events.hovered(position, clientX, clientY);
}

function moveDrag(chart: FlameChart, drag: Drag, { x, y }: { x: number; y: number }): void {
  if (drag.kind === 'select') {
    const ends = [chart.at(drag.x), chart.at(x)];
    chart.select({
      from: Math.max(0, Math.min(...ends)),
      to: Math.min(chart.layout.length, Math.max(...ends)),
    });
    return;
  }
  const perPixel = (drag.view.to - drag.view.from) / Math.max(1, chart.canvas.clientWidth);
  const by = (drag.x - x) * perPixel;
  const stretch = { from: drag.view.from + by, to: drag.view.to + by };
  chart.moveTo(stretch, drag.scrollTop + drag.y - y);
}

function click(chart: FlameChart, events: PointerEvents, event: PointerEvent): void {
  const position = chart.boxAt(event.offsetX, event.offsetY);
  if (event.offsetY < axisHeight || (position < 0 && chart.range !== undefined)) {
    chart.select(undefined);
  }
  chart.focus(position);
  if (position >= 0 && (event.ctrlKey || event.metaKey)) events.opened(position);
}

function turnWheel(chart: FlameChart, event: WheelEvent): void {
  event.preventDefault();
  const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? pixelsPerLine : 1;
  const across = cut(event.deltaX * scale);
  const down = cut(event.deltaY * scale);
  const pages = (pixels: number) => pixels / Math.max(1, chart.canvas.clientWidth);
  // A pinch is told as a wheel with Ctrl.
  if (event.ctrlKey || event.metaKey) {
    chart.zoomBy(zoomPerPinchPixel ** down, chart.at(event.offsetX));
  } else if (event.shiftKey) {
    chart.camera.panBy(pages(down === 0 ? across : down));
  } else if (event.altKey) {
    chart.scrollBy(down);
  } else if (Math.abs(across) > Math.abs(down)) {
    chart.camera.panBy(pages(across));
  } else {
    chart.zoomBy(zoomPerPixel ** down, chart.at(event.offsetX));
  }
}

function cut(delta: number): number {
  return Math.max(-deltaMax, Math.min(deltaMax, delta));
}

// A press on the map looks there; what is seen moves along.
function listenOnMap(chart: FlameChart): void {
  const { map } = chart;
  const look = (event: PointerEvent) => {
    const at = (event.offsetX / Math.max(1, map.clientWidth)) * chart.layout.length;
    const half = (chart.view.to - chart.view.from) / 2;
    chart.moveTo({ from: at - half, to: at + half });
  };
  map.addEventListener('pointerdown', (event) => {
    map.setPointerCapture(event.pointerId);
    look(event);
  });
  map.addEventListener('pointermove', (event) => {
    if (event.buttons === 1) look(event);
  });
}
