/** Registers all commands. A name without a handler, or a handler without a name, does not compile. */
import { CancellationError, commands, Disposable, window } from 'vscode';
import { type CommandName, commandNames, rowTwins } from './commandNames.ts';
import { buildCommands } from './commands/buildCommands.ts';
import { cacheCommands } from './commands/cacheCommands.ts';
import { cleanCommands } from './commands/cleanCommands.ts';
import { exportCommands } from './commands/exportCommands.ts';
import { graphCommands } from './commands/graphCommands.ts';
import { listCommands } from './commands/listCommands.ts';
import { moduleCommands } from './commands/moduleCommands.ts';
import type { Handler, Parts } from './commands/parts.ts';
import { profileCommands } from './commands/profileCommands.ts';
import { supportCommands } from './commands/supportCommands.ts';
import { whyCommands } from './commands/whyCommands.ts';
import { inert } from './format.ts';
import { t } from './texts.ts';

/** LSP's code of a request that was cancelled. */
const requestCancelled = -32800;

type RowTwin = keyof typeof rowTwins;

/** Registers the commands until they are disposed. */
export function registerCommands(parts: Parts): Disposable {
  const own: Readonly<Record<Exclude<CommandName, keyof typeof rowTwins>, Handler>> = {
    ...buildCommands(parts),
    ...whyCommands(parts),
    ...graphCommands(parts),
    ...moduleCommands(parts),
    ...cacheCommands(parts),
    ...cleanCommands(parts),
    ...listCommands(parts),
    ...profileCommands(parts),
    ...exportCommands(parts),
    ...supportCommands(parts),
  };
  const handlers: Readonly<Record<CommandName, Handler>> = { ...own, ...twinsOf(own) };
  const registered = commandNames.map((name) =>
    commands.registerCommand(name, (...args: unknown[]) =>
      carryOut(parts, name, () => handlers[name](...args)),
    ),
  );
  return Disposable.from(...registered);
}

function twinsOf(own: Readonly<Record<(typeof rowTwins)[RowTwin], Handler>>) {
  const names = Object.keys(rowTwins) as RowTwin[];
  const twins = names.map((name) => [name, own[rowTwins[name]]] as const);
  return Object.fromEntries(twins) as Record<RowTwin, Handler>;
}

async function carryOut(
  { log }: Parts,
  name: CommandName,
  work: () => Promise<void> | void,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isCancelled(error)) return;
    log.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    const message = error instanceof Error ? error.message : String(error);
    const showLog = t('Show log');
    // Not waited for: the command is over, whether or not somebody answers.
    window.showErrorMessage(`Cachescope: ${inert(message)}`, showLog).then((answer) => {
      if (answer === showLog) log.show();
    });
  }
}

function isCancelled(error: unknown): boolean {
  if (error instanceof CancellationError) return true;
  return error instanceof Error && 'code' in error && error.code === requestCancelled;
}
