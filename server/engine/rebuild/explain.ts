/**
 * From "it ran" back to the file that a person changed: follows each reason to the action that wrote the changed input, through the
 * results that were recorded when the decisions were made.
 */
import type { ActionId, RelativePath } from '../model/brand.ts';
import type { Reason } from '../model/reason.ts';
import type { ChainLink } from '../model/request.ts';
import type { ActionResult } from '../model/run.ts';
import type { OutputOwners } from './owners.ts';

/** A way back through causes. */
export interface Chain {
  readonly links: readonly ChainLink[];
  /** The file at its end, where it ends in one that no action writes. */
  readonly changedFile: RelativePath | undefined;
}

/**
 * @param start the result to explain
 * @param resultOf the result of another action that belongs to it: of the same run, or of the last one before in which it was not fresh
 * @param owners tells which action writes a path
 */
export function chainFrom(
  start: ActionResult,
  resultOf: (action: ActionId) => ActionResult | undefined,
  owners: OutputOwners,
): Chain {
  const links: ChainLink[] = [];
  const seen = new Set<ActionId>();
  let result: ActionResult | undefined = start;
  while (result !== undefined && !seen.has(result.id)) {
    seen.add(result.id);
    const reason: Reason | undefined = mostTelling(result.reasons);
    if (reason === undefined) break;
    links.push({ action: result.id, state: result.state, reason });
    const cause: ActionId | undefined = causeOf(reason, result.id, owners);
    result = cause === undefined ? undefined : resultOf(cause);
  }
  const last = links.at(-1);
  return { links, changedFile: last && changedFileOf(last, owners) };
}

/** The first reason decided; but where a changed input and a changed producer are both named, the way back leads through either. */
function mostTelling(reasons: readonly Reason[]): Reason | undefined {
  const [first] = reasons;
  if (first?.kind !== 'earlier-failure' && first?.kind !== 'cache-damaged') return first;
  return reasons[1] ?? first;
}

/** The action behind a reason, if one is. */
function causeOf(reason: Reason, self: ActionId, owners: OutputOwners): ActionId | undefined {
  switch (reason.kind) {
    case 'dependency-changed':
    case 'dependency-failed':
    case 'dependency-would-run':
    case 'dependency-untracked':
      return reason.action;
    case 'input-changed':
    case 'input-added':
    case 'input-removed':
      return owners.of(reason.path).find((owner) => owner !== self);
    default:
      return undefined;
  }
}

function changedFileOf(
  { action, reason }: ChainLink,
  owners: OutputOwners,
): RelativePath | undefined {
  switch (reason.kind) {
    case 'input-changed':
    case 'input-added':
    case 'input-removed':
      return owners.of(reason.path).some((owner) => owner !== action) ? undefined : reason.path;
    case 'output-missing':
    case 'output-edited':
    case 'output-added':
      return reason.path;
    default:
      return undefined;
  }
}
