/**
 * How a build trace stands in its row: plain JSON. A no-op build reads a row for every action; for lists of `[path, digest]` the
 * parser of the platform was measured faster than every packed form that had to be cut apart again. The manifest, which only
 * explanations need, is parsed when asked for.
 */
import { hash } from 'node:crypto';
import type { EpochMs } from '../../engine/model/brand.ts';
import type { ManifestEntry } from '../../engine/model/manifest.ts';
import type { BuildTrace } from '../../engine/model/trace.ts';
import type { StoredTrace } from '../../engine/ports/store.ts';
import { rowSum, rowSumLength } from './rowSum.ts';

type StoredBody = Omit<BuildTrace, 'action' | 'key' | 'closureDigest' | 'manifest'>;

/** The texts of a trace and the name of its result. */
export interface EncodedTrace {
  readonly payload: string;
  /** The manifest, led by its own checksum. */
  readonly manifest: string;
  /** Equal for runs that observed and wrote the same. */
  readonly identity: string;
}

/** What stands in the columns of a trace's row. */
export interface TraceColumns
  extends Pick<StoredTrace, 'action' | 'key' | 'closureDigest' | 'row'> {
  readonly lastUsedAt: EpochMs | undefined;
  readonly payload: string;
  readonly manifest: string;
}

/** @param trace the trace to store; action, key and closure digest are columns of their own */
export function encodeTrace(trace: BuildTrace): EncodedTrace {
  const { action: _action, key: _key, closureDigest, dependencies, manifest, ...rest } = trace;
  const observed = JSON.stringify([dependencies, rest.outputDigest, closureDigest]);
  const identity = hash('sha256', observed, 'base64').slice(0, 22);
  const text = JSON.stringify(manifest);
  return {
    payload: JSON.stringify({ ...rest, dependencies }),
    manifest: rowSum(identity, text) + text,
    identity,
  };
}

/**
 * The reverse. Only correct if the row's checksum was verified: the shape is not checked again.
 * @param readManifest gives the manifest, which is parsed when someone asks for it
 */
export function decodeTrace(
  columns: TraceColumns,
  readManifest: () => readonly ManifestEntry[],
): StoredTrace {
  const body = JSON.parse(columns.payload) as StoredBody;
  let manifest: readonly ManifestEntry[] | undefined;
  return {
    action: columns.action,
    key: columns.key,
    get manifest() {
      manifest ??= readManifest();
      return manifest;
    },
    dependencies: body.dependencies,
    outputs: body.outputs,
    outputDigest: body.outputDigest,
    closureDigest: columns.closureDigest,
    log: body.log,
    startedAt: body.startedAt,
    duration: body.duration,
    row: columns.row,
    lastUsedAt: columns.lastUsedAt ?? body.startedAt,
  };
}

/** @returns undefined where the manifest is damaged */
export function decodeManifest(
  text: string,
  identity: string,
): readonly ManifestEntry[] | undefined {
  const body = text.slice(rowSumLength);
  const intact = text.slice(0, rowSumLength) === rowSum(identity, body);
  return intact ? (JSON.parse(body) as readonly ManifestEntry[]) : undefined;
}
