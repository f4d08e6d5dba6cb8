/**
 * The configuration as read, kept from one process to the next: parsing 500 package.json files costs more than seeing that none of
 * them changed. Kept as one row beside the known file digests, under a name that no folder can have.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { instantiate } from '../engine/config/instantiate.ts';
import type { Workspace } from '../engine/config/loaded.ts';
import { locatorOf } from '../engine/config/locate.ts';
import type { WorkspaceModel } from '../engine/config/model.ts';
import { modelVersion } from '../engine/config/model.ts';
import type { ConfigSource } from '../engine/config/source.ts';
import type { RelativePath } from '../engine/model/brand.ts';
import { isSettled } from '../host/files/signature.ts';
import type { FileDigestStore } from '../host/store/digestTable.ts';
import { packageFolders } from './configSource.ts';
import { readVersion } from './version.ts';

const rowName = '\0workspace';

/** What is kept. */
interface KeptModel {
  readonly program: string;
  /** In the order of `model.files`; see `signatureOf`. */
  readonly signatures: readonly string[];
  readonly model: WorkspaceModel;
}

/**
 * Reads the workspace, from the kept model where that still holds.
 * @param root absolute path of the workspace root
 * @param now milliseconds since 1970; tests make files look old with it
 */
export async function loadCachedWorkspace(
  root: string,
  source: ConfigSource,
  rows: Pick<FileDigestStore, 'load' | 'save'>,
  now: () => number = Date.now,
): Promise<Workspace> {
  const model = keptModel(root, rows) ?? (await readAndKeep(root, source, rows, now));
  return instantiate(model, source, locatorOf(source));
}

/**
 * Only correct if everything that `parseWorkspace` looked at is as it was: each file, e.g. a `turbo.json` that was absent still is, and the
 * folders of packages by name, e.g. no new one matches `packages/*`. And only if this program is the one that kept it.
 */
function keptModel(root: string, rows: Pick<FileDigestStore, 'load'>): WorkspaceModel | undefined {
  const text = rows.load(rowName);
  if (typeof text !== 'string') return undefined;
  const { program, signatures, model } = JSON.parse(text) as KeptModel;
  if (program !== programName() || model.version !== modelVersion) return undefined;
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

async function readAndKeep(
  root: string,
  source: ConfigSource,
  rows: Pick<FileDigestStore, 'save'>,
  now: () => number,
): Promise<WorkspaceModel> {
  // Loaded here, because most runs find the kept model and need no parser.
  const { parseWorkspace } = await import('../engine/config/parseWorkspace.ts');
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
    rows.save(new Map([[rowName, JSON.stringify({ program: programName(), signatures, model })]]));
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

function programName(): string {
  return `${readVersion()} ${modelVersion}`;
}
