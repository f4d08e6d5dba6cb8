// Readers and writers of profiles: how long files of a million spans take, and what memory.
//
//   npm run bench -- profiles                   1,000,000 spans, 101 MB
//   npm run bench -- profiles --spans 2000000
//
// Each file is read in a process of its own, since memory that was used once is not always given back.

import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import type { Profile } from '../../server/profiles/profile.ts';
import { readProfile } from '../../server/profiles/readProfile.ts';
import { writeChromeTrace } from '../../server/profiles/write/chromeTrace.ts';
import { writeSpeedscope } from '../../server/profiles/write/speedscope.ts';
import { writeTrace } from '../support/profiles/makeTrace.ts';

const chunkBytes = 1 << 20;

interface Figures {
  readonly spans: number;
  readonly readMs: number;
  /** Of all threads; what a machine does besides does not count. */
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** Reads one file, and prints the figures as JSON. */
async function readOne(file: string): Promise<void> {
  const start = performance.now();
  const before = process.cpuUsage();
  const profile = await readFileOf(file);
  const readMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1000;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const figures: Figures = { spans: profile.spans.starts.length, readMs, cpuMs, peakMb };
  console.log(JSON.stringify(figures));
}

async function readFileOf(file: string): Promise<Profile> {
  const stream = createReadStream(file, { highWaterMark: chunkBytes });
  const profile = await readProfile(stream, { name: file });
  if ('problem' in profile) throw new Error(profile.problem);
  return profile;
}

async function report(name: string, file: string): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  const output = execFileSync(process.execPath, [script, '--read', file], { encoding: 'utf8' });
  const { spans, readMs, cpuMs, peakMb }: Figures = JSON.parse(output);
  const { size } = await stat(file);
  const columns = [
    name.padEnd(24),
    `${(size / 1e6).toFixed(0)} MB`.padStart(8),
    `${spans.toLocaleString('en-US')} spans`.padStart(18),
    `${readMs.toFixed(0)} ms`.padStart(9),
    `cpu ${cpuMs.toFixed(0)} ms`.padStart(12),
    `${(size / 1e3 / readMs).toFixed(0)} MB/s`.padStart(9),
    `peak ${peakMb.toFixed(0)} MB`.padStart(12),
  ];
  console.log(columns.join('  '));
}

async function write(text: Iterable<string>, file: string): Promise<void> {
  const start = performance.now();
  await pipeline(Readable.from(text), createWriteStream(file));
  console.log(`written in ${(performance.now() - start).toFixed(0)} ms:`);
}

/** Makes the files, and reads each. */
export async function main(args: readonly string[]): Promise<number | undefined> {
  const options = {
    spans: { type: 'string', default: '1000000' },
    read: { type: 'string' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.read !== undefined) {
    await readOne(values.read);
    return undefined;
  }
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'cachescope-bench-'));
  try {
    const made = join(folder, 'made.trace.json');
    await writeTrace(made, { spans: Number(values.spans) });
    await report('Chrome trace', made);
    await pipeline(
      createReadStream(made),
      createGzip({ level: 1 }),
      createWriteStream(`${made}.gz`),
    );
    await report('Chrome trace, gzip', `${made}.gz`);
    const profile = await readFileOf(made);
    await write(writeChromeTrace(profile), join(folder, 'ours.trace.json'));
    await report('Chrome trace, ours', join(folder, 'ours.trace.json'));
    await write(writeSpeedscope(profile), join(folder, 'ours.speedscope.json'));
    await report('speedscope', join(folder, 'ours.speedscope.json'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
