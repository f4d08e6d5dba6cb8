// Threads that parse, where they do not survive what they are given.

import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import {
  type ParseReply,
  type ParseThreadData,
  readReply,
} from '../../../server/host/modules/reading/parseMessages.ts';
import { ParsePool } from '../../../server/host/modules/reading/parsePool.ts';
import { readAll } from '../../../server/host/modules/reading/pipeline.ts';
import { decodeFacts } from '../../../server/modules/factsCodec.ts';
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

test('a walk that fails ends everything', async (t) => {
  function* walk(): Generator<RelativePath[]> {
    yield ['a.ts' as RelativePath];
    throw new Error('the disk is gone');
  }
  const nothing = (): void => undefined;
  const told = { onModule: nothing, onProgress: nothing, cancel: undefined };
  const made = pool(t, await makeTempDir(t));
  const pipeline = { ...told, pool: made, known: undefined, threads: 2, memoryLimit: undefined };
  // Only when no thread is left that takes files.
  await rejects(readAll(walk(), pipeline), /the disk is gone/);
});
