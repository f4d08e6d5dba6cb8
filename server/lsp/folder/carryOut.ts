/** Carries out the store's long works in the thread of a folder: in turns with all that is asked meanwhile, telling how far it is. */
import { Turns } from '../../host/platform/turns.ts';
import type { Step, Steps } from '../../host/store/steps.ts';
import type { Progress } from '../workerMessages.ts';

/** @returns the result of the work */
export async function carryOut<Result>(
  steps: Steps<Result>,
  report: (progress: Progress) => void = () => undefined,
): Promise<Result> {
  const turns = new Turns();
  const tell = steadily(report);
  try {
    for (;;) {
      const next = steps.next();
      if (next.done) return next.value;
      tell(next.value);
      await turns.next();
    }
  } finally {
    // It may hold a lock.
    steps.return(undefined as never);
  }
}

/** Tells no more than a hundred times how far something is. */
export function steadily(report: (progress: Progress) => void): (step: Step) => void {
  let told = -1;
  return ({ message, share }) => {
    const percentage = Math.floor(share * 100);
    if (percentage <= told) return;
    told = percentage;
    report({ message, percentage });
  };
}
