// Another process that rebuilds what a command reads: the command may have found nothing there, and is tried again.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceStore } from '../../../server/engine/ports/store.ts';
import { action, actionMap } from '../../support/engine/actions.ts';
import { buildRequest, openPorts } from '../../support/engine/testEngine.ts';
import { makeTempDir } from '../../support/tempDir.ts';

// Once, between the two looks at its dependency's output, that output is taken away and written again as it was. No process
// commits anything to the store in between: the one that does this took its lock before, and records its result later.
const reader =
  '[ -f once ] && exit 0; touch once; mv out/a.txt gone; ! cat out/a.txt 2> /dev/null && cat gone > out/a.txt && exit 1';

const actions = actionMap([
  action({ id: 'a#build', script: 'mkdir -p out && echo a > out/a.txt', outputs: ['out/**'] }),
  action({ id: 'b#build', script: reader, dependsOn: ['a#build'] }),
]);

/** A store on which another process holds a lock, or none does. */
function withOthers(traces: TraceStore, isHeld: boolean): TraceStore {
  return new Proxy(traces, {
    get(store, name: keyof TraceStore) {
      if (name === 'othersAtWork') return () => isHeld;
      return (store[name] as () => unknown).bind(store);
    },
  });
}

/** Builds from nothing. @returns the states of both actions */
async function build(root: string, isHeld: boolean): Promise<readonly string[]> {
  const ports = openPorts(root);
  try {
    const { engine, store } = ports;
    const traces = withOthers(store.traces, isHeld);
    const run = await engine(actions, { traces }).build(buildRequest(['b#build']));
    return run.actions.map(({ state }) => state);
  } finally {
    await ports.close();
  }
}

test('a command that fails while another process rebuilds what it reads is tried again', async (t) => {
  deepStrictEqual(await build(await makeTempDir(t), true), ['ran', 'ran']);
});

test('a command that fails with nobody else at work has failed', async (t) => {
  deepStrictEqual(await build(await makeTempDir(t), false), ['ran', 'failed']);
});
