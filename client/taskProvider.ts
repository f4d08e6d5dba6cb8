/**
 * Tasks of the type "cachescope": one for each task of a folder, in Run Task and in tasks.json, and the way in which our own commands run something; so
 * output, problems and stopping are those of the editor.
 */
import {
  CustomExecution,
  type Disposable,
  Task,
  type TaskDefinition,
  TaskGroup,
  TaskPanelKind,
  type TaskProvider,
  TaskRevealKind,
  tasks,
  Uri,
  type WorkspaceFolder,
  workspace,
} from 'vscode';
import type { Folders } from './folders.ts';
import type { ServerConnection } from './languageClient.ts';
import type { Runs, RunWish } from './runs.ts';
import { RunTerminal } from './runTerminal.ts';
import { t } from './texts.ts';

const taskType = 'cachescope';
const problemMatchers = [
  '$cachescope',
  '$cachescope-tsc',
  '$cachescope-esbuild',
  '$cachescope-eslint',
];

/** Provides tasks, and makes those that commands start. */
export class CachescopeTasks implements TaskProvider, Disposable {
  readonly #connection: ServerConnection;
  readonly #folders: Folders;
  readonly #runs: Runs;
  readonly #registered: Disposable;

  constructor(parts: { connection: ServerConnection; folders: Folders; runs: Runs }) {
    this.#connection = parts.connection;
    this.#folders = parts.folders;
    this.#runs = parts.runs;
    this.#registered = tasks.registerTaskProvider(taskType, this);
  }

  async provideTasks(): Promise<Task[]> {
    if (this.#folders.all.length === 0) await this.#folders.load();
    const lists = await Promise.all(this.#folders.all.map(({ folder }) => this.#tasksOf(folder)));
    return lists.flat();
  }

  resolveTask(task: Task): Task | undefined {
    const { scope } = task;
    const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
    if (folder === undefined) return undefined;
    return this.#task(folder, wishOf(task.definition, folder), task.definition);
  }

  /** Runs something in a terminal. Resolves when it has started. */
  async run(wish: RunWish): Promise<void> {
    const folder = workspace.getWorkspaceFolder(Uri.parse(wish.folder));
    if (folder === undefined) return;
    const definition = {
      type: taskType,
      targets: [...wish.targets],
      ...(wish.force === 'none' ? {} : { force: wish.force }),
      ...(wish.dryRun ? { dryRun: true } : {}),
    };
    await tasks.executeTask(this.#task(folder, wish, definition));
  }

  dispose(): void {
    this.#registered.dispose();
  }

  async #tasksOf(uri: string): Promise<Task[]> {
    const folder = workspace.getWorkspaceFolder(Uri.parse(uri));
    if (folder === undefined) return [];
    const params = { folder: uri, grouping: 'task' } as const;
    const groups = await this.#connection.request('cachescope/actionGroups', params);
    return groups.map(({ name }) => {
      const definition = { type: taskType, targets: [name] };
      return this.#task(folder, wishOf(definition, folder), definition);
    });
  }

  #task(folder: WorkspaceFolder, wish: RunWish, definition: TaskDefinition): Task {
    const name = nameOf(wish);
    const start = async () => new RunTerminal(this.#runs, wish);
    const execution = new CustomExecution(start);
    const task = new Task(definition, folder, name, taskType, execution, problemMatchers);
    if (wish.targets.length === 1 && wish.targets[0] === 'build') task.group = TaskGroup.Build;
    if (wish.targets.length === 1 && wish.targets[0] === 'test') task.group = TaskGroup.Test;
    task.detail = t('Bring up to date what is stale, take the rest from the cache');
    task.presentationOptions = {
      reveal: TaskRevealKind.Silent,
      panel: TaskPanelKind.Dedicated,
      clear: true,
      showReuseMessage: false,
    };
    return task;
  }
}

function nameOf({ targets, force, dryRun }: RunWish): string {
  const name = targets.join(' ') || t('all targets');
  if (dryRun) return t('{0} (dry run)', name);
  return force === 'none' ? name : t('{0} (forced)', name);
}

function wishOf(definition: TaskDefinition, folder: WorkspaceFolder): RunWish {
  const { targets, force, dryRun, continueOnFailure } = definition;
  return {
    folder: folder.uri.toString(),
    targets: Array.isArray(targets) ? targets.filter((name) => typeof name === 'string') : [],
    force: force === 'targets' || force === 'all' ? force : 'none',
    dryRun: dryRun === true,
    continueOnFailure: continueOnFailure === true,
  };
}
