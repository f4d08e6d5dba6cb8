// What holds of a file that nobody could parse: only what is sure to be of the bytes that were tried.

import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Attempt } from '../../../server/host/modules/reading/attempt.ts';
import {
  type ParsedModule,
  readReply,
} from '../../../server/host/modules/reading/parseMessages.ts';
import { endCodes } from '../../../server/host/modules/reading/parser.ts';
import { isOwnEnd, ProcessParser } from '../../../server/host/modules/reading/processParser.ts';
import { factsKey } from '../../../server/host/modules/reading/readModule.ts';
import { decodeFacts } from '../../../server/modules/factsCodec.ts';
import { makeTempDir } from '../../support/tempDir.ts';

const path = 'a.ts';
function told(attempt: Attempt, isForGood: boolean): ParsedModule | undefined {
  return [...readReply(attempt.failed('was too much', isForGood).bytes)][0];
}

test('a file that is as it was when it was tried is not tried again', async (t) => {
  const root = await makeTempDir(t);
  writeFileSync(join(root, path), 'bytes');
  const parsed = told(new Attempt(root, path), true);
  deepStrictEqual(Buffer.from(parsed?.digest ?? []), factsKey(Buffer.from('bytes'), path));
  strictEqual(parsed?.signature?.size, 5);
  const { problems } = decodeFacts(parsed?.facts ?? new Uint8Array(0));
  match(problems[0]?.message ?? '', /^a\.ts was too much\. Its imports are not known\.$/);
});

test('one that was mended meanwhile is, and so is one that is gone, and one that may be fine', async (t) => {
  const root = await makeTempDir(t);
  const none = { signature: undefined, digest: undefined };
  const check = (parsed: ParsedModule | undefined): void => {
    const { signature, digest } = parsed ?? {};
    deepStrictEqual({ signature, digest }, none);
  };
  check(told(new Attempt(root, path), true));
  writeFileSync(join(root, path), 'bytes');
  const attempt = new Attempt(root, path);
  check(told(attempt, false));
  writeFileSync(join(root, path), 'mended');
  check(told(attempt, true));
});

test('a process that was ended from outside did not end of a file', async (t) => {
  const parser = new ProcessParser({ root: await makeTempDir(t), bytesMax: 1e6 });
  strictEqual(await parser.ready, true);
  process.kill(parser.pid ?? 0, 'SIGKILL');
  strictEqual(await parser.ask({ paths: [path], known: undefined }), undefined);
  deepStrictEqual([parser.hasEnded, parser.endedByItself], [true, false]);
});

test('one that was ended with a code of Windows did not either, and one that has no memory may the next time', () => {
  const fromOutside = [1, 0xc000_013a, 0x4001_0004, 0xc000_0017, endCodes.memory];
  // What native code ends with there, what its runtime aborts with, and the end of the thread.
  const own = [0xc000_0005, 0xc000_0409, 3, 134, endCodes.thread];
  deepStrictEqual(
    [...fromOutside, ...own].filter((code) => isOwnEnd(code, null)),
    own,
  );
  deepStrictEqual(
    ['SIGKILL', 'SIGTERM', 'SIGABRT', 'SIGSEGV'].filter((signal) => isOwnEnd(null, signal)),
    ['SIGABRT', 'SIGSEGV'],
  );
});

test('a process whose thread had too little memory did not end of the file for good', async (t) => {
  const root = await makeTempDir(t);
  const lines = Array.from({ length: 150_000 }, (_, at) => `import './module${at}';`);
  writeFileSync(join(root, path), lines.join('\n'));
  const parser = startWithMemory(12, root);
  strictEqual(await parser.ready, true);
  strictEqual(await parser.ask({ paths: [path], known: undefined }), undefined);
  deepStrictEqual([parser.hasEnded, parser.endedByItself], [true, false]);
});

/** @param megabytes for what JavaScript holds */
function startWithMemory(megabytes: number, root: string): ProcessParser {
  const { NODE_OPTIONS } = process.env;
  process.env.NODE_OPTIONS = `--max-old-space-size=${megabytes}`;
  try {
    return new ProcessParser({ root, bytesMax: 1e7 });
  } finally {
    if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = NODE_OPTIONS;
  }
}
