/** `cachescope doctor`: everything in the configuration and on this machine that will go wrong or slow, each with what to do. */
import type { Problem } from '../../engine/model/problem.ts';
import { runThrough } from '../../host/store/steps.ts';
import { configurationAdvice } from '../../host/workspace/doctor/configurationAdvice.ts';
import type { MachineFact } from '../../host/workspace/doctor/machineFacts.ts';
import { machineFacts } from '../../host/workspace/doctor/machineFacts.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { exitCodes } from '../commandTable.ts';
import { jsonProblem } from '../jsonForms.ts';
import type { Output } from '../output.ts';
import { countText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { problemLines } from '../render/warningGroups.ts';
import { allProblems, openWorkspace } from '../workspace.ts';

/** Checks everything. */
export async function command(context: CommandContext): Promise<number> {
  const { output } = context;
  const workspace = await openWorkspace(context);
  const problems = [
    ...(await allProblems(workspace)),
    ...runThrough(configurationAdvice(workspace)),
  ];
  const facts = machineFacts(workspace.root, process.env);
  const isBroken =
    problems.some(({ severity }) => severity === 'error') ||
    facts.some(({ state }) => state === 'bad');
  if (output.json) {
    output.printJson({
      version: jsonVersion,
      command: 'doctor',
      root: workspace.root,
      packages: workspace.packages.length,
      actions: workspace.actions.size,
      problems: problems.map(jsonProblem),
      machine: facts,
    });
  } else {
    output.stdout.write(text(problems, facts, output));
  }
  return isBroken ? exitCodes.usage : exitCodes.ok;
}

function text(
  problems: readonly Problem[],
  facts: readonly MachineFact[],
  { stdout: { style }, verbose }: Output,
): string {
  const marks = {
    good: style.green('ok '),
    note: style.yellow('! '),
    bad: style.red('x '),
  } as const;
  const lines = facts.map(
    ({ state, message, suggestion }) =>
      `${marks[state]}${visible([message, suggestion].filter(Boolean).join(' '))}`,
  );
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const verdict =
    problems.length === 0
      ? 'The configuration has no problems.'
      : `${countText(errors, 'error')}, ${countText(warnings, 'warning')} in the configuration.`;
  const told = problemLines(problems, verbose).map(({ severity, text: line }) =>
    (severity === 'error' ? style.red : style.yellow)(line),
  );
  return `${[...lines, '', ...told, verdict].join('\n')}\n`;
}
