/** What the page shows besides figures: that it waits, that something is wrong, that there is nothing yet; each with what to do next. */
import type { FolderStatus } from '../../server/protocol/overview.ts';
import { element } from '../ui/dom.ts';
import { button, progress } from '../ui/toolkit.ts';
import type { Drawing } from './context.ts';

/** A thing to do: a command of the extension, or of the page itself. */
interface Step {
  readonly label: string;
  readonly run: () => void;
}

/** The page waits. */
export function waiting(text: string): HTMLElement {
  return element('div', { class: 'state' }, progress(text));
}

/** A state that takes the whole page. The first step is the one that is most likely wanted. */
export function wholePage(options: {
  readonly title: string;
  readonly text: string;
  readonly steps: readonly Step[];
  readonly isAlert?: boolean;
}): HTMLElement {
  const { title, text, steps, isAlert = false } = options;
  return element(
    'div',
    { class: 'state', attributes: { role: isAlert ? 'alert' : undefined } },
    element('h2', {}, title),
    element('p', {}, text),
    stepButtons(steps, 'primary'),
  );
}

/** A strip above the figures. */
export function strip(options: {
  readonly kind: 'error' | 'warning' | 'info';
  readonly text: string;
  readonly steps: readonly Step[];
}): HTMLElement {
  const { kind, text, steps } = options;
  return element(
    'div',
    { class: `strip ${kind}`, attributes: { role: kind === 'error' ? 'alert' : 'note' } },
    element('p', {}, text),
    stepButtons(steps),
  );
}

function stepButtons(steps: readonly Step[], first?: 'primary'): HTMLElement | undefined {
  if (steps.length === 0) return undefined;
  const all = steps.map(({ label, run }, index) =>
    button({ label, primary: index === 0 && first === 'primary', onClick: run }),
  );
  return element('div', { class: 'steps' }, ...all);
}

/** The state of a folder where it takes the whole page: it starts, it failed, or there is nothing to build. */
export function folderState(status: FolderStatus, drawing: Drawing): HTMLElement | undefined {
  const { t, command } = drawing;
  const showLog = { label: t('Show log'), run: () => command('cachescope.showLog') };
  switch (status.state) {
    case 'starting':
      return waiting(t('Reading the workspace…'));
    case 'failed':
      return wholePage({
        title: t('Cachescope could not open this folder'),
        text: status.message ?? t('The log says more.'),
        steps: [{ label: t('Restart'), run: () => command('cachescope.restartServer') }, showLog],
        isAlert: true,
      });
    case 'empty':
      return wholePage({
        title: t('There is nothing to build here yet'),
        text: t(
          'No package.json script, turbo.json task, wireit block or cachescope.json rule was found. Describe your first task or rule in cachescope.json.',
        ),
        steps: [
          { label: t('Open cachescope.json'), run: () => command('cachescope.openConfiguration') },
        ],
      });
    case 'ready':
    case 'restricted':
      return undefined;
  }
}

/** What is to be said above the figures. */
export function strips(status: FolderStatus, drawing: Drawing): HTMLElement[] {
  const { t, formats, command } = drawing;
  const all: HTMLElement[] = [];
  if (status.state === 'restricted') {
    all.push(
      strip({
        kind: 'info',
        text: t('In Restricted Mode nothing is run. What ran before is shown.'),
        steps: [{ label: t('Manage trust'), run: () => command('workbench.trust.manage') }],
      }),
    );
  }
  if (status.errors + status.warnings > 0) {
    const { errors, warnings } = status;
    all.push(
      strip({
        kind: errors > 0 ? 'error' : 'warning',
        text: t(
          'Problems in the configuration. Errors: {0}, warnings: {1}.',
          formats.count(errors),
          formats.count(warnings),
        ),
        steps: [
          { label: t('Show problems'), run: () => command('workbench.actions.view.problems') },
        ],
      }),
    );
  }
  return all;
}
