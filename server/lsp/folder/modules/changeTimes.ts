/** When files were changed last, looked up once until they change again. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleSession } from '../../../host/workspace/moduleSession.ts';

const known = new WeakMap<ModuleSession, Map<string, number>>();

/** Milliseconds since 1970; undefined where the file is gone. */
export function changedAt(session: ModuleSession, path: string): number | undefined {
  const times = known.get(session) ?? new Map<string, number>();
  known.set(session, times);
  const time = times.get(path);
  if (time !== undefined) return time;
  const stat = statSync(join(session.root, path), { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const at = Math.round(stat.mtimeMs);
  times.set(path, at);
  return at;
}

/** These files changed. */
export function forgetTimes(session: ModuleSession, paths: readonly string[]): void {
  const times = known.get(session);
  for (const path of paths) times?.delete(path);
}
