/** `stats --otlp URL`: sends all metrics to a collector. What speaks the protocol is large, and loaded here alone. */
import { basename } from 'node:path';
import { CommandFailure } from '../failure.ts';
import type { TextStream } from '../output.ts';
import type { OpenStores } from '../session.ts';
import { readVersion } from '../version.ts';
import { metricsFacts } from './statsFacts.ts';

/**
 * Sends, and says so.
 * @throws CommandFailure where the collector did not take them
 */
export async function sendMetrics(
  stores: OpenStores,
  endpoint: string,
  say: TextStream,
): Promise<void> {
  const { total, sinceMs } = metricsFacts(stores.store);
  if (sinceMs === undefined)
    throw new CommandFailure('no-metrics', 'No metrics are recorded yet.', {
      suggestion: 'Start with: cachescope run <target>',
    });
  const { sendOtlp } = await import('../../host/metrics/otlp.ts');
  const failed = await sendOtlp({
    endpoint,
    record: total,
    startMs: sinceMs,
    endMs: Date.now(),
    version: readVersion(),
    workspace: basename(stores.root),
  });
  if (failed !== undefined) throw new CommandFailure('collector', failed);
  say.write(`Sent ${total.length} metrics to ${endpoint}.\n`);
}
