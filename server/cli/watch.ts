/**
 * `run --watch`: builds, waits for a change, and builds again what the change touches. Three things keep it from building for ever:
 * files whose bytes are as the engine knows them change nothing (its own outputs, for one), changes are taken in batches, and what
 * arrives while a build runs waits for its end.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { reachable } from '../engine/graph/graph.ts';
import type { ActionId, RelativePath } from '../engine/model/brand.ts';
import type { CancelToken } from '../engine/ports/cancel.ts';
import { ChangeBatch } from '../host/watcher/changeBatch.ts';
import type { PathChange } from '../host/watcher/folderWatcher.ts';
import { watchFolder } from '../host/watcher/folderWatcher.ts';
import type { CommandContext } from './command.ts';
import { CommandFailure } from './failure.ts';
import { countText } from './render/units.ts';
import { visible } from './render/visible.ts';
import { build } from './runBuild.ts';
import type { RunChoice } from './runOptions.ts';
import type { Session } from './session.ts';
import { checkedSelection, failureText, printWarnings } from './workspace.ts';

/** A batch is complete when nothing came for this long, in milliseconds: editors and git write many files at once. */
const quietMs = 50;

/**
 * Builds until cancelled.
 * @returns the exit code, which counts only where watching could not start
 */
export async function watch(
  context: CommandContext,
  choice: RunChoice,
  session: Session,
): Promise<number> {
  const batch = new ChangeBatch((ms) => delay(ms), quietMs);
  const say = (text: string): void => context.output.stdout.write(`${text}\n`);
  const watching = await watchFolder(
    session.root,
    (changes) => batch.add(changes),
    (message) => say(visible(message)),
  );
  if ('message' in watching) throw new CommandFailure('watch-failed', watching.message);
  const stopWaiting = context.cancel.onCancel(() => batch.end());
  try {
    await new WatchLoop(context, choice, session, say).run(batch, context.cancel);
  } finally {
    stopWaiting();
    await watching.stop();
  }
  return 0;
}

class WatchLoop {
  readonly #context: CommandContext;
  readonly #choice: RunChoice;
  readonly #session: Session;
  readonly #say: (text: string) => void;
  #isFirst = true;
  /** What changed, until it is said. */
  #cause: string | undefined;
  /** Undefined: the configuration is wrong; only a change of it can help. */
  #ids: readonly ActionId[] | undefined;

  constructor(
    context: CommandContext,
    choice: RunChoice,
    session: Session,
    say: (text: string) => void,
  ) {
    this.#context = context;
    this.#choice = choice;
    this.#session = session;
    this.#say = say;
  }

  async run(batch: ChangeBatch, cancel: CancelToken): Promise<void> {
    await this.#select();
    await this.#build();
    // An edit that is undone, or a branch that is left again, then finds in memory what was built before.
    const warming = this.#session.warm(cancel).catch((error: unknown) => {
      this.#say(visible(`Results could not be read ahead: ${String(error)}`));
    });
    try {
      for (;;) {
        if (cancel.cancelled) return;
        const changes = await batch.next();
        if (changes === undefined) return;
        await this.#onChanges(changes);
      }
    } finally {
      await warming;
    }
  }

  async #onChanges(changes: readonly PathChange[]): Promise<void> {
    const before = this.#ids?.join('\n');
    const paths = changes.map(({ path }) => path);
    const { dirty } = this.#session.engine.applyChange({ paths, cause: causeOf(paths) });
    // Files that come and go may change what rules match; files of the configuration may change anything.
    const mayChangeActions =
      changes.some(({ type }) => type !== 'update') ||
      paths.some((path) => this.#session.isConfiguration(path));
    this.#cause = causeOf(paths);
    const isReloaded = mayChangeActions && (await this.#reload());
    const isTouched = this.#ids !== undefined && this.#touches(dirty, this.#ids);
    if (!isTouched && !(isReloaded && this.#ids?.join('\n') !== before)) return;
    this.#announce();
    await this.#build();
  }

  /** Says what woke it, once, and before anything that follows from it. */
  #announce(): void {
    if (this.#cause !== undefined) this.#say(`\n${visible(this.#cause)}`);
    this.#cause = undefined;
  }

  #touches(dirty: readonly ActionId[], ids: readonly ActionId[]): boolean {
    if (dirty.length === 0) return false;
    const wanted = new Set([...ids, ...reachable(this.#session.engine.graph, ids, 'dependencies')]);
    return dirty.some((id) => wanted.has(id));
  }

  async #reload(): Promise<boolean> {
    const isChanged = await this.#session.reload();
    if (isChanged) await this.#select();
    return isChanged;
  }

  /** Selects anew; a wrong configuration is told and waits for the next change. */
  async #select(): Promise<void> {
    try {
      const { actions, warnings } = await checkedSelection(
        this.#session,
        this.#choice.targets,
        this.#choice.filters,
      );
      printWarnings(warnings, this.#context.output);
      this.#ids = actions;
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      this.#ids = undefined;
      this.#announce();
      this.#say(failureText(error));
    }
  }

  async #build(): Promise<void> {
    if (this.#ids !== undefined) {
      // Later builds show only what is new: what fresh actions printed was shown before.
      const replayLogs = this.#isFirst && this.#choice.outputMode === 'full';
      this.#isFirst = false;
      await build(this.#context, this.#choice, this.#session, this.#ids, { replayLogs });
    }
    if (!this.#context.cancel.cancelled)
      this.#say(this.#context.output.stdout.style.dim('Waiting for changes. Ctrl-C ends.'));
  }
}

function causeOf(paths: readonly RelativePath[]): string {
  const [first, ...others] = paths;
  const more = others.length === 0 ? '' : ` and ${countText(others.length, 'other file')}`;
  return `${first ?? 'Nothing'}${more} changed`;
}
