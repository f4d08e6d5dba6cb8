// Threads that parse, where they do not survive what they are given.

import { deepStrictEqual, fail, match, rejects, strictEqual } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { Marks } from '../../../server/host/modules/marks/marks.ts';
import { Crew } from '../../../server/host/modules/reading/crew.ts';
import {
  type ParseReply,
  type ParseThreadData,
  readReply,
} from '../../../server/host/modules/reading/parseMessages.ts';
import { ParsePool } from '../../../server/host/modules/reading/parsePool.ts';
import { readAll } from '../../../server/host/modules/reading/pipeline.ts';
import { factsKey } from '../../../server/host/modules/reading/readModule.ts';
import { ThreadParser } from '../../../server/host/modules/reading/threadParser.ts';
import { decodeFacts } from '../../../server/modules/factsCodec.ts';
import { watchSpawn } from '../../support/childProcesses.ts';
import { deadlyText, leaveDeadMark } from '../../support/deadMark.ts';
import { makeTempDir } from '../../support/tempDir.ts';

const bytesMax = 1e6;
/** @param root undefined: whatever a thread is given, it ends with */
function pool(t: TestContext, root: string | undefined): ParsePool {
  const data = root === undefined ? (undefined as unknown as ParseThreadData) : { root, bytesMax };
  const made = new ParsePool(data, 1);
  t.after(() => made.close());
  return made;
}

async function parse(made: ParsePool, paths: readonly string[]): Promise<ParseReply[]> {
  const batches = [{ paths, known: undefined }];
  const replies: ParseReply[] = [];
  await made.run(
    async () => batches.pop(),
    (_, reply) => replies.push(reply),
  );
  return replies;
}

test('a file that no thread survives is a problem of its own', async (t) => {
  const [reply] = await parse(pool(t, undefined), ['a.ts']);
  const [parsed] = readReply(reply?.bytes ?? new Uint8Array(0));
  strictEqual(parsed?.hasProblems, true);
  const { problems } = decodeFacts(parsed?.facts ?? new Uint8Array(0));
  match(problems[0]?.message ?? '', /^a\.ts could not be parsed: the thread that tried ended/);
});

test('where no thread survives anything, that is told instead of tried with each file', async (t) => {
  const paths = Array.from({ length: 2000 }, (_, at) => `${at}.ts`);
  await rejects(
    parse(pool(t, undefined), paths),
    /ended 20 times in a row, the last time with 19\.ts/,
  );
});

test('a thread that is there again is used again', async (t) => {
  const root = await makeTempDir(t);
  await writeFile(join(root, 'a.ts'), "import './b';");
  const made = pool(t, root);
  for (let time = 0; time < 2; time++) {
    const [reply] = await parse(made, ['a.ts']);
    const [parsed] = readReply(reply?.bytes ?? new Uint8Array(0));
    const { imports } = decodeFacts(parsed?.facts ?? new Uint8Array(0));
    deepStrictEqual(
      imports.map(({ specifier }) => specifier),
      ['./b'],
    );
  }
});

test('threads that rest give back what they hold: as many new ones as are kept take their place', async (t) => {
  const root = await makeTempDir(t);
  const crew = new Crew((onEnd) => new ThreadParser({ root, bytesMax }, onEnd));
  t.after(() => crew.close());
  const used = [crew.take(), crew.take()];
  for (const one of used) crew.rest(one);
  await crew.renew(1);
  deepStrictEqual(
    used.map(({ hasEnded }) => hasEnded),
    [true, true],
  );
  const next = crew.take();
  strictEqual(used.includes(next), false);
  const reply = await next.ask({ paths: ['none.ts'], known: undefined });
  strictEqual(reply && 'bytes' in reply, true);
  crew.rest(next);
});

test('a walk that fails ends everything', async (t) => {
  function* walk(): Generator<RelativePath[]> {
    yield ['a.ts' as RelativePath];
    throw new Error('the disk is gone');
  }
  const nothing = (): void => undefined;
  const told = { onModule: nothing, onProgress: nothing, sizeOf: () => 0, cancel: undefined };
  const made = pool(t, await makeTempDir(t));
  const pipeline = { ...told, pool: made, known: undefined, threads: 2, memoryLimit: undefined };
  // Only when no thread is left that takes files.
  await rejects(readAll(walk(), pipeline), /the disk is gone/);
});

interface Careful {
  readonly made: ParsePool;
  readonly marks: Marks;
  readonly root: string;
}

/** Threads that know of files that may end the process. */
async function careful(t: TestContext, threads: number): Promise<Careful> {
  const [root, home] = [await makeTempDir(t), await makeTempDir(t)];
  const folder = join(home, 'marks');
  const marks = new Marks({ folder, onTrouble: (message) => fail(message) });
  const made = new ParsePool({ root, bytesMax }, threads, { marks });
  t.after(() => made.close());
  leaveDeadMark(folder, ['gone.ts']);
  return { made, marks, root };
}

/** What is told of files that were given to be parsed in these batches; undefined: nothing. */
async function toldOf(
  made: ParsePool,
  batches: readonly (readonly string[])[],
): Promise<Readonly<Record<string, string | undefined>>> {
  const left = batches.map((paths) => ({ paths, known: undefined }));
  const told: Record<string, string | undefined> = {};
  await made.run(
    async () => left.shift(),
    ({ paths }, { bytes }) => {
      for (const [at, parsed] of [...readReply(bytes)].entries()) {
        const { problems } = decodeFacts(parsed?.facts ?? new Uint8Array(0));
        told[paths[at] ?? ''] = problems[0]?.message;
      }
    },
  );
  return told;
}

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `f${at}.ts`);

for (const refusal of ['thrown', 'told'] as const)
  test(`where one process can be started and no other one (${refusal}), that one tries all`, async (t) => {
    const started = watchSpawn(t, (count) => (count > 1 ? refusal : undefined));
    const { made, marks, root } = await careful(t, 3);
    const paths = names(12);
    for (const path of paths) await writeFile(join(root, path), '');
    const told = await toldOf(
      made,
      paths.map((path) => [path]),
    );
    deepStrictEqual(told, Object.fromEntries(paths.map((path) => [path, undefined])));
    deepStrictEqual([...marks.suspects], ['gone.ts']);
    deepStrictEqual([started.most, started.live], [1, 0]);
  });

for (const refusal of ['thrown', 'told'] as const)
  test(`where none can be started (${refusal}), only suspects are left untried`, async (t) => {
    watchSpawn(t, () => refusal);
    const { made, marks, root } = await careful(t, 2);
    for (const path of ['gone.ts', 'a.ts', 'b.ts']) await writeFile(join(root, path), '');
    const told = await toldOf(made, [['a.ts'], ['gone.ts', 'b.ts']]);
    match(told['gone.ts'] ?? '', /^gone\.ts was not parsed: a process ended while it was read/);
    deepStrictEqual([told['a.ts'], told['b.ts']], [undefined, undefined]);
    deepStrictEqual([...marks.suspects], ['gone.ts']);
  });

test('files of which one ended the only process that there could be are suspects, and none is told to have ended it', async (t) => {
  watchSpawn(t, (count) => (count > 1 ? 'thrown' : undefined));
  const { made, marks, root } = await careful(t, 1);
  await writeFile(join(root, 'a.ts'), '');
  await writeFile(join(root, 'deadly.ts'), deadlyText);
  const told = await toldOf(made, [['a.ts', 'deadly.ts']]);
  for (const path of ['a.ts', 'deadly.ts']) match(told[path] ?? '', / was not parsed: a process/);
  deepStrictEqual([...marks.suspects].sort(), ['a.ts', 'deadly.ts', 'gone.ts']);
});

test('no more than four processes run at once, also where it is known from before what to parse in them', async (t) => {
  const started = watchSpawn(t);
  const { made, marks, root } = await careful(t, 10);
  const paths = names(20);
  for (const path of paths) {
    await writeFile(join(root, path), '');
    marks.addSuspect(path);
  }
  // Another run has seen to the mark.
  marks.begin();
  await toldOf(
    made,
    paths.map((path) => [path]),
  );
  deepStrictEqual([...marks.suspects], ['gone.ts']);
  deepStrictEqual([started.most, started.live], [4, 0]);
});

test('what is known from before, or not there, was survived by nobody', async (t) => {
  const { made, marks, root } = await careful(t, 1);
  const [path, text] = ['gone.ts', "import './b';"];
  const ask = async (known: Uint8Array | undefined): Promise<readonly string[]> => {
    const batches = [{ paths: [path], known }];
    await made.run(
      async () => batches.pop(),
      () => undefined,
    );
    return [...marks.suspects];
  };
  deepStrictEqual(await ask(undefined), [path]);
  await writeFile(join(root, path), text);
  deepStrictEqual(await ask(factsKey(Buffer.from(text), path)), [path]);
  deepStrictEqual(await ask(undefined), []);
});
