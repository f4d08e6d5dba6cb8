/**
 * What the check of the graph found, kept for an hour: it looks at every pair of outputs and inputs that could meet, which for
 * hundreds of packages takes longer than anything else that a build without work does.
 */
import { hash } from 'node:crypto';
import type { Cache } from '../../engine/cache/registry.ts';
import type { Workspace } from '../../engine/config/loaded.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import { jsonValue } from '../../engine/model/jsonValue.ts';
import type { Problem } from '../../engine/model/problem.ts';

/**
 * The problems of a run.
 * @param roots the actions asked for
 * @param identity digest of the configuration as read, and of the program that read it
 */
export async function checkedGraph(
  workspace: Workspace,
  roots: readonly ActionId[],
  { identity, cache }: { readonly identity: string; readonly cache: Cache<string> },
): Promise<readonly Problem[]> {
  const key = keyOf(workspace, roots, identity);
  const known = problemsOf(cache.get(key));
  if (known) return known;
  const { checkGraph } = await import('../../engine/config/checkGraph.ts');
  const problems = checkGraph(workspace, roots);
  // Only correct if the key has all that the check looks at: the configuration, the files that rules match, and what is to be run. With
  // an error nothing is kept, so that whoever mends something outside of these is not told of it for another hour.
  if (!problems.some(({ severity }) => severity === 'error'))
    cache.set(key, JSON.stringify(problems));
  return problems;
}

/** The actions of rules are the only ones that come from files and not from the configuration. */
function keyOf({ ruleActions }: Workspace, roots: readonly ActionId[], identity: string): string {
  const files = [...ruleActions].map(([rule, ids]) => [rule, ids]);
  return hash('sha256', JSON.stringify([identity, files, roots]), 'hex');
}

function problemsOf(text: string | undefined): readonly Problem[] | undefined {
  const value = text === undefined ? undefined : jsonValue(text);
  const isProblem = (item: Partial<Problem> | null): boolean =>
    typeof item?.message === 'string' && item.severity === 'warning';
  return Array.isArray(value) && value.every(isProblem) ? value : undefined;
}
