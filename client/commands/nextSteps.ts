/** What one does next, for the quick pick behind the status bar: what fits the state comes first. */
import { workspace } from 'vscode';
import type { CommandName } from '../commandNames.ts';
import { t } from '../texts.ts';
import type { Parts } from './parts.ts';
import type { Choice } from './picks.ts';

/** The choices, the likeliest first. */
export function nextSteps({ connection, folders }: Parts): Choice<CommandName>[] {
  if (connection.state === 'failed' || folders.all.some(({ state }) => state === 'failed')) {
    return [
      step('output', t('Show log'), 'cachescope.showLog'),
      step('debug-restart', t('Restart server'), 'cachescope.restartServer'),
      step('clippy', t('Copy diagnostics'), 'cachescope.copyDiagnostics'),
    ];
  }
  const isBusy = folders.all.some(({ running }) => running.length > 0);
  const hasRun = folders.all.some(({ lastRun }) => lastRun !== undefined);
  const runs = workspace.isTrusted ? [step('play', t('Run task…'), 'cachescope.run')] : [];
  const hasErrors = folders.all.some(({ errors }) => errors > 0);
  return [
    ...(hasErrors ? [step('warning', t('Show problems'), 'cachescope.doctor')] : []),
    ...(isBusy ? [step('debug-stop', t('Stop'), 'cachescope.stop')] : runs),
    ...(hasRun ? [step('history', t('Show last run'), 'cachescope.openRun')] : []),
    step('question', t('Explain…'), 'cachescope.explain'),
    step('graph', t('Show overview'), 'cachescope.showOverview'),
    step('dashboard', t('Show dashboard'), 'cachescope.showDashboard'),
    step('checklist', t('Check what is stale'), 'cachescope.check'),
    ...(hasErrors ? [] : [step('pulse', t('Doctor'), 'cachescope.doctor')]),
    step('trash', t('Purge…'), 'cachescope.purge'),
    step('output', t('Show log'), 'cachescope.showLog'),
  ];
}

function step(icon: string, text: string, value: CommandName): Choice<CommandName> {
  return { label: `$(${icon}) ${text}`, value };
}
