/** Which requests are about modules: those are answered in folders without any configuration, too. */
import type { WorkerRequestName } from '../../workerMessages.ts';

const moduleRequests = [
  'cachescope/neighbours',
  'cachescope/modules',
  'cachescope/moduleInfo',
  'cachescope/moduleList',
  'cachescope/moduleHover',
  'cachescope/moduleLinks',
  'cachescope/moduleProblems',
  'cachescope/moduleCycles',
  'cachescope/unused',
  'cachescope/impact',
  'cachescope/route',
  'cachescope/graphView',
  'cachescope/graphSearch',
] as const satisfies readonly WorkerRequestName[];

/** One of these. */
export type ModuleRequestName = (typeof moduleRequests)[number];

const names: ReadonlySet<string> = new Set(moduleRequests);

/** Whether a request is one of these. */
export function isModuleRequest(name: WorkerRequestName): name is ModuleRequestName {
  return names.has(name);
}
