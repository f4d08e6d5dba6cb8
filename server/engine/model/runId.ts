/** Names of runs: sortable by time, unique across processes, short enough to type. */
import type { EpochMs } from './brand.ts';

/** What makes a run's name. */
interface RunFacts {
  readonly startedAt: EpochMs;
  /** Milliseconds of a finer clock than `startedAt`'s. */
  readonly elapsed: number;
  readonly targets: readonly string[];
  /** Gives `sha256:<hex>` of a text. */
  readonly digest: (text: string) => string;
}

/** E.g. `20261121-153012-7f3a05`, in UTC. */
export function runIdOf({ startedAt, elapsed, targets, digest }: RunFacts): string {
  const stamp = new Date(startedAt)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace('T', '-')
    .slice(0, 15);
  const unique = digest(`${startedAt} ${elapsed} ${targets.join(' ')}`).slice('sha256:'.length);
  return `${stamp}-${unique.slice(0, 6)}`;
}
