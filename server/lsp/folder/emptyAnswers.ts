/** What is answered about a folder that has nothing to build. */
import type { GraphView, ImpactResult, ModuleStatus } from '../../protocol/modules.ts';
import type { FolderStatus } from '../../protocol/overview.ts';
import type { WorkerRequestName, WorkerRequests } from '../workerMessages.ts';

const page = { rows: [], total: 0, offset: 0 };
const message = 'There is nothing to build in this folder.';
const caches = {
  caches: [],
  blobs: 0,
  blobBytes: 0,
  indexBytes: 0,
  profiles: 0,
  profileBytes: 0,
};
const none = { entries: 0, bytes: 0 };

/** Nothing is analysed. */
export const noModules: ModuleStatus = {
  state: 'off',
  revision: 0,
  modules: 0,
  edges: 0,
  unresolved: 0,
  cycles: 0,
};
const noImpact: ImpactResult = {
  files: [],
  modules: 0,
  actions: [],
  expectedMs: 0,
  workMs: 0,
  unknown: 0,
};
const noGraph: GraphView = {
  revision: 0,
  nodes: [],
  edges: [],
  left: 0,
  total: { modules: 0, edges: 0, packages: 0 },
};

const answers: { readonly [Name in WorkerRequestName]: WorkerRequests[Name]['result'] } = {
  'cachescope/actions': page,
  'cachescope/actionGroups': [],
  'cachescope/action': [],
  'cachescope/run': {
    type: 'refused',
    problems: [
      {
        severity: 'error',
        code: 'nothing-to-build',
        message,
        suggestion: 'Add a package.json with scripts, or a cachescope.json.',
      },
    ],
  },
  'cachescope/stop': false,
  'cachescope/check': null,
  'cachescope/explain': { message },
  'cachescope/difference': { message },
  'cachescope/caches': caches,
  'cachescope/cacheGroups': page,
  'cachescope/cacheEntries': { ...page, totalBytes: 0 },
  'cachescope/cacheEntry': null,
  'cachescope/outputText': { message },
  'cachescope/purge': none,
  'cachescope/prune': none,
  'cachescope/verify': { checked: 0, bytes: 0, damaged: 0, removed: 0, findings: [] },
  'cachescope/warm': none,
  'cachescope/neighbours': [],
  'cachescope/path': { actions: [] },
  'cachescope/runs': page,
  'cachescope/runDetails': null,
  'cachescope/runProfile': null,
  // Its status is put in when it is asked for.
  'cachescope/overview': {
    status: {} as FolderStatus,
    savedMs: 0,
    runs: [],
    slowest: [],
    largest: [],
    reasons: [],
    caches,
  },
  'cachescope/metrics': {
    atMs: 0,
    sinceMs: 0,
    version: '',
    isPartial: false,
    metrics: [],
    leak: { verdict: 'unknown', slope: 0, minutes: 0, caches: [] },
  },
  'cachescope/exportMetrics': { message: 'There are no figures to export.' },
  'cachescope/exportGraph': { message: 'There is no graph to export.' },
  'cachescope/doctor': { facts: [], problems: [] },
  'cachescope/modules': noModules,
  'cachescope/moduleInfo': null,
  'cachescope/moduleList': page,
  'cachescope/moduleHover': null,
  'cachescope/moduleLinks': [],
  'cachescope/moduleProblems': page,
  'cachescope/moduleCycles': page,
  'cachescope/unused': { ...page, missing: [], entries: 0 },
  'cachescope/impact': noImpact,
  'cachescope/route': { nodes: [] },
  'cachescope/graphView': noGraph,
  'cachescope/graphSearch': [],
  'language/diagnostics': {},
  'language/completion': { isIncomplete: false, items: [] },
  'language/hover': null,
  'language/definition': [],
  'language/references': [],
  'language/prepareRename': null,
  'language/rename': { refused: message },
  'language/codeLens': [],
  'language/codeActions': [],
};

/** The answer to any request. */
export function answerEmpty(method: WorkerRequestName, status: FolderStatus): unknown {
  const answer = answers[method];
  return method === 'cachescope/overview' ? { ...(answer as object), status } : answer;
}
