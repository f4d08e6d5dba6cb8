// The readers of the other formats, each over small files written here.

import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { inlinedCalls, writePprof } from './pprofFixture.ts';
import { checkProfile, drawProfile, readAny, readBytes, readText } from './profileText.ts';

const frame = (functionName: string, url = '', lineNumber = -1, columnNumber = -1): object => ({
  functionName,
  scriptId: '1',
  url,
  lineNumber,
  columnNumber,
});

const cpuNodes = [
  { id: 1, callFrame: frame('(root)'), children: [4, 2, 3, 6] },
  { id: 2, callFrame: frame('main', 'file:///a.js', 0, 4), children: [5] },
  { id: 3, callFrame: frame('(idle)') },
  { id: 4, callFrame: frame('(garbage collector)') },
  { id: 5, callFrame: frame('', 'node:fs', 9, 0) },
  { id: 6, callFrame: frame('(program)') },
];

test('.cpuprofile: samples become spans, collection lies under what it interrupts', async () => {
  await checkProfile(
    {
      nodes: cpuNodes,
      startTime: 1000,
      endTime: 1100,
      samples: [6, 2, 5, 4, 5, 5, 3, 2],
      timeDeltas: [10, 10, 10, 10, 10, 10, 10, 10],
    },
    `
    cpuprofile 90 from 1010
    test / Main
      (program) 0+10
      main(file:///a.js:1:5) 10+50
        (anonymous)(node:fs:10:1) 20+40
          (garbage collector) 30+10
      main(file:///a.js:1:5) 70+20
    `,
  );
});

test('.cpuprofile: samples noted late are put in order', async () => {
  const profile = (samples: number[], timeDeltas: number[]): object => {
    return { nodes: cpuNodes, startTime: 0, endTime: 40, samples, timeDeltas };
  };
  const inOrder = await readText(profile([2, 5, 2], [0, 10, 20]));
  const late = await readText(profile([2, 2, 5], [0, 30, -20]));
  strictEqual(drawProfile(late), drawProfile(inOrder));
});

test('.cpuprofile: samples that are noted backwards are put in order as well', async () => {
  const names = ['(root)', ...Array.from({ length: 200 }, (_, at) => `f${at}`)];
  const nodes = names.map((functionName, at) => {
    return {
      id: at,
      callFrame: { functionName },
      children: at === 0 ? [...names.keys()].slice(1) : [],
    };
  });
  const samples = [...names.keys()].slice(1);
  const timeDeltas = samples.map((_, at) => (at === 0 ? 2000 : -10));
  const { frames, spans } = await readText({
    nodes,
    startTime: 0,
    endTime: 2010,
    samples,
    timeDeltas,
  });
  deepStrictEqual(
    [...spans.frames].map((frame) => frames.names[frame]),
    names.slice(1).reverse(),
  );
  deepStrictEqual([spans.durations[0], spans.durations.length], [10, 200]);
});

test('.cpuprofile: the old form with a tree and timestamps', async () => {
  const node = (id: number, functionName: string, children: object[] = []): object => {
    return { functionName, url: 'a.js', lineNumber: 3, hitCount: 1, id, children };
  };
  await checkProfile(
    {
      head: node(1, '(root)', [node(2, 'main', [node(3, 'load')])]),
      startTime: 1000.5,
      endTime: 1000.6,
      samples: [2, 3],
      timestamps: [1_000_510_000, 1_000_550_000],
    },
    `
    cpuprofile 90000 from 1000510000
    test / Main
      main(a.js:4) 0+90000
        load(a.js:4) 40000+50000
    `,
  );
});

test('.cpuprofile: beyond the limit the beginning is shown, and how much is left out is told', async () => {
  const nodes = ['(root)', 'a', 'b'].map((functionName, at) => {
    return { id: at + 1, callFrame: { functionName }, children: at === 0 ? [2, 3] : [] };
  });
  const samples = Array.from({ length: 1000 }, (_, at) => 2 + (at % 2));
  const timeDeltas = samples.map(() => 10);
  const profile = await readText(
    { nodes, startTime: 0, endTime: 10_010, samples, timeDeltas },
    { limits: { spans: 30 } },
  );
  strictEqual(profile.spans.starts.length, 30);
  strictEqual(profile.length, 300);
  deepStrictEqual(profile.notes, [
    '970 samples are left out, the last ones: a profile shows at most 30 spans.',
  ]);
});

test('.cpuprofile: stacks deeper than any call may go', async () => {
  const depth = 30_000;
  const nodes = Array.from({ length: depth }, (_, at) => {
    return { id: at + 1, callFrame: frame(at === 0 ? '(root)' : 'again'), children: [at + 2] };
  });
  const profile = await readText({
    nodes,
    startTime: 0,
    endTime: 9,
    samples: [depth],
    timeDeltas: [5],
  });
  strictEqual(profile.lanes[0]?.depth, 10_000);
  match(
    profile.notes[0] ?? '',
    /^19,999 spans are left out: they lie deeper than the limit of 10,000 levels\.$/,
  );
});

test('.cpuprofile: circles, lost nodes and missing times are told', async () => {
  await checkProfile(
    {
      nodes: [
        { id: 1, callFrame: frame('a'), children: [2] },
        { id: 2, callFrame: frame('b'), children: [1] },
      ],
      startTime: 0,
      endTime: 30,
      samples: [9, 8, 7],
      timeDeltas: [1, 2],
    },
    '',
  ).then(
    () => strictEqual('read', 'refused'),
    (error: Error) =>
      match(error.message, /holds no span.*1 samples have no time.*2 samples name a node/),
  );
});

test('.heapprofile: sizes without the root, as wide as what they hold', async () => {
  const node = (name: string, selfSize: number, children: object[] = []): object => {
    return { callFrame: frame(name, 'a.js', 1, 2), selfSize, id: 1, children };
  };
  const head = node('(root)', 0, [
    node('main', 10, [node('load', 30), node('run', 5)]),
    node('x', 7),
  ]);
  await checkProfile(
    { head, samples: [] },
    `
    heapprofile 52 bytes
    test / Allocated and in use
      main(a.js:2:3) 0+45
        load(a.js:2:3) 0+30
        run(a.js:2:3) 30+5
      x(a.js:2:3) 45+7
    `,
  );
});

test('.heapprofile: nothing in use is a problem with its reason', async () => {
  const text = JSON.stringify({
    head: { callFrame: frame('(root)'), selfSize: 0, id: 1, children: [] },
    samples: [],
  });
  const read = await readAny(new TextEncoder().encode(text));
  match(
    'problem' in read ? read.problem : '',
    /^test has no allocations: such a profile keeps only/,
  );
});

test('.heapprofile: a tree deeper than any call may go', async () => {
  const depth = 20_000;
  const open = '{"callFrame":{"functionName":"f"},"selfSize":1,"id":1,"children":[';
  const text = `{"head":${open.repeat(depth)}${']}'.repeat(depth)},"samples":[]}`;
  const profile = await readText(text);
  strictEqual(profile.spans.starts.length, 10_000);
  strictEqual(profile.length, 20_000);
});

test('speedscope: events and samples, each profile a lane, units as ours', async () => {
  await checkProfile(
    {
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      profiles: [
        {
          type: 'evented',
          name: 'main',
          unit: 'milliseconds',
          startValue: 100,
          endValue: 110,
          events: [
            { type: 'O', frame: 0, at: 100 },
            { type: 'O', frame: 1, at: 102 },
            { type: 'C', frame: 1, at: 104 },
            { type: 'C', frame: 0, at: 109.5 },
          ],
        },
        {
          type: 'sampled',
          name: 'worker',
          unit: 'nanoseconds',
          startValue: 0,
          endValue: 6000,
          samples: [[0], [0, 1], [0, 1], [1]],
          weights: [1000, 2000, 2000, 1000],
        },
        { type: 'sampled', name: 'heap', unit: 'bytes', samples: [[0]], weights: [1] },
      ],
      shared: { frames: [{ name: 'outer' }, { name: 'inner', file: 'a.ts', line: 3, col: 7 }] },
    },
    `
    speedscope 9500 from 0
    test / main
      outer 0+9500
        inner(a.ts:3:7) 2000+2000
    test / worker
      outer 0+5
        inner(a.ts:3:7) 1+4
      inner(a.ts:3:7) 5+1
    * 1 profiles are left out: they count bytes, and the first one does not.
    `,
  );
});

test('speedscope: samples with a negative weight are told', async () => {
  const { length, notes } = await readText({
    shared: { frames: [{ name: 'a' }] },
    profiles: [{ type: 'sampled', name: 'p', unit: 'none', samples: [[0], [0]], weights: [5, -3] }],
  });
  deepStrictEqual([length, notes], [5, ['1 samples have a negative weight and are left out.']]);
});

test('sizes beyond all sense are left out', async () => {
  const outputs = { 'o.js': { bytes: 1e308, inputs: { 'a.js': { bytesInOutput: 7 } } } };
  strictEqual((await readText({ inputs: {}, outputs })).length, 7);
});

test('speedscope: events that fit nothing are told', async () => {
  await checkProfile(
    {
      shared: { frames: [{ name: 'a' }, { name: 'b' }] },
      profiles: [
        {
          type: 'evented',
          unit: 'none',
          endValue: 9,
          events: [
            { type: 'O', frame: 0, at: 1 },
            { type: 'C', frame: 1, at: 2 },
            { type: 'O', frame: 7, at: 3 },
          ],
        },
      ],
    },
    `
    speedscope 9 count
    test / Profile
      a 1+8
    * 1 ends of spans do not fit the span that is open and are left out.
    * 1 events have no moment, or a frame that the file does not have; they are left out.
    * 1 spans have no end; they are closed at the end of the profile.
    `,
  );
});

const collapsed = 'main;load file;parse 3\r\nmain;load file 2\r\n\r\nmain 1.5\r\n(a; b) 1 4\r\n';
const collapsedDrawn = `
    collapsed 10.5 count
    test / Stacks
      main 0+6.5
        load file 0+5
          parse 0+3
      (a 6.5+4
         b) 6.5+4
    * 1 stacks have two counts; the second is shown.`;

test('collapsed stacks: spaces in names, two counts, line ends of Windows', async () => {
  await checkProfile(collapsed, collapsedDrawn);
  await checkProfile(`\ufeff${collapsed}`, collapsedDrawn);
});

test('collapsed stacks in UTF-16, as PowerShell writes them', async () => {
  const utf8 = drawProfile(await readText('ä;b 1\n€;c 2'));
  const little = Buffer.from('\ufeffä;b 1\n€;c 2', 'utf16le');
  strictEqual(drawProfile(await readBytes(little, { chunk: 3 })), utf8);
  strictEqual(drawProfile(await readBytes(Buffer.from(little).swap16())), utf8);
});

test('collapsed stacks: lines that are none are counted, and mostly such lines are no profile', async () => {
  const profile = await readText('a;b 1\nnot a stack\nc 2\n');
  deepStrictEqual(profile.notes, ['1 lines are no stacks with a count and are left out.']);
  const read = await readAny(new TextEncoder().encode('one\ntwo\nthree 3\n'));
  match('problem' in read ? read.problem : '', /its lines are not stacks such as/);
});

test('pprof: inlined frames, default kind, strings that come last', async () => {
  const bytes = writePprof({
    ...inlinedCalls,
    types: [
      ['samples', 'count'],
      ['cpu', 'nanoseconds'],
    ],
    samples: [
      ...inlinedCalls.samples,
      { locations: [77, 10], values: [1, 1000] },
      { locations: [99], values: [1, 500] },
    ],
  });
  const expected = `
    pprof 7.5 from 0
    test / cpu
      main(main.go:5) 0+7
        inlined(lib.go:9) 0+5
          leaf(lib.go:20) 0+5
      location 99 7+0.5
    * Shown is "cpu"; the file also has "samples".
    * The stacks have a duration and no moment: their order means nothing.`;
  const drawn = drawProfile(await readBytes(bytes));
  strictEqual(drawn, expected.replace(/^\n/, '').replaceAll('\n    ', '\n').trimStart());
  strictEqual(drawProfile(await readBytes(gzipSync(bytes), { chunk: 10 })), drawn);
  const first = writePprof({
    types: [
      ['samples', 'count'],
      ['cpu', 'nanoseconds'],
    ],
    functions: { 1: ['main', 'main.go'] },
    locations: { 1: [[1, 0]] },
    samples: [{ locations: [1], values: [3, 9] }],
    defaultType: 'samples',
  });
  strictEqual((await readBytes(first)).length, 3);
});

test('pprof: a function is one frame, whatever lines of it are met', async () => {
  const bytes = writePprof({
    types: [['cpu', 'microseconds']],
    functions: { 1: ['main', 'main.go'], 2: ['leaf', 'lib.go'] },
    locations: { 1: [[1, 5]], 2: [[1, 9]], 3: [[2, 0]] },
    samples: [
      { locations: [3, 1], values: [4] },
      { locations: [3, 2], values: [3] },
    ],
  });
  const drawn = drawProfile(await readBytes(bytes))
    .split('\n')
    .slice(1, 4);
  deepStrictEqual(drawn, ['test / cpu', '  main(main.go:5) 0+7', '    leaf(lib.go) 0+7']);
});

test('pprof: negative values of comparisons, and values that are not there, are told', async () => {
  const bytes = writePprof({
    types: [['cpu', 'microseconds']],
    functions: { 1: ['main', 'main.go'] },
    locations: { 1: [[1, 5]] },
    samples: [
      { locations: [1], values: [4] },
      { locations: [1], values: [-3] },
      { locations: [1], values: [] },
    ],
  });
  const { length, notes } = await readBytes(bytes);
  strictEqual(length, 4);
  deepStrictEqual(notes.slice(0, 2), [
    '1 stacks have a negative value, as in comparisons, and are left out.',
    '1 stacks have no value of the kind that is shown.',
  ]);
});

test('pprof: a line feed and bytes that JSON has come first', async () => {
  // A kind of values, and then a stack whose message is as long as the code of a brace or a bracket.
  for (const length of [0x5b, 0x7b]) {
    const locations = Array.from({ length: length - 6 }, () => 33);
    const bytes = writePprof({
      types: [['t', 'u']],
      functions: { 33: ['main', 'main.go'] },
      locations: { 33: [[33, 33]] },
      samples: [{ locations, values: [33, 33] }],
    });
    const read = await readAny(bytes);
    strictEqual('problem' in read ? read.problem : read.format, 'pprof');
  }
});

test('pprof: other bytes are no profile', async () => {
  const read = await readAny(Uint8Array.from([0, 1, 2, 3, 250]));
  match(
    'problem' in read ? read.problem : '',
    /^test is of no format that can be shown: it is no text/,
  );
});

test('esbuild metafile: folders around files, and what no input accounts for', async () => {
  await checkProfile(
    {
      inputs: {
        'src/a.ts': { bytes: 30, imports: [] },
        'src/lib/b.ts': { bytes: 20 },
        'ns:x/y': { bytes: 1 },
      },
      outputs: {
        'out/a.js': {
          imports: [],
          bytes: 50,
          inputs: { 'src/a.ts': { bytesInOutput: 25 }, 'src/lib/b.ts': { bytesInOutput: 15 } },
        },
      },
    },
    `
    esbuild-metafile 51 bytes
    test / Outputs
      out/a.js(out/a.js) 0+50
        src/ 0+40
          a.ts(src/a.ts) 0+25
          lib/ 25+15
            b.ts(src/lib/b.ts) 25+15
    test / Inputs
      src/ 0+50
        a.ts(src/a.ts) 0+30
        lib/ 30+20
          b.ts(src/lib/b.ts) 30+20
      ns:x/ 50+1
        y(ns:x/y) 50+1
    `,
  );
});

test('files of each format that end early are shown as far as they go', async () => {
  const files: Readonly<Record<string, [string, RegExp]>> = {
    cpuprofile: [
      JSON.stringify({
        nodes: cpuNodes,
        startTime: 0,
        endTime: 9,
        timeDeltas: [0, 1, 2],
        samples: [2, 5, 2],
      }),
      /^1 samples have no time|^The file is cut off at byte \d+; what comes before is shown\.$/,
    ],
    speedscope: [
      JSON.stringify({
        shared: { frames: [{ name: 'a' }] },
        profiles: [{ type: 'sampled', unit: 'none', weights: [3, 4], samples: [[0], [0]] }],
      }),
      /^The file is cut off/,
    ],
  };
  for (const [format, [text, note]] of Object.entries(files)) {
    const profile = await readText(text.slice(0, -5));
    strictEqual(profile.format, format);
    match(profile.notes[0] ?? '', note);
    strictEqual(profile.spans.starts.length > 0, true);
  }
});

test('.cpuprofile: a node that is its own ancestor has no parent', async () => {
  const nodes = [
    { id: 3, callFrame: frame('(root)'), children: [2] },
    { id: 2, callFrame: frame('a'), children: [3, 4] },
    { id: 4, callFrame: frame('b') },
  ];
  const [samples, timeDeltas] = [
    [2, 3, 4],
    [0, 10, 10],
  ];
  const profile = await readText({ nodes, startTime: 0, endTime: 30, samples, timeDeltas });
  strictEqual(profile.length, 30);
  deepStrictEqual(profile.frames.names, ['(root)', 'a', 'b']);
});
