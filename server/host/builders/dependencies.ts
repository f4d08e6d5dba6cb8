/**
 * Turns what a worker observed into the dependencies of a build trace.
 */
import { isAbsolute } from 'node:path';
import type { FilePatterns } from '../../engine/model/action.ts';
import { unreachable } from '../../engine/model/assert.ts';
import type { FileDigest, RelativePath } from '../../engine/model/brand.ts';
import { isLiteral } from '../../engine/model/glob.ts';
import type { Dependency } from '../../engine/model/trace.ts';
import type { Files } from '../../engine/ports/files.ts';
import type { JobEnd } from './builderWorker.ts';
import type { LoadedFile, Observation } from './messages.ts';

/** What is needed to know of files. */
export type ObservedFiles = Pick<Files, 'digest' | 'glob' | 'executable'>;

/**
 * The dependencies of one build, in the order observed.
 * @param expected the files of the module of which the action's key was made
 */
export function dependenciesOf(
  end: Extract<JobEnd, { type: 'built' }>,
  expected: readonly LoadedFile[],
  files: ObservedFiles,
): readonly Dependency[] {
  return [
    ...end.observations.map((observation) => toDependency(observation, files)),
    ...end.lateFiles.flatMap((row) => lateDependency(row, files)),
    ...outdated(end.files, expected).flatMap((row) => contentDependency(row)),
  ];
}

function toDependency(observation: Observation, files: ObservedFiles): Dependency {
  switch (observation.kind) {
    case 'file':
    case 'absent':
    case 'glob':
      return observation;
    case 'link':
      return fileOrAbsent(observation.path, files);
    case 'present':
      return presence(observation.path, files);
    case 'outside': {
      const found = files.executable(observation.path, [], '' as RelativePath);
      return {
        kind: 'executable',
        name: observation.path,
        path: found?.path,
        digest: found?.digest,
      };
    }
    default:
      return unreachable(observation);
  }
}

/** A listing of one name depends on its being there, and not on its content. */
function presence(path: RelativePath, files: ObservedFiles): Dependency {
  const patterns: FilePatterns = {
    base: '' as RelativePath,
    include: [path],
    exclude: [],
    ignoreGitIgnored: false,
    boundaries: [],
  };
  // Listings leave out some folders that can be read all the same, e.g. node_modules.
  const listed = isLiteral(path) ? files.glob(patterns) : [];
  if (listed.length === 1 && listed[0] === path) return { kind: 'glob', patterns, matches: [path] };
  return fileOrAbsent(path, files);
}

function fileOrAbsent(path: RelativePath, files: ObservedFiles): Dependency {
  const digest = files.digest(path);
  return digest === undefined ? { kind: 'absent', path } : { kind: 'file', path, digest };
}

function lateDependency(row: LoadedFile, files: ObservedFiles): readonly Dependency[] {
  const [path, digest] = row;
  if (!digest?.startsWith('fields:')) return contentDependency(row);
  // The workspace's own package.json changes for many reasons that have nothing to do with how modules are found.
  return path.includes('node_modules/') && !isAbsolute(path)
    ? [fileOrAbsent(path as RelativePath, files)]
    : [];
}

function contentDependency([path, digest]: LoadedFile): readonly Dependency[] {
  if (isAbsolute(path)) {
    return [
      {
        kind: 'executable',
        name: path,
        path,
        digest: (digest ?? undefined) as FileDigest | undefined,
      },
    ];
  }
  const name = path as RelativePath;
  return [
    digest === null
      ? { kind: 'absent', path: name }
      : { kind: 'file', path: name, digest: digest as FileDigest },
  ];
}

/**
 * Files of which the key's version is not the one that ran: the module was edited since. As dependencies on the version of the key
 * they cannot hold, so the run is seen to have raced and is not recorded under that key.
 */
function outdated(
  loaded: readonly LoadedFile[],
  expected: readonly LoadedFile[],
): readonly LoadedFile[] {
  const rows = new Set(loaded.map((row) => row.join()));
  return expected.filter((row) => !rows.has(row.join()));
}
