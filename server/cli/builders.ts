/** Builders for a command: the pool and its workers are loaded when the first builder is needed, which most workspaces never do. */

import type { Files } from '../engine/ports/files.ts';
import type { BuilderRunner } from '../engine/ports/processes.ts';

/** A runner that can be closed. */
export type CommandBuilders = BuilderRunner & { dispose(): Promise<void> };

/** What builders work with. */
export interface BuildersOptions {
  readonly root: string;
  readonly files: Files;
  readonly concurrency: number;
}

/** Makes a runner that starts nothing until it is used. */
export function openBuilders(_options: BuildersOptions): CommandBuilders {
  return {
    digest: () => Promise.resolve({ message: 'no builders yet' }),
    build: () => Promise.resolve({ type: 'failed', message: 'no builders yet' }),
    dispose: () => Promise.resolve(),
  };
}
