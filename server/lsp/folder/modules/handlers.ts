/** Who answers which question about modules: from the protocol, to a part, back to the protocol. */
import type { ClientRequests } from '../../../protocol/methods.ts';
import type { ModuleView } from './folderModules.ts';
import { impact } from './impactView.ts';
import { cycleList, unusedList } from './moduleLists.ts';
import { problemList } from './moduleProblems.ts';
import { moduleHover, moduleInfo, moduleLinks, moduleList } from './moduleRows.ts';
import { neighbours, route } from './nodes.ts';
import { pageView, search } from './pageView.ts';
import type { ModuleRequestName } from './requests.ts';

type Handlers = {
  readonly [Name in ModuleRequestName]: (
    params: ClientRequests[Name]['params'],
    view: ModuleView,
  ) => ClientRequests[Name]['result'] | Promise<ClientRequests[Name]['result']>;
};

const handlers: Handlers = {
  'cachescope/neighbours': (request, view) => neighbours(view, request),
  'cachescope/modules': (_params, { status }) => status,
  'cachescope/moduleInfo': ({ path }, view) => moduleInfo(view, path),
  'cachescope/moduleList': (request, view) => moduleList(view, request),
  'cachescope/moduleHover': (request, view) => moduleHover(view, request),
  'cachescope/moduleLinks': ({ path }, view) => moduleLinks(view, path),
  'cachescope/moduleProblems': async (request, view) => await problemList(view, request),
  'cachescope/moduleCycles': async (request, view) => await cycleList(view, request),
  'cachescope/unused': async (request, view) => await unusedList(view, request),
  'cachescope/impact': (request, view) => impact(view, request),
  'cachescope/route': (request, view) => route(view, request),
  'cachescope/graphView': async (request, view) => await pageView(view, request),
  'cachescope/graphSearch': (request, view) => search(view, request),
};

/** Answers one. */
export async function answerModules<Name extends ModuleRequestName>(
  name: Name,
  params: ClientRequests[Name]['params'],
  view: ModuleView,
): Promise<ClientRequests[Name]['result']> {
  return await (handlers[name] as Handlers[Name])(params as never, view);
}
