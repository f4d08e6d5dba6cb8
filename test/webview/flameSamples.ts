/** A small build as a Chrome trace: two workers, counters, marks, arguments, a file of node_modules, a name that looks like HTML. */

const span = (name: string, cat: string, [tid, ts, dur]: readonly number[], args?: object) => ({
  ...{ name, cat, ph: 'X', pid: 1, tid, ts, dur },
  ...(args === undefined ? {} : { args }),
});

const meta = (name: string, tid: number, value: string) => ({
  ...{ name, ph: 'M', pid: 1, tid },
  args: { name: value },
});

/** Name of the action that failed: markup, to see that it stays text. */
export const hostileName = '<img src=x onerror=alert(1)>#build';

const events = [
  meta('process_name', 0, 'cachescope'),
  meta('thread_name', 1, 'worker 1'),
  meta('thread_name', 2, 'worker 2'),
  span('web#build', 'run', [1, 1_000_000, 900_000], {
    action: 'web#build',
    reason: 'src/a.ts changed',
  }),
  span('hashing', 'hash', [1, 1_000_000, 60_000], { files: 120 }),
  span('vite build', 'run', [1, 1_080_000, 700_000]),
  span('transform', 'run', [1, 1_100_000, 200_000]),
  span('transform', 'run', [1, 1_320_000, 260_000]),
  span('storing', 'store', [1, 1_800_000, 90_000]),
  span('core#build', 'hit', [2, 1_000_000, 120_000]),
  span('restoring', 'restore', [2, 1_020_000, 90_000], { bytes: 1_048_576 }),
  span(hostileName, 'failed', [2, 1_200_000, 500_000]),
  span('web#test', 'run', [2, 1_750_000, 150_000]),
  { name: 'hit', cat: 'hit', ph: 'i', s: 't', pid: 1, tid: 2, ts: 1_010_000 },
  { name: 'miss', cat: 'miss', ph: 'i', s: 't', pid: 1, tid: 1, ts: 1_070_000 },
  ...Array.from({ length: 20 }, (_, at) => ({
    ...{ name: 'processes', ph: 'C', pid: 1, tid: 0, ts: 1_000_000 + at * 45_000 },
    args: { running: (at * 7) % 5 },
  })),
];

/** The trace. */
export const sampleTrace = JSON.stringify({ traceEvents: events });

/** A .cpuprofile whose functions have files, of this project and of a package. */
export const sampleCpuProfile = JSON.stringify({
  nodes: [
    node(1, '(root)', '', [2]),
    node(2, 'main', 'file:///shop/src/main.js', [3, 4]),
    node(3, 'parse', 'file:///shop/node_modules/parser/index.js', []),
    node(4, 'render', 'file:///shop/src/view/render.js', []),
  ],
  startTime: 0,
  endTime: 10_000,
  samples: [2, 3, 3, 4, 4, 4, 2],
  timeDeltas: [0, 1000, 1000, 1000, 2000, 2000, 2000],
});

function node(id: number, functionName: string, url: string, children: readonly number[]) {
  const callFrame = { functionName, scriptId: '1', url, lineNumber: 11, columnNumber: 4 };
  return { id, callFrame, hitCount: 1, children };
}
