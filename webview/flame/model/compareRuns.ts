/** What changed between two runs, action by action: they are known by ids that are the same in every run. Pure. */
import type { RunAction, RunActions } from '../../../server/profiles/run/runActions.ts';

/** What became of an action since the other run. */
export type ChangeKind =
  /** It did not run before, or came from the cache, and ran now. */
  | 'missed'
  /** The other way round. */
  | 'hit'
  | 'slower'
  | 'faster'
  /** Part of this run alone. */
  | 'new'
  /** Part of the other run alone. */
  | 'gone'
  | 'same';

/** A row of the comparison. */
export interface ActionChange {
  readonly id: string;
  readonly kind: ChangeKind;
  /** Microseconds; negative for what was saved. */
  readonly cost: number;
  /** Undefined where it was fresh, or not part of the run. */
  readonly now: RunAction | undefined;
  readonly before: RunAction | undefined;
}

/** A difference is one from that on: below, it is as likely the machine. */
const leastMicros = 10_000;
const leastShare = 0.05;

/** Compares. @returns what cost most first, what saved most last */
export function compareRuns(now: RunActions, before: RunActions): readonly ActionChange[] {
  const [nows, befores] = [byId(now), byId(before)];
  const ids = new Set([...nows.keys(), ...befores.keys()]);
  const freshNow = new Set(now.fresh);
  const freshBefore = new Set(before.fresh);
  const changes = [...ids].map((id): ActionChange => {
    const [its, old] = [nows.get(id), befores.get(id)];
    const kind = kindOf(stateOf(its, freshNow.has(id)), stateOf(old, freshBefore.has(id)));
    const cost = (its?.duration ?? 0) - (old?.duration ?? 0);
    return { id, kind: kind ?? kindOfCost(cost, old?.duration ?? 0), cost, now: its, before: old };
  });
  return changes.sort((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1));
}

/** How many there are of each kind, and what they cost together. */
export function sumOfChanges(changes: readonly ActionChange[]) {
  const counts: Record<ChangeKind, number> = {
    ...{ missed: 0, hit: 0, slower: 0, faster: 0, new: 0, gone: 0, same: 0 },
  };
  let cost = 0;
  for (const change of changes) {
    counts[change.kind]++;
    cost += change.cost;
  }
  return { counts, cost };
}

type Work = 'work' | 'cache' | 'none';

function byId({ actions }: RunActions): ReadonlyMap<string, RunAction> {
  return new Map(actions.map((action) => [action.id, action]));
}

function stateOf(action: RunAction | undefined, isFresh: boolean): Work {
  if (action === undefined) return isFresh ? 'cache' : 'none';
  return action.state === 'restored' ? 'cache' : 'work';
}

/** Undefined: how long it took decides. */
function kindOf(now: Work, before: Work): ChangeKind | undefined {
  if (before === 'none') return 'new';
  if (now === 'none') return 'gone';
  if (now === before) return undefined;
  return now === 'work' ? 'missed' : 'hit';
}

function kindOfCost(cost: number, before: number): ChangeKind {
  if (Math.abs(cost) < Math.max(leastMicros, leastShare * before)) return 'same';
  return cost > 0 ? 'slower' : 'faster';
}
