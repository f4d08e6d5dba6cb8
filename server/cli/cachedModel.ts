/**
 * The configuration as read, kept from one process to the next: parsing 500 package.json files costs more than checking that none of
 * them changed. Kept as one row beside the known file digests, under a name that no folder can have.
 */
import { instantiate } from '../engine/config/instantiate.ts';
import type { WorkspaceModel } from '../engine/config/model.ts';
import { modelVersion } from '../engine/config/model.ts';
import { parseWorkspace } from '../engine/config/parseWorkspace.ts';
import type { ConfigSource } from '../engine/config/reading.ts';
import type { Workspace } from '../engine/config/workspace.ts';
import { locatorOf } from '../engine/config/workspace.ts';
import type { RelativePath } from '../engine/model/brand.ts';
import type { Files } from '../engine/ports/files.ts';
import { UnreadableFile } from '../engine/ports/files.ts';
import type { FileDigestStore } from '../host/store/digestTable.ts';
import { readVersion } from './version.ts';

const rowName = '\0workspace';

/** What is kept. */
interface KeptModel {
  readonly program: string;
  /** In the order of `model.files`; null: not there. */
  readonly digests: readonly (string | null)[];
  readonly model: WorkspaceModel;
}

/** Reads the workspace, from the kept model where that still holds. */
export function loadCachedWorkspace(
  source: ConfigSource,
  files: Pick<Files, 'digest'>,
  rows: Pick<FileDigestStore, 'load' | 'save'>,
): Workspace {
  const model = keptModel(source, files, rows) ?? readAndKeep(source, files, rows);
  return instantiate(model, source, locatorOf(source));
}

/**
 * Only correct if everything that `parseWorkspace` looked at is as it was: each file by content, e.g. a `turbo.json` that was absent
 * still is, and the folders of packages by name, e.g. no new one matches `packages/*`. And only if this program is the one that kept it.
 */
function keptModel(
  source: ConfigSource,
  files: Pick<Files, 'digest'>,
  rows: Pick<FileDigestStore, 'load'>,
): WorkspaceModel | undefined {
  const text = rows.load(rowName);
  if (typeof text !== 'string') return undefined;
  const { program, digests, model } = JSON.parse(text) as KeptModel;
  if (program !== programName() || model.version !== modelVersion) return undefined;
  const isSame = model.files.every((path, at) => digestOf(files, path) === digests[at]);
  if (!isSame) return undefined;
  const folders =
    model.packagePatterns.length === 0
      ? []
      : source.packageFolders(model.packagePatterns).filter(Boolean);
  return folders.join('\n') === [...model.packageFolders].sort().join('\n') ? model : undefined;
}

function readAndKeep(
  source: ConfigSource,
  files: Pick<Files, 'digest'>,
  rows: Pick<FileDigestStore, 'save'>,
): WorkspaceModel {
  const read = new Map<RelativePath, string | null | undefined>();
  const model = parseWorkspace({
    ...source,
    read(path) {
      // Only correct in this order: a file that is edited in between gets a digest that is too old, and is read again the next time.
      read.set(path, digestOf(files, path));
      return source.read(path);
    },
  });
  const digests = model.files.map((path) =>
    read.has(path) ? read.get(path) : digestOf(files, path),
  );
  if (!digests.includes(undefined))
    rows.save(new Map([[rowName, JSON.stringify({ program: programName(), digests, model })]]));
  return model;
}

/** Null: not there. Undefined: it cannot be read, so nothing can be kept. */
function digestOf(files: Pick<Files, 'digest'>, path: RelativePath): string | null | undefined {
  try {
    return files.digest(path) ?? null;
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}

function programName(): string {
  return `${readVersion()} ${modelVersion}`;
}
