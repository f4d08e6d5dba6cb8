/** What costs most, as text: a part of what `cachescope stats` shows, for who asks for that alone. */
import { reasonText } from '../../engine/model/reason.ts';
import { runFacts } from '../../host/workspace/history.ts';
import type { CommandContext } from '../command.ts';
import { countText, durationText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { openStores } from '../session.ts';

const rowsMax = 10;

/** @param limit runs that are counted @throws CommandFailure where the stores cannot be opened */
export function hotSpots(context: CommandContext, limit: number): string {
  const stores = openStores(context);
  try {
    const { runs, slowest, reasons } = runFacts(stores.store.traces.runs(limit));
    if (runs.length === 0) return 'No run is recorded yet. Start with: cachescope run <target>';
    const actions = slowest.slice(0, rowsMax).map(({ id, ran, meanMs, totalMs }) => {
      const times = `${durationText(meanMs)} each, ran ${countText(ran, 'time')}`;
      return `- ${visible(id)}: ${times}, ${durationText(totalMs)} in all`;
    });
    const causes = reasons
      .slice(0, rowsMax)
      .map(
        ({ count, example }) =>
          `- ${countText(count, 'time')}, e.g. ${visible(reasonText(example))}`,
      );
    return [
      `Counted over the last ${countText(runs.length, 'run')}.`,
      'Slowest actions:',
      ...(actions.length === 0 ? ['- none ran'] : actions),
      'Most frequent reasons to run:',
      ...(causes.length === 0 ? ['- nothing had to run again'] : causes),
    ].join('\n');
  } finally {
    stores.close();
  }
}
