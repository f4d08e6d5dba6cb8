/** What the charts show over time, made of the samples at the edges of equal parts of a stretch of time. */
import type { Formats } from '../overview/formats.ts';
import type { Translate } from '../overview/texts.ts';
import type { Edges, Sample } from './history.ts';

/** One line of a chart. */
export type Line = { readonly label: string } & (
  | {
      /** Of what happened between two samples; undefined where there is nothing to say. */
      readonly of: (from: Sample, to: Sample) => number | undefined;
    }
  /** Of a single sample. */
  | { readonly at: (sample: Sample) => number }
);

/** One chart. */
export interface Measure {
  readonly key: string;
  readonly title: string;
  readonly lines: readonly Line[];
  /** A value for people, in the text beside the chart. */
  readonly text: (value: number) => string;
  /** The largest value that there can be; without it, as large as what is there. */
  readonly most?: number;
  /** The chart reaches at least to it, so that little is not drawn as much. */
  readonly atLeast: number;
}

/** All charts of the page. */
export function measures(t: Translate, formats: Formats): readonly Measure[] {
  const rate = (perSecond: number) => formats.count(Math.round(perSecond * 10) / 10);
  return [
    {
      key: 'hits',
      title: t('Hit rate'),
      lines: [
        { label: t('Actions'), of: shareOf('actionHits', 'actionMisses') },
        { label: t('All caches'), of: shareOf('cacheHits', 'cacheMisses') },
      ],
      text: (share) => formats.percent(share),
      most: 1,
      atLeast: 1,
    },
    {
      key: 'actions',
      title: t('Actions a second'),
      lines: [
        { label: t('All'), of: growthOf('actionHits', 'actionMisses') },
        { label: t('Ran'), of: growthOf('actionMisses') },
      ],
      text: rate,
      atLeast: 1,
    },
    {
      key: 'operations',
      title: t('Cache operations a second'),
      lines: [{ label: t('All caches'), of: growthOf('operations') }],
      text: rate,
      atLeast: 10,
    },
    {
      key: 'memory',
      title: t('Memory'),
      lines: [
        { label: t('Heap in use'), at: ({ heapBytes }) => heapBytes },
        { label: t('Whole process (RSS)'), at: ({ rssBytes }) => rssBytes },
      ],
      text: (bytes) => formats.size(bytes),
      atLeast: 1e6,
    },
  ];
}

/** Values of a line, one a part; null where there is none. */
export function valuesOf(line: Line, { samples }: Edges): (number | null)[] {
  return samples.slice(1).map((to, at) => {
    if (to === undefined) return null;
    if ('at' in line) return line.at(to);
    const from = samples[at];
    // Sums that began anew in between say nothing of what was between.
    if (from === undefined || to.epoch !== from.epoch) return null;
    return line.of(from, to) ?? null;
  });
}

type Between = (from: Sample, to: Sample) => number | undefined;
type Sum = 'actionHits' | 'actionMisses' | 'cacheHits' | 'cacheMisses' | 'operations';
/** Less than half an event is what rounding leaves. */
const nothingMax = 1e-6;

function shareOf(hits: Sum, misses: Sum): Between {
  return (from, to) => {
    const hit = to[hits] - from[hits];
    const all = hit + to[misses] - from[misses];
    return all > nothingMax && hit >= 0 ? Math.min(1, hit / all) : undefined;
  };
}

function growthOf(...sums: readonly Sum[]): Between {
  return (from, to) => {
    const seconds = (to.at - from.at) / 1000;
    const grown = sums.reduce((sum, one) => sum + to[one] - from[one], 0);
    return seconds > 0 ? Math.max(0, grown) / seconds : undefined;
  };
}
