/** `cachescope impact`: what changing files would cost, before it is done. */
import type { RelativePath } from '../../engine/model/brand.ts';
import { changedSince } from '../../host/workspace/changedSince.ts';
import type { Impact, ReachedAction } from '../../modules/graph/impact.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { round } from '../jsonForms.ts';
import { brokenIn, tellBroken } from '../modules/lacks.ts';
import { fileNamed, type OpenModules, openModules } from '../modules/openModules.ts';
import { countText, durationText, shareText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { refuseErrors } from '../workspace.ts';

/** What is told. */
interface Answer {
  readonly files: readonly RelativePath[];
  readonly modules: number;
  readonly impact: Impact;
  /** Why nothing is known of times, or nothing would run. */
  readonly remark: string | undefined;
}

const nothing: Impact = { actions: [], expectedMs: 0, workMs: 0, unknown: 0 };

/** Predicts. */
export async function command(context: CommandContext): Promise<number> {
  const { positionals, flags, output } = context;
  if (positionals.length === 0 && !flags.has('since'))
    throw new CommandFailure('missing-argument', '"impact" needs a file, or --since REF.', {
      suggestion: 'For example: cachescope impact --since HEAD',
    });
  const modules = await openModules(context);
  try {
    // With errors nothing would run, whatever is changed.
    refuseErrors(modules.engine?.workspace.problems ?? []);
    const answer = answerFor(filesOf(context, modules), modules);
    tellBroken(output, modules);
    if (output.json)
      output.printJson({
        ...jsonAnswer(answer, flags.value('since')),
        broken: brokenIn(modules),
      });
    else output.stdout.write(text(answer, context));
    return 0;
  } finally {
    await modules.close();
  }
}

function filesOf(
  { positionals, flags, folder }: CommandContext,
  { root, session }: OpenModules,
): readonly RelativePath[] {
  const named = positionals.flatMap((name) =>
    session.answers.filesAt(fileNamed(root, folder, name)),
  );
  const since = flags.value('since');
  if (since === undefined) return [...new Set(named)];
  const changed = changedSince(root)(since);
  if (typeof changed === 'string')
    throw new CommandFailure(
      'unknown-reference',
      `What changed since ${since} is not known: ${changed}.`,
      {
        suggestion: 'Name a commit, branch or tag that there is, or files.',
      },
    );
  return [...new Set([...named, ...changed])].sort();
}

function answerFor(
  files: readonly RelativePath[],
  { session, engine, actions }: OpenModules,
): Answer {
  const impact = files.length === 0 ? nothing : (actions?.impactOf(files) ?? nothing);
  return {
    files,
    modules: session.answers.reachedFrom(files, 'dependents').length,
    impact,
    remark: remarkOn(files, impact, engine?.workspace.actions.size ?? 0),
  };
}

function remarkOn(files: readonly string[], impact: Impact, actions: number): string | undefined {
  if (files.length === 0) return 'Nothing changed.';
  if (actions === 0) return 'There are no tasks here, so nothing would run.';
  if (impact.actions.length === 0) return 'No task reads it, so nothing would run.';
  if (impact.unknown === impact.actions.length)
    return 'None of these ran yet, so times are not known: run them once with "cachescope run".';
  return undefined;
}

function jsonAnswer({ files, modules, impact, remark }: Answer, since: string | undefined): object {
  return {
    version: jsonVersion,
    command: 'impact',
    since: since ?? null,
    files,
    modules,
    actions: impact.actions.map(({ id, likelihood, expectedMs, via }) => ({
      id,
      likelihood: round(likelihood),
      expectedMs: expectedMs === undefined ? null : round(expectedMs),
      via,
    })),
    expectedMs: round(impact.expectedMs),
    workMs: round(impact.workMs),
    unknown: impact.unknown,
    message: remark,
  };
}

const filesShown = 5;

function text(answer: Answer, { output }: CommandContext): string {
  const { files, modules, impact, remark } = answer;
  const { style } = output.stdout;
  const more = files.length > filesShown ? [`and ${files.length - filesShown} more`] : [];
  const lines = [...files.slice(0, filesShown).map((file) => style.bold(visible(file))), ...more];
  if (files.length > 0)
    lines.push(
      `${countText(modules, 'module')} ${modules === 1 ? 'depends' : 'depend'} on ${files.length === 1 ? 'it' : 'them'}.`,
    );
  if (impact.actions.length > 0) lines.push(timeLine(impact), '', ...actionLines(impact.actions));
  if (remark !== undefined) lines.push(...(impact.actions.length > 0 ? [''] : []), remark);
  return `${lines.join('\n')}\n`;
}

function timeLine({ actions, expectedMs, workMs, unknown }: Impact): string {
  const count = `${countText(actions.length, 'task')} may run`;
  if (unknown === actions.length) return `${count}.`;
  const unsure = unknown === 0 ? '' : `, and ${unknown} whose time is not known`;
  return `${count}: about ${durationText(expectedMs)} (${durationText(workMs)} of work)${unsure}.`;
}

function actionLines(actions: readonly ReachedAction[]): readonly string[] {
  const names = actions.map(({ id }) => visible(id));
  const width = Math.max(...names.map(({ length }) => length));
  return actions.map(({ likelihood, expectedMs, via }, at) => {
    const time = expectedMs === undefined ? '?' : durationText(expectedMs);
    const why = via.type === 'file' ? `reads ${via.path}` : `after ${via.id}`;
    const name = (names[at] ?? '').padEnd(width);
    return `  ${name}  ${shareText(likelihood).padStart(5)}  ${time.padStart(8)}  ${visible(why)}`;
  });
}
