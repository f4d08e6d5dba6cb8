/** Names of runs: sortable by time, unique across processes, short enough to type. */
import type { EpochMs } from './brand.ts';

/**
 * E.g. `20261121-153012-7f3a05`, in UTC.
 * @param startedAt when the run began
 * @param digest of something that no other run has, e.g. a finer clock: `sha256:<hex>`
 */
export function runIdOf(startedAt: EpochMs, digest: string): string {
  const stamp = new Date(startedAt)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace('T', '-')
    .slice(0, 15);
  return `${stamp}-${digest.slice('sha256:'.length).slice(0, 6)}`;
}
