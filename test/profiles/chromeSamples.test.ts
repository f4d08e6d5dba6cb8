// The reader of Chrome traces: processor profiles and samples in them, as Chromium, webpack, Rspack and Hermes write them.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadLimits } from '../../server/profiles/layout/limits.ts';
import { checkProfile, drawProfile, readText, span } from './profileText.ts';

const node = (id: number, functionName: string, parent?: number, more: object = {}): object => ({
  id,
  parent,
  callFrame: { codeType: 'JS', functionName, scriptId: 3, ...more },
});
const profilerEvent = (name: string, ts: number, tid: number, data: object): object => ({
  ph: 'P',
  name,
  id: '0x1',
  ts,
  pid: 1,
  tid,
  args: { data },
});
const devtoolsEvents = [
  // Written by a thread of its own, and not in order.
  profilerEvent('ProfileChunk', 190, 9, {
    cpuProfile: { samples: [4, 6, 6, 3] },
    timeDeltas: [10, 10, 5, 5],
    lines: [1, 2, 3, 4],
    endTime: 180,
  }),
  profilerEvent('Profile', 100, 1, { startTime: 100, source: 'Internal' }),
  profilerEvent('ProfileChunk', 140, 9, {
    cpuProfile: {
      nodes: [
        node(1, '(root)'),
        node(2, '(program)', 1),
        node(3, 'main', 1, { url: 'http://x/a.js', lineNumber: 4, columnNumber: 9 }),
        node(4, 'load', 3),
        node(6, '(garbage collector)', 1),
      ],
      samples: [2, 3, 4],
    },
    timeDeltas: [10, 10, 20],
  }),
  span('RunTask', 100, 90),
  { ph: 'M', name: 'thread_name', pid: 1, tid: 1, args: { name: 'CrRendererMain' } },
];
const devtoolsDrawn = `
    chrome-trace 90 from 100
    Process 1 / CrRendererMain
      RunTask 0+90
    Process 1 / CrRendererMain (samples)
      (program) 10+10
      main(http://x/a.js:5:10) 20+60
        load 40+30
          (garbage collector) 60+10
    `;

test('a processor profile in a trace is a lane below its thread', async () => {
  await checkProfile(devtoolsEvents, devtoolsDrawn);
  await checkProfile({ traceEvents: devtoolsEvents }, devtoolsDrawn, { chunk: 50 });
});

test('a processor profile without its start, with times too few, or broken, is shown as far as it goes', async () => {
  const nodes = [node(1, '(root)'), node(2, 'main', 1), node(3, 'odd', 77)];
  await checkProfile(
    [
      profilerEvent('ProfileChunk', 140, 9, {
        cpuProfile: { nodes, samples: [2, 2, 3, 5, 2, 2] },
        timeDeltas: [10, 10, 10, 5, 5],
      }),
      '{',
    ],
    `
    chrome-trace 30 from 110
    Process 1 / Thread 9 (samples)
      main 0+20
      odd 20+10
      main 30+0
    * 1 samples have no time, or times have no sample; they are left out.
    * 1 samples name a node that the file does not have; they are left out.
    `,
  );
});

test('samples with stack frames become spans', async () => {
  const sample = (ts: number, sf: number) => ({ ph: 'P', name: 'cpu', ts, sf, pid: 1, tid: 1 });
  await checkProfile(
    {
      traceEvents: [sample(1, 2), sample(2, 2), sample(3, 3), sample(4, 1)],
      stackFrames: {
        1: { name: 'main' },
        2: { name: 'load', parent: 1 },
        3: { name: 'run', parent: '1' },
      },
    },
    `
    chrome-trace 3 from 1
    Process 1 / Thread 1
      main 0+3
        load 0+2
        run 2+1
    `,
  );
});

test('samples and their frames are read one by one, however many', async () => {
  const stackFrames = { 1: { name: 'main' }, 2: { name: 'load', category: 'js', parent: 1 } };
  const samples = Array.from({ length: 3000 }, (_, at) => {
    return { cpu: '-1', name: '', ts: `${1000 + at}`, pid: 1, tid: '2', sf: at < 1000 ? 1 : 2 };
  });
  const read = async (limits: Partial<ReadLimits>) =>
    await readText({ traceEvents: [], samples, stackFrames }, { chunk: 999, limits });
  strictEqual(
    drawProfile(await read({ eventBytes: 200 })),
    `chrome-trace 2999 from 1000
Process 1 / Thread 2
  main 0+2999
    load[js] 1000+1999`,
  );
  deepStrictEqual((await read({ instants: 2000 })).notes, [
    '1,000 samples are left out: a trace shows at most 2,000.',
  ]);
});

const wholeProfile = {
  nodes: [
    { ...node(1, '(root)'), parent: undefined, children: [2] },
    { ...node(2, 'main'), children: [3] },
    node(3, 'load'),
  ],
  startTime: 5_000_100,
  endTime: 5_000_180,
  samples: [2, 3],
  timeDeltas: [20, 30],
};

test('a whole processor profile in one instant, as webpack writes it', async () => {
  const instant = (args: object) => ({
    ph: 'I',
    name: 'CpuProfile',
    ts: 5_000_180,
    pid: 1,
    tid: 4,
    args,
  });
  await checkProfile(
    [
      span('build', 5_000_100, 100, { tid: 4 }),
      instant({ data: { cpuProfile: wholeProfile } }),
      instant({ data: { cpuProfile: wholeProfile } }),
      instant({}),
      instant({ data: 'none' }),
    ],
    `
    chrome-trace 100 from 5000100
    Process 1 / Thread 4
      build 0+100
    Process 1 / Thread 4 (samples)
      main 20+60
        load 50+30
    Process 1 / Thread 4 (samples 2)
      main 20+60
        load 50+30
    ! 80 CpuProfile on Thread 4
    ! 80 CpuProfile on Thread 4 {"data":"none"}
    `,
  );
});

test('a processor profile of another clock whose times are there twice, as Rspack writes it', async () => {
  await checkProfile(
    [
      profilerEvent('Profile', 7, 4, { startTime: 10 }),
      profilerEvent('ProfileChunk', 8, 4, { cpuProfile: wholeProfile, timeDeltas: [20, 30] }),
    ],
    `
    chrome-trace 60 from 30
    Process 1 / Thread 4 (samples)
      main 0+60
        load 30+30
    `,
  );
});
