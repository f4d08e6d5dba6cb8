/**
 * Shows a run while it happens: listens to engine events, prints a line and the output of each action when it ends, and, on a terminal,
 * keeps a live area with what is running. It decides nothing and knows nothing that is not in the events.
 */
import type { EngineEvent } from '../../engine/events.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import type { ActionResult, RunRecord } from '../../engine/model/run.ts';
import type { LiveArea } from './live.ts';
import { LogGroups } from './logGroups.ts';
import { RunProgress } from './progress.ts';
import type { LineOptions } from './runReport.ts';
import { actionLine, skippedLines, summaryLine } from './runReport.ts';
import { visible } from './visible.ts';

/** What of commands' output is shown. */
export type OutputMode = 'full' | 'errors' | 'none';

/** Where and how to show a run. */
export interface RunViewOptions extends LineOptions {
  /** Prints finished text. */
  readonly print: (text: string | Uint8Array) => void;
  /** Prints what commands printed. */
  readonly printOutput: (text: string | Uint8Array) => void;
  /** What there is to say of the output at the end. */
  readonly summary: () => string | undefined;
  /** Undefined: no terminal, so no live area. */
  readonly live: LiveArea | undefined;
  readonly outputMode: OutputMode;
  readonly quiet: boolean;
  /** True for actions that run until stopped: their output is shown as it comes, line by line with their name. */
  readonly isPersistent: (action: ActionId) => boolean;
  /** Milliseconds since any start, as in the events. */
  readonly now: () => number;
}

/** Lines of a failed command's output that are repeated at the end. */
const repeatedLines = 20;

/** Shows one run; see `RunView.onEvent`. */
export class RunView {
  readonly #options: RunViewOptions;
  readonly #logs: LogGroups;
  readonly #progress = new RunProgress();
  /** The action whose end was shown last. */
  #lastPrinted: ActionId | undefined;
  readonly #announced = new Set<ActionId>();

  constructor(options: RunViewOptions) {
    this.#options = options;
    this.#logs = new LogGroups(options.outputMode !== 'none');
  }

  /** Takes note of an event, and prints what it brings. */
  onEvent(event: EngineEvent): void {
    this.#progress.onEvent(event);
    switch (event.type) {
      case 'action-log':
        this.#onLog(event.action, event.chunk.bytes);
        return;
      case 'action-ended':
        this.#onEnded(event.result);
        return;
      case 'action-raced':
        this.#note(`${visible(event.action)}  its inputs changed while it ran; it runs again`);
        return;
      case 'action-waiting':
        this.#note(`${visible(event.action)}  waits: ${visible(event.why)}`);
        return;
      case 'cache-trouble':
        this.#note(`cache: ${visible(event.message)}`);
        return;
      case 'run-ended':
        this.#onRunEnded(event.run);
        return;
      default:
        return;
    }
  }

  /** Draws the live area anew; call it about ten times a second. */
  tick(): void {
    const { live, now } = this.#options;
    live?.draw(this.#progress.lines(now()));
  }

  #note(text: string): void {
    if (!this.#options.quiet) this.#options.print(`${this.#options.style.yellow(text)}\n`);
  }

  #onLog(action: ActionId, bytes: Uint8Array): void {
    if (this.#options.outputMode === 'none') return;
    const isFull = this.#logs.add(action, bytes);
    if (this.#options.isPersistent(action)) this.#printLinesOf(action);
    else if (isFull && this.#options.outputMode === 'full') this.#printPart(action);
  }

  /** The output so far of a command that prints a lot. */
  #printPart(action: ActionId): void {
    const { print, printOutput, style } = this.#options;
    const word = this.#announced.has(action) ? 'goes on' : 'is running';
    this.#announced.add(action);
    print(`${style.bold(visible(action))}  ${style.dim(`${word}, so far it printed:`)}\n`);
    printOutput(endLine(this.#logs.take(action)));
  }

  #printLinesOf(action: ActionId): void {
    const { printOutput, style } = this.#options;
    const text = new TextDecoder().decode(this.#logs.take(action));
    const prefix = style.dim(`${visible(action)}: `);
    printOutput(
      text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${prefix}${line}\n`)
        .join(''),
    );
  }

  #onEnded(result: ActionResult): void {
    const output = this.#logs.take(result.id);
    if (result.state !== 'failed') this.#logs.forget(result.id);
    if (result.state === 'skipped' || (this.#options.quiet && result.state !== 'failed')) return;
    const shown = this.#showsOutput(result) ? output : new Uint8Array(0);
    if (result.state === 'fresh' && shown.length === 0 && !this.#options.verbose) return;
    this.#options.print(`${actionLine(result, this.#options)}\n`);
    this.#lastPrinted = result.id;
    if (shown.length > 0) this.#options.printOutput(endLine(shown));
  }

  #showsOutput({ state }: ActionResult): boolean {
    const { outputMode } = this.#options;
    return outputMode === 'full' || (outputMode === 'errors' && state === 'failed');
  }

  #onRunEnded(run: RunRecord): void {
    const { live, print, quiet } = this.#options;
    live?.clear();
    for (const line of skippedLines(run.actions, this.#options)) if (!quiet) print(`${line}\n`);
    const failed = run.actions.filter(({ state }) => state === 'failed');
    // A single failure that just scrolled by needs no repetition.
    const isInSight = failed.length === 1 && this.#lastPrinted === failed[0]?.id;
    if (failed.length > 0 && !isInSight && !quiet) this.#repeatFailures(failed);
    if (!quiet) print(`${summaryLine(run, this.#options)}\n`);
    const summary = this.#options.summary();
    if (summary !== undefined) this.#note(summary);
  }

  #repeatFailures(failed: readonly ActionResult[]): void {
    const { print, style } = this.#options;
    print(`\n${style.red('Failed:')}\n`);
    for (const result of failed) {
      print(`${actionLine(result, this.#options)}\n`);
      const { text, isAll } = this.#logs.tail(result.id, repeatedLines);
      if (text === '') continue;
      const lines = isAll ? text : `…\n${text}`;
      print(
        `${lines
          .split('\n')
          .map((line) => `  ${line}`)
          .join('\n')}\n`,
      );
    }
    print('\n');
  }
}

const lineFeed = 10;
const escapeByte = 27;

/** Ends a group with a line break, and with a reset where colors may still be on. */
function endLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.at(-1) === lineFeed ? '' : '\n';
  const reset = bytes.includes(escapeByte) ? '\x1b[0m' : '';
  if (end === '' && reset === '') return bytes;
  const result = new Uint8Array(bytes.length + end.length + reset.length);
  result.set(bytes);
  new TextEncoder().encodeInto(reset + end, result.subarray(bytes.length));
  return result;
}
