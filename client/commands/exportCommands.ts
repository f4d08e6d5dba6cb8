/** Commands that give figures and the graph to other tools, as texts that the command line would print: opened, to look at, copy or save. */
import { window, workspace } from 'vscode';
import type {
  ExportResult,
  GraphExportFormat,
  MetricsExportFormat,
} from '../../server/protocol/export.ts';
import { inert } from '../format.ts';
import { subjectOfArguments } from '../subject.ts';
import { t } from '../texts.ts';
import type { Handler, Parts } from './parts.ts';
import { type Choice, pickFolder } from './picks.ts';

/** The handlers. */
export function exportCommands(parts: Parts) {
  const { connection } = parts;
  return {
    'cachescope.exportMetrics': async (...args) => {
      const folder = await pickFolder(parts, subjectOfArguments(args, 'run'));
      if (folder === undefined) return;
      const format = await pickFormat(t('Export metrics as'), metricsFormats());
      if (format === undefined) return;
      await show(await connection.request('cachescope/exportMetrics', { folder, format }), format);
    },
    'cachescope.exportGraph': async (...args) => {
      const folder = await pickFolder(parts, subjectOfArguments(args, 'run'));
      if (folder === undefined) return;
      const format = await pickFormat(t('Export graph as'), graphFormats());
      if (format === undefined) return;
      await show(await connection.request('cachescope/exportGraph', { folder, format }), format);
    },
  } satisfies Partial<Record<string, Handler>>;
}

function metricsFormats(): Choice<MetricsExportFormat>[] {
  return [
    { label: 'JSON', description: t('everything, for scripts'), value: 'json' },
    { label: t('Text'), description: t('a summary to read'), value: 'text' },
    { label: 'OpenMetrics', description: t('for Prometheus and alike'), value: 'openmetrics' },
  ];
}

function graphFormats(): Choice<GraphExportFormat>[] {
  return [
    { label: t('Text'), description: t('a tree to read'), value: 'text' },
    { label: 'JSON', description: t('everything, for scripts'), value: 'json' },
    { label: 'DOT', description: t('for Graphviz'), value: 'dot' },
    { label: 'Mermaid', description: t('for Markdown'), value: 'mermaid' },
  ];
}

async function pickFormat<Format extends string>(
  title: string,
  choices: Choice<Format>[],
): Promise<Format | undefined> {
  return (await window.showQuickPick(choices, { title }))?.value;
}

// Untitled: whoever wants a file saves it where they like.
async function show(result: ExportResult, format: string): Promise<void> {
  if ('message' in result) {
    window.showWarningMessage(inert(result.message));
    return;
  }
  const language = format === 'json' ? 'json' : 'plaintext';
  const document = await workspace.openTextDocument({ content: result.text, language });
  await window.showTextDocument(document, { preview: false });
}
