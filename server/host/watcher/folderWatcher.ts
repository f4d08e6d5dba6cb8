/** Watches a workspace for changes with `@parcel/watcher`, a native package that is loaded when watching starts and not before. */
import { relative, sep } from 'node:path';
import type { RelativePath } from '../../engine/model/brand.ts';

/** A change of one path. */
export interface PathChange {
  readonly path: RelativePath;
  readonly type: 'create' | 'update' | 'delete';
}

/** Called with what changed, in the order the system told; never with an empty list. */
export type ChangeListener = (changes: readonly PathChange[]) => void;

/** Folders whose content is never an input: packages, version control, our own state. */
const ignoredFolders: ReadonlySet<string> = new Set(['node_modules', '.git', '.cachescope']);

/**
 * Starts watching.
 * @param root absolute path of the workspace root
 * @param onTrouble told when the system gave up, e.g. because too many files are watched; nothing more comes then
 * @returns a function that ends it, or a message where watching is not possible
 */
export async function watchFolder(
  root: string,
  onChange: ChangeListener,
  onTrouble: (message: string) => void,
): Promise<{ readonly stop: () => Promise<void> } | { readonly message: string }> {
  try {
    const { subscribe } = await import('@parcel/watcher');
    const ignore = [...ignoredFolders].flatMap((name) => [name, `**/${name}`, `**/${name}/**`]);
    const subscription = await subscribe(
      root,
      (error, events) => {
        if (error) onTrouble(`Watching stopped: ${error.message}`);
        const changes = (events ?? []).flatMap(({ path, type }) => changeOf(root, path, type));
        if (changes.length > 0) onChange(changes);
      },
      { ignore },
    );
    return { stop: () => subscription.unsubscribe() };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      message: `The workspace cannot be watched: ${detail}. Install again with optional dependencies, or raise the system's limit of watched files.`,
    };
  }
}

function changeOf(root: string, path: string, type: PathChange['type']): readonly PathChange[] {
  const segments = relative(root, path).split(sep);
  if (segments[0] === '..' || segments.some((segment) => ignoredFolders.has(segment))) return [];
  return [{ path: segments.join('/') as RelativePath, type }];
}
