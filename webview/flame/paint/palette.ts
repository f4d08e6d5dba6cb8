/**
 * The chart's colours, out of the theme's. Six colours of charts, each in two strengths, make twelve; text is written on them in whichever of
 * black, white and the theme's own stands out most. In high contrast boxes have a border besides.
 */
import { classCount } from '../model/colorClasses.ts';
import { contrast, mix, parseColor, type Rgb, toPixel } from './color.ts';

/** Colours as the canvas takes them. */
export interface Palette {
  readonly background: string;
  readonly foreground: string;
  readonly faint: string;
  readonly line: string;
  readonly focus: string;
  readonly selection: string;
  readonly heading: string;
  readonly font: string;
  readonly isHighContrast: boolean;
  /** Of boxes in high contrast. */
  readonly border: string;
  /** By class, as pixels of a strip. */
  readonly fills: Uint32Array;
  readonly dimmedFills: Uint32Array;
  /** By class: what is written on it. */
  readonly texts: readonly string[];
  readonly dimmedText: string;
  /** By class, as text. */
  readonly css: readonly string[];
}

/** Gives the value of a variable of the theme, e.g. of `--vscode-foreground`; '' where there is none. */
export type ThemeValue = (name: string) => string;

const chartNames = ['blue', 'green', 'orange', 'purple', 'yellow', 'red'] as const;
const chartDefaults: Readonly<Record<(typeof chartNames)[number], string>> = {
  blue: '#59a4f9',
  green: '#89d185',
  orange: '#d18616',
  purple: '#b180d7',
  yellow: '#cca700',
  red: '#f14c4c',
};
const strengths = [0.85, 0.55];
const dimmedStrength = 0.14;
const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/** Makes the palette of the present theme. */
export function makePalette(value: ThemeValue, isHighContrast: boolean): Palette {
  const background = parseColor(value('--vscode-editor-background')) ?? [31, 31, 31];
  const foreground = parseColor(value('--vscode-foreground'), background) ?? [204, 204, 204];
  const fills = boxColors(value, background, foreground);
  // In high contrast, what a search leaves out keeps its border alone.
  const strength = isHighContrast ? 0 : dimmedStrength;
  const dimmed = fills.map((color) => mix(color, background, strength));
  const border = value('--vscode-contrastBorder') || css(foreground);
  return {
    background: css(background),
    foreground: css(foreground),
    faint: css(mix(foreground, background, 0.7)),
    line: isHighContrast ? border : css(mix(foreground, background, 0.16)),
    focus: value('--vscode-focusBorder') || css(foreground),
    selection: css(mix(foreground, background, 0.5)),
    heading: isHighContrast ? css(background) : css(mix(foreground, background, 0.06)),
    font: value('--vscode-font-family') || 'sans-serif',
    isHighContrast,
    border,
    fills: Uint32Array.from(fills, toPixel),
    dimmedFills: Uint32Array.from(dimmed, toPixel),
    texts: fills.map((fill) => css(textOn(fill, foreground))),
    dimmedText: css(mix(foreground, background, 0.6)),
    css: fills.map(css),
  };
}

function boxColors(value: ThemeValue, background: Rgb, foreground: Rgb): Rgb[] {
  const charts = chartNames.map(
    (name) =>
      parseColor(value(`--vscode-charts-${name}`)) ?? parseColor(chartDefaults[name]) ?? white,
  );
  const made = strengths.flatMap((strength) =>
    charts.map((color) => mix(color, background, strength)),
  );
  return [mix(foreground, background, 0.35), ...made].slice(0, classCount);
}

function textOn(fill: Rgb, foreground: Rgb): Rgb {
  const own = contrast(foreground, fill);
  // The theme's own is preferred as long as it is easy to read.
  if (own >= 7) return foreground;
  return contrast(black, fill) > contrast(white, fill) ? black : white;
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** Colours of frames for strips, out of their classes. */
export function colorsOfFrames(classes: Uint8Array, fills: Uint32Array): Uint32Array {
  const colors = new Uint32Array(classes.length);
  for (let frame = 0; frame < classes.length; frame++) {
    colors[frame] = fills[classes[frame] ?? 0] ?? 0;
  }
  return colors;
}
