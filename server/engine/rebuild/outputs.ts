/**
 * Outputs as the engine compares them: one digest for all outputs of an action, one for those of everything behind it, and the
 * difference between what was recorded and what lies on disk.
 */
import type { Action } from '../model/action.ts';
import { must } from '../model/assert.ts';
import type { BlobDigest, FileDigest, OutputDigest, RelativePath } from '../model/brand.ts';
import { digestFiles } from '../model/fileDigest.ts';
import { literalPath } from '../model/glob.ts';
import type { Reason } from '../model/reason.ts';
import type { OutputEntry } from '../model/trace.ts';
import type { OutputState } from '../ports/files.ts';
import type { Hasher } from '../ports/hasher.ts';

/** Length of `sha256:<64 hex digits>`: what follows it in a file's digest is its type. */
const plainDigestLength = 71;

/** The digest of the bytes alone, under which the content-addressed store keeps them. */
export function blobOf(digest: FileDigest): BlobDigest {
  return digest.slice(0, plainDigestLength) as string as BlobDigest;
}

/** Digest of a sorted list of outputs. Paths, types, bytes and the executable bit are in it; times are not. */
export function outputDigestOf(
  hasher: Hasher,
  outputs: readonly { readonly path: RelativePath; readonly digest: FileDigest }[],
): OutputDigest {
  return digestFiles(
    hasher,
    outputs.map(({ path, digest }) => [path, digest] as const),
  ) as OutputDigest;
}

/** Digest of an action's own outputs and the closures of what it depends on. */
export function closureDigestOf(
  hasher: Hasher,
  own: OutputDigest,
  dependencies: readonly OutputDigest[],
): OutputDigest {
  return hasher.digest([own, ...dependencies].join('\n')) as OutputDigest;
}

/** A rule's outputs are concrete paths, relative to the workspace root; signs that patterns know are escaped. */
export function ruleOutputs(action: Action): readonly RelativePath[] {
  return must(action.outputs, `outputs of ${action.id}`).include.map(literalPath);
}

/** Turns what lies on disk into what a trace records. */
export function toOutputEntry(state: OutputState): OutputEntry {
  const { path, digest, size, executable } = state;
  switch (state.type) {
    case 'file':
      return { type: 'file', path, digest, blob: blobOf(digest), size, executable };
    case 'symlink':
      return { type: 'symlink', path, digest, target: state.target ?? '' };
    case 'directory':
      return { type: 'directory', path, digest };
  }
}

/** How the outputs on disk differ from the recorded ones. */
export interface OutputDifference {
  readonly reasons: readonly Reason[];
  /** Recorded entries that are missing or edited. */
  readonly toRestore: readonly OutputEntry[];
  /** On disk, but not recorded. */
  readonly extra: readonly RelativePath[];
}

/**
 * Compares outputs; both lists sorted by path.
 * @param recorded what the trace says
 * @param current what lies on disk
 * @param leftOver written under an older declaration, and to go as well
 */
export function diffOutputs(
  recorded: readonly OutputEntry[],
  current: readonly OutputState[],
  leftOver: readonly RelativePath[] = [],
): OutputDifference {
  const reasons: Reason[] = [];
  const toRestore: OutputEntry[] = [];
  const onDisk = new Map(current.map((state) => [state.path, state]));
  for (const entry of recorded) {
    const now = onDisk.get(entry.path);
    onDisk.delete(entry.path);
    if (now?.digest === entry.digest) continue;
    toRestore.push(entry);
    reasons.push(
      now === undefined
        ? { kind: 'output-missing', path: entry.path }
        : { kind: 'output-edited', path: entry.path, before: entry.digest, after: now.digest },
    );
  }
  const extra = [...onDisk.keys(), ...leftOver];
  for (const path of extra) reasons.push({ kind: 'output-added', path });
  return { reasons, toRestore, extra };
}
