/**
 * The configuration as read, kept from one process to the next: parsing 500 package.json files costs more than seeing that none of
 * them changed. Kept as one row beside the known file digests, under a name that no folder can have.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { instantiate } from '../../engine/config/instantiate.ts';
import type { Workspace } from '../../engine/config/loaded.ts';
import { locatorOf } from '../../engine/config/locate.ts';
import type { WorkspaceModel } from '../../engine/config/model.ts';
import { modelVersion } from '../../engine/config/model.ts';
import type { ConfigSource } from '../../engine/config/source.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import { isSettled } from '../files/signature.ts';
import type { FileDigestStore } from '../store/digestTable.ts';
import { packageFolders } from './configSource.ts';

const rowName = '\0workspace';

/** What is kept. */
interface KeptModel {
  readonly program: string;
  /** In the order of `model.files`; see `signatureOf`. */
  readonly signatures: readonly string[];
  readonly model: WorkspaceModel;
}

/** What is read, and where it is kept. */
export interface CachedWorkspaceOptions {
  /** Absolute path of the workspace root. */
  readonly root: string;
  readonly source: ConfigSource;
  readonly rows: Pick<FileDigestStore, 'load' | 'save'>;
  /** Name or version of this program: what another one kept is not used. */
  readonly program: string;
  /** Milliseconds since 1970; tests make files look old with it. */
  readonly now?: () => number;
}

/** Reads the workspace, from the kept model where that still holds. */
export async function loadCachedWorkspace(options: CachedWorkspaceOptions): Promise<Workspace> {
  const { source } = options;
  const model = keptModel(options) ?? (await readAndKeep(options));
  return instantiate(model, source, locatorOf(source));
}

/**
 * Only correct if everything that `parseWorkspace` looked at is as it was: each file, e.g. a `turbo.json` that was absent still is, and the
 * folders of packages by name, e.g. no new one matches `packages/*`. And only if this program is the one that kept it.
 */
function keptModel(options: CachedWorkspaceOptions): WorkspaceModel | undefined {
  const { root, rows } = options;
  const text = rows.load(rowName);
  if (typeof text !== 'string') return undefined;
  const { program, signatures, model } = JSON.parse(text) as KeptModel;
  if (program !== programName(options) || model.version !== modelVersion) return undefined;
  if (!model.files.every((path, at) => signatureOf(root, path) === signatures[at]))
    return undefined;
  return hasSameFolders(root, model) ? model : undefined;
}

function hasSameFolders(
  root: string,
  { packagePatterns, packageFolders: known }: WorkspaceModel,
): boolean {
  if (packagePatterns.length === 0) return true;
  // That the known ones still have a package.json was seen by its signature.
  const found = packageFolders(root, packagePatterns, new Set(known)).filter(
    (folder) => folder !== '',
  );
  return found.length === known.length && found.every((folder, at) => folder === known[at]);
}

async function readAndKeep(options: CachedWorkspaceOptions): Promise<WorkspaceModel> {
  const { root, source, rows, now = Date.now } = options;
  // Loaded here, because most runs find the kept model and need no parser.
  const { parseWorkspace } = await import('../../engine/config/parseWorkspace.ts');
  const seen = new Map<RelativePath, string | undefined>();
  const model = parseWorkspace({
    ...source,
    read(path) {
      // Only correct in this order: a file that is edited in between gets a signature that is too old, and is read again next time.
      seen.set(path, signatureOf(root, path, now()));
      return source.read(path);
    },
  });
  const signatures = model.files.map((path) =>
    seen.has(path) ? seen.get(path) : signatureOf(root, path, now()),
  );
  if (!signatures.includes(undefined)) {
    const kept = { program: programName(options), signatures, model };
    rows.save(new Map([[rowName, JSON.stringify(kept)]]));
  }
  return model;
}

/**
 * What is at a path, from its stat: compared for equality only.
 * @param nowMs when given, a file that changed so recently that a second change might not show has no signature
 * @returns empty where nothing is; undefined where that is not known
 */
function signatureOf(root: string, path: RelativePath, nowMs?: number): string | undefined {
  try {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (stats === undefined) return '';
    if (nowMs !== undefined && !isSettled(stats.ctimeMs, nowMs)) return undefined;
    return `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino} ${stats.mode}`;
  } catch {
    // No permission to look: nothing is kept, and the reader says what is wrong.
    return undefined;
  }
}

function programName({ program }: CachedWorkspaceOptions): string {
  return `${program} ${modelVersion}`;
}
