/** Which part of the page answers which key and which part of the toolbar. */
import type { Arrow } from '../model/navigate.ts';
import type { OverlayName } from '../model/overlay.ts';
import type { Finder } from './finder.ts';
import type { GraphCanvas } from './graphCanvas.ts';
import type { KeyEvents } from './keys.ts';
import type { Lists } from './lists.ts';
import type { NodeSteps } from './nodeSteps.ts';
import type { SaveKind } from './saving.ts';
import type { FilterName, ToolbarEvents } from './toolbar.ts';

/** The parts; made later than the toolbar, so they are looked up when something happens. */
export interface EventParts {
  readonly drawing: () => GraphCanvas;
  readonly steps: () => NodeSteps;
  readonly finder: () => Finder;
  readonly lists: () => Lists;
  readonly help: () => HTMLDialogElement;
  /** Id of the selected node; '' for none. */
  readonly selected: () => string;
  readonly tell: (error: unknown) => void;
  readonly step: (arrow: Arrow) => void;
  readonly open: () => void;
  readonly outer: () => void;
  readonly back: () => void;
  readonly focusSearch: () => void;
  readonly search: (words: string) => void;
  readonly toggleTree: () => void;
  readonly overlay: (overlay: OverlayName) => void;
  readonly filter: (name: FilterName, isOn: boolean) => void;
  readonly save: (kind: SaveKind) => void;
}

/** What the keys do. */
export function keyEvents(parts: EventParts): KeyEvents {
  const { drawing, steps, finder, selected, help } = parts;
  const { step, open, outer, back, toggleTree, focusSearch } = parts;
  return {
    ...{ step, open, outer, back, toggleTree, search: focusSearch },
    focus: () => steps().focusOn(selected()),
    hide: () => steps().hide(selected()),
    path: () => steps().path(selected()),
    why: () => steps().why(selected()),
    cost: () => steps().cost(selected()),
    openFile: () => steps().openFile(selected()),
    nextMatch: (by) => finder().go(by),
    zoom: (factor) => drawing().zoomBy(factor),
    fit: () => drawing().fit(),
    help: () => help().showModal(),
  };
}

/** What the toolbar does. */
export function toolbarEvents(parts: EventParts): ToolbarEvents {
  const { drawing, finder, lists, help, tell } = parts;
  const { search, toggleTree, overlay, filter, save } = parts;
  return {
    ...{ search, toggleTree, overlay, filter, save },
    nextMatch: (by) => finder().go(by),
    leave: () => drawing().element.focus(),
    fit: () => drawing().fit(),
    cycles: () => void lists().circles().catch(tell),
    help: () => help().showModal(),
  };
}
