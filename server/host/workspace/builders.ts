/** Builders for a command: the pool and its workers are loaded when the first builder is needed, which most workspaces never do. */
import type { BuilderRunner } from '../../engine/ports/processes.ts';
import type { WorkerBuilderRunner, WorkerBuilderRunnerOptions } from '../builders/runner.ts';

/** A runner that can be closed. */
export type CommandBuilders = BuilderRunner & { dispose(): Promise<void> };

/** Makes a runner that starts nothing until it is used. */
export function openBuilders(options: WorkerBuilderRunnerOptions): CommandBuilders {
  let runner: Promise<WorkerBuilderRunner> | undefined;
  const opened = (): Promise<WorkerBuilderRunner> => {
    runner ??= import('../builders/runner.ts').then(
      (host) => new host.WorkerBuilderRunner(options),
    );
    return runner;
  };
  return {
    digest: async (module) => await (await opened()).digest(module),
    build: async (request) => await (await opened()).build(request),
    dispose: async () => await (await runner)?.dispose(),
  };
}
