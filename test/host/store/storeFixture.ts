// A store in a temporary workspace, and results to put into it.

import { hash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type {
  ActionId,
  BlobDigest,
  ByteCount,
  DependencyDigest,
  DurationMs,
  EpochMs,
  FileDigest,
  KeyDigest,
  OutputDigest,
  RelativePath,
} from '../../../server/engine/model/brand.ts';
import type { BuildTrace, OutputEntry } from '../../../server/engine/model/trace.ts';
import type { Store, StoreOptions } from '../../../server/host/store/openStore.ts';
import { openStore } from '../../../server/host/store/openStore.ts';

export type FileEntry = Extract<OutputEntry, { type: 'file' }>;

/** A store that is open, with what it complained of. */
export interface OpenStore {
  readonly store: Store;
  readonly troubles: string[];
}

/** @throws Error where the store refuses to open */
export function open(root: string, options: Partial<StoreOptions> = {}): OpenStore {
  const troubles: string[] = [];
  const store = openStore({ root, onTrouble: (message) => troubles.push(message), ...options });
  if ('message' in store) throw new Error(store.message);
  return { store, troubles };
}

/** `sha256:<hex>`, in whatever role the test needs it. */
export function digestOf(data: string | Uint8Array): string {
  return `sha256:${hash('sha256', data, 'hex')}`;
}

/** Writes an output to the workspace and describes it. */
export function output(
  root: string,
  path: string,
  data: string | Uint8Array,
  executable = false,
): FileEntry {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, data);
  if (executable) chmodSync(target, 0o755);
  const digest = digestOf(data);
  return {
    type: 'file',
    path: path as RelativePath,
    digest: (executable ? `${digest}+x` : digest) as FileDigest,
    blob: digest as BlobDigest,
    size: Buffer.byteLength(data) as ByteCount,
    executable,
  };
}

export function link(path: string, target: string): OutputEntry {
  return {
    type: 'symlink',
    path: path as RelativePath,
    digest: `${digestOf(target)}+link` as FileDigest,
    target,
  };
}

/** A result of `action` with the key and input content given. */
export function trace(
  action: string,
  options: {
    readonly key?: string;
    readonly input?: string;
    readonly outputs?: readonly OutputEntry[];
  } = {},
): BuildTrace {
  const { key = 'key', input = 'input', outputs = [] } = options;
  return {
    action: action as ActionId,
    key: digestOf(key) as KeyDigest,
    manifest: [{ field: 'command', value: `build ${key}` }],
    dependencies: [
      { kind: 'file', path: 'in.txt' as RelativePath, digest: digestOf(input) as FileDigest },
    ],
    dependencyDigest: digestOf(input) as DependencyDigest,
    outputs,
    outputDigest: digestOf(JSON.stringify(outputs)) as OutputDigest,
    closureDigest: digestOf(`${action} ${input}`) as OutputDigest,
    log: undefined,
    startedAt: 1000 as EpochMs,
    duration: 5 as DurationMs,
  };
}

/** The inputs of a found trace, for short comparisons. */
export function inputOf(found: BuildTrace | undefined): string | undefined {
  const first = found?.dependencies[0];
  return first?.kind === 'file' ? first.digest : undefined;
}
