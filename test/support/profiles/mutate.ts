// Breaks files as disks, networks and people do, always the same for the same seed.

import { seededRandom } from './makeTrace.ts';

const words = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '-',
  'e',
  '\\',
  '\\u',
  'null',
  '1e999',
  '1e308',
  '9e18',
  '-1',
  '\u0000',
  '0',
];

type Mutation = (bytes: Uint8Array, random: () => number) => Uint8Array;

/** A place in the bytes. */
function placeIn(bytes: Uint8Array, random: () => number): number {
  return Math.floor(random() * (bytes.length + 1));
}

function replaceRange(bytes: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array {
  const result = new Uint8Array(from + by.length + bytes.length - to);
  result.set(bytes.subarray(0, from));
  result.set(by, from);
  result.set(bytes.subarray(to), from + by.length);
  return result;
}

function rangeIn(bytes: Uint8Array, random: () => number): [number, number] {
  const from = placeIn(bytes, random);
  return [from, Math.min(bytes.length, from + Math.ceil(random() ** 3 * 200))];
}

const mutations: readonly Mutation[] = [
  function cutOff(bytes, random) {
    return bytes.slice(0, placeIn(bytes, random));
  },
  function flipBits(bytes, random) {
    const result = bytes.slice();
    const at = Math.min(placeIn(bytes, random), bytes.length - 1);
    if (at >= 0) result[at] = (result[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return result;
  },
  function setByte(bytes, random) {
    const result = bytes.slice();
    const at = placeIn(bytes, random);
    if (at < bytes.length) result[at] = Math.floor(random() * 256);
    return result;
  },
  function insertWord(bytes, random) {
    const at = placeIn(bytes, random);
    const word = words[Math.floor(random() * words.length)] ?? '';
    return replaceRange(bytes, at, at, new TextEncoder().encode(word));
  },
  function deleteRange(bytes, random) {
    const [from, to] = rangeIn(bytes, random);
    return replaceRange(bytes, from, to, new Uint8Array(0));
  },
  function repeatRange(bytes, random) {
    const [from, to] = rangeIn(bytes, random);
    return replaceRange(bytes, to, to, bytes.slice(from, to));
  },
  function moveRange(bytes, random) {
    const [from, to] = rangeIn(bytes, random);
    const part = bytes.slice(from, to);
    const rest = replaceRange(bytes, from, to, new Uint8Array(0));
    const at = placeIn(rest, random);
    return replaceRange(rest, at, at, part);
  },
];

/** Breaks a file in one to four places. */
export function mutate(bytes: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1));
  random();
  let result = bytes;
  for (let left = 1 + Math.floor(random() ** 2 * 4); left > 0; left--) {
    const mutation = mutations[Math.floor(random() * mutations.length)];
    result = mutation?.(result, random) ?? result;
  }
  return result;
}
