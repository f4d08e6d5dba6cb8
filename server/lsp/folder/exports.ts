/** Metrics and the graph as text for other tools, by the code that the command line prints them with: both say the same. */
import { endsOf, graphJson } from '../../cli/graphForms.ts';
import { styleFor } from '../../cli/render/style.ts';
import { visible } from '../../cli/render/visible.ts';
import { metricsFacts, statsFacts } from '../../cli/stats/statsFacts.ts';
import { statsJson } from '../../cli/stats/statsJson.ts';
import { statsText } from '../../cli/stats/statsText.ts';
import { formatGraph } from '../../engine/graph/formats.ts';
import { openMetricsText } from '../../engine/metrics/openMetrics.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type {
  ExportResult,
  GraphExportFormat,
  MetricsExportFormat,
} from '../../protocol/export.ts';

type Session = Pick<WorkspaceEngine, 'engine' | 'store' | 'workspace'>;

/** As `stats` counts them. */
const runsCounted = 20;

/** Figures over all processes. */
export function exportMetrics(
  format: MetricsExportFormat,
  { store, workspace }: Session,
): ExportResult {
  const { openDisk, transaction, uncountedRuns, maintenance, traces } = store;
  if (!openDisk || !transaction || !uncountedRuns || !maintenance)
    return { message: 'Nothing is kept on disk here, so there are no figures to export.' };
  const kept = { openDisk, transaction, uncountedRuns, maintenance, traces };
  if (format === 'openmetrics') return { text: openMetricsText(metricsFacts(kept).total) };
  const { cache } = workspace.settings;
  const facts = statsFacts(kept, { cache, limit: runsCounted });
  if (format === 'json') return { text: jsonText(statsJson(facts)) };
  return { text: statsText(facts, styleFor(false)) };
}

/** All actions and what they depend on. */
export function exportGraph(
  format: GraphExportFormat,
  { engine, workspace }: Session,
): ExportResult {
  const { graph } = engine;
  const direction = 'dependencies';
  const roots = endsOf(graph, direction);
  if (format === 'json')
    return { text: jsonText(graphJson(graph, { direction, roots, actions: workspace.actions })) };
  return { text: formatGraph({ graph, roots, direction, visible }, format) };
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
