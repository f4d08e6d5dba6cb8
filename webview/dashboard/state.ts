/** What the page keeps while it is unloaded. It comes back as it was saved, or from another version, so all of it is checked. */
import type { MetricWindow } from '../../server/protocol/metrics.ts';
import { type ActionListing, orders } from './timings.ts';
import { windows } from './windowSwitch.ts';

/** Choices of the user. */
export interface Choices {
  readonly window: MetricWindow;
  readonly listing: ActionListing;
  readonly showTable: boolean;
}

/** Reads choices, with the usual ones in place of what is not there. */
export function readChoices(state: Readonly<Record<string, unknown>> | undefined): Choices {
  const { window, order, isDescending, isWhole, showTable } = state ?? {};
  return {
    window: windows.find((known) => known === window) ?? '5m',
    listing: {
      order: orders.find((known) => known === order) ?? 'total',
      isDescending: isDescending !== false,
      isWhole: isWhole === true,
    },
    showTable: showTable === true,
  };
}

/** The same as plain data, for `readChoices`. */
export function choicesAsState({ window, listing, showTable }: Choices) {
  return { window, ...listing, showTable };
}
