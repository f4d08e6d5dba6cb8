/** The four views: their models, their trees, and what makes them ask anew. */
import {
  commands,
  type Disposable,
  type LogOutputChannel,
  type TreeView,
  window,
  workspace,
} from 'vscode';
import type { ServerNotifications } from '../../server/protocol/methods.ts';
import type { Folders } from '../folders.ts';
import { formatCount, oneLine } from '../format.ts';
import type { ServerConnection } from '../languageClient.ts';
import { LatestWork } from '../latestWork.ts';
import type { Runs } from '../runs.ts';
import { onDidChangeSettings, taskGrouping } from '../settings.ts';
import { t } from '../texts.ts';
import type { Ask } from './ask.ts';
import { CacheTree, type EntryListing } from './cacheTree.ts';
import { DependencyTree, type GraphStart, nameOf } from './dependencyTree.ts';
import type { TreeModel } from './node.ts';
import { RunTree } from './runTree.ts';
import { actionNode, TaskTree } from './taskTree.ts';
import { type TreeElement, TreeProvider } from './treeProvider.ts';

/** What the views are made with. */
export interface ViewParts {
  readonly connection: ServerConnection;
  readonly folders: Folders;
  readonly runs: Runs;
  readonly log: LogOutputChannel;
}

interface View {
  readonly provider: TreeProvider;
  readonly tree: TreeView<TreeElement>;
}

/** The views of a window. */
export class Views implements Disposable {
  readonly #parts: ViewParts;
  readonly #taskTree: TaskTree;
  readonly #groups = new LatestWork((folder) => this.#updateGroups(folder));
  readonly #tasks: View;
  readonly #cache: View;
  readonly #dependencies: View;
  readonly #runs: View;
  readonly #listening: readonly Disposable[];
  #taskFilter = '';
  #listing: EntryListing = { filter: '', order: 'last-used', descending: true };
  /** Undefined: the view follows the active file. */
  #pinned: GraphStart | undefined;
  #shownFolders = '';

  constructor(parts: ViewParts) {
    this.#parts = parts;
    const ask: Ask = (name, params) => parts.connection.request(name, params);
    const folders = () => parts.folders.all;
    const now = Date.now;
    const filter = () => this.#taskFilter;
    this.#taskTree = new TaskTree({ ask, folders, grouping: taskGrouping, filter });
    this.#tasks = this.#view('tasks', this.#taskTree, true);
    const listing = () => this.#listing;
    this.#cache = this.#view('cache', new CacheTree({ ask, folders, listing, now }), true);
    const active = () => parts.runs.active;
    const start = () => this.#start();
    this.#dependencies = this.#view('dependencies', new DependencyTree({ ask, start }), false);
    this.#runs = this.#view('runs', new RunTree({ ask, folders, active, now }), false);
    this.#listening = this.#listen();
  }

  /** The listing of the Cache view. */
  get listing(): EntryListing {
    return this.#listing;
  }

  /** Words that the Tasks view is narrowed to. */
  get taskFilter(): string {
    return this.#taskFilter;
  }

  /** Asks for all rows anew. */
  refresh(): void {
    for (const { provider } of this.#all()) provider.refresh();
  }

  /** Changes what the Cache view lists. */
  list(listing: EntryListing): void {
    this.#listing = listing;
    this.#cache.tree.message = filterMessage(listing.filter);
    this.#cache.provider.refresh();
  }

  /** Narrows the Tasks view. */
  filterTasks(words: string): void {
    this.#taskFilter = words;
    this.#tellTasks();
    this.#tasks.provider.refresh();
  }

  /** Opens the Cache view at the entries of a cache; at its top, where it has no such cache. */
  async showCache(folder: string, cache: string): Promise<void> {
    await commands.executeCommand('cachescope.cache.focus');
    const { provider, tree } = this.#cache;
    const inFolder = (await provider.getChildren()).find(
      ({ node }) => node.key === `folder:${folder}`,
    );
    if (inFolder !== undefined) await provider.getChildren(inFolder);
    const row = provider.find(`cache:${folder}:${cache}`);
    if (row !== undefined) await tree.reveal(row, { focus: true, expand: true });
  }

  /** Shows the dependencies of a node until the view follows the active file again. */
  async showDependencies(start: GraphStart | undefined): Promise<void> {
    this.#pinned = start;
    this.#refreshDependencies();
    await commands.executeCommand('cachescope.dependencies.focus');
  }

  dispose(): void {
    for (const one of this.#listening) one.dispose();
    for (const { tree, provider } of this.#all()) {
      tree.dispose();
      provider.dispose();
    }
  }

  #all(): readonly View[] {
    return [this.#tasks, this.#cache, this.#dependencies, this.#runs];
  }

  #view(name: string, model: TreeModel, canSelectMany: boolean): View {
    const provider = new TreeProvider(model, (error) => this.#failed(error));
    const options = { treeDataProvider: provider, showCollapseAll: true, canSelectMany };
    return { provider, tree: window.createTreeView(`cachescope.${name}`, options) };
  }

  #failed(error: unknown): string {
    this.#parts.log.error(`A view could not be filled: ${error}`);
    return error instanceof Error ? oneLine(error.message) : t('This could not be shown.');
  }

  #listen(): Disposable[] {
    const { connection, folders, runs } = this.#parts;
    return [
      runs.onDidChange(() => this.#runs.provider.refresh()),
      connection.on('cachescope/changed', (change) => this.#change(change)),
      folders.onDidChange(() => this.#foldersChanged()),
      onDidChangeSettings(() => this.#tasks.provider.refresh()),
      window.onDidChangeActiveTextEditor(() => this.#activeFileChanged()),
      this.#tasks.tree.onDidChangeVisibility(({ visible }) => {
        if (visible) for (const { folder } of folders.all) this.#groups.ask(folder);
      }),
      ...this.#all().map(({ tree }) =>
        tree.onDidChangeVisibility(({ visible }) => visible && this.#seen()),
      ),
    ];
  }

  // A view that is seen is a need for the server; where it runs already, this asks for nothing.
  #seen(): void {
    const { connection, folders, log } = this.#parts;
    if (connection.state !== 'idle' || workspace.workspaceFolders === undefined) return;
    folders.load().catch((error: unknown) => log.error(`The folders were not told: ${error}`));
  }

  #change({
    folder,
    actions,
    allActions,
    caches,
    runs,
    modules,
  }: ServerNotifications['cachescope/changed']) {
    if (allActions) this.#tasks.provider.refresh();
    else if (actions.length > 0) {
      this.#tasks.provider.replace(actions.map((row) => actionNode(folder, row, taskGrouping())));
      if (this.#tasks.tree.visible) this.#groups.ask(folder);
    }
    if (allActions || modules) this.#dependencies.provider.refresh();
    if (caches) this.#cache.provider.refresh();
    if (runs) this.#runs.provider.refresh();
  }

  // What the members of a group add up to; the members themselves are there already.
  async #updateGroups(folder: string): Promise<void> {
    try {
      this.#tasks.provider.replace(await this.#taskTree.groups(folder));
    } catch (error) {
      this.#parts.log.warn(`Groups were not brought up to date: ${error}`);
    }
  }

  // Figures of folders change often; the trees only where another folder has something to show.
  #foldersChanged(): void {
    const states = this.#parts.folders.all.map(({ folder, state }) => [folder, state]);
    const shown = JSON.stringify(states);
    this.#tasks.tree.badge = badgeOf(this.#parts.folders);
    if (shown === this.#shownFolders) return;
    this.#shownFolders = shown;
    this.#tellTasks();
    this.refresh();
    this.#refreshDependencies();
  }

  #tellTasks(): void {
    const isRestricted = this.#parts.folders.all.some(({ state }) => state === 'restricted');
    const words = filterMessage(this.#taskFilter);
    this.#tasks.tree.message = isRestricted ? t('Restricted Mode: nothing runs.') : words;
  }

  #activeFileChanged(): void {
    if (this.#pinned === undefined) this.#refreshDependencies();
  }

  #refreshDependencies(): void {
    const start = this.#start();
    const { tree, provider } = this.#dependencies;
    const name = start === undefined ? '' : oneLine(nameOf(start.node));
    if (tree.description === name && this.#pinned === undefined) return;
    tree.description = name;
    provider.refresh();
  }

  #start(): GraphStart | undefined {
    return this.#pinned ?? activeFile(this.#parts.folders);
  }
}

/** The active file as a node of the graph. */
function activeFile(folders: Folders): GraphStart | undefined {
  const uri = window.activeTextEditor?.document.uri;
  const folder = uri?.scheme === 'file' ? workspace.getWorkspaceFolder(uri) : undefined;
  if (uri === undefined || folder === undefined) return undefined;
  const status = folders.find(folder.uri.toString());
  // A folder with nothing to build has modules.
  const states = ['ready', 'restricted', 'empty'];
  if (status === undefined || !states.includes(status.state)) return undefined;
  const path = workspace.asRelativePath(uri, false);
  return { folder: folder.uri.toString(), node: { type: 'file', path } };
}

function filterMessage(words: string): string {
  return words === '' ? '' : t('Only what contains “{0}”', oneLine(words));
}

function badgeOf({ all }: Folders): { value: number; tooltip: string } | undefined {
  const failed = all.reduce((sum, { lastRun }) => sum + (lastRun?.failed ?? 0), 0);
  if (failed === 0) return undefined;
  return { value: failed, tooltip: t('{0} failed in the last run', formatCount(failed)) };
}
