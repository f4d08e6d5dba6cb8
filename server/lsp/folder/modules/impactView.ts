/** What a change costs, as it is told. */
import type { RelativePath } from '../../../engine/model/brand.ts';
import { changedSince } from '../../../host/workspace/changedSince.ts';
import type { ImpactRequest, ImpactResult } from '../../../protocol/modules.ts';
import type { ModuleView } from './folderModules.ts';

/**
 * Predicts.
 * @throws Error with a sentence for people where git does not know the commit
 */
export function impact(view: ModuleView, { paths, since }: ImpactRequest): ImpactResult {
  const answers = view.session?.answers;
  const named = paths as readonly RelativePath[];
  const meant = answers === undefined ? named : named.flatMap((path) => answers.filesAt(path));
  const files = [...new Set([...meant, ...changedFiles(view, since)])];
  const known = view.actions?.impactOf(files);
  return {
    files,
    modules: answers?.reachedFrom(files, 'dependents').length ?? 0,
    actions: known?.actions ?? [],
    expectedMs: known?.expectedMs ?? 0,
    workMs: known?.workMs ?? 0,
    unknown: known?.unknown ?? 0,
  };
}

function changedFiles({ setup }: ModuleView, since: string | undefined): readonly RelativePath[] {
  if (since === undefined) return [];
  const found = changedSince(setup.root)(since);
  if (typeof found !== 'string') return found;
  throw new Error(`What changed since ${since} is not known: ${found}.`);
}
