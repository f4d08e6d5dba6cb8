/** The instruments of the collector, one family for each entry of the catalog. */
import { type CatalogEntry, catalog } from './catalog.ts';
import type { Counter, Gauge, Timing } from './instruments.ts';
import type { Family, MetricsRegistry } from './registry.ts';

type InstrumentOf<Kind> = Kind extends 'timing' ? Timing : Kind extends 'gauge' ? Gauge : Counter;
/** By the names of the catalog. */
export type Instruments = {
  readonly [Name in keyof typeof catalog]: Family<InstrumentOf<(typeof catalog)[Name]['kind']>>;
};

/** Makes them in a registry. */
export function instrumentsIn(registry: MetricsRegistry): Instruments {
  const made = Object.entries(catalog).map(([name, entry]) => [name, familyOf(registry, entry)]);
  return Object.fromEntries(made) as Instruments;
}

function familyOf(registry: MetricsRegistry, { kind, ...spec }: CatalogEntry): unknown {
  if (kind === 'timing') return registry.timing(spec);
  if (kind === 'gauge') return registry.gauge(spec);
  return kind === 'counter' ? registry.counter(spec) : registry.upDown(spec);
}
