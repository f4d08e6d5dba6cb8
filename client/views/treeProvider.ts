/**
 * Shows a model in a tree view. It keeps the rows that it gave out, so that a change of single actions replaces these rows and asks the server for
 * nothing, and a refresh keeps what is open and selected.
 */
import {
  type CancellationToken,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
} from 'vscode';
import { commandTitle } from '../commandNames.ts';
import type { Subject } from '../subject.ts';
import { colorOf, type NodeIcon, noteNode, type TreeModel, type ViewNode } from './node.ts';
import { tooltipOf } from './tooltip.ts';

/** A row that was given to the editor: it stays the same while what it shows changes. */
export class TreeElement {
  node: ViewNode;
  readonly parent: TreeElement | undefined;
  /** Undefined: to be asked for. */
  children: readonly TreeElement[] | undefined;

  constructor(node: ViewNode, parent: TreeElement | undefined) {
    this.node = node;
    this.parent = parent;
  }

  /** What commands on this row are about. */
  get subject(): Subject | undefined {
    return this.node.subject;
  }
}

/** The provider of one view. */
export class TreeProvider implements TreeDataProvider<TreeElement> {
  readonly #changed = new EventEmitter<TreeElement | TreeElement[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #model: TreeModel;
  readonly #failed: (error: unknown) => string;
  #byKey = new Map<string, TreeElement>();
  #roots: readonly TreeElement[] | undefined;

  /**
   * @param model what to show
   * @param failed tells of a request that failed, and gives a sentence for the row in its place
   */
  constructor(model: TreeModel, failed: (error: unknown) => string) {
    this.#model = model;
    this.#failed = failed;
  }

  /** Asks for everything anew that is shown. */
  refresh(): void {
    this.#roots = undefined;
    for (const element of this.#byKey.values()) element.children = undefined;
    this.#changed.fire(undefined);
  }

  /** Replaces rows that are there; others are left out. */
  replace(nodes: readonly ViewNode[]): void {
    const replaced = nodes.flatMap((node) => {
      const element = this.#byKey.get(node.key);
      if (element === undefined) return [];
      element.node = node;
      return [element];
    });
    if (replaced.length > 0) this.#changed.fire(replaced);
  }

  /** The element of a row that was given out. */
  find(key: string): TreeElement | undefined {
    return this.#byKey.get(key);
  }

  getParent(element: TreeElement): TreeElement | undefined {
    return element.parent;
  }

  async getChildren(element?: TreeElement): Promise<TreeElement[]> {
    if (element === undefined) {
      this.#roots ??= await this.#load(undefined, () => this.#model.roots());
      return [...this.#roots];
    }
    element.children ??= await this.#load(element, async () => element.node.children?.() ?? []);
    return [...element.children];
  }

  getTreeItem({ node }: TreeElement): TreeItem {
    const item = new TreeItem(node.label, shapes[node.shape]);
    item.id = node.key;
    if (node.description !== undefined) item.description = node.description;
    if (node.context !== undefined) item.contextValue = node.context;
    if (node.icon !== undefined) item.iconPath = iconOf(node.icon);
    item.accessibilityInformation = { label: node.spoken };
    // Without this, the label is the tooltip until the real one is asked for.
    if (node.tooltip !== undefined) item.tooltip = undefined;
    if (node.enter !== undefined) {
      const title = commandTitle(node.enter);
      item.command = { command: node.enter, title, arguments: [node.subject] };
    }
    return item;
  }

  async resolveTreeItem(item: TreeItem, { node }: TreeElement, token: CancellationToken) {
    const parts = (await node.tooltip?.()) ?? [];
    if (!token.isCancellationRequested) item.tooltip = tooltipOf(parts);
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #load(
    parent: TreeElement | undefined,
    ask: () => Promise<readonly ViewNode[]>,
  ): Promise<readonly TreeElement[]> {
    const nodes = await ask().catch((error: unknown) => [
      noteNode(`${parent?.node.key ?? ''}/failed`, this.#failed(error)),
    ]);
    return this.#elements(nodes, parent);
  }

  // A row that was there before keeps its element: the editor knows what is open and selected by it.
  #elements(nodes: readonly ViewNode[], parent: TreeElement | undefined): readonly TreeElement[] {
    return nodes.map((node) => {
      const known = this.#byKey.get(node.key);
      if (known !== undefined && known.parent === parent) {
        known.node = node;
        return known;
      }
      const element = new TreeElement(node, parent);
      this.#byKey.set(node.key, element);
      return element;
    });
  }
}

const shapes = {
  leaf: TreeItemCollapsibleState.None,
  closed: TreeItemCollapsibleState.Collapsed,
  open: TreeItemCollapsibleState.Expanded,
} as const;

function iconOf(icon: NodeIcon): ThemeIcon {
  return new ThemeIcon(icon.id, new ThemeColor(colorOf(icon)));
}
