// The flame chart without its page: layouts, trees, sums, search, strips, steps of the keyboard, zoom, marks of the axis, colours, what is written.
// Where there is a shorter and slower way to the same answer, the two are compared on made-up profiles.

import { deepEqual, match, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { Profile } from '../../server/profiles/profile.ts';
import { readProfile } from '../../server/profiles/readProfile.ts';
import { classOfName, colorClasses, packagesOf } from '../../webview/flame/model/colorClasses.ts';
import { boxAt, rowOf } from '../../webview/flame/model/find.ts';
import { frameTotals } from '../../webview/flame/model/frameTotals.ts';
import { bandsBetween, place, rowAt, topOfRow } from '../../webview/flame/model/geometry.ts';
import { type Layout, timeLayout } from '../../webview/flame/model/layout.ts';
import { longestOf } from '../../webview/flame/model/longest.ts';
import { childrenOf, parentOf, selfOf, stepFrom } from '../../webview/flame/model/navigate.ts';
import { packTexts, TextList } from '../../webview/flame/model/packedTexts.ts';
import {
  matchesIn,
  matchFrames,
  nextMatch,
  rankOfMatch,
} from '../../webview/flame/model/search.ts';
import { ticksOf, ValueFormat } from '../../webview/flame/model/ticks.ts';
import { leftHeavyLayout, sandwichLayout } from '../../webview/flame/model/tree.ts';
import { within, zoomed } from '../../webview/flame/model/viewport.ts';
import { factsOfJson } from '../../webview/flame/page/details.ts';
import { newState, readState } from '../../webview/flame/page/state.ts';
import { contrast, parseColor } from '../../webview/flame/paint/color.ts';
import { valuesByPixel } from '../../webview/flame/paint/counterPainter.ts';
import { LabelFitter } from '../../webview/flame/paint/labels.ts';
import { makePalette } from '../../webview/flame/paint/palette.ts';
import { paintStrip } from '../../webview/flame/paint/strips.ts';
import { answer } from '../../webview/flame/worker/answers.ts';
import { makeTrace } from '../support/profiles/makeTrace.ts';
import { sampleTrace } from './flameSamples.ts';
import { themes, variablesOf } from './themes.ts';

async function read(text: string): Promise<Profile> {
  const bytes = new TextEncoder().encode(text);
  const profile = await readProfile(ReadableStream.from([bytes]), { name: 'a.trace.json' });
  if ('problem' in profile) throw new Error(profile.problem);
  return profile;
}

const sample = await read(sampleTrace);
const made = await read([...makeTrace({ spans: 20_000, names: 60 })].join(''));
const { names } = made.frames;

/** A layout as text: one line a row, each box as name and length. */
function show(layout: Layout, profile: Profile): string[] {
  return layout.lanes.flatMap(({ firstRow, rowCount }) =>
    Array.from({ length: rowCount }, (_, line) => {
      const boxes: string[] = [];
      const end = layout.rowFirst[firstRow + line + 1] ?? 0;
      for (let at = layout.rowFirst[firstRow + line] ?? 0; at < end; at++) {
        const length = ((layout.ends[at] ?? 0) - (layout.starts[at] ?? 0)) / 1000;
        boxes.push(`${profile.frames.names[layout.frames[at] ?? 0]} ${Math.round(length)}`);
      }
      return boxes.join(', ');
    }),
  );
}

const frameNamed = (profile: Profile, name: string) => profile.frames.names.indexOf(name);

test('by time, a row has the spans of one depth of one lane', () => {
  deepEqual(show(timeLayout(sample), sample), [
    'web#build 900',
    'hashing 60, vite build 700, storing 90',
    'transform 200, transform 260',
    'core#build 120, <img src=x onerror=alert(1)>#build 500, web#test 150',
    'restoring 90',
  ]);
});

test('left heavy, equal stacks are one, the heaviest first', () => {
  deepEqual(show(leftHeavyLayout(sample), sample), [
    'web#build 900, <img src=x onerror=alert(1)>#build 500, web#test 150, core#build 120',
    'vite build 700, storing 90, hashing 60, restoring 90',
    'transform 460',
  ]);
});

test('a tree weighs as much as its spans, level by level', () => {
  const tree = leftHeavyLayout(made);
  const { durations, depths } = made.spans;
  for (let row = 0; row + 1 < tree.rowFirst.length; row++) {
    let weight = 0;
    let end = 0;
    for (let at = tree.rowFirst[row] ?? 0; at < (tree.rowFirst[row + 1] ?? 0); at++) {
      ok((tree.starts[at] ?? 0) >= end - 1e-6, 'boxes of a row do not overlap');
      end = tree.ends[at] ?? 0;
      weight += end - (tree.starts[at] ?? 0);
    }
    const spans = durations.reduce((sum, one, at) => (depths[at] === row ? sum + one : sum), 0);
    ok(Math.abs(weight - spans) < 1e-3 * spans);
  }
});

test('a sandwich has callers above and callees below, and counts a recursive call once', async () => {
  const x = (name: string, ts: number, dur: number) => ({ name, ph: 'X', pid: 1, tid: 1, ts, dur });
  const spans = [x('main', 0, 9000), x('f', 1000, 6000), x('g', 2000, 4000), x('f', 3000, 2000)];
  const profile = await read(JSON.stringify([...spans, x('f', 8000, 1000)]));
  const layout = sandwichLayout(profile, frameNamed(profile, 'f'), {
    callers: 'up',
    callees: 'down',
  });
  deepEqual(show(layout, profile), ['f 7', 'main 7', 'f 7', 'g 4', 'f 2']);
  deepEqual(
    layout.lanes.map(({ name, isFlipped }) => [name, isFlipped]),
    [
      ['up', true],
      ['down', false],
    ],
  );
});

test('sums by name: self, total without recursion, count; of all and of a stretch', async () => {
  const x = (name: string, ts: number, dur: number) => ({ name, ph: 'X', pid: 1, tid: 1, ts, dur });
  const profile = await read(JSON.stringify([x('f', 0, 100), x('g', 10, 60), x('f', 20, 30)]));
  const [f, g] = [frameNamed(profile, 'f'), frameNamed(profile, 'g')];
  const all = frameTotals(profile);
  deepEqual([all.self[f], all.total[f], all.count[f], all.self[g]], [70, 100, 2, 30]);
  const part = frameTotals(profile, { from: 30, to: 60 });
  deepEqual([part.self[f], part.total[f], part.self[g], part.spanCount], [20, 30, 10, 3]);
});

test('self times of all names are the time of the outermost spans', () => {
  const { self } = frameTotals(made);
  const { durations, depths } = made.spans;
  const outer = durations.reduce((sum, one, at) => (depths[at] === 0 ? sum + one : sum), 0);
  const sum = self.reduce((total, one) => total + one, 0);
  ok(Math.abs(sum - outer) < 1e-6 * outer);
});

test('the longest of a stretch is the one that a look at all of them finds', () => {
  const layout = timeLayout(made);
  const length = (at: number) => (layout.ends[at] ?? 0) - (layout.starts[at] ?? 0);
  for (let round = 0; round < 500; round++) {
    const from = (round * 7919) % (layout.starts.length - 1);
    const to = Math.min(layout.starts.length, from + 1 + ((round * 104_729) % 5000));
    let best = from;
    for (let at = from; at < to; at++) if (length(at) > length(best)) best = at;
    strictEqual(length(longestOf(layout, from, to)), length(best));
  }
});

test('parents and children by position are those of the profile', () => {
  const layout = timeLayout(made);
  const positionOf = new Map([...layout.spans].map((span, position) => [span, position]));
  for (let position = 0; position < layout.spans.length; position += 13) {
    const parent = made.spans.parents[layout.spans[position] ?? 0] ?? -1;
    strictEqual(parentOf(layout, position), parent < 0 ? -1 : positionOf.get(parent));
    const { first, end } = childrenOf(layout, position);
    for (let child = first; child < end; child++) strictEqual(parentOf(layout, child), position);
  }
});

test('steps stay in the row, and end where it ends', () => {
  const layout = timeLayout(sample);
  const nameOf = (at: number) => sample.frames.names[layout.frames[at] ?? 0];
  strictEqual(stepFrom(layout, 0, 'next'), -1);
  strictEqual(nameOf(stepFrom(layout, 0, 'child')), 'vite build');
  strictEqual(nameOf(stepFrom(layout, 1, 'last')), 'storing');
  strictEqual(stepFrom(layout, 0, 'parent'), -1);
  strictEqual(selfOf(layout, 0), 50_000);
});

test('the box at a place is found, and one beside it within reach', () => {
  const layout = timeLayout(sample);
  strictEqual(boxAt(layout, 1, 30_000, 0), 1);
  strictEqual(boxAt(layout, 1, 70_000, 1000), -1);
  strictEqual(boxAt(layout, 1, 62_000, 5000), 1);
  strictEqual(boxAt(layout, 1, 79_000, 5000), 2);
  strictEqual(rowOf(layout, 3), 1);
});

/** Paints a row; what is reported comes back too. */
function paint(layout: Layout, row: number, query?: string) {
  const pixels = new Uint32Array(600);
  const ofFrame = Uint32Array.from(names, (_, frame) => frame + 1);
  const dimmed = Uint32Array.from(names, (_, frame) => frame + 1001);
  const colors = { ofFrame, dimmed, ofClass: new Uint32Array(), gap: 0 };
  const matches =
    query === undefined ? undefined : matchesIn(layout, matchFrames(made.frames, query));
  const wide: number[] = [];
  paintStrip({
    ...{ layout, row, width: 600, colors, matches, pixels, offset: 0, reportFrom: 30 },
    overlay: undefined,
    view: { from: 0, to: made.length },
    report: (position) => wide.push(position),
  });
  return { pixels, wide };
}

test('a pixel has the colour of a box that lies in it, and none where there is none', () => {
  const layout = timeLayout(made);
  const perPixel = made.length / 600;
  for (let row = 0; row + 1 < layout.rowFirst.length; row++) {
    const { pixels } = paint(layout, row);
    const allowed = pixels.map(() => 0);
    const colors = Array.from({ length: 600 }, () => new Set<number>([0]));
    for (let at = layout.rowFirst[row] ?? 0; at < (layout.rowFirst[row + 1] ?? 0); at++) {
      const from = Math.floor((layout.starts[at] ?? 0) / perPixel - 0.5);
      const to = Math.ceil((layout.ends[at] ?? 0) / perPixel + 0.5);
      for (let x = Math.max(0, from); x <= Math.min(599, to); x++) {
        colors[x]?.add((layout.frames[at] ?? 0) + 1);
        allowed[x] = 1;
      }
    }
    for (const [x, pixel] of pixels.entries()) ok(colors[x]?.has(pixel), `row ${row}, pixel ${x}`);
  }
});

test('a match is seen, however narrow it is; the rest is dimmed', () => {
  const layout = timeLayout(made);
  const query = names[7] ?? '';
  for (let row = 0; row + 1 < layout.rowFirst.length; row++) {
    const { pixels } = paint(layout, row, query);
    const isThere = [
      ...layout.frames.subarray(layout.rowFirst[row], layout.rowFirst[row + 1]),
    ].some((frame) => names[frame]?.includes(query));
    strictEqual(
      pixels.some((pixel) => pixel > 0 && pixel <= 1000),
      isThere,
    );
  }
});

test('only boxes with room for text are reported', () => {
  const layout = timeLayout(made);
  const { wide } = paint(layout, 1);
  ok(wide.length > 0);
  const perPixel = made.length / 600;
  for (const at of wide) ok((layout.ends[at] ?? 0) - (layout.starts[at] ?? 0) > 29 * perPixel);
});

test('matches are gone through by time, and round', () => {
  const layout = timeLayout(sample);
  const matches = matchesIn(layout, matchFrames(sample.frames, 'BUILD'));
  const walked: string[] = [];
  for (let at = -1, round = 0; round < 5; round++) {
    at = nextMatch(layout, matches, at, 1);
    walked.push(`${rankOfMatch(layout, matches, at)} ${layout.starts[at]}`);
  }
  deepEqual(walked, ['1 0', '2 0', '3 80000', '4 200000', '1 0']);
  strictEqual(layout.starts[nextMatch(layout, matches, 0, -1)], 200_000);
});

test('what is below each other is found by its height', () => {
  const geometry = place(timeLayout(sample), 1, { row: 10, heading: 20, counter: 40 });
  strictEqual(geometry.height, 20 + 30 + 20 + 20 + 40);
  deepEqual(
    [rowAt(geometry, 5), rowAt(geometry, 25), rowAt(geometry, 75), rowAt(geometry, 95)],
    [-1, 0, 3, -1],
  );
  strictEqual(topOfRow(geometry, 4), 80);
  deepEqual(
    bandsBetween(geometry, 60, 80).map(({ kind }) => kind),
    ['lane', 'rows'],
  );
});

test('zooming leaves the place below the pointer where it is, and stays within the axis', () => {
  const near = zoomed({ from: 0, to: 1000 }, 0.5, 250, 1000);
  deepEqual(near, { from: 125, to: 625 });
  deepEqual(zoomed(near, 100, 250, 1000), { from: 0, to: 1000 });
  deepEqual(within({ from: 900, to: 1200 }, 1000), { from: 700, to: 1000 });
  let view = { from: 0, to: 1e9 };
  for (let step = 0; step < 200; step++) view = zoomed(view, 0.5, 123_456_789.5, 1e9);
  ok(view.from <= 123_456_789.5 && view.to >= 123_456_789.5 && view.to > view.from);
});

test('values are written in the unit that suits them, in the language of the user', () => {
  const en = new ValueFormat('en');
  const values = [0, 0.25, 12.34, 1234, 2_500_000, 3.6e9].map((value) => en.value(value, 'time'));
  deepEqual(
    values.map((text) => text.replace('\u00a0', ' ')),
    ['0 ms', '250 ns', '12.3 µs', '1.23 ms', '2.5 s', '60 min'],
  );
  strictEqual(new ValueFormat('de').value(1500, 'bytes'), '1,5\u00a0kB');
  const { at, step } = ticksOf({ from: 3, to: 47 }, 5);
  deepEqual([at, step], [[10, 20, 30, 40], 10]);
  strictEqual(en.mark(1_000_050, 50, 'time'), '1.00005\u00a0s');
});

test('colours: a name has its own for ever, packages come from paths, builds from their words', () => {
  strictEqual(classOfName('web#build'), classOfName('web#build'));
  deepEqual(
    packagesOf([
      ...['file:///w/packages/web/src/a.js', 'file:///w/packages/core/b.js', 'node:fs', ''],
      ...['/w/node_modules/@x/y/z.js', '/w/node_modules/a/node_modules/b/c.js'],
    ]),
    ['web', 'core', 'node', '', '@x/y', 'b'],
  );
  const { legend } = colorClasses(sample.frames, 'cache');
  deepEqual(legend.map(({ label }) => label).sort(), ['cache', 'failed', 'hit', 'miss']);
});

test('text on every colour of every theme can be read', () => {
  for (const theme of Object.values(themes)) {
    const variables = new Map(Object.entries(variablesOf(theme)));
    const palette = makePalette((name) => variables.get(name) ?? '', false);
    for (const [at, fill] of palette.css.entries()) {
      const [on, under] = [palette.texts[at] ?? '', fill].map(
        (css) => parseColor(css) ?? [0, 0, 0],
      );
      ok(on && under && contrast(on as never, under as never) >= 4.5, `${theme.kind} ${fill}`);
    }
  }
});

test('text is cut to fit', () => {
  const fitter = new LabelFitter((text) => text.length * 10);
  strictEqual(fitter.fit(1, 'transform', 90), 'transform');
  strictEqual(fitter.fit(1, 'transform', 60), 'tran…');
  strictEqual(fitter.fit(1, 'transform', 25), '');
});

test('a counter shows its highest value of each pixel, and goes on with its last', () => {
  const series = { times: Float64Array.of(10, 11, 12, 50), values: Float64Array.of(1, 9, 2, 5) };
  const shown = valuesByPixel(series, { from: 0, to: 100 }, 10);
  deepEqual([...shown], [Number.NaN, 9, 2, 2, 2, 5, 5, 5, 5, 5]);
});

test('texts come out of their bytes as they went in', () => {
  const texts = ['', 'a', 'ü€😀', '', 'x'.repeat(100_000), '\u202e'];
  const list = new TextList(packTexts(texts));
  deepEqual(
    texts.map((_, at) => list.at(at)),
    texts,
  );
  strictEqual(list.at(99), '');
});

test('what is written for speedscope is read again as the same', async () => {
  const text = new TextDecoder().decode(answer(sample, 'speedscope', {}));
  const again = await read(text);
  deepEqual(show(timeLayout(again), again), show(timeLayout(sample), sample));
  match(text, /"unit":"microseconds"/);
});

test('a state that is none is a new one', () => {
  deepEqual(readState(undefined), newState);
  deepEqual(
    readState({ view: 'odd', mode: 3, query: null, frame: 0.5, look: { view: {} } }),
    newState,
  );
  const look = { view: { from: 1, to: 2 }, scrollTop: 3, focused: 4, range: { from: 1, to: 1.5 } };
  deepEqual(readState({ view: 'heavy', mode: 'package', query: 'q', frame: 7, look }), {
    ...{ view: 'heavy', mode: 'package', query: 'q', frame: 7, look },
    ...{ overlay: 'none', other: '', follow: true },
  });
});

test('what a span says of itself is words, not JSON, where it can be', () => {
  deepEqual(factsOfJson('{"state":"ran","reasons":["a.ts changed","b.ts changed"],"n":3}'), [
    ['state', 'ran'],
    ['reasons', 'a.ts changed; b.ts changed'],
    ['n', '3'],
  ]);
  deepEqual(factsOfJson('{"list":[1,"x"]}'), [['list', '[1,"x"]']]);
  deepEqual(factsOfJson('{"cut'), [['args', '{"cut']]);
});
