/** Mouse and trackpad: drag to move, wheel to zoom at the pointer, click to select, double click to open, a click on the triangle to open or close. */
import type { Look } from '../model/camera.ts';
import { pannedBy } from '../model/camera.ts';
import { measures } from '../model/layout.ts';
import { none } from '../model/viewGraph.ts';
import type { GraphCanvas } from './graphCanvas.ts';

/** What the page does about it. */
export interface PointerEvents {
  /** The pointer is over a node, at a place of the window; `none`: over none. */
  hovered(node: number, x: number, y: number): void;
  selected(node: number): void;
  /** Opens or closes a folder, opens a file. */
  opened(node: number): void;
}

const dragPixelsMin = 4;
const zoomPerPixel = 1.0025;
/** A pinch comes in much smaller steps than a wheel. */
const zoomPerPinchPixel = 1.012;
const pixelsPerLine = 16;
const deltaMax = 240;
/** Of the triangle beside a folder's name, in pixels of the world. */
const twistyWidth = 20;

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly look: Look;
  isMoving: boolean;
}

/** Connects the drawing to the pointer. */
export function listenToPointer(drawing: GraphCanvas, events: PointerEvents): void {
  const { canvas } = drawing;
  let drag: Drag | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    drag = { x: event.offsetX, y: event.offsetY, look: drawing.look, isMoving: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const { offsetX: x, offsetY: y } = event;
    if (drag === undefined) return hover(drawing, events, event);
    drag.isMoving ||= Math.abs(x - drag.x) + Math.abs(y - drag.y) >= dragPixelsMin;
    if (drag.isMoving) drawing.lookAt(pannedBy(drag.look, drag.x - x, drag.y - y));
  });
  canvas.addEventListener('pointerup', (event) => {
    if (drag !== undefined && !drag.isMoving) click(drawing, events, event);
    drag = undefined;
  });
  canvas.addEventListener('pointercancel', () => {
    drag = undefined;
  });
  canvas.addEventListener('pointerleave', () => {
    drawing.hover(none);
    events.hovered(none, 0, 0);
  });
  canvas.addEventListener('dblclick', ({ offsetX, offsetY }) => {
    const node = drawing.nodeAt(offsetX, offsetY);
    if (node !== none && !isOnTwisty(drawing, node, offsetX)) events.opened(node);
  });
  canvas.addEventListener('wheel', (event) => turnWheel(drawing, event), { passive: false });
}

function hover(drawing: GraphCanvas, events: PointerEvents, event: PointerEvent): void {
  const node = drawing.nodeAt(event.offsetX, event.offsetY);
  drawing.hover(node);
  events.hovered(node, event.clientX, event.clientY);
}

function click(drawing: GraphCanvas, events: PointerEvents, event: PointerEvent): void {
  const { offsetX, offsetY } = event;
  const node = drawing.nodeAt(offsetX, offsetY);
  events.selected(node);
  const isFolder = drawing.shown.graph.nodes[node]?.type === 'folder';
  const { y } = drawing.boxOf(node);
  const isInHead = offsetY / drawing.look.scale + drawing.look.y < y + measures.boxHead;
  if (isFolder && isInHead && isOnTwisty(drawing, node, offsetX)) events.opened(node);
}

function isOnTwisty(drawing: GraphCanvas, node: number, offsetX: number): boolean {
  if (drawing.shown.graph.nodes[node]?.type !== 'folder') return false;
  const inBox = offsetX / drawing.look.scale + drawing.look.x - drawing.boxOf(node).x;
  // As wide as a triangle that can be hit at all.
  return inBox < twistyWidth && drawing.look.scale > 0.5;
}

function turnWheel(drawing: GraphCanvas, event: WheelEvent): void {
  event.preventDefault();
  const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? pixelsPerLine : 1;
  const across = cut(event.deltaX * scale);
  const down = cut(event.deltaY * scale);
  const at = { x: event.offsetX, y: event.offsetY };
  // A pinch is told as a wheel with Ctrl.
  if (event.ctrlKey || event.metaKey) drawing.zoomBy(zoomPerPinchPixel ** -down, at);
  else if (event.shiftKey) drawing.panBy(down === 0 ? across : down, 0);
  else if (event.altKey) drawing.panBy(0, down);
  else if (Math.abs(across) > Math.abs(down)) drawing.panBy(across, 0);
  else drawing.zoomBy(zoomPerPixel ** -down, at);
}

function cut(delta: number): number {
  return Math.max(-deltaMax, Math.min(deltaMax, delta));
}
