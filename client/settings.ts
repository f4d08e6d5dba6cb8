/** The settings of the extension, typed. They apply without a reload. */
import { type Disposable, workspace } from 'vscode';
import type { ModuleSettings, ProblemLevel, ServerSettings } from '../server/protocol/methods.ts';
import type { ActionGrouping } from '../server/protocol/tasks.ts';

const section = 'cachescope';

/** What the server follows. */
export function serverSettings(): ServerSettings {
  const settings = workspace.getConfiguration(section);
  const concurrency = settings.get<number | null>('concurrency', null);
  return {
    ...(typeof concurrency === 'number' && concurrency >= 1 ? { concurrency } : {}),
    codeLens: settings.get<boolean>('codeLens', true),
    checkOnChange: settings.get<boolean>('checkOnChange', true),
    modules: moduleSettings(),
  };
}

/** What is done with modules. */
export function moduleSettings(): ModuleSettings {
  const settings = workspace.getConfiguration(section);
  return {
    enabled: settings.get<boolean>('modules.enabled', true),
    cycles: levelOf(settings.get<string>('modules.diagnostics.cycles', 'off')),
    unresolved: levelOf(settings.get<string>('modules.diagnostics.unresolved', 'off')),
    broken: levelOf(settings.get<string>('modules.diagnostics.broken', 'hint')),
  };
}

function levelOf(value: string): ProblemLevel {
  return value === 'hint' || value === 'warning' || value === 'error' ? value : 'off';
}

/** Whether lenses stand above modules. */
export function showsModuleLenses(): boolean {
  const isWanted = workspace.getConfiguration(section).get<boolean>('modules.codeLens', true);
  return isWanted && moduleSettings().enabled;
}

/** Whether the status bar has our item. */
export function showsStatusBar(): boolean {
  return workspace.getConfiguration(section).get<boolean>('statusBar', true);
}

/** How the Tasks view is grouped. */
export function taskGrouping(): ActionGrouping {
  const value = workspace.getConfiguration(section).get<string>('tasks.groupBy', 'task');
  return value === 'package' ? 'package' : 'task';
}

/** Keeps the grouping: for this workspace, or for the user where no folder is open. */
export async function setTaskGrouping(grouping: ActionGrouping): Promise<void> {
  const isGlobal = workspace.workspaceFolders === undefined;
  await workspace.getConfiguration(section).update('tasks.groupBy', grouping, isGlobal);
}

/** Listens to changes of any of them. */
export function onDidChangeSettings(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(section)) listener();
  });
}
