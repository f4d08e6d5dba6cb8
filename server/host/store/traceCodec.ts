/**
 * How a build trace stands in its row: plain JSON. A no-op build reads a row for every action; for lists of `[path, digest]` the
 * parser of the platform was measured faster than every packed form that had to be cut apart again. The manifest, which only
 * explanations need, is parsed when asked for.
 */
import { hash } from 'node:crypto';
import type { BlobDigest, EpochMs, FileDigest, RelativePath } from '../../engine/model/brand.ts';
import { jsonObject, jsonValue } from '../../engine/model/jsonValue.ts';
import type { ManifestEntry } from '../../engine/model/manifest.ts';
import type { BuildTrace, OutputEntry } from '../../engine/model/trace.ts';
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

/** What decoding needs besides the columns. */
export interface DecodeHelp {
  /** Gives the manifest, which is parsed when someone asks for it. */
  readonly readManifest: () => readonly ManifestEntry[];
  /** Called once where the later part turns out to be damaged. */
  readonly onDamage: () => void;
}

/**
 * The reverse. Only correct if the row's checksum was verified: of the lists, only the outline is checked again.
 * @returns undefined where the text is not what `encodeTrace` writes
 */
export function decodeTrace(columns: TraceColumns, help: DecodeHelp): StoredTrace | undefined {
  const end = columns.payload.indexOf('\n');
  const head = parseHead(columns.payload.slice(0, Math.max(0, end)));
  if (!head || !columns.payload.startsWith(bodyStart, end + 1)) return undefined;
  let manifest: readonly ManifestEntry[] | undefined;
  let body: Body | undefined;
  const parsed = (): Body => {
    body ??= parseBody(columns.payload.slice(end + 1));
    if (body) return body;
    help.onDamage();
    body = neverHolding;
    return body;
  };
  return {
    ...head,
    // JSON leaves out what is undefined.
    log: head.log,
    action: columns.action,
    key: columns.key,
    get manifest() {
      manifest ??= help.readManifest();
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

/**
 * The parts of a payload that say what is kept, and for how much. Only correct if the row's checksum was verified.
 * @returns undefined where the text is not what `encodeTrace` writes
 */
export function decodePayload(
  payload: string,
): Pick<BuildTrace, 'outputs' | 'log' | 'startedAt' | 'duration'> | undefined {
  const end = payload.indexOf('\n');
  const head = parseHead(payload.slice(0, Math.max(0, end)));
  const body = head && parseBody(payload.slice(end + 1));
  if (!head || !body) return undefined;
  const { log, startedAt, duration } = head;
  return { log, startedAt, duration, outputs: body.outputs };
}

/** @returns undefined where the manifest is damaged */
export function decodeManifest(
  text: string,
  identity: string,
): readonly ManifestEntry[] | undefined {
  const body = text.slice(rowSumLength);
  if (text.slice(0, rowSumLength) !== rowSum(identity, body)) return undefined;
  const value = jsonValue(body);
  return Array.isArray(value) ? (value as readonly ManifestEntry[]) : undefined;
}

/** What the later part starts with; tells a payload of another shape without parsing it. */
const bodyStart = '{"dependencies":[';

/**
 * Stands in for a later part that cannot be read. It never holds, since the workspace's root is always there, and never restores, since
 * no blob has this digest: whoever asks for it goes on as if there were no trace.
 */
const neverHolding: Body = {
  dependencies: [{ kind: 'absent', path: '' as RelativePath }],
  outputs: [neverRestored()],
};

function neverRestored(): OutputEntry {
  const digest = `sha256:${'0'.repeat(64)}`;
  return {
    type: 'file',
    path: 'damaged record' as RelativePath,
    digest: digest as FileDigest,
    blob: digest as BlobDigest,
    size: 0 as Extract<OutputEntry, { type: 'file' }>['size'],
    executable: false,
  };
}

function parseHead(text: string): Head | undefined {
  const head = jsonObject(text);
  const isHead =
    head !== undefined &&
    typeof head.dependencyDigest === 'string' &&
    typeof head.outputDigest === 'string' &&
    typeof head.startedAt === 'number' &&
    typeof head.duration === 'number' &&
    (head.log === undefined || typeof head.log === 'string');
  return isHead ? (head as unknown as Head) : undefined;
}

function parseBody(text: string): Body | undefined {
  const body = jsonObject(text);
  const isBody = isListOf(body?.dependencies, 'kind') && isListOf(body?.outputs, 'type', 'path');
  return isBody ? (body as unknown as Body) : undefined;
}

/** A list of objects that have these texts. */
function isListOf(list: unknown, ...names: readonly string[]): boolean {
  const isItem = (item: Row | null): boolean =>
    names.every((name) => typeof item?.[name] === 'string');
  return Array.isArray(list) && list.every(isItem);
}

type Row = Readonly<Record<string, unknown>>;
