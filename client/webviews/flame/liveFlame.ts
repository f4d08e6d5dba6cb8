/**
 * The flame chart of a run under way, in a panel of its own. The page asks how far the run is as long as somebody sees it; when the run has ended, the panel
 * shows its file, and all that can be asked about a run that has one.
 */
import * as vscode from 'vscode';
import type { ProfileSource } from '../../../server/protocol/webview.ts';
import { oneLine } from '../../format.ts';
import type { ServerConnection } from '../../languageClient.ts';
import { t } from '../../texts.ts';
import type { RunServices } from './flameHost.ts';
import { bytesOf, fillFlame, servicesOf, sourceOf } from './flamePanel.ts';
import { profileOfRun } from './runPlace.ts';
import { runQuestions } from './runQuestions.ts';
import { runServices } from './runServices.ts';

/** A run under way, by the name that it was started with. */
export interface LivePlace {
  readonly folder: string;
  readonly run: string;
  readonly targets: readonly string[];
}

/** What panels are made with. */
interface LivePanelParts {
  readonly extensionUri: vscode.Uri;
  readonly connection: ServerConnection;
}

/** How the chart of a run that has ended is made. */
interface EndedRun {
  readonly profile: ProfileSource;
  readonly bytes: ReturnType<typeof bytesOf>;
  readonly ofRun: RunServices;
}

const panels = new Map<string, vscode.WebviewPanel>();

/** Shows the chart: the panel that there is already, else a new one. */
export function openLiveFlame(parts: LivePanelParts, place: LivePlace): void {
  const key = `${place.folder} ${place.run}`;
  const open = panels.get(key);
  if (open !== undefined) {
    open.reveal();
    return;
  }
  const name = oneLine(place.targets.join(' ')) || t('all targets');
  const panel = vscode.window.createWebviewPanel(
    'cachescope.liveFlame',
    t('Build of {0}', name),
    vscode.ViewColumn.Active,
  );
  panels.set(key, panel);
  panel.onDidDispose(() => panels.delete(key));
  panel.iconPath = new vscode.ThemeIcon('flame');
  fillLive(parts, place, panel);
}

function fillLive(
  { extensionUri, connection }: LivePanelParts,
  { folder, run }: LivePlace,
  panel: vscode.WebviewPanel,
): void {
  let ended: EndedRun | undefined;
  const files = vscode.Uri.joinPath(vscode.Uri.parse(folder), '.cachescope', 'profiles');
  const common = servicesOf(vscode.Uri.joinPath(files, 'build.trace.json.gz'));
  fillFlame({
    ...{ extensionUri, panel, title: panel.title, files, folder },
    profile: () => ended?.profile ?? { name: panel.title, isLive: true },
    services: {
      ...common,
      bytes: async (offset) => (await ended?.bytes(offset)) ?? new Uint8Array(),
      live: async (since) => {
        // A server that is not there is not started for this: it would know nothing of the run.
        if (connection.state !== 'running') return {};
        const params = { folder, run, since };
        const delta = await connection.request('cachescope/runProfile', params);
        const { isKept, run: record } = delta?.ended ?? { isKept: false };
        if (isKept && record !== undefined)
          ended ??= endedRun({ connection, folder, run: record, panel });
        return { delta, profile: ended?.profile };
      },
      ofRun: () => ended?.ofRun,
    },
  });
}

function endedRun(of: {
  readonly connection: ServerConnection;
  readonly folder: string;
  readonly run: string;
  readonly panel: vscode.WebviewPanel;
}): EndedRun | undefined {
  const { connection, folder, run, panel } = of;
  const file = profileOfRun({ folder, run });
  if (file === undefined) return undefined;
  const source = (uri: vscode.Uri) => sourceOf(panel.webview, uri);
  return {
    profile: { ...source(file), run },
    bytes: bytesOf(file),
    ofRun: runServices({
      ...{ place: { folder, run }, questions: runQuestions(connection) },
      ...{ sourceOf: source, bytesOf },
    }),
  };
}
