// Writes pprof files for tests, after https://github.com/google/pprof/blob/main/proto/profile.proto.

/** What a file holds. */
export interface PprofContent {
  /** Kind and unit. */
  readonly types: readonly (readonly [string, string])[];
  /** Name and file by id. */
  readonly functions: Readonly<Record<number, readonly [string, string]>>;
  /** Function and line of each inlined frame by id, innermost first. */
  readonly locations: Readonly<Record<number, readonly (readonly [number, number])[]>>;
  /** Locations innermost first. */
  readonly samples: readonly {
    readonly locations: readonly number[];
    readonly values: readonly number[];
  }[];
  readonly defaultType?: string;
}

/** The bytes, not compressed; the strings come last. */
export function writePprof(content: PprofContent): Uint8Array {
  const strings = [''];
  const string = (text: string): number => {
    if (!strings.includes(text)) strings.push(text);
    return strings.indexOf(text);
  };
  const bytes: number[] = [];
  for (const [type, unit] of content.types)
    bytes.push(...message(1, [...number(1, string(type)), ...number(2, string(unit))]));
  for (const { locations, values } of content.samples)
    bytes.push(
      ...message(2, [
        ...message(1, locations.flatMap(varint)),
        ...message(2, values.flatMap(varint)),
      ]),
    );
  for (const [id, lines] of Object.entries(content.locations)) {
    const inner = lines.flatMap(([of, line]) => message(4, [...number(1, of), ...number(2, line)]));
    bytes.push(...message(4, [...number(1, Number(id)), ...inner]));
  }
  for (const [id, [name, file]] of Object.entries(content.functions))
    bytes.push(
      ...message(5, [
        ...number(1, Number(id)),
        ...number(2, string(name)),
        ...number(4, string(file)),
      ]),
    );
  if (content.defaultType !== undefined) bytes.push(...number(14, string(content.defaultType)));
  for (const text of strings) bytes.push(...message(6, [...new TextEncoder().encode(text)]));
  return Uint8Array.from(bytes);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  if (value < 0) return bigVarint(BigInt.asUintN(64, BigInt(value)));
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function bigVarint(value: bigint): number[] {
  if (value < 128n) return [Number(value)];
  return [Number(value % 128n) + 128, ...bigVarint(value / 128n)];
}

function number(field: number, value: number): number[] {
  return [...varint(field * 8), ...varint(value)];
}

function message(field: number, content: readonly number[]): number[] {
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}

/** Two functions that call a third, one of them inlined: what samples of it need besides themselves. */
export const inlinedCalls = {
  types: [
    ['samples', 'count'],
    ['space', 'bytes'],
  ],
  functions: { 1: ['main', 'main.go'], 2: ['inlined', 'lib.go'], 3: ['leaf', 'lib.go'] },
  locations: {
    10: [[1, 5]],
    77: [
      [3, 20],
      [2, 9],
    ],
  },
  samples: [
    { locations: [77, 10], values: [1, 4000] },
    { locations: [10], values: [2, 2000] },
  ],
} as const satisfies Parameters<typeof writePprof>[0];
