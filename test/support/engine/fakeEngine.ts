// An engine on a disk, a store and processes that are all in memory: what happened can be read from one list, and a command is a function.
//
//   const world = new FakeWorld();
//   world.commands.set('a#build', (disk) => disk.set('out', 'made'));
//   await world.build([action({ id: 'a#build', outputs: ['out'] })]);

import { createEngine, type Engine } from '../../../server/engine/engine.ts';
import type { EngineEvent } from '../../../server/engine/events.ts';
import type { Action } from '../../../server/engine/model/action.ts';
import {
  as,
  type ByteCount,
  type DurationMs,
  type EpochMs,
  type FileDigest,
} from '../../../server/engine/model/brand.ts';
import type { BuildRequest } from '../../../server/engine/model/request.ts';
import type { ActionResult } from '../../../server/engine/model/run.ts';
import type { Dependency } from '../../../server/engine/model/trace.ts';
import type { Clock } from '../../../server/engine/ports/clock.ts';
import type {
  BuilderRunner,
  ExecutionRequest,
  ProcessRunner,
} from '../../../server/engine/ports/processes.ts';
import { actionMap } from './actions.ts';
import { FakeFiles } from './fakeFiles.ts';
import { fakeHasher } from './fakeHasher.ts';
import { FakeBlobs, FakeTraces } from './fakeStore.ts';
import { buildRequest } from './testEngine.ts';

/** What a command does to the disk; a number is its exit code. */
export type FakeCommand = (disk: Map<string, string>, request: ExecutionRequest) => unknown;

/** See the file's comment. */
export class FakeWorld {
  /** What was written and told, in order: `start a`, `blob out`, `row a`, `told a ran`, `run`. */
  readonly calls: string[] = [];
  readonly events: EngineEvent[] = [];
  readonly files = new FakeFiles();
  readonly traces = new FakeTraces(this.calls);
  readonly blobs = new FakeBlobs(this.files, this.calls);
  /** By action. One without a command does nothing and succeeds. */
  readonly commands = new Map<string, FakeCommand>();
  /** By action: what its builder says it read. */
  readonly reads = new Map<string, () => readonly Dependency[]>();
  builderDigest = 'sha256:builder' as FileDigest;
  #now = 1_000_000;

  get disk(): Map<string, string> {
    return this.files.text;
  }

  /** A new engine on the same disk and stores. */
  engine(actions: readonly Action[]): Engine {
    const { files, traces, blobs } = this;
    const engine = createEngine({
      actions: actionMap(actions),
      files,
      writer: files,
      traces,
      blobs,
      processes: this.#processes(),
      builders: this.#builders(),
      hasher: fakeHasher,
      clock: this.#clock(),
      platform: 'fake',
    });
    engine.subscribe((event) => {
      this.events.push(event);
      if (event.type === 'action-ended')
        this.calls.push(`told ${event.result.id} ${event.result.state}`);
    });
    return engine;
  }

  /** Builds all actions with a new engine. @returns the results in order */
  async build(
    actions: readonly Action[],
    changes: Partial<BuildRequest> = {},
  ): Promise<readonly ActionResult[]> {
    this.calls.length = 0;
    const ids = actions.map(({ id }) => id);
    const run = await this.engine(actions).build(buildRequest(ids, { concurrency: 1, ...changes }));
    return ids.flatMap((id) => run.actions.find((result) => result.id === id) ?? []);
  }

  #clock(): Clock {
    return {
      now: () => as<EpochMs>(++this.#now),
      elapsed: () => as<DurationMs>(++this.#now),
      sleep: () => Promise.resolve(),
    };
  }

  #processes(): ProcessRunner {
    return {
      run: (request) => {
        const { id } = request.action;
        this.calls.push(`start ${id}`);
        const answer = this.commands.get(id)?.(this.disk, request);
        const exitCode = typeof answer === 'number' ? answer : 0;
        return Promise.resolve({ type: 'exited', exitCode, signal: undefined });
      },
      memoryUsed: () => as<ByteCount>(0),
    };
  }

  #builders(): BuilderRunner {
    return {
      digest: () => Promise.resolve({ digest: this.builderDigest }),
      build: ({ action, outputs }) => {
        this.calls.push(`start ${action.id}`);
        const dependencies = this.reads.get(action.id)?.() ?? [];
        for (const path of outputs) this.disk.set(path, JSON.stringify(dependencies));
        return Promise.resolve({ type: 'built', dependencies });
      },
    };
  }
}

/** State of each result with the kinds of its reasons, e.g. `ran: input-changed`. */
export function told(results: readonly ActionResult[]): string[] {
  return results.map(({ state, reasons }) =>
    [state, reasons.map(({ kind }) => kind).join(' ')].join(': ').replace(/: $/, ''),
  );
}
