/** Numbers, sizes and times as people read them, in the user's language. */
import { currentLocale, t } from './texts.ts';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Writes a count with the language's separators. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(currentLocale()).format(count);
}

/** Writes a size in steps of 1,000, as `1.5 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${shortNumber(value, unit === 0)} ${byteUnits[unit]}`;
}

/** Writes a duration: `85 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${shortNumber(milliseconds, true)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${shortNumber(seconds, false)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return twoParts(minutes, 'min', Math.round(seconds) % 60, 's');
  return twoParts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** Writes a share of 0 to 1 as `87%`; 100% is said of the whole only, 0% of nothing only. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const inside = percent > 0 && percent < 100;
  const rounded = inside ? Math.min(99, Math.max(1, Math.round(percent))) : Math.round(percent);
  const style = { style: 'percent', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(currentLocale(), style).format(rounded / 100);
}

/**
 * Writes how long ago something was, as `3 min ago`.
 *
 * @param at milliseconds since 1970
 * @param now the same, of now
 */
export function formatAge(at: number, now: number): string {
  const seconds = Math.max(0, (now - at) / 1000);
  const relative = new Intl.RelativeTimeFormat(currentLocale(), {
    style: 'short',
    numeric: 'auto',
  });
  if (seconds < 45) return t('just now');
  if (seconds < 3600) return relative.format(-Math.max(1, Math.round(seconds / 60)), 'minute');
  if (seconds < 86_400) return relative.format(-Math.max(1, Math.round(seconds / 3600)), 'hour');
  return relative.format(-Math.round(seconds / 86_400), 'day');
}

/** Writes a point in time with day and second. */
export function formatTime(at: number): string {
  const style = { dateStyle: 'medium', timeStyle: 'medium' } as const;
  return new Intl.DateTimeFormat(currentLocale(), style).format(at);
}

/**
 * Writes a point in time in few words, for rows: of today the time, else the day and the time without seconds.
 *
 * @param at milliseconds since 1970
 * @param now the same, of now
 */
export function formatMoment(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const style = isToday
    ? ({ timeStyle: 'medium' } as const)
    : ({ dateStyle: 'medium', timeStyle: 'short' } as const);
  return new Intl.DateTimeFormat(currentLocale(), style).format(at);
}

/** Writes a time to come: `6 days`, `5 h`. */
export function formatTimeLeft(milliseconds: number): string {
  if (milliseconds >= 2 * 86_400_000) {
    return t('{0} days', formatCount(Math.floor(milliseconds / 86_400_000)));
  }
  return formatDuration(Math.max(0, milliseconds));
}

/** The name of a cache entry for people: those that are no file's or task's begin with a character that no path has. */
export function plainName(name: string): string {
  return name.startsWith('\0') ? name.slice(1) : name;
}

/**
 * Makes text that came from files or commands fit for one line: whatever is no printable character becomes visible, so that a name can neither
 * break a line nor turn its direction around.
 */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\n' ? '⏎' : character === '\t' ? ' ' : '\ufffd',
  );
}

/** Makes text fit for where the editor reads `$(name)` as an icon and `[text](address)` as a link: it is shown as it is written. */
export function inert(text: string): string {
  return oneLine(text).replace(/\$(?=\()|\](?=\()/g, '$&\u200b');
}

function shortNumber(value: number, isWhole: boolean): string {
  const maximumFractionDigits = isWhole || value >= 99.95 ? 0 : 1;
  return new Intl.NumberFormat(currentLocale(), { maximumFractionDigits }).format(value);
}

function twoParts(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}
