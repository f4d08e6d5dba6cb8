/** The charts, or a table with the same figures in their place. */
import type { MetricWindow } from '../../server/protocol/metrics.ts';
import { type Drawing, nothing } from '../overview/context.ts';
import { element, focusKeyAttribute } from '../ui/dom.ts';
import { type Column, table } from '../ui/table.ts';
import { button } from '../ui/toolkit.ts';
import { Chart } from './chart.ts';
import { windowMs } from './figures.ts';
import { type Edges, edgesOf, type Sample } from './history.ts';
import { type Line, type Measure, measures, valuesOf } from './measures.ts';
import { sectionPart } from './part.ts';
import { onThemeChange, readTheme } from './theme.ts';

const chartParts = 60;
const tableParts = 12;
const shortestMs = 60_000;
/** Seconds are not quite even. */
const beatMs = 200;

/** What the charts are made with. */
export interface ChartsOptions {
  readonly drawing: Pick<Drawing, 't' | 'formats'>;
  /** BCP 47, one that the browser knows. */
  readonly locale: string | undefined;
  readonly showTable: boolean;
  readonly onShowTable: (show: boolean) => void;
}

/** See above. */
export class Charts {
  readonly element: HTMLElement;
  readonly #options: ChartsOptions;
  readonly #measures: readonly Measure[];
  readonly #charts: readonly Chart[];
  readonly #body: HTMLElement;
  readonly #holder = element('div', { class: 'charts' });
  #theme = readTheme();
  #showTable: boolean;
  #samples: readonly Sample[] = [];
  #window: MetricWindow = '5m';

  constructor(options: ChartsOptions) {
    this.#options = options;
    this.#showTable = options.showTable;
    const { t, formats } = options.drawing;
    this.#measures = measures(t, formats);
    this.#charts = this.#measures.map((measure) => this.#chart(measure));
    this.#holder.append(...this.#charts.map((chart) => chart.element));
    const { section, part } = sectionPart(t('Over time'), 'wide');
    this.element = section;
    this.#body = part.element;
    this.#arrange();
    onThemeChange(() => {
      this.#theme = readTheme();
      for (const chart of this.#charts) chart.redraw();
    });
  }

  /**
   * Shows samples of a window, if there is something new to see: something happened, or one more of the parts that lines are made of has passed.
   */
  offer(samples: readonly Sample[], window: MetricWindow): void {
    const last = samples.at(-1);
    const shown = this.#samples.at(-1);
    const isSame = shown && last && window === this.#window && sumsOf(shown) === sumsOf(last);
    if (isSame && last.at - shown.at < this.#lengthMs() / chartParts - beatMs) return;
    this.show(samples, window);
  }

  /** Shows samples of a window. */
  show(samples: readonly Sample[], window: MetricWindow): void {
    this.#samples = [...samples];
    this.#window = window;
    if (this.#showTable) this.#drawTable();
    else for (const chart of this.#charts) chart.show(this.#edges(chartParts));
  }

  #chart(measure: Measure): Chart {
    const { t } = this.#options.drawing;
    return new Chart({
      measure,
      theme: () => this.#theme,
      timeText: (at) => this.#clock(at, this.#window === '1m'),
      describe: (parts) => {
        const words = parts.map(({ label, values }) => {
          const last = values.at(-1);
          if (last === undefined) return t('{0}: nothing yet', label);
          const [least, most] = [Math.min(...values), Math.max(...values)];
          const [now, low, high] = [last, least, most].map(measure.text);
          return t('{0}: last {1}, least {2}, most {3}', label, now ?? '', low ?? '', high ?? '');
        });
        return `${measure.title}. ${words.join('; ')}`;
      },
    });
  }

  #edges(parts: number): Edges {
    return edgesOf(this.#samples, this.#lengthMs(), parts);
  }

  #lengthMs(): number {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    const seenMs = first && last ? last.at - first.at : 0;
    const wholeMs = windowMs(this.#window, Math.max(shortestMs, seenMs));
    // What the page saw is all that it can draw; what was before is in the figures alone.
    const isWhole = this.#window === 'start' || this.#window === 'all';
    return isWhole ? wholeMs : windowMs(this.#window, Number.MAX_VALUE);
  }

  // Without "PM", for which there is no room.
  #clock(at: number, withSeconds: boolean): string {
    const second = withSeconds ? ({ second: '2-digit' } as const) : {};
    const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...second } as const;
    return new Intl.DateTimeFormat(this.#options.locale, options).format(at);
  }

  #arrange(): void {
    const { t } = this.#options.drawing;
    const label = this.#showTable ? t('Show as charts') : t('Show as table');
    const toggle = button({
      label,
      attributes: { [focusKeyAttribute]: 'show-table' },
      onClick: () => this.#toggle(),
    });
    const corner = element('div', { class: 'corner' }, toggle);
    const content = this.#showTable ? element('div', {}) : this.#holder;
    this.#body.replaceChildren(corner, content);
  }

  #toggle(): void {
    this.#showTable = !this.#showTable;
    this.#options.onShowTable(this.#showTable);
    this.#arrange();
    this.show(this.#samples, this.#window);
    this.#body.querySelector<HTMLElement>(`[${focusKeyAttribute}="show-table"]`)?.focus();
  }

  #drawTable(): void {
    const { t } = this.#options.drawing;
    const edges = this.#edges(tableParts);
    const isShort = this.#window === '1m' || this.#window === '5m';
    const time: Column<number> = {
      title: t('Until'),
      kind: 'short',
      cell: (at) => this.#clock(edges.times[at + 1] ?? 0, isShort),
    };
    const columns = this.#measures.flatMap((measure) =>
      measure.lines.map((line) => lineColumn(measure, line, edges)),
    );
    const rows = Array.from({ length: tableParts }, (_, at) => tableParts - 1 - at);
    const made = table({ caption: t('Over time'), columns: [time, ...columns], rows });
    this.#body.lastElementChild?.replaceChildren(made);
  }
}

/** Whether something happened between two samples shows in it. */
function sumsOf({ epoch, actionHits, actionMisses, operations }: Sample): string {
  return [epoch, actionHits, actionMisses, operations].join(' ');
}

function lineColumn(measure: Measure, line: Line, edges: Edges): Column<number> {
  const values = valuesOf(line, edges);
  const cell = (at: number) => {
    const value = values[at];
    return typeof value === 'number' ? measure.text(value) : nothing;
  };
  const title = measure.lines.length > 1 ? `${measure.title}: ${line.label}` : measure.title;
  return { title, kind: 'number', cell };
}
