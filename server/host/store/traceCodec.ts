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

/** Enough to tell that a trace still holds; parsed at once. */
type Head = Pick<
  BuildTrace,
  'dependencyDigest' | 'outputDigest' | 'log' | 'startedAt' | 'duration'
>;
/** Parsed when asked for: only a trace that does not hold, or must be restored, is looked at in detail. */
type Body = Pick<BuildTrace, 'dependencies' | 'outputs'>;

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
}

/** @param trace the trace to store; action, key and closure digest are columns of their own */
export function encodeTrace(trace: BuildTrace): EncodedTrace {
  const { dependencyDigest, outputDigest, log, startedAt, duration } = trace;
  const head: Head = { dependencyDigest, outputDigest, log, startedAt, duration };
  const body: Body = { dependencies: trace.dependencies, outputs: trace.outputs };
  const observed = JSON.stringify([dependencyDigest, outputDigest, trace.closureDigest]);
  const identity = hash('sha256', observed, 'base64').slice(0, 22);
  const text = JSON.stringify(trace.manifest);
  return {
    payload: `${JSON.stringify(head)}\n${JSON.stringify(body)}`,
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
  const end = columns.payload.indexOf('\n');
  const head = JSON.parse(columns.payload.slice(0, end)) as Head;
  let manifest: readonly ManifestEntry[] | undefined;
  let body: Body | undefined;
  const parsed = (): Body => {
    body ??= JSON.parse(columns.payload.slice(end + 1)) as Body;
    return body;
  };
  return {
    ...head,
    // JSON leaves out what is undefined.
    log: head.log,
    action: columns.action,
    key: columns.key,
    get manifest() {
      manifest ??= readManifest();
      return manifest;
    },
    get dependencies() {
      return parsed().dependencies;
    },
    get outputs() {
      return parsed().outputs;
    },
    closureDigest: columns.closureDigest,
    row: columns.row,
    lastUsedAt: columns.lastUsedAt ?? head.startedAt,
  };
}

/** The parts of a payload that say what is kept, and for how much. Only correct if the row's checksum was verified. */
export function decodePayload(
  payload: string,
): Pick<BuildTrace, 'outputs' | 'log' | 'startedAt' | 'duration'> {
  const end = payload.indexOf('\n');
  const { log, startedAt, duration } = JSON.parse(payload.slice(0, end)) as Head;
  const { outputs } = JSON.parse(payload.slice(end + 1)) as Body;
  return { log, startedAt, duration, outputs };
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
