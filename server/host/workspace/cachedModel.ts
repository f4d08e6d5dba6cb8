/**
 * The configuration as read, kept from one process to the next: parsing 500 package.json files costs more than seeing that none of
 * them changed. Kept as one entry of a named cache.
 */
import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Cache } from '../../engine/cache/registry.ts';
import { instantiate } from '../../engine/config/instantiate.ts';
import type { Workspace } from '../../engine/config/loaded.ts';
import { locatorOf } from '../../engine/config/locate.ts';
import type { Settings, WorkspaceModel } from '../../engine/config/model.ts';
import { modelVersion } from '../../engine/config/model.ts';
import type { ConfigSource } from '../../engine/config/source.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import { jsonObject } from '../../engine/model/jsonValue.ts';
import { isSettled } from '../files/signature.ts';
import type { Witnesses } from '../files/witnesses.ts';
import { nextTurn } from '../platform/turns.ts';
import { packageFolders } from './configSource.ts';

const entryKey = 'workspace';
/** What stands last in the text, see `KeptModel`. */
const lastKey = ',"signatures":';

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
  readonly cache: Pick<Cache<string>, 'get' | 'set'>;
  /** Name or version of this program: what another one kept is not used. */
  readonly program: string;
  /** Told the settings before anything is done by them. */
  readonly onSettings?: (settings: Settings) => void;
  /** Milliseconds since 1970; tests make files look old with it. */
  readonly now?: () => number;
}

/** A workspace that was read. */
export interface LoadedWorkspace {
  readonly workspace: Workspace;
  /** Digest of the configuration and of the program that read it. */
  identity(): string;
}

/** Reads the workspace, from the kept model where that still holds. */
export async function loadCachedWorkspace(
  options: CachedWorkspaceOptions,
): Promise<LoadedWorkspace> {
  const { source } = options;
  const { model, text } = keptModel(options) ?? (await readAndKeep(options));
  options.onSettings?.(model.settings);
  return {
    workspace: instantiate(model, source, locatorOf(source)),
    // Not what the files looked like: that one was saved again as it was changes nothing.
    identity: () => hash('sha256', text.slice(0, text.lastIndexOf(lastKey)), 'hex'),
  };
}

/** A model and the text that it is kept as. */
interface ModelText {
  readonly model: WorkspaceModel;
  readonly text: string;
}

/**
 * Only correct if everything that `parseWorkspace` looked at is as it was: each file, e.g. a `turbo.json` that was absent still is, and the
 * folders of packages by name, e.g. no new one matches `packages/*`. And only if this program is the one that kept it.
 */
function keptModel(options: CachedWorkspaceOptions): ModelText | undefined {
  const { root, cache } = options;
  const text = cache.get(entryKey);
  const kept = text === undefined ? undefined : jsonObject(text);
  // The program's name stands for the shape of all that it keeps.
  if (text === undefined || kept?.program !== programName(options)) return undefined;
  const { signatures, model } = kept as unknown as KeptModel;
  if (!model.files.every((path, at) => signatureOf(root, path) === signatures[at]))
    return undefined;
  return hasSameFolders(root, model) ? { model, text } : undefined;
}

/** Tells what a kept model was compared with. */
export function tellModelLooks(root: string, model: WorkspaceModel, witnesses: Witnesses): void {
  for (const path of model.files) witnesses.target(join(root, path));
  packageFolders(root, model.packagePatterns, new Set(model.packageFolders), {
    folder: (path) => witnesses.listed(path),
    file: (path) => witnesses.target(path),
  });
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

async function readAndKeep(options: CachedWorkspaceOptions): Promise<ModelText> {
  const { root, source, cache, now = Date.now } = options;
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
  const text = JSON.stringify({ program: programName(options), model, signatures });
  const isOff = model.settings.cache.disable.includes('configuration');
  if (!isOff && !signatures.includes(undefined)) cache.set(entryKey, text);
  // Of many packages this took long, and there is as much to do with it: in an editor others wait in this thread.
  await nextTurn();
  return { model, text };
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
