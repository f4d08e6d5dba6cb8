/** The figures that say how large the graph of modules is, for whoever shows how far its analysis is. */
import type { ModuleSession } from '../../../host/workspace/moduleSession.ts';
import type { ModuleStatus } from '../../../protocol/modules.ts';

/** @returns nothing while there is no graph */
export function figuresOf(session: ModuleSession | undefined): Partial<ModuleStatus> {
  if (session === undefined) return {};
  const { graph, answers } = session;
  return {
    revision: graph.revision,
    modules: graph.modules,
    edges: graph.edges('dependencies').targets.length,
    unresolved: answers.once('unresolved', () => {
      let count = 0;
      for (const node of graph.present()) count += graph.unresolvedOf(node);
      return count;
    }),
    cycles: answers.circleCount,
  };
}
