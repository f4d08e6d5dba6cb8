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
import { type OnChange, RunTerminal } from './runTerminal.ts';
import { t } from './texts.ts';

const taskType = 'cachescope';
const problemMatchers = [
  '$cachescope',
  '$cachescope-tsc',
  '$cachescope-esbuild',
  '$cachescope-eslint',
];

/** A run that may begin anew with each change. */
export type TaskWish = RunWish & { readonly watch: boolean };

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
  async run(wish: TaskWish): Promise<void> {
    const folder = workspace.getWorkspaceFolder(Uri.parse(wish.folder));
    if (folder === undefined) return;
    const definition = {
      type: taskType,
      targets: [...wish.targets],
      ...(wish.force === 'none' ? {} : { force: wish.force }),
      ...(wish.dryRun ? { dryRun: true } : {}),
      ...(wish.watch ? { watch: true } : {}),
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

  /** What makes an action dirty is told with its cause; how runs end is not. */
  #changesOf(folder: string): OnChange {
    return (listener) =>
      this.#connection.on('cachescope/changed', (change) => {
        if (change.folder === folder && change.cause !== undefined) listener(change.cause);
      });
  }

  #task(folder: WorkspaceFolder, { watch, ...wish }: TaskWish, definition: TaskDefinition): Task {
    const name = watch ? t('{0} (watch)', nameOf(wish)) : nameOf(wish);
    const onChange = watch ? this.#changesOf(wish.folder) : undefined;
    const start = async () => new RunTerminal(this.#runs, wish, folder.uri.fsPath, onChange);
    const execution = new CustomExecution(start);
    const task = new Task(definition, folder, name, taskType, execution, problemMatchers);
    task.isBackground = watch;
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

function wishOf(definition: TaskDefinition, folder: WorkspaceFolder): TaskWish {
  const { targets, force, dryRun, continueOnFailure, watch } = definition;
  return {
    folder: folder.uri.toString(),
    targets: Array.isArray(targets) ? targets.filter((name) => typeof name === 'string') : [],
    force: force === 'targets' || force === 'all' ? force : 'none',
    dryRun: dryRun === true,
    continueOnFailure: continueOnFailure === true,
    watch: watch === true,
  };
}
