/** Marks of the axis, and values as text: time as it is read, bytes in decimal units, and counts. */
import type { ProfileUnit } from '../../../server/profiles/profile.ts';
import type { Stretch } from './viewport.ts';

/**
 * Round places of the axis.
 *
 * @param countMax how many there may be
 */
export function ticksOf({ from, to }: Stretch, countMax: number): { at: number[]; step: number } {
  const step = roundStep((to - from) / Math.max(1, countMax));
  const at: number[] = [];
  for (let index = Math.ceil(from / step); index * step <= to; index++) at.push(index * step);
  return { at, step };
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-6)));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least) ?? 10;
  return factor * power;
}

/** Largest first: a value is written in the first unit that it reaches. */
const scales: Readonly<Record<ProfileUnit, readonly (readonly [number, string])[]>> = {
  time: [
    [60e6, 'min'],
    [1e6, 's'],
    [1e3, 'ms'],
    [1, 'µs'],
    [1e-3, 'ns'],
  ],
  bytes: [
    [1e12, 'TB'],
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
    [1, 'B'],
  ],
  count: [[1, '']],
};

/** Writes values for a user. */
export class ValueFormat {
  readonly #locale: string;
  readonly #formats = new Map<number, Intl.NumberFormat>();

  constructor(locale: string) {
    this.#locale = locale;
  }

  /** A value with up to three digits that count, e.g. `12.3 ms`. */
  value(value: number, unit: ProfileUnit): string {
    const [size, name] = scaleOf(Math.abs(value), unit);
    const shown = value / size;
    const digits = unit === 'count' || shown === 0 ? 0 : digitsFor(Math.abs(shown));
    return this.#join(shown, digits, name);
  }

  /** A place of the axis, as exact as the step between two marks. */
  mark(value: number, step: number, unit: ProfileUnit): string {
    const [size, name] = scaleOf(Math.max(Math.abs(value), step), unit);
    const digits = Math.max(0, Math.min(9, Math.ceil(-Math.log10(step / size) - 1e-9)));
    return this.#join(value / size, digits, name);
  }

  /** A whole number. */
  count(value: number): string {
    return this.#number(0).format(value);
  }

  /** A part of a whole, e.g. `12.3%`. */
  share(part: number): string {
    const percent = new Intl.NumberFormat(this.#locale, {
      style: 'percent',
      maximumFractionDigits: 1,
    });
    return percent.format(part);
  }

  #join(value: number, digits: number, unit: string): string {
    const text = this.#number(digits).format(value);
    return unit === '' ? text : `${text}\u00a0${unit}`;
  }

  #number(digits: number): Intl.NumberFormat {
    const known = this.#formats.get(digits);
    if (known !== undefined) return known;
    const made = new Intl.NumberFormat(this.#locale, { maximumFractionDigits: digits });
    this.#formats.set(digits, made);
    return made;
  }
}

function scaleOf(value: number, unit: ProfileUnit): readonly [number, string] {
  const known = scales[unit];
  const zero = unit === 'time' ? ([1e3, 'ms'] as const) : known.at(-1);
  const found = value === 0 ? zero : (known.find(([size]) => value >= size) ?? known.at(-1));
  return found ?? [1, ''];
}

function digitsFor(value: number): number {
  if (value >= 100) return 0;
  return value >= 10 ? 1 : 2;
}
