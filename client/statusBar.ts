/** The item in the status bar. */
import { Disposable, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';
import type { Folders } from './folders.ts';
import type { ServerConnection } from './languageClient.ts';
import { onDidChangeSettings, showsStatusBar } from './settings.ts';
import { statusItem } from './statusText.ts';
import { t } from './texts.ts';
import { tooltipOf } from './views/tooltip.ts';

const priority = 10;

/** Keeps the item true until it is disposed. */
export function showStatusBar(connection: ServerConnection, folders: Folders): Disposable {
  const item = window.createStatusBarItem('cachescope.status', StatusBarAlignment.Left, priority);
  item.name = 'Cachescope';
  item.command = 'cachescope.showActions';
  const update = () => fill(item, connection, folders);
  update();
  return Disposable.from(
    item,
    folders.onDidChange(update),
    connection.onDidChangeState(update),
    onDidChangeSettings(update),
  );
}

function fill(item: StatusBarItem, connection: ServerConnection, folders: Folders): void {
  const shown = showsStatusBar() ? statusItem(connection.state, folders.all) : undefined;
  if (shown === undefined) {
    item.hide();
    return;
  }
  item.text = shown.text;
  item.tooltip = tooltipOf([
    ...shown.tooltip,
    { type: 'line', text: t('Select to see what to do next.') },
  ]);
  item.accessibilityInformation = { label: shown.spoken, role: 'button' };
  item.backgroundColor = shown.hasTrouble
    ? new ThemeColor('statusBarItem.warningBackground')
    : undefined;
  item.show();
}
