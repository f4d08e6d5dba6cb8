/** What leaves the editor as text for other tools. */
import type { InFolder } from './basics.ts';

/** As `stats --format` names them. */
export type MetricsExportFormat = 'text' | 'json' | 'openmetrics';

/** As `graph --format` names them. */
export type GraphExportFormat = 'text' | 'json' | 'dot' | 'mermaid';

/** Asks for metrics over all processes and all time. */
export interface MetricsExportRequest extends InFolder {
  readonly format: MetricsExportFormat;
}

/** Asks for the graph of all actions. */
export interface GraphExportRequest extends InFolder {
  readonly format: GraphExportFormat;
}

/** A whole file; or why there is none. */
export type ExportResult = { readonly text: string } | { readonly message: string };
