/**
 * How a build trace stands in its row: JSON, in which the long lists of files are one string each. A no-op build reads a row for every
 * action, and parsing thousands of short strings is what it would spend its time on.
 *
 * `//` separates the items of a list: it is in no workspace-relative path and in no digest.
 */
import { hash } from 'node:crypto';
import type { FileDigest, RelativePath } from '../../engine/model/brand.ts';
import type { BuildTrace, Dependency, FileState } from '../../engine/model/trace.ts';

const separator = '//';

type Packed = Omit<Extract<Dependency, { kind: 'inputs' }>, 'files'> & { readonly files: string };
type StoredDependency = Exclude<Dependency, { kind: 'inputs' }> | Packed;
type StoredBody = Omit<BuildTrace, 'action' | 'key' | 'closureDigest' | 'dependencies'> & {
  readonly dependencies: readonly StoredDependency[];
};

/** The text of a trace and the name of its result. */
export interface EncodedTrace {
  readonly payload: string;
  /** Equal for runs that observed and wrote the same. */
  readonly identity: string;
}

/** @param trace the trace to store; action, key and closure digest are columns of their own */
export function encodeTrace(trace: BuildTrace): EncodedTrace {
  const { action: _action, key: _key, closureDigest, dependencies, ...rest } = trace;
  const packed = dependencies.map(pack);
  const identity = hash(
    'sha256',
    JSON.stringify([packed, rest.outputDigest, closureDigest]),
    'base64',
  ).slice(0, 22);
  return { payload: JSON.stringify({ ...rest, dependencies: packed }), identity };
}

/**
 * The reverse. Only correct if the row's checksum was verified: the shape is not checked again.
 * @param columns what stands beside the payload
 */
export function decodeTrace(
  payload: string,
  columns: Pick<BuildTrace, 'action' | 'key' | 'closureDigest'>,
): BuildTrace {
  const body = JSON.parse(payload) as StoredBody;
  return {
    action: columns.action,
    key: columns.key,
    manifest: body.manifest,
    dependencies: body.dependencies.map(unpack),
    outputs: body.outputs,
    outputDigest: body.outputDigest,
    closureDigest: columns.closureDigest,
    log: body.log,
    startedAt: body.startedAt,
    duration: body.duration,
  };
}

function pack(dependency: Dependency): StoredDependency {
  if (dependency.kind !== 'inputs') return dependency;
  return {
    ...dependency,
    files: dependency.files.map(([path, digest]) => path + separator + digest).join(separator),
  };
}

function unpack(dependency: StoredDependency): Dependency {
  return dependency.kind === 'inputs'
    ? { ...dependency, files: unpackFiles(dependency.files) }
    : dependency;
}

function unpackFiles(text: string): readonly FileState[] {
  if (text === '') return [];
  const parts = text.split(separator);
  const files: FileState[] = [];
  for (let i = 1; i < parts.length; i += 2)
    files.push([parts[i - 1] as RelativePath, parts[i] as FileDigest]);
  return files;
}
