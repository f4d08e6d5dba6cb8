// What tests and benchmarks ask an engine to build.

import type { ActionId } from '../../../server/engine/model/brand.ts';
import type { BuildRequest } from '../../../server/engine/model/request.ts';

/** A request for these actions, with everything else at its default. */
export function buildRequest(
  actions: readonly (ActionId | string)[],
  changes: Partial<BuildRequest> = {},
): BuildRequest {
  return {
    actions: actions as readonly ActionId[],
    targets: actions,
    force: 'none',
    dryRun: false,
    continueOnFailure: false,
    noCache: false,
    replayLogs: false,
    concurrency: 4,
    memoryLimit: undefined,
    ...changes,
  };
}
