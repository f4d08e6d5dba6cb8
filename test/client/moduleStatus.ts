// How far the analysis of modules is, as the server tells it.

import type { ModuleStatus } from '../../server/protocol/modules.ts';

/** All is known. */
export const ready: ModuleStatus = {
  state: 'ready',
  revision: 1,
  modules: 3,
  edges: 2,
  unresolved: 0,
  cycles: 0,
};
