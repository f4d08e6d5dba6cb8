/** Numbers, times and sizes in the user's language, by what the browser knows of it. */

const sizeUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Writes numbers for people. */
export class Formats {
  /** The language, where the browser knows it. */
  readonly locale: string | undefined;
  readonly #count: Intl.NumberFormat;
  readonly #short: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #date: Intl.DateTimeFormat;

  /** @param locale BCP 47; one that the browser does not understand is replaced by its own */
  constructor(locale: string) {
    this.locale = knownLocale(locale);
    this.#count = new Intl.NumberFormat(this.locale);
    this.#short = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 });
    // Cut, not rounded: 99.97 % is not all.
    const percent = { style: 'percent', maximumFractionDigits: 1, roundingMode: 'trunc' } as const;
    this.#percent = new Intl.NumberFormat(this.locale, percent);
    this.#relative = new Intl.RelativeTimeFormat(this.locale, { numeric: 'auto', style: 'short' });
    this.#date = new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeStyle: 'short' });
  }

  /** `12,345`. */
  count(value: number): string {
    return this.#count.format(value);
  }

  /** @param share 0 to 1 */
  percent(share: number): string {
    return this.#percent.format(share);
  }

  /** `85 ms`, `1.2 s`, `2 min 5 s`, `1 h 2 min`: the same signs in every language, as in the trees. */
  duration(ms: number): string {
    if (ms < 999.5) return this.#signed(Math.round(ms), 'ms');
    if (ms < 59_950) return this.#signed(ms / 1000, 's');
    const seconds = Math.round(ms / 1000);
    if (seconds < 3600) {
      return this.#two([Math.floor(seconds / 60), 'min'], [seconds % 60, 's']);
    }
    const minutes = Math.round(seconds / 60);
    return this.#two([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min']);
  }

  /** Decimal units: `999 bytes`, `1.5 kB`, `20 MB`. */
  size(bytes: number): string {
    let value = bytes;
    let unit = 0;
    while (value >= 999.5 && unit < sizeUnits.length - 1) {
      value /= 1000;
      unit++;
    }
    const digits = unit > 0 && value < 9.95 ? 1 : 0;
    return this.#unit(sizeUnits[unit] ?? 'byte', value, digits, unit === 0 ? 'long' : 'short');
  }

  /** `3 min. ago`, `yesterday`. @param now milliseconds since 1970 */
  ago(at: number, now: number): string {
    const ms = Math.max(0, now - at);
    if (ms < minuteMs) return this.#relative.format(0, 'second');
    if (ms < hourMs) return this.#relative.format(-Math.floor(ms / minuteMs), 'minute');
    if (ms < dayMs) return this.#relative.format(-Math.floor(ms / hourMs), 'hour');
    const days = Math.floor(ms / dayMs);
    if (days < 60) return this.#relative.format(-days, 'day');
    return this.#relative.format(-Math.floor(days / 30.4), 'month');
  }

  /** Date and time of day. */
  date(at: number): string {
    return this.#date.format(at);
  }

  /** A time limit: days where it is that long. */
  limit(ms: number): string {
    return ms < dayMs ? this.duration(ms) : this.#unit('day', ms / dayMs, 1, 'long');
  }

  #two(large: readonly [number, string], small: readonly [number, string]): string {
    const first = this.#signed(...large);
    return small[0] === 0 ? first : `${first} ${this.#signed(...small)}`;
  }

  #signed(value: number, sign: string): string {
    return `${this.#short.format(value)} ${sign}`;
  }

  #unit(
    unit: string,
    value: number,
    maximumFractionDigits: number,
    unitDisplay: 'short' | 'long',
  ): string {
    const options = { style: 'unit', unit, unitDisplay, maximumFractionDigits } as const;
    return new Intl.NumberFormat(this.locale, options).format(value);
  }
}

function knownLocale(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale)[0];
  } catch {
    // No language tag at all: the browser's own language it is.
    return undefined;
  }
}
