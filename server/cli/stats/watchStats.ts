/**
 * `stats --watch`: the figures, drawn anew every few seconds until Ctrl-C. On a terminal they are drawn in place, on the second screen that
 * terminals have for programs, so that what was there before comes back; elsewhere they are printed one after the other.
 */
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext } from '../command.ts';
import type { Style } from '../render/style.ts';
import { truncate } from '../render/visible.ts';
import { type OpenStores, openStores } from '../session.ts';
import { openWorkspace } from '../workspace.ts';
import { type DashboardLine, type DashboardSituation, dashboardLines } from './dashboardLines.ts';
import { type StatsFacts, statsFacts } from './statsFacts.ts';

// XTerm Control Sequences: private modes 1049 (second screen), 25 (cursor), 2026 (draw at once).
const enterScreen = '\x1b[?1049h\x1b[?25l';
const leaveScreen = '\x1b[?25h\x1b[?1049l';
const toStart = '\x1b[?2026h\x1b[H';
const eraseRest = '\x1b[J\x1b[?2026l';
const eraseLine = '\x1b[K';

/**
 * Shows figures until cancelled.
 * @param options.limit runs that count
 * @param options.intervalS seconds between two pictures
 * @returns the exit code
 */
export async function watchStats(
  context: CommandContext,
  options: { readonly limit: number; readonly intervalS: number },
): Promise<number> {
  const { output, cancel } = context;
  const stores = openStores(context);
  const screen = output.stdout.isTerminal ? new Screen(context) : undefined;
  const ended = new AbortController();
  const stopListening = cancel.onCancel(() => ended.abort());
  try {
    const figures = new Figures(context, stores, options.limit);
    while (!cancel.cancelled) {
      const lines = dashboardLines(await figures.now(), situationOf(stores, options.intervalS));
      if (screen) screen.show(lines);
      else output.stdout.write(`${lines.map(({ text }) => text).join('\n')}\n\n`);
      await delay(options.intervalS * 1000, undefined, { signal: ended.signal }).catch(() => {
        // Ctrl-C: the loop ends.
      });
    }
    return 0;
  } finally {
    stopListening();
    screen?.leave();
    stores.close();
  }
}

function situationOf({ root, store }: OpenStores, intervalS: number): DashboardSituation {
  const isBuilding = store.traces.othersAtWork();
  return { workspace: basename(root), nowMs: Date.now(), isBuilding, intervalS };
}

/** Gathered anew where another process wrote to the store, so that a dashboard at rest costs next to nothing. */
class Figures {
  readonly #context: CommandContext;
  readonly #stores: OpenStores;
  readonly #limit: number;
  #facts: StatsFacts | undefined;
  #activity: number | undefined;

  constructor(context: CommandContext, stores: OpenStores, limit: number) {
    this.#context = context;
    this.#stores = stores;
    this.#limit = limit;
  }

  async now(): Promise<StatsFacts> {
    const activity = this.#stores.store.traces.foreignActivity();
    // Only correct if asked before the figures are read: what is written meanwhile is then seen the next time.
    if (!this.#facts || activity !== this.#activity) this.#facts = await this.#read();
    this.#activity = activity;
    return this.#facts;
  }

  async #read(): Promise<StatsFacts> {
    const { cache } = (await openWorkspace(this.#context)).settings;
    return statsFacts(this.#stores.store, { cache, limit: this.#limit });
  }
}

/** The whole window, drawn in place. */
class Screen {
  readonly #context: CommandContext;
  readonly #redraw: () => void;
  #lines: readonly DashboardLine[] = [];

  constructor(context: CommandContext) {
    this.#context = context;
    this.#redraw = () => this.show(this.#lines);
    process.stdout.on('resize', this.#redraw);
    context.output.stdout.write(enterScreen);
  }

  show(lines: readonly DashboardLine[]): void {
    this.#lines = lines;
    const { stdout } = this.#context.output;
    const columns = Math.max(1, (stdout.columns() ?? 80) - 1);
    const fitting = lines.slice(0, Math.max(1, (process.stdout.rows ?? 24) - 1));
    const drawn = fitting.map((line) => `${styled(line, columns, stdout.style)}${eraseLine}\r\n`);
    stdout.write(`${toStart}${drawn.join('')}${eraseRest}`);
  }

  leave(): void {
    process.stdout.off('resize', this.#redraw);
    this.#context.output.stdout.write(leaveScreen);
  }
}

function styled({ text, look }: DashboardLine, columns: number, style: Style): string {
  const cut = truncate(text, columns);
  return look === undefined ? cut : style[look](cut);
}
