/** Search on the page: asks the worker which names match, dims the rest of the chart, counts, and goes from match to match. */
import type { Translate } from '../../overview/texts.ts';
import { type Matches, matchesIn, nextMatch, rankOfMatch } from '../model/search.ts';
import type { ValueFormat } from '../model/ticks.ts';
import type { FlameChart } from './chart.ts';
import type { Shown } from './shown.ts';

/** What a search works with. */
export interface FinderParts {
  readonly chart: FlameChart;
  readonly shown: Shown;
  readonly format: ValueFormat;
  readonly t: Translate;
  /** Says how many there are; '' while nothing is searched for. */
  readonly tell: (text: string) => void;
}

/** The search. */
export class Finder {
  readonly #parts: FinderParts;
  #query = '';
  #matches: Matches | undefined;
  #flags: Uint8Array | undefined;

  constructor(parts: FinderParts) {
    this.#parts = parts;
  }

  /** 1 for each frame that matches; undefined while nothing is searched for. */
  get flags(): Uint8Array | undefined {
    return this.#flags;
  }

  /** Searches. @returns false where another search began before this one had its answer */
  async search(query: string): Promise<boolean> {
    this.#query = query;
    const flags = query === '' ? undefined : await this.#parts.shown.link.ask('search', { query });
    if (this.#query !== query) return false;
    this.#flags = flags;
    this.apply();
    return true;
  }

  /** Shows the matches in what the chart shows now. */
  apply(): void {
    const { chart, format, t, tell } = this.#parts;
    const flags = this.#flags;
    this.#matches = flags === undefined ? undefined : matchesIn(chart.layout, flags);
    chart.match(this.#matches);
    if (flags === undefined || this.#matches === undefined) {
      tell('');
      return;
    }
    const names = flags.reduce((sum, flag) => sum + flag, 0);
    tell(t('Spans: {0} · Names: {1}', format.count(this.#matches.count), format.count(names)));
  }

  /** Gives the focus to the next match, or to the one before. */
  go(by: 1 | -1): void {
    const { chart, format, t, tell } = this.#parts;
    const matches = this.#matches;
    if (matches === undefined) return;
    const position = nextMatch(chart.layout, matches, chart.focused, by);
    if (position < 0) return;
    chart.focus(position);
    const rank = format.count(rankOfMatch(chart.layout, matches, position));
    tell(t('{0} of {1}', rank, format.count(matches.count)));
  }
}
