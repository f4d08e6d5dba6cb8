/** What `doctor` finds, for the editor. */
import { machineFacts } from '../../host/workspace/doctor/machineFacts.ts';
import type { DoctorResult } from '../../protocol/overview.ts';
import type { ProblemList } from './problems.ts';
import { problemRow } from './rows.ts';

/** Looks at the configuration and the machine; starts no process. @param root absolute path of the folder */
export async function doctor(root: string, problems: ProblemList): Promise<DoctorResult> {
  const { wrong, advice } = await problems.all();
  const facts = machineFacts(root, process.env);
  const ofMachine = facts
    .filter(({ state }) => state !== 'good')
    .map(({ name, state, message, suggestion }) => ({
      severity: state === 'bad' ? ('error' as const) : ('warning' as const),
      code: `machine-${name}`,
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
    }));
  return {
    facts: facts.map(({ name, message }) => ({ name, value: message })),
    problems: [...[...wrong, ...advice].map(problemRow), ...ofMachine],
  };
}
