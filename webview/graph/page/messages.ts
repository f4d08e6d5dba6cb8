/** What stands in place of the graph where there is none: that it is read, that it failed, that it is switched off, that all of it is left out. */
import type { ModuleStatus } from '../../../server/protocol/modules.ts';
import type { Formats } from '../../overview/formats.ts';
import { waiting, wholePage } from '../../overview/states.ts';
import type { Translate } from '../../overview/texts.ts';
import type { PageState } from './state.ts';

/** What it is made of. */
export interface MessageParts {
  readonly t: Translate;
  readonly formats: Formats;
  readonly state: PageState;
  readonly status: ModuleStatus | undefined;
  /** Why the last question has no answer. */
  readonly problem: string | undefined;
  readonly tryAgain: () => void;
  readonly showAll: () => void;
  readonly command: (command: string) => void;
}

/** Makes it. */
export function messageOf(parts: MessageParts): HTMLElement {
  const { t, formats, status, problem, tryAgain, command } = parts;
  if (problem !== undefined || status?.state === 'failed') {
    const title = t('The graph could not be read');
    const text = problem ?? status?.message ?? t('The log says more.');
    const again = { label: t('Try again'), run: tryAgain };
    const showLog = { label: t('Show log'), run: () => command('cachescope.showLog') };
    return wholePage({ title, text, steps: [again, showLog], isAlert: true });
  }
  if (status?.state === 'off') {
    const text = t('Switch on the setting "Cachescope: Modules" to see what imports what.');
    const run = () => command('workbench.action.openSettings');
    const steps = [{ label: t('Open settings'), run }];
    return wholePage({ title: t('Modules are not analysed'), text, steps });
  }
  if (status?.state === 'analysing') {
    const [done, found] = [status.done ?? 0, status.found ?? 0];
    return waiting(t('Reading modules: {0} of {1}', formats.count(done), formats.count(found)));
  }
  return emptyMessage(parts);
}

function emptyMessage({ t, state, showAll }: MessageParts): HTMLElement {
  const { hidden, cyclesOnly, focus } = state;
  if (hidden.length === 0 && !cyclesOnly && focus === undefined) {
    const text = t('There is no JavaScript or TypeScript file in this folder.');
    return wholePage({ title: t('There are no modules'), text, steps: [] });
  }
  const text = cyclesOnly
    ? t('No module imports itself, near or far.')
    : t('All of it is hidden, or out of focus.');
  const steps = cyclesOnly ? [] : [{ label: t('Show all'), run: showAll }];
  return wholePage({ title: t('There is nothing to show'), text, steps });
}
