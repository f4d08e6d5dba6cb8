/** How a page of figures starts, and what it says where there are none: alike in all of them. */
import type { PageStart } from '../../server/protocol/webview.ts';
import { type Bridge, BridgeError, connect } from '../bridge/bridge.ts';
import type { Drawing } from './context.ts';
import { strip, wholePage } from './states.ts';
import type { Translate } from './texts.ts';

/**
 * Connects the page, and opens it in the element that is there for it.
 * @param name what people call it
 */
export async function startPage(
  name: string,
  open: (bridge: Bridge, start: PageStart, main: Element) => void,
): Promise<void> {
  const page = document.getElementById('page');
  if (page === null) return;
  const bridge = connect();
  const start = await bridge.start.catch(() => undefined);
  if (start !== undefined) return open(bridge, start, page);
  // Nobody answered, so there are no translated texts either.
  const text = `The extension does not answer. Close this page and open the ${name} again.`;
  page.replaceChildren(
    wholePage({ title: 'Cachescope is not there', text, steps: [], isAlert: true }),
  );
}

/** Why a request has no answer, for people. */
export function problemText(error: unknown, t: Translate): string {
  if (error instanceof BridgeError && error.kind === 'timeout') {
    return t('The server did not answer within a minute.');
  }
  return error instanceof Error ? error.message : String(error);
}

/** What is said of a problem, and what to do. */
export interface Failure extends Pick<Drawing, 't' | 'command'> {
  readonly problem: string;
  readonly tryAgain: () => void;
}

/** The page has no figures. */
export function failedPage(failure: Failure): HTMLElement {
  const { t, problem } = failure;
  const title = t('The figures could not be read');
  return wholePage({ title, text: problem, steps: stepsOf(failure), isAlert: true });
}

/** The page has figures of before. */
export function outdatedStrip(failure: Failure): HTMLElement {
  const text = failure.t('These figures may be out of date. {0}', failure.problem);
  return strip({ kind: 'error', text, steps: stepsOf(failure) });
}

function stepsOf({ t, command, tryAgain }: Failure) {
  return [
    { label: t('Try again'), run: tryAgain },
    { label: t('Show log'), run: () => command('cachescope.showLog') },
  ];
}
