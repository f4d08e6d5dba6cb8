/** Every metric that the collector keeps by itself. Exports, the dashboard files and the documentation speak of these names. */
import type { MetricKind, MetricSpec } from './registry.ts';

/** A metric with its kind. */
export interface CatalogEntry<Kind extends MetricKind = MetricKind> extends MetricSpec {
  readonly kind: Kind;
}

const counter = (
  name: string,
  help: string,
  more: Partial<MetricSpec> = {},
): CatalogEntry<'counter'> => ({
  name,
  help,
  unit: 'count',
  ...more,
  kind: 'counter',
});
const timing = (name: string, help: string, labels: readonly string[]): CatalogEntry<'timing'> => ({
  name,
  help,
  unit: 'ms',
  labels,
  kind: 'timing',
});
const gauge = (
  name: string,
  help: string,
  more: Partial<MetricSpec> = {},
): CatalogEntry<'gauge'> => ({
  name,
  help,
  unit: 'bytes',
  ...more,
  kind: 'gauge',
});

/** By what the code calls them. */
export const catalog = {
  runs: counter('runs', 'Runs that ended.'),
  runDuration: timing('run_duration', 'How long runs took.', []),
  actionsRequested: counter('actions_requested', 'Actions that runs were about.', {
    labels: ['rule'],
  }),
  actions: counter('actions', 'Actions by how they ended: fresh, restored, ran, failed, skipped.', {
    labels: ['rule', 'outcome'],
  }),
  actionDuration: timing('action_duration', 'How long actions took to run or to be restored.', [
    'rule',
    'outcome',
  ]),
  actionRunDuration: timing('action_run_duration', 'How long each action took when it ran.', [
    'action',
  ]),
  actionsUnchanged: counter(
    'actions_unchanged',
    'Actions that ran and wrote what was there before.',
    {
      labels: ['rule'],
    },
  ),
  actionsRunning: gauge('actions_running', 'Actions that run now.', { unit: 'count' }),
  queueWait: timing('queue_wait', 'How long actions that could run waited for a slot.', []),
  timeSaved: counter('time_saved', 'Run time that fresh and restored actions did not need.', {
    unit: 'ms',
  }),
  errors: counter(
    'errors',
    'What went wrong: exit (a command failed), no-exit (it did not start, or was ended), raced (an input changed meanwhile), cache (a cache was in trouble).',
    { labels: ['kind'] },
  ),
  phaseDuration: timing(
    'phase_duration',
    'How long stretches of a run took: prepare, decide (until something is found to do), run (a command), check, store, restore, save.',
    ['phase'],
  ),
  spanDuration: timing(
    'span_duration',
    'How long stretches of work took, by name and by what they were part of; requests of the editor are some.',
    ['span', 'parent'],
  ),
  stageDuration: timing(
    'stage_duration',
    'How long stages took, from one checkpoint to the next.',
    ['span', 'stage'],
  ),
  cacheHits: counter('cache_hits', 'Look-ups that found something.', { labels: ['cache', 'tier'] }),
  cacheMisses: counter('cache_misses', 'Look-ups that found nothing.', { labels: ['cache'] }),
  cacheSets: counter('cache_sets', 'Values that were put.', { labels: ['cache', 'tier'] }),
  cacheSetBytes: counter('cache_set', 'Bytes that were put.', {
    labels: ['cache', 'tier'],
    unit: 'bytes',
  }),
  cacheDeletes: counter('cache_deletes', 'Values that were deleted.', {
    labels: ['cache', 'tier'],
  }),
  cacheEvictions: counter('cache_evictions', 'Values that left a cache by themselves, and why.', {
    labels: ['cache', 'tier', 'why'],
  }),
  cacheEvictedBytes: counter('cache_evicted', 'Bytes that left a cache by themselves.', {
    labels: ['cache', 'tier'],
    unit: 'bytes',
  }),
  changes: counter('changes', 'Changes of files that were taken in.'),
  actionsDirtied: counter('actions_dirtied', 'Actions that changes of files made dirty.'),
  memory: gauge('memory', 'Memory of this process: heap_used, heap_total, rss, external.', {
    labels: ['area'],
  }),
  memoryBaseline: gauge('memory_baseline', 'Heap in use when watching began.'),
  memoryGrowth: gauge('memory_growth', 'Growth of the heap a minute that collections leave.'),
} as const satisfies Record<string, CatalogEntry>;

/** All of them. */
export const catalogEntries: readonly CatalogEntry[] = Object.values(catalog);
const byName = new Map(catalogEntries.map((entry) => [entry.name, entry]));

/** What is said of a metric for people; its name where it is in no catalog. */
export function helpOf(name: string): string {
  return byName.get(name)?.help ?? name.replaceAll('_', ' ');
}
