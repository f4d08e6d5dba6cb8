/** What a task does, as commands, and which programs those name. */
import type { Command, Work } from '../model/action.ts';
import { programNames } from '../model/programs.ts';
import type { TaskDefinition } from './definition.ts';
import type { PackageModel, TaskModel } from './model.ts';

/** The work of one task of one package. */
export function workOf(
  task: Pick<TaskModel, 'name'>,
  entry: PackageModel,
  definition: Pick<TaskDefinition, 'command'>,
): Work {
  if (definition.command === 'nothing') return { type: 'none' };
  if (definition.command !== undefined) return { type: 'commands', commands: definition.command };
  return { type: 'commands', commands: scriptCommands(task.name, entry.scripts) };
}

/** A script with its `pre` and `post` scripts, as `npm run` does it. */
function scriptCommands(
  name: string,
  scripts: Readonly<Record<string, string>>,
): readonly Command[] {
  const commands: Command[] = [];
  for (const event of [`pre${name}`, name, `post${name}`]) {
    const script = Object.hasOwn(scripts, event) ? scripts[event] : undefined;
    if (script !== undefined) commands.push({ type: 'shell', script, lifecycleEvent: event });
  }
  return commands;
}

/** The programs that a shell script names, by script: looked up in every build, so worked out once when the configuration is read. */
export type ProgramTable = Readonly<Record<string, readonly string[]>>;

/**
 * The programs that some work starts.
 * @param known scripts that were looked through before
 */
export function programsOf(work: Work, known: ProgramTable): readonly string[] {
  if (work.type !== 'commands') return [];
  const lists = work.commands.map((command) => {
    if (command.type === 'argv') return command.argv.slice(0, 1);
    return (
      (Object.hasOwn(known, command.script) ? known[command.script] : undefined) ??
      programNames(command.script)
    );
  });
  return lists.length === 1 ? (lists[0] ?? []) : [...new Set(lists.flat())];
}

/** The table for all tasks of a workspace. */
export function programTable(
  tasks: readonly TaskModel[],
  packages: readonly PackageModel[],
  definitions: readonly TaskDefinition[],
): ProgramTable {
  const table: Record<string, readonly string[]> = Object.create(null);
  for (const task of tasks) {
    const [entry, definition] = [packages[task.package], definitions[task.definition]];
    const work = entry && definition ? workOf(task, entry, definition) : undefined;
    for (const command of work?.type === 'commands' ? work.commands : []) {
      if (command.type === 'shell') table[command.script] ??= programNames(command.script);
    }
  }
  return table;
}
