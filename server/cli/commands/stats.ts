/** `cachescope stats`: is the cache any good, what got worse, and how long do things take? */
import { openMetricsText } from '../../engine/metrics/openMetrics.ts';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { openStores } from '../session.ts';
import { metricsFacts, statsFacts } from '../stats/statsFacts.ts';
import { statsJson } from '../stats/statsJson.ts';
import { statsText } from '../stats/statsText.ts';
import { openWorkspace } from '../workspace.ts';

const runsDefault = 20;
const intervalDefaultS = 2;

/** Prints the statistics, keeps printing them, or sends them. */
export async function command(context: CommandContext): Promise<number> {
  const { output, flags } = context;
  const limit = wholeNumber(flags.value('last'), '--last') ?? runsDefault;
  const intervalS = wholeNumber(flags.value('interval'), '--interval') ?? intervalDefaultS;
  const format = output.json ? 'json' : (flags.value('format') ?? 'text');
  if (flags.has('watch')) {
    refuseWith(format, flags.value('otlp'));
    const { watchStats } = await import('../stats/watchStats.ts');
    return await watchStats(context, { limit, intervalS });
  }
  const stores = openStores(context);
  try {
    const endpoint = flags.value('otlp');
    if (endpoint !== undefined) {
      const { sendMetrics } = await import('../stats/sendMetrics.ts');
      await sendMetrics(stores, endpoint, output.json ? output.stderr : output.stdout);
    } else if (format === 'openmetrics') {
      output.stdout.write(openMetricsText(metricsFacts(stores.store).total));
    } else {
      const { cache } = (await openWorkspace(context)).settings;
      const facts = statsFacts(stores.store, { cache, limit });
      if (format === 'json') output.printJson(statsJson(facts));
      else output.stdout.write(statsText(facts, output.stdout.style));
    }
    return 0;
  } finally {
    stores.close();
  }
}

/** A picture that is drawn again and again is for people. */
function refuseWith(format: string, endpoint: string | undefined): void {
  const other =
    format !== 'text' ? `--format ${format}` : endpoint === undefined ? undefined : '--otlp';
  if (other !== undefined)
    throw new CommandFailure(
      'bad-option',
      `--watch and ${other} do not go together: leave one out.`,
    );
}

function wholeNumber(value: string | undefined, option: string): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new CommandFailure(
    'bad-option',
    `${option} is a whole number of 1 or more, not "${value}".`,
  );
}
