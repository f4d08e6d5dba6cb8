/**
 * The names of all commands. `package.json` contributes the same ones, which a test sees to; a name here without a handler does not compile.
 */
import { t } from './texts.ts';

/** Every command of the extension. */
export const commandNames = [
  'cachescope.run',
  'cachescope.runRow',
  'cachescope.runAll',
  'cachescope.force',
  'cachescope.forceRow',
  'cachescope.dryRun',
  'cachescope.dryRunRow',
  'cachescope.watch',
  'cachescope.watchRow',
  'cachescope.stop',
  'cachescope.check',
  'cachescope.explain',
  'cachescope.explainRow',
  'cachescope.showDifference',
  'cachescope.openFile',
  'cachescope.openDeclaration',
  'cachescope.showDependencies',
  'cachescope.showDependenciesRow',
  'cachescope.followActiveFile',
  'cachescope.showPath',
  'cachescope.showDependents',
  'cachescope.showImpact',
  'cachescope.showCycles',
  'cachescope.showUnused',
  'cachescope.exportGraph',
  'cachescope.exportMetrics',
  'cachescope.openRun',
  'cachescope.showOverview',
  'cachescope.showDashboard',
  'cachescope.showGraph',
  'cachescope.showInGraph',
  'cachescope.openProfile',
  'cachescope.openFlameChart',
  'cachescope.showRunningBuild',
  'cachescope.compareRuns',
  'cachescope.showActions',
  'cachescope.doctor',
  'cachescope.showCache',
  'cachescope.openEntry',
  'cachescope.openEntryRow',
  'cachescope.revealFiles',
  'cachescope.compareOutput',
  'cachescope.invalidate',
  'cachescope.purge',
  'cachescope.verify',
  'cachescope.prune',
  'cachescope.warm',
  'cachescope.filterTasks',
  'cachescope.groupByTask',
  'cachescope.groupByPackage',
  'cachescope.filterCache',
  'cachescope.sortCache',
  'cachescope.refresh',
  'cachescope.openConfiguration',
  'cachescope.openSample',
  'cachescope.restartServer',
  'cachescope.showLog',
  'cachescope.copyDiagnostics',
] as const;

/** One of them. */
export type CommandName = (typeof commandNames)[number];

/** Commands by what they are on a row: there nothing is asked first, so the title has no ellipsis, and a title belongs to a name. */
export const rowTwins = {
  'cachescope.runRow': 'cachescope.run',
  'cachescope.forceRow': 'cachescope.force',
  'cachescope.dryRunRow': 'cachescope.dryRun',
  'cachescope.watchRow': 'cachescope.watch',
  'cachescope.explainRow': 'cachescope.explain',
  'cachescope.showDependenciesRow': 'cachescope.showDependencies',
  'cachescope.openEntryRow': 'cachescope.openEntry',
} as const satisfies Partial<Record<CommandName, CommandName>>;

/** What Enter on a row does, for screen readers. */
export function commandTitle(name: CommandName): string {
  switch (name) {
    case 'cachescope.explain':
      return t('Explain');
    case 'cachescope.openRun':
      return t('Show run');
    case 'cachescope.showRunningBuild':
      return t('Show running build');
    case 'cachescope.openEntry':
      return t('Inspect');
    default:
      return t('Open');
  }
}
