/** The keys of the drawing and of the tree. One table says what they do, for the listener and for the help. */
import type { Arrow } from '../model/navigate.ts';

/** What the keys start. Where it is about a node, it is the selected one. */
export interface KeyEvents {
  step(arrow: Arrow): void;
  /** Opens or closes a folder, opens a file. */
  open(): void;
  /** Selects the folder around. */
  outer(): void;
  focus(): void;
  hide(): void;
  path(): void;
  why(): void;
  cost(): void;
  openFile(): void;
  search(): void;
  nextMatch(by: 1 | -1): void;
  zoom(factor: number): void;
  fit(): void;
  /** Ends what is laid over the graph, the last first. */
  back(): void;
  toggleTree(): void;
  help(): void;
}

interface Binding {
  /** As `KeyboardEvent.key`, letters in lower case. */
  readonly keys: readonly string[];
  /** English; a text of the page. */
  readonly about: string;
  /** True: the tree does something else with it. */
  readonly inDrawingOnly?: boolean;
  readonly run: (events: KeyEvents, event: KeyboardEvent) => void;
}

const zoomStep = 1.3;
const inDrawingOnly = true;

/** All of them, in the order of the help. */
export const bindings: readonly Binding[] = [
  {
    ...{ keys: ['ArrowRight'], about: 'What it depends on', inDrawingOnly },
    run: (events) => events.step('right'),
  },
  {
    ...{ keys: ['ArrowLeft'], about: 'What depends on it', inDrawingOnly },
    run: (events) => events.step('left'),
  },
  {
    ...{ keys: ['ArrowUp'], about: 'Node above', inDrawingOnly },
    run: (events) => events.step('up'),
  },
  {
    ...{ keys: ['ArrowDown'], about: 'Node below', inDrawingOnly },
    run: (events) => events.step('down'),
  },
  {
    ...{ keys: ['Enter'], about: 'Open or close the folder, open the file', inDrawingOnly },
    run: (events) => events.open(),
  },
  { keys: ['Backspace', 'u'], about: 'Folder around it', run: (events) => events.outer() },
  { keys: ['f'], about: 'Focus on it and what is around it', run: (events) => events.focus() },
  { keys: ['h'], about: 'Hide it', run: (events) => events.hide() },
  { keys: ['p'], about: 'Path from here, then: path to here', run: (events) => events.path() },
  { keys: ['o'], about: 'Open file', run: (events) => events.openFile() },
  { keys: ['y'], about: 'Why the action ran', run: (events) => events.why() },
  { keys: ['c'], about: 'What would changing this cost?', run: (events) => events.cost() },
  { keys: ['/'], about: 'Search', run: (events) => events.search() },
  {
    keys: ['n'],
    about: 'Next match (with Shift: the one before)',
    run: (events, { shiftKey }) => events.nextMatch(shiftKey ? -1 : 1),
  },
  { keys: ['+', '='], about: 'Zoom in', run: (events) => events.zoom(zoomStep) },
  { keys: ['-'], about: 'Zoom out', run: (events) => events.zoom(1 / zoomStep) },
  { keys: ['0'], about: 'Show all', run: (events) => events.fit() },
  { keys: ['t'], about: 'Tree beside the graph', run: (events) => events.toggleTree() },
  { keys: ['Escape'], about: 'Back', run: (events) => events.back() },
  { keys: ['?'], about: 'Keys', run: (events) => events.help() },
];

/** Connects an element to the keys. @param isDrawing false: the tree, which has arrows and Enter of its own */
export function listenToKeys(on: HTMLElement, events: KeyEvents, isDrawing: boolean): void {
  on.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const binding = bindings.find(({ keys }) => keys.includes(key));
    if (binding === undefined || (binding.inDrawingOnly && !isDrawing)) return;
    event.preventDefault();
    binding.run(events, event);
  });
}
