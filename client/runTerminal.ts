/**
 * The terminal of a run: prints what its commands print, stops the run when it is closed or Ctrl+C is typed, and ends with the run's exit code. One that
 * watches does not end: it waits for a change and runs again.
 */
import {
  CancellationTokenSource,
  type Disposable,
  EventEmitter,
  type Pseudoterminal,
} from 'vscode';
import type { RunOutcome } from '../server/protocol/tasks.ts';
import type { Runs, RunWish } from './runs.ts';
import { actionHeader, fromWorkspace, outcomeLines, sideNote, terminalText } from './runText.ts';
import { t } from './texts.ts';

// One that fails sooner is told by the editor as one that could not be started.
const launchMs = 600;
const interrupt = '\u0003';

/** Calls for each change of files that made an action dirty, with what happened, for people. */
export type OnChange = (listener: (cause: string) => void) => Disposable;

/** One run in a terminal. */
export class RunTerminal implements Pseudoterminal {
  readonly #runs: Runs;
  readonly #wish: RunWish;
  readonly #root: string;
  readonly #write = new EventEmitter<string>();
  readonly #close = new EventEmitter<number>();
  readonly #cancel = new CancellationTokenSource();
  #printing: string | undefined;
  #isAtLineStart = true;
  #openedAt = 0;
  readonly #onChange: OnChange | undefined;
  #watching: Disposable | undefined;
  #isRunning = false;
  /** What changed while it ran. */
  #cause: string | undefined;

  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;

  /**
   * @param root path of the folder that the wish is about, absolute
   * @param onChange what to run again after; absent: it runs once
   */
  constructor(runs: Runs, wish: RunWish, root: string, onChange?: OnChange) {
    this.#runs = runs;
    this.#wish = wish;
    this.#root = root;
    this.#onChange = onChange;
  }

  open(): void {
    this.#openedAt = performance.now();
    this.#watching = this.#onChange?.((cause) => this.#changed(cause));
    this.#run();
  }

  #run(): void {
    this.#isRunning = true;
    this.#cause = undefined;
    const listener = {
      printed: ({ action, text, cwd = '' }: { action: string; text: string; cwd?: string }) =>
        this.#print(action, fromWorkspace(text, { cwd, root: this.#root })),
      progress: () => {
        // The tree and the status bar show it.
      },
    };
    this.#runs.start(this.#wish, listener, this.#cancel.token).then(
      (outcome) => this.#ended(outcome),
      (error: unknown) => this.#end([this.#failure(error)], 3),
    );
  }

  close(): void {
    this.#watching?.dispose();
    this.#cancel.cancel();
  }

  handleInput(data: string): void {
    if (data !== interrupt) return;
    this.#cancel.cancel();
    if (!this.#isRunning) this.#end([t('Stopped.')], 0);
  }

  #changed(cause: string): void {
    this.#cause = cause;
    if (this.#isRunning) return;
    this.#line(sideNote(cause));
    this.#run();
  }

  #ended(outcome: RunOutcome): void {
    this.#isRunning = false;
    if (this.#watching === undefined || this.#cancel.token.isCancellationRequested) {
      this.#end(outcomeLines(outcome), exitCodeOf(outcome));
      return;
    }
    for (const line of outcomeLines(outcome)) this.#line(line);
    this.#printing = undefined;
    if (this.#cause === undefined) this.#line(sideNote(t('Waiting for changes…')));
    else this.#changed(this.#cause);
  }

  #print(action: string, text: string): void {
    if (text === '') return;
    if (action !== this.#printing) this.#line(actionHeader(action));
    this.#printing = action;
    this.#write.fire(terminalText(text));
    this.#isAtLineStart = text.endsWith('\n');
  }

  #line(text: string): void {
    this.#write.fire(`${this.#isAtLineStart ? '' : '\r\n'}${text}\r\n`);
    this.#isAtLineStart = true;
  }

  #end(lines: readonly string[], exitCode: number): void {
    this.#watching?.dispose();
    for (const line of lines) this.#line(line);
    const wait = exitCode === 0 ? 0 : this.#openedAt + launchMs - performance.now();
    setTimeout(() => this.#close.fire(exitCode), Math.max(0, wait));
    this.#cancel.dispose();
  }

  #failure(error: unknown): string {
    if (this.#cancel.token.isCancellationRequested) return t('Stopped.');
    return error instanceof Error ? error.message : String(error);
  }
}

// The same as the command line's.
function exitCodeOf(outcome: RunOutcome): number {
  if (outcome.type === 'refused') return 2;
  return outcome.summary.failed > 0 ? 1 : 0;
}
