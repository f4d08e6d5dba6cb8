/**
 * Writes down how an execution ended: a success as a build trace with its blobs, a failure with its output.
 */
import type { Action } from '../model/action.ts';
import {
  as,
  type ByteCount,
  type DurationMs,
  type OutputDigest,
  type RelativePath,
} from '../model/brand.ts';
import type { Reason } from '../model/reason.ts';
import type { Dependency, OutputEntry } from '../model/trace.ts';
import { type OutputState, UnreadableFile } from '../ports/files.ts';
import type { BlobFailure } from '../ports/store.ts';
import type { Attempt } from './attempt.ts';
import type { BuildContext } from './context.ts';
import type { LogBuffer } from './log.ts';
import { dependencyDigestOf } from './observe.ts';
import { closureDigestOf, outputDigestOf, ruleOutputs, toOutputEntry } from './outputs.ts';
import type { WorkEnd } from './work.ts';

/** How an execution ended. */
export type Execution =
  | {
      readonly type: 'done';
      /** Undefined where the outputs are not declared. */
      readonly outputs: OutputDigest | undefined;
      readonly duration: DurationMs;
      /** Set when it could not be recorded: what it wrote stands, but the next build runs it again. */
      readonly notRecorded: Reason | undefined;
    }
  | {
      readonly type: 'failed';
      readonly exitCode: number | undefined;
      readonly message: string;
      readonly duration: DurationMs;
    }
  | { readonly type: 'cancelled'; readonly duration: DurationMs };

/** Remembers a failure with its output; the next build tries again. */
export function fail(
  context: BuildContext,
  action: Action,
  work: Extract<WorkEnd, { type: 'failed' }>,
  log: LogBuffer,
  duration: DurationMs,
): Execution {
  const { blobs, clock, traces } = context.ports;
  const printed = log.encoded();
  const stored = printed && blobs.putBytes(printed);
  if (stored && 'failure' in stored)
    trouble(context, notKept(`what ${action.id} printed`, stored.failure));
  traces.recordFailure({
    action: action.id,
    key: context.key(action),
    at: clock.now(),
    exitCode: work.exitCode,
    message: work.message,
    log: stored && 'digest' in stored ? stored.digest : undefined,
  });
  return { type: 'failed', exitCode: work.exitCode, message: work.message, duration };
}

function trouble(context: BuildContext, message: string): void {
  context.emit({ type: 'cache-trouble', cache: 'traces', message });
}

/**
 * Digests the outputs of a success and records it.
 * @param record false: digest only
 */
export function finish(
  context: BuildContext,
  action: Action,
  attempt: Attempt,
  record: boolean,
  raced: Reason | undefined,
  duration: DurationMs,
): Execution {
  const { files, hasher, traces } = context.ports;
  if (action.outputs === undefined) {
    if (context.failures.has(action.id)) traces.forgetFailure(action.id);
    return { type: 'done', outputs: undefined, duration, notRecorded: raced };
  }
  let states: readonly OutputState[];
  try {
    states = files.outputs(action.outputs);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { type: 'failed', exitCode: undefined, message: error.message, duration };
  }
  const missing =
    action.kind === 'rule'
      ? ruleOutputs(action).find((path) => !states.some((state) => state.path === path))
      : undefined;
  if (missing !== undefined) {
    const message = `${action.id} ended without writing ${missing}. Correct its outputs or its ${action.work.type === 'builder' ? 'builder' : 'command'}.`;
    return fail(
      context,
      action,
      { type: 'failed', exitCode: undefined, message },
      attempt.log,
      duration,
    );
  }
  const outputs = outputDigestOf(hasher, states);
  if (record)
    store(context, action, { attempt, entries: states.map(toOutputEntry), outputs, duration });
  else if (context.failures.has(action.id)) traces.forgetFailure(action.id);
  return { type: 'done', outputs, duration, notRecorded: raced };
}

/**
 * Writes blob, then row, then acknowledges.
 * Only correct if: every output was digested after the command ended (else a later write would be stored under an older digest; the
 * store verifies the bytes against the digest while copying), no input changed meanwhile (checked in `settle`), and all blobs were
 * stored (else a later restore would find a trace without bytes). Where the disk refuses, the build goes on uncached.
 */
function store(
  context: BuildContext,
  action: Action,
  run: {
    attempt: Attempt;
    entries: readonly OutputEntry[];
    outputs: OutputDigest;
    duration: DurationMs;
  },
): void {
  const { blobs, hasher, traces } = context.ports;
  const { attempt, entries, outputs, duration } = run;
  context.emit({ type: 'phase-started', phase: 'store', action: action.id });
  for (const entry of entries) {
    const problem = entry.type === 'file' ? blobs.putFile(entry) : undefined;
    if (problem === undefined) continue;
    trouble(context, notKept(entry.path, problem.failure));
    return;
  }
  const printed = attempt.log.encoded();
  const log = printed && blobs.putBytes(printed);
  if (log && 'failure' in log) {
    trouble(context, notKept(`what ${action.id} printed`, log.failure));
    return;
  }
  const manifest = context.manifest(action);
  const closures = attempt.dependencies.flatMap((dependency) =>
    dependency.kind === 'output' ? [dependency.closure] : [],
  );
  traces.record({
    action: action.id,
    key: manifest.key,
    manifest: manifest.entries,
    dependencies: attempt.dependencies,
    dependencyDigest: dependencyDigestOf(hasher, action, attempt.dependencies),
    outputs: entries,
    outputDigest: outputs,
    closureDigest: closureDigestOf(hasher, outputs, closures),
    log: log?.digest,
    startedAt: attempt.startedAt,
    duration,
  });
  context.emit({
    type: 'cache-set',
    cache: 'traces',
    tier: 'disk',
    bytes: sizeOf(entries, printed),
  });
  context.renewed(action.id);
  blobs.keepTexts(textPaths(attempt.dependencies));
  context.emit({ type: 'phase-ended', phase: 'store', action: action.id });
}

/** Bytes of a result: what was written and printed. */
function sizeOf(entries: readonly OutputEntry[], printed: Uint8Array | undefined): ByteCount {
  const sizes = entries.map((entry) => (entry.type === 'file' ? entry.size : 0));
  return as<ByteCount>(sizes.reduce((sum, size) => sum + size, printed?.byteLength ?? 0));
}

function textPaths(dependencies: readonly Dependency[]): RelativePath[] {
  const paths: RelativePath[] = [];
  for (const dependency of dependencies) {
    if (dependency.kind === 'inputs') for (const [path] of dependency.files) paths.push(path);
    else if (dependency.kind === 'file') paths.push(dependency.path);
  }
  return paths;
}

/** A sentence for people: the result is there, and will be made again where it is needed again. */
function notKept(what: string, failure: BlobFailure): string {
  return 'message' in failure ? failure.message : `Cannot keep ${what}: it is gone.`;
}
