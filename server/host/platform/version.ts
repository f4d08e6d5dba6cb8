/** The version of this program, from its own package.json: three folders up in the sources, one in the bundle. */
import { readFileSync } from 'node:fs';

/** @returns e.g. `0.1.0` */
export function readVersion(): string {
  for (const path of ['../package.json', '../../../package.json']) {
    const version = versionIn(new URL(path, import.meta.url));
    if (version !== undefined) return version;
  }
  return 'unknown';
}

function versionIn(file: URL): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content !== 'object' || content === null) return undefined;
    const { name, version } = content as { name?: unknown; version?: unknown };
    return name === 'cachescope' && typeof version === 'string' ? version : undefined;
  } catch {
    // No such file at this place, or not JSON: the next place may have it.
    return undefined;
  }
}
