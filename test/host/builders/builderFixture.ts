// What tests of builders share: a workspace in a temporary folder, a table of files without any memory, and a runner on them.

import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../../server/engine/model/action.ts';
import type { FileDigest, RelativePath } from '../../../server/engine/model/brand.ts';
import { matcherOf } from '../../../server/engine/model/glob.ts';
import type { Dependency } from '../../../server/engine/model/trace.ts';
import type { CancelToken } from '../../../server/engine/ports/cancel.ts';
import type { BuilderResult } from '../../../server/engine/ports/processes.ts';
import type { ObservedFiles } from '../../../server/host/builders/dependencies.ts';
import { digestIfPresent } from '../../../server/host/builders/fileDigest.ts';
import {
  WorkerBuilderRunner,
  type WorkerBuilderRunnerOptions,
} from '../../../server/host/builders/runner.ts';
import { neverCancelled } from '../../../server/host/platform/cancelSource.ts';
import { writeFixture } from '../../support/fixture.ts';
import { type CleanupScope, makeTempDir } from '../../support/tempDir.ts';

/** A workspace with a runner. */
export interface BuilderWorkspace {
  readonly root: string;
  readonly runner: WorkerBuilderRunner;
  readonly cache: Map<string, string>;
  /** Builds one input with `build/builder.mjs` into `out/<input>`. */
  build(input: string, options?: BuildOptions): Promise<BuilderResult>;
  /** What was printed by the last build. */
  printed(): string;
}

/** Variations of a build. */
export interface BuildOptions {
  readonly module?: string;
  readonly outputs?: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly cancel?: CancelToken;
  readonly onLog?: (text: string) => void;
}

/** Brings a plain text into the place of a branded path. */
export function path(text: string): RelativePath {
  return text as RelativePath;
}

/** Files looked at anew with each call. */
export function diskFiles(root: string): ObservedFiles {
  return {
    digest: (name) => digestIfPresent(join(root, name)),
    glob: (patterns) => {
      const includes = matcherOf(patterns.include);
      const excludes = matcherOf(patterns.exclude);
      const isFile = (name: string): boolean => lstatSync(join(root, name)).isFile();
      const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
        (name) =>
          !name.includes('node_modules') && includes(name) && !excludes(name) && isFile(name),
      );
      return names.sort() as RelativePath[];
    },
    executable: (name) => {
      const digest = digestIfPresent(name);
      return digest === undefined ? undefined : { path: name, digest };
    },
  };
}

/** Makes a workspace from a fixture; everything goes away with the test. */
export async function builderWorkspace(
  scope: CleanupScope,
  fixture: string,
  options: Partial<WorkerBuilderRunnerOptions> = {},
): Promise<BuilderWorkspace> {
  const root = await makeTempDir(scope);
  await writeFixture(root, fixture);
  return builderWorkspaceAt(scope, root, options);
}

/** The same on a folder that is there already. */
export function builderWorkspaceAt(
  scope: CleanupScope,
  root: string,
  options: Partial<WorkerBuilderRunnerOptions> = {},
): BuilderWorkspace {
  const cache = new Map<string, string>();
  const runner = new WorkerBuilderRunner({
    root,
    concurrency: 1,
    files: diskFiles(root),
    cache: { get: (key) => cache.get(key), set: (key, value) => void cache.set(key, value) },
    ...options,
  });
  scope.after(() => runner.dispose());
  let printed = '';
  const build: BuilderWorkspace['build'] = async (input, build = {}) => {
    printed = '';
    return await runner.build({
      action: { id: `rule:${input}`, environment: build.environment ?? {} } as unknown as Action,
      module: path(build.module ?? 'build/builder.mjs'),
      input: path(input),
      outputs: (build.outputs ?? [`out/${input}`]).map(path),
      onLog: (chunk) => {
        const text = `${chunk.stream}: ${Buffer.from(chunk.bytes).toString('utf8')}`;
        printed += text;
        build.onLog?.(text);
      },
      cancel: build.cancel ?? neverCancelled,
    });
  };
  return { root, runner, cache, build, printed: () => printed };
}

/** One line per dependency, without digests: `file a.txt`, `absent b.txt`, `glob *.x = a.x b.x`. */
export function dependencyLines(result: BuilderResult): readonly string[] {
  if (result.type !== 'built')
    return [`${result.type}: ${'message' in result ? result.message : ''}`];
  return result.dependencies.map(lineOf);
}

function lineOf(dependency: Dependency): string {
  switch (dependency.kind) {
    case 'file':
    case 'absent':
      return `${dependency.kind} ${dependency.path}`;
    case 'glob':
      return `glob ${dependency.patterns.include.join(',')} = ${dependency.matches.join(' ')}`;
    default:
      return `${dependency.kind} ${'name' in dependency ? dependency.name : ''}`;
  }
}

/** The digest that a build recorded for a file. */
export function digestIn(result: BuilderResult, name: string): FileDigest | undefined {
  if (result.type !== 'built') return undefined;
  for (const dependency of result.dependencies) {
    if (dependency.kind === 'file' && dependency.path === name) return dependency.digest;
  }
  return undefined;
}
