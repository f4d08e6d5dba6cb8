/** Where one looks in a chart, to be kept while the page is away, and to come back to. */
import { identityOf, positionOf } from '../model/samePlace.ts';
import type { FlameChart } from './chart.ts';
import type { Shown } from './shown.ts';
import type { Look } from './state.ts';

/** Where one looks now. @param isLive true: positions will be others when one comes back */
export function lookOf(chart: FlameChart, { names }: Shown, isLive: boolean): Look {
  const { view, scrollTop, focused, range } = chart;
  const chosen = isLive ? identityOf(chart.layout, names, focused) : undefined;
  return {
    ...{ view, scrollTop, focused },
    ...(chosen === undefined ? {} : { chosen }),
    ...(range === undefined ? {} : { range }),
  };
}

/** Looks there again. @param isTree true: what is shown is no chart in order of time */
export function lookAgain(
  chart: FlameChart,
  { names }: Shown,
  { view, scrollTop, focused, chosen, range }: Look,
  isTree: boolean,
): void {
  const { layout } = chart;
  if (range !== undefined) chart.select(range);
  const at = chosen === undefined ? focused : positionOf(layout, names, chosen, isTree);
  if (at >= 0 && at < layout.frames.length) chart.focus(at);
  chart.moveTo(view, scrollTop);
}
