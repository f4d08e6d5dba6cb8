/** What each view shows, as far as it comes from the worker. */
import type { Translate } from '../../overview/texts.ts';
import type { ValueFormat } from '../model/ticks.ts';
import type { WorkerLink } from '../worker/link.ts';
import type { ChartContent } from './chartContent.ts';
import type { FrameTableData } from './frameTable.ts';
import type { Shown } from './shown.ts';
import type { ViewName } from './state.ts';

/** What contents are made of. */
export interface ContentParts {
  readonly shown: Shown;
  readonly format: ValueFormat;
  readonly t: Translate;
}

/** All lanes by time, with marks and counters. */
export function timeContent({ layout, head }: Pick<Shown, 'layout' | 'head'>): ChartContent {
  return { layout, instants: head.instants, counters: head.counters };
}

/**
 * The content of a chart.
 *
 * @param frame of the sandwich; -1: the one that took longest by itself
 */
export async function contentOf(
  parts: ContentParts,
  view: Exclude<ViewName, 'table'>,
  frame: number,
): Promise<ChartContent> {
  if (view === 'time') return timeContent(parts.shown);
  const bare = { instants: undefined, counters: [] };
  const { t } = parts;
  const { link, names } = parts.shown;
  if (view === 'heavy') return { layout: await link.ask('heavy', {}), ...bare };
  const shown = frame >= 0 ? frame : await heaviestFrame(link);
  const laneNames = {
    callers: t('Callers of {0}', names.at(shown)),
    callees: t('Called by {0}', names.at(shown)),
  };
  return { layout: await link.ask('sandwich', { frame: shown, names: laneNames }), ...bare };
}

async function heaviestFrame(link: WorkerLink): Promise<number> {
  const { self } = await link.ask('totals', { stretch: undefined });
  return self.reduce((best, value, frame) => (value > (self[best] ?? 0) ? frame : best), 0);
}

/** The content of the table. @param open what a click on a name does */
export async function tableContent(
  { shown, format }: ContentParts,
  matches: Uint8Array | undefined,
  open: (frame: number) => void,
): Promise<FrameTableData> {
  const { link, head, names } = shown;
  const { self, total, count } = await link.ask('totals', { stretch: undefined });
  return {
    ...{ self, total, count, open },
    order: (sort) => link.ask('order', { sort, matches }),
    whole: self.reduce((sum, value) => sum + value, 0),
    name: (frame) => names.at(frame),
    value: (value) => format.value(value, head.unit),
    share: (part) => format.share(part),
    number: (value) => format.count(value),
  };
}
