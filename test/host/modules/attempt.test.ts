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
import { ProcessParser } from '../../../server/host/modules/reading/processParser.ts';
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
