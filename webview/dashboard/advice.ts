/** What to change, in a sentence each, with the way to the setting and to the figures that it is found from. */
import type { MetricsAdvice } from '../../server/protocol/metrics.ts';
import { strip } from '../overview/states.ts';
import type { Scene } from './context.ts';

/** One piece of advice. */
export interface AdviceText {
  readonly text: string;
  /** The first setting that it is on, as a path in cachescope.json. */
  readonly setting: string;
}

/** One sentence a cache. */
export function adviceTexts(scene: Scene): readonly AdviceText[] {
  const { t, formats, figures } = scene;
  if (figures.isOff) {
    const text = t('Metrics are switched off: nothing is counted. The setting is {0}.', 'metrics');
    return [{ text, setting: 'metrics' }];
  }
  return figures.advice.map((advice) => {
    const { cache, hitRate, hitRateThen } = advice;
    const changes = changesOf(advice, scene);
    const text = t(
      'The cache {0} has too little memory: with {1}, {2} of look-ups would be answered from it, not {3}. The setting is {4}.',
      cache,
      changes.map(({ to }) => to).join(', '),
      // Whole percents: a little more is no reason to draw anew.
      ...[hitRateThen, hitRate].map((rate) => formats.percent(Math.floor(rate * 100) / 100)),
      changes.map(({ setting }) => setting).join(', '),
    );
    return { text, setting: changes[0]?.setting ?? 'cache.memory' };
  });
}

function changesOf(
  { entries, bytes }: MetricsAdvice,
  { t, formats }: Pick<Scene, 't' | 'formats'>,
): readonly { readonly to: string; readonly setting: string }[] {
  return [
    ...(entries === undefined
      ? []
      : [{ to: t('{0} entries', formats.count(entries)), setting: 'cache.memory.entries' }]),
    ...(bytes === undefined ? [] : [{ to: formats.size(bytes), setting: 'cache.memory.size' }]),
  ];
}

/** Draws them. @param showCaches leads to the figures */
export function adviceStrips(
  texts: readonly AdviceText[],
  { t, command }: Pick<Scene, 't' | 'command'>,
  showCaches: () => void,
): readonly HTMLElement[] {
  return texts.map(({ text, setting }) => {
    const open = () => command('cachescope.openConfiguration', setting);
    const steps = [
      { label: t('Open setting'), run: open },
      { label: t('Show caches'), run: showCaches },
    ];
    return strip({ kind: 'info', text, steps });
  });
}
