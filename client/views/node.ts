/**
 * A row of a tree, without an editor: what it says, what lies below it, and what it is about. The views' models make rows of protocol rows, and
 * `treeProvider.ts` shows them; so the models are tested with a made-up server.
 */
import type { CommandName } from '../commandNames.ts';
import type { Subject } from '../subject.ts';

/** One part of a tooltip. All of it is text of the workspace and shown as it is. */
export type TooltipPart =
  | { readonly type: 'title'; readonly text: string }
  | { readonly type: 'fact'; readonly name: string; readonly value: string }
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'code'; readonly text: string };

/** A codicon and a theme colour. */
export interface NodeIcon {
  readonly id: string;
  readonly color?: string;
}

/**
 * The theme colour of a row's icon: always one. The editor draws rows in places that it uses again, and an icon without a colour keeps the one
 * of the row that was there before.
 */
export function colorOf({ color }: NodeIcon): string {
  return color ?? 'icon.foreground';
}

/** One row. */
export interface ViewNode {
  /** The same row has the same key when the list is asked for again. Unique in its view. */
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  readonly icon?: NodeIcon;
  /** What `when` clauses of menus see as `viewItem`: words with spaces between. */
  readonly context?: string;
  /** What a screen reader says. */
  readonly spoken: string;
  /** Whether rows lie below, and whether they are shown at first. */
  readonly shape: 'leaf' | 'closed' | 'open';
  readonly subject?: Subject;
  /** What Enter and click do; absent: they select. */
  readonly enter?: CommandName;
  readonly children?: () => Promise<readonly ViewNode[]>;
  /** Asked for when the tooltip shows. */
  readonly tooltip?: () => readonly TooltipPart[] | Promise<readonly TooltipPart[]>;
}

/** What a view shows. */
export interface TreeModel {
  roots(): Promise<readonly ViewNode[]>;
}

/** A row that says something and does nothing. */
export function noteNode(key: string, text: string): ViewNode {
  return { key, label: text, spoken: text, shape: 'leaf', context: 'note' };
}

/** Facts of a tooltip; those without a value are left out. */
export function facts(values: Readonly<Record<string, string | undefined>>): TooltipPart[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ type: 'fact', name, value } as const],
  );
}

/** Joins the parts of a description that there are. */
export function joinParts(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
