/** The folders of a window, and which of them a file belongs to. */
import { fileURLToPath } from 'node:url';
import type { FolderPath, FolderUri } from '../protocol/basics.ts';
import { FolderHost, type HostSurroundings } from './folderHost.ts';
import { RequestFailure } from './folderThread.ts';
import { relativeInside } from './paths.ts';
import type { FileChange } from './workerMessages.ts';

/** A file in a folder. */
export interface FileInFolder {
  readonly host: FolderHost;
  readonly path: FolderPath;
}

/** All folders; each is known by its URI as the editor writes it. */
export class Folders {
  readonly #surroundings: HostSurroundings;
  readonly #hosts = new Map<FolderUri, FolderHost>();

  constructor(surroundings: HostSurroundings) {
    this.#surroundings = surroundings;
  }

  get all(): readonly FolderHost[] {
    return [...this.#hosts.values()];
  }

  add(uri: FolderUri, name: string): FolderHost {
    const known = this.#hosts.get(uri);
    if (known) return known;
    const host = new FolderHost(uri, name, this.#surroundings);
    this.#hosts.set(uri, host);
    return host;
  }

  /** @param withinMs milliseconds until its thread is taken down */
  async remove(uri: FolderUri, withinMs: number): Promise<void> {
    const host = this.#hosts.get(uri);
    this.#hosts.delete(uri);
    await host?.close(withinMs);
  }

  /**
   * The folder that a request names.
   * @throws RequestFailure where there is none
   */
  get(uri: FolderUri): FolderHost {
    const host = this.#hosts.get(uri);
    if (host) return host;
    throw new RequestFailure(`${uri} is not a folder of this workspace.`, false);
  }

  /** The innermost folder that a file lies in. */
  find(uri: string): FileInFolder | undefined {
    const file = pathOf(uri);
    if (file === undefined) return undefined;
    let found: FileInFolder | undefined;
    for (const host of this.#hosts.values()) {
      const path = host.root === undefined ? undefined : relativeInside(host.root, file);
      if (path === undefined) continue;
      if (found === undefined || (host.root?.length ?? 0) > (found.host.root?.length ?? 0))
        found = { host, path };
    }
    return found;
  }

  /** A file changed: every folder that it lies in wants to know, since folders may lie in each other. */
  noteChange(uri: string, type: FileChange['type']): void {
    for (const host of this.#hosts.values()) {
      const path = pathBelow(host, uri);
      if (path !== undefined) host.noteChange(path, type);
    }
  }

  /** @param withinMs milliseconds until threads are taken down */
  async closeAll(withinMs: number): Promise<void> {
    await Promise.all(this.all.map((host) => host.close(withinMs)));
  }
}

/** Thousands of these come at once: where the file's URI goes on from the folder's, nothing needs to be taken apart. */
function pathBelow({ uri: folder, root }: FolderHost, uri: string): FolderPath | undefined {
  if (root === undefined) return undefined;
  const isPlain = !/[?#]|\/\.\.|%2f|%5c/i.test(uri);
  if (isPlain && uri.startsWith(folder) && uri[folder.length] === '/')
    return decoded(uri.slice(folder.length + 1)) || undefined;
  const file = pathOf(uri);
  return file === undefined ? undefined : relativeInside(root, file);
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Bytes that are no UTF-8: no file of ours has such a name.
    return '';
  }
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    // A file of another machine, or a URI with parts that no path can have: it is in none of our folders.
    return undefined;
  }
}
