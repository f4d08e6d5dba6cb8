// A process that the trials start and kill: `writer` puts results and says so once each is acknowledged, `collector` collects in a
// loop, `builder` builds what is not there yet under a lock and notes each build in a file.
//
//   node worker.ts writer <root> <name> <seed>

import { appendFileSync, mkdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionId, KeyDigest } from '../../server/engine/model/brand.ts';
import { digestOf, open, output, trace } from '../host/store/storeFixture.ts';
import { chance, upTo, writeRandomFile } from './harness.ts';

const [role = '', root = '', name = '', seedText = '0'] = process.argv.slice(2);
const random = chance(Number(seedText));
const { store } = open(root);
mkdirSync(join(root, 'out'), { recursive: true });

function say(...words: readonly string[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}

function write(count: number): void {
  // Some contents come again and again, from both writers, so that equal blobs meet.
  const path = `out/${name}-${count % 50}`;
  const bytes = writeRandomFile(
    join(root, path),
    random() < 0.3 ? chance(upTo(random, 5)) : random,
  );
  const file = output(root, path, bytes);
  const failed = store.blobs.putFile(file);
  if (failed) {
    say('refused', JSON.stringify(failed));
    return;
  }
  const action = `${name}#${count}`;
  store.traces.record(trace(action, { input: file.blob, outputs: [file] }));
  say('ack', action, file.blob);
}

function build(count: number): void {
  const action = `shared#${count}` as ActionId;
  if (store.traces.lock(action)) return;
  const found = store.traces.candidates(action, digestOf('key') as KeyDigest);
  if (found.length === 0) {
    appendFileSync(join(root, 'builds.log'), `${action}\n`);
    const path = `out/${name}-${count}`;
    const file = output(root, path, `content of ${action}`);
    store.blobs.putFile(file);
    store.traces.record(trace(action, { input: 'x', outputs: [file] }));
  }
  store.traces.unlock(action);
  for (const { outputs } of found) {
    const failed = store.blobs.restore(outputs);
    if (failed && failed.failure.type !== 'absent') say('wrong', action, JSON.stringify(failed));
    const first = outputs[0];
    if (!failed && first && readFileSync(join(root, first.path), 'utf8') !== `content of ${action}`)
      say('wrong', action, 'other content');
  }
}

say('ready');
switch (role) {
  case 'writer':
    for (let count = 0; count < 100_000; count++) write(count);
    break;
  case 'collector':
    for (let count = 0; count < 100_000; count++) store.maintenance.collectGarbage();
    break;
  case 'builder':
    for (let count = 0; count < Number(seedText); count++) build(count);
    store.close();
    say('done');
    break;
  default:
    throw new Error(`unknown role: ${role}`);
}
