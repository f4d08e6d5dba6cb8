/**
 * The graph's colours, out of the theme's. Names are written in whichever colour stands out on their box. In high contrast boxes are empty, and
 * classes differ by how their border is drawn, besides its colour.
 */
import { contrast, mix, parseColor, type Rgb } from '../../flame/paint/color.ts';
import type { ThemeValue } from '../../flame/paint/palette.ts';
import { type Hue, hues } from '../model/overlay.ts';

/** How boxes of one hue are drawn. */
export interface NodeInk {
  readonly fill: string;
  readonly border: string;
  readonly text: string;
  /** In pixels of the page. */
  readonly borderWidth: number;
  readonly dash: readonly number[];
}

/** Colours as the canvas takes them. */
export interface GraphPalette {
  readonly background: string;
  readonly foreground: string;
  readonly faint: string;
  /** Of edges. */
  readonly edge: string;
  /** Of edges from the selected node to what it depends on, and from what depends on it. */
  readonly dependency: string;
  readonly dependent: string;
  readonly focus: string;
  readonly match: string;
  readonly boxBorder: string;
  /** Grounds of open folders, by how deep they lie; the last one for all that are deeper. */
  readonly boxFills: readonly string[];
  readonly font: string;
  readonly isHighContrast: boolean;
  /** By number of the hue. */
  readonly inks: readonly NodeInk[];
  /** As `inks`, of what is not meant. */
  readonly dimmed: readonly NodeInk[];
}

const charts = ['blue', 'green', 'yellow', 'orange', 'red', 'purple'] as const;
type Chart = (typeof charts)[number];
const defaults: Readonly<Record<Chart, string>> = {
  blue: '#59a4f9',
  green: '#89d185',
  yellow: '#cca700',
  orange: '#d18616',
  red: '#f14c4c',
  purple: '#b180d7',
};
/** Borders in high contrast; heat grows thicker. */
const patterns: Readonly<Record<Hue, { width: number; dash: readonly number[] }>> = {
  plain: { width: 1, dash: [] },
  blue: { width: 1.5, dash: [8, 3] },
  green: { width: 1.5, dash: [] },
  yellow: { width: 1.5, dash: [2, 2] },
  orange: { width: 2, dash: [6, 2, 2, 2] },
  red: { width: 3, dash: [] },
  purple: { width: 1.5, dash: [2, 5] },
  heat1: { width: 1, dash: [1, 3] },
  heat2: { width: 1.5, dash: [3, 3] },
  heat3: { width: 2, dash: [] },
  heat4: { width: 3, dash: [] },
  heat5: { width: 4, dash: [] },
};
const fillStrength = 0.3;
const heatStrengths = [0.12, 0.28, 0.46, 0.66, 0.88];
const dimmedStrength = 0.25;
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];

/** Makes the palette of the present theme. */
export function makeGraphPalette(value: ThemeValue, isHighContrast: boolean): GraphPalette {
  const background = parseColor(value('--vscode-editor-background')) ?? [31, 31, 31];
  const foreground = parseColor(value('--vscode-foreground'), background) ?? [204, 204, 204];
  const chart = (name: Chart): Rgb =>
    parseColor(value(`--vscode-charts-${name}`)) ?? parseColor(defaults[name]) ?? white;
  const ground = { background, foreground, isHighContrast };
  const inks = hues.map((hue) => inkOf(hue, chart, ground));
  return {
    background: css(background),
    foreground: css(foreground),
    faint: css(mix(foreground, background, 0.72)),
    edge: css(mix(foreground, background, isHighContrast ? 0.8 : 0.55)),
    dependency: css(chart('blue')),
    dependent: css(chart('orange')),
    focus: value('--vscode-focusBorder') || css(foreground),
    match: css(chart('yellow')),
    boxBorder: value('--vscode-contrastBorder') || css(mix(foreground, background, 0.25)),
    boxFills: [0.03, 0.06, 0.09, 0.12].map((strength) =>
      css(isHighContrast ? background : mix(foreground, background, strength)),
    ),
    font: value('--vscode-font-family') || 'sans-serif',
    isHighContrast,
    inks,
    dimmed: inks.map((ink) => dimmedInk(ink, ground)),
  };
}

interface Ground {
  readonly background: Rgb;
  readonly foreground: Rgb;
  readonly isHighContrast: boolean;
}

function inkOf(hue: Hue, chart: (name: Chart) => Rgb, ground: Ground): NodeInk {
  const { background, foreground, isHighContrast } = ground;
  const heat = Number(/^heat(\d)$/.exec(hue)?.[1] ?? 0);
  const name = charts.find((one) => one === hue) ?? 'orange';
  const color = hue === 'plain' ? mix(foreground, background, 0.6) : chart(name);
  const strength = heat > 0 ? (heatStrengths[heat - 1] ?? 0) : hue === 'plain' ? 0.2 : fillStrength;
  const fill = isHighContrast ? background : mix(color, background, strength);
  const { width, dash } = patterns[hue];
  return {
    fill: css(fill),
    border: css(color),
    text: css(textOn(fill, foreground)),
    borderWidth: isHighContrast ? width : 1,
    dash: isHighContrast ? dash : [],
  };
}

function dimmedInk(ink: NodeInk, { background, foreground, isHighContrast }: Ground): NodeInk {
  const toward = (color: string) =>
    css(mix(parseColor(color) ?? foreground, background, dimmedStrength));
  return {
    ...ink,
    fill: isHighContrast ? ink.fill : toward(ink.fill),
    border: toward(ink.border),
    text: css(mix(foreground, background, 0.45)),
  };
}

function textOn(fill: Rgb, foreground: Rgb): Rgb {
  if (contrast(foreground, fill) >= 4.5) return foreground;
  return contrast(black, fill) > contrast(white, fill) ? black : white;
}

// With commas: `parseColor` reads it back, and so does every reader of SVG.
function css([red, green, blue]: Rgb): string {
  return `rgb(${red},${green},${blue})`;
}
