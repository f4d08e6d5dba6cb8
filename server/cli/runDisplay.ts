/** Connects the view of a run with this process's terminal: where text goes, whether there is a live area, when it is redrawn. */
import type { EngineEvent } from '../engine/events.ts';
import type { Action } from '../engine/model/action.ts';
import type { ActionId } from '../engine/model/brand.ts';
import type { CancelToken } from '../engine/ports/cancel.ts';
import type { Clock } from '../engine/ports/clock.ts';
import type { ReadingGate } from '../host/processes/readingGate.ts';
import type { Output, TextStream } from './output.ts';
import type { LiveArea } from './render/live.ts';
import { createLiveArea } from './render/live.ts';
import type { OutputMode } from './render/runView.ts';
import { RunView } from './render/runView.ts';
import { SlowReader, type SlowReaderPolicy } from './slowReader.ts';

/** Time between two drawings of the live area, in milliseconds; the first comes after one of them, so short runs show none. */
const redrawMs = 100;

/** What a display is made for. */
export interface DisplayOptions {
  readonly output: Output;
  readonly clock: Clock;
  readonly actions: ReadonlyMap<ActionId, Action>;
  readonly outputMode: OutputMode;
  readonly dryRun: boolean;
  readonly slowReader: SlowReaderPolicy;
  /** Closed while commands have to wait with their output. */
  readonly gate: ReadingGate;
  readonly cancel: CancelToken;
  /** Told everything that is printed and stays. */
  readonly onPrinted?: (text: string | Uint8Array) => void;
}

/** A shown run; `end` takes the live area away, whatever happened. */
export interface RunDisplay {
  readonly onEvent: (event: EngineEvent) => void;
  readonly end: () => void;
}

/** Starts showing. With `--json`, text goes to standard error, because standard output belongs to the object. */
export function startDisplay({
  output,
  clock,
  actions,
  outputMode,
  dryRun,
  onPrinted,
  slowReader,
  gate,
  cancel,
}: DisplayOptions): RunDisplay {
  const stream = output.json ? output.stderr : output.stdout;
  const live = wantsLive(stream, output) ? liveOn(stream) : undefined;
  const reader = new SlowReader({ stream, policy: slowReader, gate, cancel });
  const write = (text: string | Uint8Array): void => {
    if (live) live.print(text);
    else stream.write(text);
    reader.afterWrite();
  };
  const view = new RunView({
    print: (text) => {
      onPrinted?.(text);
      write(text);
    },
    printOutput: (text) => {
      onPrinted?.(text);
      if (!reader.drops(text.length)) write(text);
    },
    summary: () => reader.summary(),
    live,
    style: stream.style,
    dryRun,
    outputMode: output.json && output.quiet ? 'none' : outputMode,
    verbose: output.verbose,
    quiet: output.quiet,
    isPersistent: (id) => actions.get(id)?.persistent === true,
    now: () => clock.elapsed(),
  });
  const timer = live && setInterval(() => view.tick(), redrawMs);
  return {
    onEvent: (event) => view.onEvent(event),
    end: () => {
      clearInterval(timer);
      live?.clear();
      reader.end();
    },
  };
}

/** Redrawing helps a person who watches; in a log of a CI service it would only add lines. */
function wantsLive(stream: TextStream, { quiet }: Output): boolean {
  return stream.isTerminal && !quiet && !process.env.CI && process.env.TERM !== 'dumb';
}

function liveOn(stream: TextStream): LiveArea {
  const screen = {
    write: (text: string): void => stream.write(text),
    columns: (): number => stream.columns() ?? 80,
    rows: (): number => process.stdout.rows ?? process.stderr.rows ?? 24,
  };
  return createLiveArea(screen, stream.style.dim);
}
