/** Names of runs: sortable by time, unique across processes, short enough to type. */
import type { EpochMs } from '../model/brand.ts';
import type { Clock } from '../ports/clock.ts';
import type { Hasher } from '../ports/hasher.ts';

/**
 * E.g. `20261121-153012-7f3a`, in UTC.
 * @param startedAt when the run began
 */
export function runIdOf(
  { clock, hasher }: { readonly clock: Clock; readonly hasher: Hasher },
  startedAt: EpochMs,
  targets: readonly string[],
): string {
  const stamp = new Date(startedAt)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace('T', '-')
    .slice(0, 15);
  const unique = hasher
    .digest(`${startedAt} ${clock.elapsed()} ${targets.join(' ')}`)
    .slice('sha256:'.length);
  return `${stamp}-${unique.slice(0, 6)}`;
}
