/** What the parts of the rebuild engine share: the ports, the actions, and what this build knows already. */
import type { EngineEventBody } from '../events.ts';
import type { Action } from '../model/action.ts';
import { must } from '../model/assert.ts';
import type {
  ActionId,
  FileDigest,
  KeyDigest,
  OutputDigest,
  RelativePath,
} from '../model/brand.ts';
import type { ActionResult } from '../model/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files, OutputWriter } from '../ports/files.ts';
import type { Hasher } from '../ports/hasher.ts';
import type { BuilderRunner, ProcessRunner } from '../ports/processes.ts';
import type { BlobStore, FailureRecord, StoredTrace, TraceStore } from '../ports/store.ts';
import { type Manifest, manifestOf, sortedDependencies } from './manifest.ts';
import { closureDigestOf } from './outputs.ts';
import type { OutputOwners } from './owners.ts';

/** Everything outside the engine that it works with. */
export interface EnginePorts {
  readonly files: Files;
  readonly writer: OutputWriter;
  readonly traces: TraceStore;
  readonly blobs: BlobStore;
  readonly processes: ProcessRunner;
  readonly builders: BuilderRunner;
  readonly hasher: Hasher;
  readonly clock: Clock;
  /** E.g. `linux-x64`. */
  readonly platform: string;
}

/** How an action stands once this build has brought it up to date. */
export interface Outcome {
  readonly result: ActionResult;
  /** Undefined: what it wrote is not known (outputs not declared, failed, skipped, or a dry run that would run it). */
  readonly outputs: OutputDigest | undefined;
  /** Own outputs and those of everything behind it. */
  readonly closure: OutputDigest | undefined;
}

/** The state of one build, handed to each step. */
export class BuildContext {
  readonly ports: EnginePorts;
  readonly actions: ReadonlyMap<ActionId, Action>;
  /** Only made when something was discovered. */
  readonly owners: () => OutputOwners;
  readonly emit: (event: EngineEventBody) => void;
  /** To be called when an action's newest trace became another one. */
  readonly renewed: (action: ActionId) => void;
  readonly outcomes = new Map<ActionId, Outcome>();
  /** Newest trace of each action of the build, as loaded at its start and kept current. */
  readonly latest = new Map<ActionId, StoredTrace>();
  readonly failures = new Map<ActionId, FailureRecord>();
  /** Actions without a newest trace that succeeded once all the same. */
  readonly builtBefore = new Set<ActionId>();
  readonly builderDigests = new Map<RelativePath, FileDigest>();
  readonly builderProblems = new Map<RelativePath, string>();
  readonly #manifests = new Map<ActionId, Manifest>();

  constructor(
    ports: EnginePorts,
    actions: ReadonlyMap<ActionId, Action>,
    owners: () => OutputOwners,
    emit: (event: EngineEventBody) => void,
    renewed: (action: ActionId) => void,
  ) {
    this.ports = ports;
    this.actions = actions;
    this.owners = owners;
    this.emit = emit;
    this.renewed = renewed;
  }

  action(id: ActionId): Action {
    return must(this.actions.get(id), `action ${id}`);
  }

  manifest(action: Action): Manifest {
    let manifest = this.#manifests.get(action.id);
    if (manifest === undefined) {
      const { hasher, platform } = this.ports;
      const builderDigest =
        action.work.type === 'builder' ? this.builderDigests.get(action.work.module) : undefined;
      manifest = manifestOf(action, { hasher, platform, builderDigest });
      this.#manifests.set(action.id, manifest);
    }
    return manifest;
  }

  key(action: Action): KeyDigest {
    return this.manifest(action).key;
  }

  /** The closure digest of an action with these outputs; undefined where something behind it is not known. */
  closureOf(action: Action, outputs: OutputDigest | undefined): OutputDigest | undefined {
    if (outputs === undefined) return undefined;
    const behind: OutputDigest[] = [];
    for (const { action: id, readsOutputs } of sortedDependencies(action)) {
      if (!readsOutputs) continue;
      const closure = this.outcomes.get(id)?.closure;
      if (closure === undefined) return undefined;
      behind.push(closure);
    }
    return closureDigestOf(this.ports.hasher, outputs, behind);
  }
}
