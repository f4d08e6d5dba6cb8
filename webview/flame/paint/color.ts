/** Arithmetic with colours: reading CSS, mixing, and contrast as WCAG 2 defines it. */

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()` and `rgba()`, which is what themes give.
 *
 * @param ground what a see-through colour lies on; without it, what is behind it is left out of account
 * @returns undefined for anything else
 */
export function parseColor(text: string, ground?: Rgb): Rgb | undefined {
  const [red, green, blue, alpha = 1] = components(text.trim());
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  const color: Rgb = [red, green, blue];
  return ground === undefined ? color : mix(color, ground, alpha);
}

function components(text: string): number[] {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
  if (hex !== undefined) {
    const long = hex.length < 6 ? [...hex].map((digit) => digit + digit).join('') : hex;
    const bytes = long.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [];
    return bytes.map((byte, at) => (at === 3 ? byte / 255 : byte));
  }
  if (!/^rgba?\(/.test(text)) return [];
  return (text.match(/[\d.]+/g) ?? []).map(Number);
}

/** Lays a colour over another one with some strength, 0 to 1. */
export function mix(top: Rgb, under: Rgb, strength: number): Rgb {
  const one = (a: number, b: number) => Math.round(a * strength + b * (1 - strength));
  return [one(top[0], under[0]), one(top[1], under[1]), one(top[2], under[2])];
}

/** The pixel of an opaque colour in the `Uint32Array` of an `ImageData`, on a little-endian machine. */
export function toPixel([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Contrast ratio, 1 to 21. https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
export function contrast(a: Rgb, b: Rgb): number {
  const [one, other] = [luminance(a), luminance(b)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
