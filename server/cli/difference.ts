/** The difference of a changed text input between two runs, as a unified diff, from the texts that the store keeps. */
import type { FileDigest, RelativePath } from '../engine/model/brand.ts';
import type { Reason } from '../engine/model/reason.ts';
import type { Explanation } from '../engine/model/request.ts';
import { unifiedDiff } from './unifiedDiff.ts';

/** The difference of one file, or why none can be shown. */
export interface TextDifference {
  readonly path: RelativePath;
  readonly before: FileDigest;
  readonly after: FileDigest;
  /** Unified diff. */
  readonly patch?: string;
  readonly message?: string;
}

/** Where texts of earlier runs are kept; undefined: not kept. */
export type TextReader = (digest: FileDigest, path: RelativePath) => string | undefined;

/** Differences of every changed input that the explanation names, in its reasons and along its chain. */
export function differencesFor(
  answer: Explanation,
  readText: TextReader,
): readonly TextDifference[] {
  const reasons = [...answer.reasons, ...answer.chain.map(({ reason }) => reason)];
  const changed = new Map<string, Extract<Reason, { kind: 'input-changed' }>>();
  for (const reason of reasons)
    if (reason.kind === 'input-changed') changed.set(reason.path, reason);
  return [...changed.values()].map((reason) => differenceOf(reason, readText));
}

function differenceOf(
  { path, before, after }: Extract<Reason, { kind: 'input-changed' }>,
  readText: TextReader,
): TextDifference {
  const [old, now] = [readText(before, path), readText(after, path)];
  if (old !== undefined && now !== undefined)
    return { path, before, after, patch: unifiedDiff(path, old, now) };
  const which = old === undefined ? 'before' : 'after';
  return {
    path,
    before,
    after,
    message: `its text ${which} the change was not kept: only small text files are`,
  };
}
