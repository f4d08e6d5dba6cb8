// A whole engine on a real folder: real files, real stores, real processes. What a command-line process would open, without one.
//
//   const ports = openPorts(root);
//   const engine = ports.engine(actionMap([action({ id: 'a#build', ... })]));
//   const run = await engine.build(buildRequest(['a#build']));
//   await ports.close();

import { join } from 'node:path';
import { createEngine, type Engine, type EnginePorts } from '../../../server/engine/engine.ts';
import type { Action } from '../../../server/engine/model/action.ts';
import type { ActionId } from '../../../server/engine/model/brand.ts';
import type { BuilderRunner } from '../../../server/engine/ports/processes.ts';
import { type NodeFiles, openFiles } from '../../../server/host/files/nodeFiles.ts';
import { NodeOutputWriter } from '../../../server/host/files/outputWriter.ts';
import { NodeClock } from '../../../server/host/platform/clock.ts';
import { NodeHasher } from '../../../server/host/platform/hasher.ts';
import { NodeProcessRunner } from '../../../server/host/processes/runner.ts';
import { openStore, type Store } from '../../../server/host/store/openStore.ts';

export { buildRequest } from './buildRequest.ts';

/** The PATH that test commands get. */
export const basePath = '/usr/local/bin:/usr/bin:/bin';

/** What is open on one workspace. */
export interface TestPorts {
  readonly files: NodeFiles;
  readonly store: Store;
  readonly ports: EnginePorts;
  /** Messages of the stores about damage and disk errors; tests expect none. */
  readonly troubles: readonly string[];
  /** @param changes ports in place of the real ones */
  engine(actions: ReadonlyMap<ActionId, Action>, changes?: Partial<EnginePorts>): Engine;
  close(): Promise<void>;
}

/** For workspaces without builders. */
const noBuilders: BuilderRunner = {
  digest: () => Promise.resolve({ message: 'this test has no builders' }),
  build: () => Promise.resolve({ type: 'failed', message: 'this test has no builders' }),
};

/**
 * Opens everything that a build needs.
 * @param root absolute workspace root
 * @throws Error where the stores cannot be opened
 */
export function openPorts(root: string, changes: Partial<EnginePorts> = {}): TestPorts {
  const troubles: string[] = [];
  const store = openStore({ root, onTrouble: (message) => troubles.push(message) });
  if ('message' in store) throw new Error(store.message);
  const clock = new NodeClock();
  const hasher = new NodeHasher(join(root, '.cachescope', 'salt'));
  const files = openFiles({ root, rows: store.digests, hasher, basePath });
  const environment = { PATH: basePath, LC_ALL: 'C' };
  const processes = new NodeProcessRunner({ root, limit: 16, clock, environment });
  const ports: EnginePorts = {
    files,
    writer: new NodeOutputWriter(root),
    traces: store.traces,
    blobs: store.blobs,
    processes,
    builders: noBuilders,
    hasher,
    clock,
    platform: 'test',
    ...changes,
  };
  return {
    files,
    store,
    ports,
    troubles,
    engine(actions, changesNow = {}) {
      // A new engine takes what the table knows for current; here the test may have edited files since.
      files.newEpoch();
      return createEngine({ ...ports, ...changesNow, actions });
    },
    async close() {
      await processes.dispose();
      await store.blobs.flush();
      store.close();
    },
  };
}
