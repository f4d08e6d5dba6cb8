/** Starting and stopping processes and builders. */
import type { Action, Command } from '../model/action.ts';
import type { ByteCount, FileDigest, RelativePath } from '../model/brand.ts';
import type { Dependency } from '../model/trace.ts';
import type { CancelToken } from './cancel.ts';

/** A piece of what a command printed. */
export interface LogChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

/** How a process ended. */
export type ExecutionResult =
  | { readonly type: 'exited'; readonly exitCode: number; readonly signal: string | undefined }
  /** It never started (program missing, no permission, folder missing), or its end is not known. `message` says what to do next. */
  | { readonly type: 'not-started'; readonly message: string }
  | { readonly type: 'cancelled' };

/** One command to run for an action. */
export interface ExecutionRequest {
  readonly action: Action;
  readonly command: Command;
  /** Output is passed on as it arrives. */
  readonly onLog: (chunk: LogChunk) => void;
  readonly cancel: CancelToken;
}

/** Runs commands. Implementations keep to the process limit and end whole process trees on cancellation. */
export interface ProcessRunner {
  /** About so many commands are likely to follow; a hint to prepare for them. */
  expect?(count: number): void;
  run(request: ExecutionRequest): Promise<ExecutionResult>;
  /** Memory of the engine and all its children now. */
  memoryUsed(): ByteCount;
}

/** What a builder did. */
export type BuilderResult =
  | {
      readonly type: 'built';
      /** What it read, in order, first observation of each path only. */
      readonly dependencies: readonly Dependency[];
    }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'cancelled' };

/** Runs builder modules in warm workers. */
export interface BuilderRunner {
  /**
   * Digest of the module and all it imports. Loads the module only when what is known of it is out of date.
   * @returns the digest, or a message where the module cannot be loaded
   */
  digest(
    module: RelativePath,
  ): Promise<{ readonly digest: FileDigest } | { readonly message: string }>;
  build(request: {
    readonly action: Action;
    readonly module: RelativePath;
    readonly input: RelativePath;
    /** Concrete output files, in declared order. */
    readonly outputs: readonly RelativePath[];
    readonly onLog: (chunk: LogChunk) => void;
    readonly cancel: CancelToken;
  }): Promise<BuilderResult>;
}
