/**
 * Outputs of an older declaration. Where `outputs` changed from `dist/**` to `lib/**`, a clean build has no `dist`, so what the last
 * recorded run wrote there has to go, too.
 */
import type { Action } from '../model/action.ts';
import type { RelativePath } from '../model/brand.ts';
import { compilePatterns } from '../model/glob.ts';
import type { OutputEntry } from '../model/trace.ts';
import type { BuildContext } from './context.ts';

/**
 * Files that the newest recorded run wrote, that lie outside of what is declared now, and that nobody changed since.
 * Only correct if nobody else declares the path: it may be another action's output by now.
 */
export function leftOvers(context: BuildContext, action: Action): RelativePath[] {
  const newest = context.latest.get(action.id);
  if (newest === undefined || action.outputs === undefined || newest.key === context.key(action))
    return [];
  const { matches } = compilePatterns(action.outputs);
  return newest.outputs
    .filter(
      (entry) =>
        !matches(entry.path) &&
        isAsWritten(context, entry) &&
        context.owners().of(entry.path).length === 0,
    )
    .map(({ path }) => path);
}

/** What a person changed is theirs and stays. Folders are removed only when empty, so they need no look. */
function isAsWritten(context: BuildContext, entry: OutputEntry): boolean {
  const now = context.ports.files.digest(entry.path);
  if (entry.type === 'symlink') return now?.endsWith('+link') === true;
  return entry.type === 'file' && now === entry.digest;
}
