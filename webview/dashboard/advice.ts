/** What to change, in a sentence each, with the way to the setting and to the figures that it is found from. */
import { strip } from '../overview/states.ts';
import type { Scene } from './context.ts';

/** The setting that the advice is on, as a path in cachescope.json. */
const setting = 'cache.memory.entries';

/** One sentence a cache. */
export function adviceTexts({ t, formats, figures }: Scene): readonly string[] {
  return figures.advice.map(({ cache, entries, hitRate, hitRateThen }) =>
    t(
      'The cache {0} has too little memory: with {1} entries, {2} of look-ups would be hits, not {3}. The setting is {4}.',
      cache,
      formats.count(entries),
      ...[hitRateThen, hitRate].map((rate) => formats.percent(Math.round(rate * 100) / 100)),
      setting,
    ),
  );
}

/** Draws them. @param showCaches leads to the figures */
export function adviceStrips(
  texts: readonly string[],
  { t, command }: Pick<Scene, 't' | 'command'>,
  showCaches: () => void,
): readonly HTMLElement[] {
  const steps = [
    { label: t('Open setting'), run: () => command('cachescope.openConfiguration', setting) },
    { label: t('Show caches'), run: showCaches },
  ];
  return texts.map((text) => strip({ kind: 'info', text, steps }));
}
