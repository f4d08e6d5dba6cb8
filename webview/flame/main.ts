/**
 * The flame chart's page: starts its worker, has it read the file that the page was opened for, and shows it, or says why it cannot be shown.
 */
import type { ProfileSource } from '../../server/protocol/webview.ts';
import { type Bridge, connect } from '../bridge/bridge.ts';
import { type Translate, translateWith } from '../overview/texts.ts';
import { element } from '../ui/dom.ts';
import { FlamePage } from './page/flamePage.ts';
import { showLive } from './page/live.ts';
import { readOtherRun } from './page/otherRun.ts';
import type { ShownProfile } from './page/shown.ts';
import { feedOf } from './page/source.ts';
import { readState } from './page/state.ts';
import { startWorker } from './worker/link.ts';
import '../ui/ui.css';
import '../ui/work.css';
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
  const say = (text: string) =>
    root.replaceChildren(element('p', { class: 'reading', attributes: { role: 'status' } }, text));
  const of = { bridge, t, locale: start.locale };
  try {
    if (start.profile.isLive === true) {
      const openPage = (profile: ShownProfile) => makePage(root, of, profile, true);
      await showLive({ bridge, t, workerUrl: workerUrl(), say, openPage });
    } else {
      say(t('Reading {0}…', start.profile.name));
      await open(root, of, start.profile);
    }
  } catch (error) {
    showProblem(root, t, error instanceof Error ? error.message : String(error));
  }
}

/** What every page is made with. */
interface Surroundings {
  readonly bridge: Bridge;
  readonly t: Translate;
  readonly locale: string;
}

async function open(root: Element, of: Surroundings, source: ProfileSource): Promise<void> {
  const { bridge, t } = of;
  const { mode } = readState(bridge.state());
  const link = await startWorker(workerUrl());
  const opened = await link.open({ name: source.name, mode }, feedOf(source, bridge));
  if ('problem' in opened) return showProblem(root, t, opened.problem);
  if (opened.head.spanCount === 0) {
    const reasons = [t('There are no spans in this file.'), ...opened.head.notes];
    return showProblem(root, t, reasons.join(' '));
  }
  await makePage(root, of, { link, ...opened, isKnownRun: source.run !== undefined }, false);
}

async function makePage(
  root: Element,
  of: Surroundings,
  profile: ShownProfile,
  isLive: boolean,
): Promise<FlamePage> {
  const { bridge } = of;
  const readOther = (run: string) => readOtherRun(run, { bridge, workerUrl: workerUrl() });
  const state = readState(bridge.state());
  const page = new FlamePage({ ...of, profile, isLive, state, readOther });
  await page.open(root);
  return page;
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
