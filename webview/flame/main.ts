/**
 * The flame chart's page: starts its worker, has it read the file that the page was opened for, and shows it, or says why it cannot be shown.
 */
import { type Bridge, connect } from '../bridge/bridge.ts';
import { type Translate, translateWith } from '../overview/texts.ts';
import { element } from '../ui/dom.ts';
import { FlamePage } from './page/flamePage.ts';
import { readOtherRun } from './page/otherRun.ts';
import { feedOf } from './page/source.ts';
import { readState } from './page/state.ts';
import { startWorker } from './worker/link.ts';
import '../ui/ui.css';
import './flame.css';

// Known only while the script runs for the first time.
const ownScript = document.currentScript;

async function main(): Promise<void> {
  const root = document.getElementById('page');
  if (root === null) return;
  const bridge = connect();
  const start = await bridge.start.catch(() => undefined);
  const t = translateWith(start?.texts ?? {});
  if (start?.profile === undefined) {
    return showProblem(
      root,
      t,
      'The extension does not answer. Close this page and open it again.',
    );
  }
  const reading = t('Reading {0}…', start.profile.name);
  root.replaceChildren(element('p', { class: 'reading', attributes: { role: 'status' } }, reading));
  try {
    await open(root, { bridge, t, locale: start.locale, source: start.profile });
  } catch (error) {
    showProblem(root, t, error instanceof Error ? error.message : String(error));
  }
}

async function open(
  root: Element,
  of: {
    readonly bridge: Bridge;
    readonly t: Translate;
    readonly locale: string;
    readonly source: Parameters<typeof feedOf>[0];
  },
): Promise<void> {
  const { bridge, t, locale, source } = of;
  const state = readState(bridge.state());
  const link = await startWorker(workerUrl());
  const opened = await link.open({ name: source.name, mode: state.mode }, feedOf(source, bridge));
  if ('problem' in opened) return showProblem(root, t, opened.problem);
  if (opened.head.spanCount === 0) {
    const reasons = [t('There are no spans in this file.'), ...opened.head.notes];
    return showProblem(root, t, reasons.join(' '));
  }
  await new FlamePage({
    ...{ bridge, link, ...opened, t, locale, state },
    isKnownRun: source.run !== undefined,
    readOther: (run) => readOtherRun(run, { bridge, workerUrl: workerUrl() }),
  }).open(root);
}

function workerUrl(): string {
  const own = ownScript instanceof HTMLScriptElement ? ownScript.src : '';
  return own.replace(/flame\.js(?=$|\?)/, 'flame.worker.js');
}

function showProblem(root: Element, t: Translate, problem: string): void {
  root.replaceChildren(
    element(
      'div',
      { class: 'problem', attributes: { role: 'alert' } },
      element('h2', {}, t('This profile cannot be shown')),
      element('p', {}, problem),
    ),
  );
}

void main();
