/** What is known of a node, in words: for the panel, the tree, the pointer and those who hear the page. */
import type { GraphViewNode } from '../../../server/protocol/modules.ts';
import type { Formats } from '../../overview/formats.ts';
import type { Translate } from '../../overview/texts.ts';
import { neighboursOutside } from '../model/boxEdges.ts';
import { classOf, type OverlayName } from '../model/overlay.ts';
import type { ViewGraph } from '../model/viewGraph.ts';

/** A name and its value. */
export type Fact = readonly [name: string, value: string];

/** Writes them. */
export class Describe {
  readonly #t: Translate;
  readonly #formats: Formats;

  constructor(t: Translate, formats: Formats) {
    this.#t = t;
    this.#formats = formats;
  }

  /** All that is known. */
  facts(graph: ViewGraph, node: number): Fact[] {
    const found = graph.nodes[node];
    if (found === undefined) return [];
    const t = this.#t;
    const count = (value: number) => this.#formats.count(value);
    const facts: Fact[] = [[t('Kind'), t(classOf('type', found, 0).label)]];
    if (found.type === 'folder') facts.push([t('Files'), count(found.files)]);
    facts.push([t('Depends on'), count(neighboursOutside(graph, node, 'dependencies').length)]);
    facts.push([t('Used by'), count(neighboursOutside(graph, node, 'dependents').length)]);
    if (found.status !== undefined) facts.push([t('State'), t(classOf('state', found, 0).label)]);
    if (found.costMs !== undefined) facts.push(this.#cost(found, found.costMs));
    if (found.changedAt !== undefined)
      facts.push([t('Last change'), this.#formats.ago(found.changedAt, Date.now())]);
    if (found.inCycle) facts.push([t('Circle'), t('It is part of one')]);
    return facts;
  }

  /** In one line. */
  sentence(graph: ViewGraph, node: number): string {
    const name = graph.nodes[node]?.label ?? '';
    return [name, ...this.facts(graph, node).map(([key, value]) => `${key}: ${value}`)].join(', ');
  }

  /** In a few words, beside a name: what its colour tells in the drawing comes first. */
  short(graph: ViewGraph, node: number, overlay: OverlayName): string {
    const found = graph.nodes[node];
    if (found === undefined) return '';
    const parts = [
      this.#told(found, overlay),
      found.type === 'folder' ? this.#t('Files: {0}', this.#formats.count(found.files)) : '',
      found.inCycle ? this.#t('in a circle') : '',
    ];
    return parts.filter(Boolean).join(' · ');
  }

  #told(node: GraphViewNode, overlay: OverlayName): string {
    const { status, costMs, changedAt } = node;
    switch (overlay) {
      case 'type':
        return '';
      case 'state':
        return status === undefined ? '' : this.#t(classOf('state', node, 0).label);
      case 'cost':
        return costMs === undefined ? '' : this.#formats.duration(costMs);
      case 'recency':
        return changedAt === undefined ? '' : this.#formats.ago(changedAt, Date.now());
    }
  }

  #cost({ type }: GraphViewNode, costMs: number): Fact {
    const name = type === 'action' ? this.#t('Last run') : this.#t('Cost of a change');
    return [name, this.#formats.duration(costMs)];
  }
}
