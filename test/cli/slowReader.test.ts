/** Who reads our output may be slow, or not read at all: `cachescope run build | less`. What commands do meanwhile is the user's choice. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { settledCount } from '../support/settledCount.ts';
import { makeWorkspace } from './support.ts';

const program = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url));

/** Prints 20 MB, and writes down how much of them. */
const talkative = `
  //- package.json
  { "name": "talkative", "private": true, "scripts": { "talk": "sh talk.sh" } }
  //- talk.sh
  i=0
  while [ $i -lt 200 ]; do head -c 100000 /dev/zero | tr '\\0' x; i=$((i+1)); echo $i > count; done
  echo
`;
const allBytes = 20_000_000;

interface Unread {
  /** How far the command came while nobody read. */
  readonly count: number;
  /** Everything, read after that. */
  readonly printed: string;
  readonly code: number | null;
}

async function runUnread(t: TestContext, policy: string): Promise<Unread> {
  const { root } = await makeWorkspace(t, talkative);
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program, 'run', 'talk', `--slow-reader=${policy}`], {
    cwd: root,
    env: { PATH, HOME },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const count = await settledCount(join(root, 'count'));
  const printed = await text(child.stdout);
  assert.equal(readFileSync(join(root, 'count'), 'utf8'), '200\n');
  return { count, printed, code: await ended };
}

function bytesOf(printed: string): number {
  return printed.match(/x/g)?.length ?? 0;
}

test('wait: commands wait, and nothing is lost', async (t) => {
  const { count, printed, code } = await runUnread(t, 'wait');
  assert.ok(count < 200, `it wrote ${count} of 200 parts`);
  assert.equal(bytesOf(printed), allBytes);
  assert.equal(code, 0);
});

test('buffer: commands go on, and nothing is lost', async (t) => {
  const { count, printed, code } = await runUnread(t, 'buffer');
  assert.equal(count, 200);
  assert.equal(bytesOf(printed), allBytes);
  assert.equal(code, 0);
});

test('drop: commands go on, and what was left out is counted', async (t) => {
  const { count, printed, code } = await runUnread(t, 'drop');
  assert.equal(count, 200);
  const left = /([\d.]+) MB of output were left out, since nobody read them in time/.exec(printed);
  assert.ok(left, printed.replaceAll(/x+/g, 'x'));
  // From 10 MB on it is told in whole ones. Our own lines may hold an x, too.
  const untold = Number(left[1]) * 1e6 + bytesOf(printed) - allBytes;
  assert.ok(Math.abs(untold) <= 0.5e6 + 1000, `${untold} bytes neither printed nor told of`);
  assert.match(printed, /1 action ran|ran 1|1 ran/);
  assert.equal(code, 0);
});
