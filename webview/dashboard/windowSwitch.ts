/** Chooses the stretch of time that figures are of: radio buttons of the browser, so that arrow keys work as everywhere. */
import type { MetricWindow } from '../../server/protocol/metrics.ts';
import type { Translate } from '../overview/texts.ts';
import { element } from '../ui/dom.ts';

/** The windows, shortest first. */
export const windows: readonly MetricWindow[] = ['1m', '5m', '1h', 'start', 'all'];

/** Makes the switch. */
export function windowSwitch(options: {
  readonly t: Translate;
  readonly chosen: MetricWindow;
  readonly onChoose: (window: MetricWindow) => void;
}): HTMLElement {
  const { t, chosen, onChoose } = options;
  const names = {
    '1m': t('1 min'),
    '5m': t('5 min'),
    '1h': t('1 h'),
    start: t('Since start'),
    all: t('All history'),
  };
  const choices = windows.map((window) => {
    const attributes = { type: 'radio', name: 'window', value: window };
    const input = element('input', { attributes });
    input.checked = window === chosen;
    input.addEventListener('change', () => onChoose(window));
    return element('label', {}, input, element('span', {}, names[window]));
  });
  const attributes = { role: 'radiogroup', 'aria-label': t('Time that is looked at') };
  return element('div', { class: 'switch', attributes }, ...choices);
}
