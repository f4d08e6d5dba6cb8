/** The module graph's page: starts its worker and shows the graph of its folder, or says why it cannot. */
import { connect } from '../bridge/bridge.ts';
import { workerFrom } from '../bridge/worker.ts';
import { wholePage } from '../overview/states.ts';
import { translateWith } from '../overview/texts.ts';
import { GraphPage } from './page/graphPage.ts';
import { GraphWorker } from './worker/link.ts';
import '../ui/ui.css';
import '../ui/work.css';
import './graph.css';

// Known only while the script runs for the first time.
const ownScript = document.currentScript;

async function main(): Promise<void> {
  const root = document.getElementById('page');
  if (root === null) return;
  const bridge = connect();
  const start = await bridge.start.catch(() => undefined);
  const t = translateWith(start?.texts ?? {});
  const fail = (text: string) => {
    const title = t('The graph cannot be shown');
    root.replaceChildren(wholePage({ title, text, steps: [], isAlert: true }));
  };
  if (start === undefined)
    return fail(t('The extension does not answer. Close this page and open it again.'));
  try {
    const worker = new GraphWorker(await workerFrom(workerUrl()));
    await new GraphPage({ bridge, worker, start }).open(root);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

function workerUrl(): string {
  const own = ownScript instanceof HTMLScriptElement ? ownScript.src : '';
  return own.replace(/graph\.js(?=$|\?)/, 'graph.worker.js');
}

void main();
