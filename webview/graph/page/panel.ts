/** What stands below the graph: the selected node with its edges and what can be done with it; or a list, e.g. of circles. */
import type { CyclePage, ImpactResult } from '../../../server/protocol/modules.ts';
import type { Formats } from '../../overview/formats.ts';
import type { Translate } from '../../overview/texts.ts';
import { element, redraw } from '../../ui/dom.ts';
import { commandLink } from '../../ui/toolkit.ts';
import { textButton } from '../../ui/tools.ts';
import { neighboursOutside } from '../model/boxEdges.ts';
import type { ViewGraph } from '../model/viewGraph.ts';
import { pathOf } from '../model/viewGraph.ts';
import type { Describe } from './describe.ts';

/** A thing to do with the selected node. */
export interface Step {
  readonly label: string;
  readonly run: () => void;
}

/** What the panel works with. */
export interface PanelParts {
  readonly t: Translate;
  readonly formats: Formats;
  readonly describe: Describe;
  /** Goes to a node, shown or not. */
  readonly goTo: (id: string) => void;
  readonly showCircle: (ids: readonly string[]) => void;
  readonly explain: (action: string) => void;
  readonly close: () => void;
}

const edgesListed = 40;
const circlesListed = 100;
const actionsListed = 60;

/** The panel. */
export class Panel {
  readonly element: HTMLElement;
  readonly #parts: PanelParts;

  constructor(parts: PanelParts) {
    this.#parts = parts;
    const attributes = { 'aria-label': parts.t('Details'), tabindex: '0' };
    this.element = element('section', { class: 'panel', attributes });
  }

  /** Shows a node. */
  showNode(graph: ViewGraph, node: number, steps: readonly Step[]): void {
    const { t, describe } = this.#parts;
    const found = graph.nodes[node];
    if (found === undefined) {
      this.showHint();
      return;
    }
    const facts = describe
      .facts(graph, node)
      .map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', {}, value)),
      );
    redraw(
      this.element,
      element(
        'div',
        { class: 'buttons' },
        ...steps.map(({ label, run }) => textButton(label, run)),
      ),
      element('h2', {}, pathOf(found.id) || found.label),
      element('dl', {}, ...facts),
      this.#edges(graph, t('Depends on'), neighboursOutside(graph, node, 'dependencies')),
      this.#edges(graph, t('Used by'), neighboursOutside(graph, node, 'dependents')),
    );
  }

  showHint(): void {
    const text = this.#parts.t(
      'Select a node to see what it is. Press ? in the graph for all keys.',
    );
    redraw(this.element, element('p', { class: 'note' }, text));
  }

  /** Shows circles, shortest first. */
  showCircles({ rows, total }: CyclePage): void {
    const { t, formats, showCircle } = this.#parts;
    const title = t('Circles: {0}', formats.count(total));
    const items = rows.slice(0, circlesListed).map(({ members, shortest }, at) => {
      const ids = shortest.map((path) => `file:${path}`);
      const label = [...shortest, shortest[0] ?? ''].join(' → ');
      const link = commandLink({ label, focusKey: `circle ${at}`, onClick: () => showCircle(ids) });
      const more = members > shortest.length ? t('of {0} files', formats.count(members)) : '';
      return element('li', {}, link, element('span', { class: 'note' }, ` ${more}`));
    });
    this.#showList(title, items.length === 0 ? t('No module imports itself, near or far.') : '', [
      ...items,
      ...this.#more(total - items.length),
    ]);
  }

  /** Shows what changing a file costs. */
  showImpact(path: string, { actions, modules, expectedMs, workMs, unknown }: ImpactResult): void {
    const { t, formats, explain } = this.#parts;
    const title = t('What changing {0} would cost', path);
    const isTimeKnown = unknown < actions.length;
    const noTime = actions.length === 0 ? '' : t('Expected time: not known, none of them ever ran');
    const facts = [
      isTimeKnown ? t('Expected time: {0}', formats.duration(expectedMs)) : noTime,
      isTimeKnown ? t('Work: {0}', formats.duration(workMs)) : '',
      t('Modules reached: {0}', formats.count(modules)),
      t('Actions reached: {0}', formats.count(actions.length)),
      isTimeKnown && unknown > 0
        ? t('Never ran, so nothing is known of them: {0}', formats.count(unknown))
        : '',
    ];
    const items = actions.slice(0, actionsListed).map(({ id, likelihood, expectedMs: its }) => {
      const link = commandLink({ label: id, focusKey: `action ${id}`, onClick: () => explain(id) });
      const likely = t('likely to run: {0}', formats.percent(likelihood));
      const time = its === undefined ? t('never ran') : formats.duration(its);
      return element('li', {}, link, element('span', { class: 'note' }, ` ${time} · ${likely}`));
    });
    this.#showList(title, facts.filter(Boolean).join(' · '), [
      ...items,
      ...this.#more(actions.length - items.length),
    ]);
  }

  /** Never is anything left out without a word. */
  #more(left: number): HTMLElement[] {
    const { t, formats } = this.#parts;
    if (left <= 0) return [];
    return [element('li', { class: 'note' }, t('and {0} more', formats.count(left)))];
  }

  /** Shows the way between two nodes. */
  showWay(ids: readonly string[]): void {
    const { t, goTo } = this.#parts;
    const items = ids.map((id) => {
      const label = pathOf(id);
      const link = commandLink({ label, focusKey: `way ${id}`, onClick: () => goTo(id) });
      return element('li', {}, link);
    });
    this.#showList(t('Path, each depends on the next'), '', items);
  }

  #showList(title: string, text: string, items: readonly HTMLElement[]): void {
    const close = textButton(this.#parts.t('Close'), this.#parts.close);
    redraw(
      this.element,
      element('div', { class: 'buttons' }, close),
      element('h2', {}, title),
      text === '' ? undefined : element('p', {}, text),
      items.length === 0 ? undefined : element('ol', {}, ...items),
    );
    this.element.scrollTop = 0;
  }

  #edges(graph: ViewGraph, title: string, others: Uint32Array): HTMLElement | undefined {
    const { t, formats, goTo } = this.#parts;
    if (others.length === 0) return undefined;
    const links = [...others.subarray(0, edgesListed)].map((other) => {
      const { id = '', label = '' } = graph.nodes[other] ?? {};
      const focusKey = `edge ${title} ${id}`;
      return commandLink({ label, title: pathOf(id), focusKey, onClick: () => goTo(id) });
    });
    const left = others.length - links.length;
    const more = left > 0 ? t('and {0} more', formats.count(left)) : undefined;
    return element('p', { class: 'edges' }, element('b', {}, `${title}: `), ...links, more);
  }
}
