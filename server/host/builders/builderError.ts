/**
 * Words for an error that a builder threw: its message, then only those stack lines that lie in the workspace's own code.
 */
import { fileURLToPath } from 'node:url';

/** Where the error came from. */
export interface ErrorPlace {
  /** Absolute path of the workspace root. */
  readonly root: string;
  /** The builder, workspace-relative. */
  readonly module: string;
}

const maxFrames = 6;

/** One message; paths are shown relative to the workspace root. */
export function builderError(error: unknown, place: ErrorPlace): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const lines = [`${place.module} failed: ${what}`, ...framesOf(error, place.root)];
  return lines.join('\n').replaceAll(`${place.root}/`, '');
}

function framesOf(error: unknown, root: string): readonly string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map(withPath)
    .filter((line) => line.includes(root) && !line.includes('node_modules'))
    .slice(0, maxFrames);
}

/** Stack lines name modules by URL. */
function withPath(line: string): string {
  return line.replace(/file:\/\/[^\s)]+?(?=:\d+:\d+|\)|$)/, (url) => {
    try {
      return fileURLToPath(url);
    } catch {
      return url;
    }
  });
}
