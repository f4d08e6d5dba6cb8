// How fast the modules of real sources are known, side by side with madge and dependency-cruiser, and whether they find the same. Machines change
// their speed within minutes, so all take turns, ours before and after each of the others, and of each the best run counts; before each run every file is read, so that nobody waits for
// the disk.
//
//   npm run bench -- modules                       10,000 files that people wrote
//   npm run bench -- modules --files packages      10,000 of whole packages, with what builds wrote
//   npm run bench -- modules --files 50000 --peers ''
//   npm run bench -- modules --files small

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { installPackages } from '../support/installPackages.ts';
import { type CorpusSize, corpus } from './moduleCorpus.ts';
import { Differences, edgesOf, type OurImport } from './moduleDifferences.ts';

const here = dirname(fileURLToPath(import.meta.url));
const projectRoot = join(here, '../..');
const folder = join(projectRoot, '.testresults/bench-modules');
const peerSpecs = ['madge@8.0.0', 'dependency-cruiser@18.7.2', 'typescript@5.9.3'];

interface Figures {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly modules: number;
  readonly imports: number;
  readonly bytesPerModule: number;
  readonly peakMb: number;
  /** A second look at each file, by a loop that is compiled by now. */
  readonly warmMs?: number;
  readonly editMs?: readonly number[];
}

interface Peer {
  readonly name: string;
  readonly script: URL;
  readonly timesMin: number;
}
const peers: readonly Peer[] = [
  { name: 'madge', script: new URL('./modulePeers/madge.mjs', import.meta.url), timesMin: 12 },
  {
    name: 'dependency-cruiser',
    script: new URL('./modulePeers/cruiser.mjs', import.meta.url),
    timesMin: 20,
  },
];

/** As it ships: what is measured should not be the removal of types. */
async function bundle(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [
      fileURLToPath(new URL('./moduleRun.ts', import.meta.url)),
      join(projectRoot, 'server/host/modules/reading/modules.worker.ts'),
    ],
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['oxc-parser', 'oxc-resolver'],
    banner: {
      js: "import { createRequire as __make } from 'node:module'; const require = __make(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

function run(mode: string, root: string, file: string): Figures {
  const words = ['--expose-gc', join(folder, 'moduleRun.js'), mode, root, file];
  return JSON.parse(
    execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1e8 }),
  ) as Figures;
}

function best(all: readonly Figures[]): Figures {
  return all.reduce((a, b) => (a.wallMs <= b.wallMs ? a : b));
}

/** Has all files in memory, as far as the machine keeps them there. */
function readAll(root: string): void {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name));
}

function verdict(isMet: boolean): string {
  return isMet ? 'met' : 'NOT met';
}

function edgesFile({ name }: Peer): string {
  return join(folder, `${name}.edges`);
}

function runPeer(peer: Peer, root: string): Figures {
  const modules = installPackages('modules-1', peerSpecs);
  const script = fileURLToPath(peer.script);
  const words = ['--max-old-space-size=6000', script, modules, root, edgesFile(peer)];
  const text = execFileSync(process.execPath, words, {
    encoding: 'utf8',
    maxBuffer: 1e8,
    cwd: root,
  });
  return JSON.parse(text.trim().split('\n').at(-1) ?? '') as Figures;
}

function tellPeer(peer: Peer, root: string, cold: Figures, runs: readonly Figures[]): boolean {
  const { name, timesMin } = peer;
  const { wallMs, modules } = best(runs);
  const times = wallMs / cold.wallMs;
  console.log(
    `${name}: ${(wallMs / 1000).toFixed(1)} s for ${modules} modules, ${times.toFixed(1)} times as long (bar ${timesMin}: ${verdict(times >= timesMin)})`,
  );
  const isExplained = tellDifferences(name, root, edgesFile(peer));
  return times >= timesMin && isExplained;
}

/** Writes every difference with its reason, and tells how many there are of each. @returns whether all have one */
function tellDifferences(name: string, root: string, theirsFile: string): boolean {
  const lines = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const ours = lines(join(folder, 'ours.edges')).map((line) => JSON.parse(line) as OurImport);
  const theirs = edgesOf(lines(theirsFile));
  const all = [...new Differences(root, ours, theirs).all()];
  const pairs = new Set(ours.flatMap(({ from, to }) => (to === undefined ? [] : `${from}\t${to}`)));
  const both = [...pairs].filter((pair) => {
    const [from = '', to = ''] = pair.split('\t');
    return theirs.get(from)?.has(to);
  });
  console.log(`  edges of both: ${both.length}`);
  const counts = new Map<string, number>();
  for (const { side, reason } of all) {
    const key = `${side}: ${reason ?? 'unexplained'}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of [...counts].sort(([, x], [, y]) => y - x))
    console.log(`  ${count} ${key}`);
  const file = join(folder, `${name}.differences`);
  const told = all.map(({ side, from, to, specifier, kind, reason }) =>
    [side, reason ?? 'unexplained', from, to, kind ?? '', specifier ?? ''].join('\t'),
  );
  writeFileSync(file, `${told.sort().join('\n')}\n`);
  const unexplained = all.filter(({ reason }) => reason === undefined).length;
  console.log(
    `  ${all.length} differences, unexplained: ${unexplained} (${verdict(unexplained === 0)}); each in ${relative(projectRoot, file)}`,
  );
  return unexplained === 0;
}

/** @returns 1 where a bar is not met */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      files: { type: 'string', default: '10000' },
      peers: { type: 'string', default: peers.map(({ name }) => name).join(',') },
      runs: { type: 'string', default: '3' },
    },
  });
  const root = corpus(values.files as CorpusSize);
  await bundle();
  const rows = join(folder, 'rows.bin');
  const runs = Number(values.runs);
  console.log(
    `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, best of ${runs} turns`,
  );
  const wanted = peers.filter(({ name }) => values.peers.split(',').includes(name));
  const colds: Figures[] = [];
  const runsOf = new Map(wanted.map((peer) => [peer, [] as Figures[]]));
  const cold = (): void => {
    readAll(root);
    colds.push(run('cold', root, rows));
  };
  for (let turn = 0; turn < runs; turn++) {
    for (const [peer, all] of runsOf) {
      cold();
      readAll(root);
      all.push(runPeer(peer, root));
    }
    cold();
  }
  const ours = best(colds);
  const cores = ours.cpuMs / ours.wallMs / availableParallelism();
  console.log(
    `cold: ${ours.wallMs.toFixed(0)} ms for ${ours.modules} modules and ${ours.imports} imports, cores busy ${(cores * 100).toFixed(0)} % (bar 80: ${verdict(cores >= 0.8)}), peak ${ours.peakMb.toFixed(0)} MB`,
  );
  const repeated = (mode: string): Figures =>
    best(Array.from({ length: runs }, () => run(mode, root, rows)));
  readAll(root);
  const again = repeated('reopened');
  // Likewise in processes that do nothing else: a loop that ran before is another thing than a workspace that is opened.
  const looked = repeated('looked');
  const times = again.wallMs / looked.wallMs;
  const warmTimes = again.wallMs / (looked.warmMs ?? 1);
  console.log(
    `reopened: ${again.wallMs.toFixed(1)} ms, ${times.toFixed(2)} times a look at each file, ${looked.wallMs.toFixed(1)} ms (bar 3: ${verdict(times <= 3)}), and ${warmTimes.toFixed(2)} times a second one in the same process`,
  );
  const [first = 0, ...edits] = run('edited', root, rows).editMs ?? [];
  edits.sort((a, b) => a - b);
  const median = edits[Math.floor(edits.length / 2)] ?? 0;
  console.log(
    `one file edited: ${median.toFixed(2)} ms, at most ${edits.at(-1)?.toFixed(2)} (bar 20: ${verdict(median < 20)}); the first, at once after opening, while a thread starts: ${first.toFixed(0)}`,
  );
  console.log(
    `memory: ${again.bytesPerModule.toFixed(0)} bytes a module (bar 1024: ${verdict(again.bytesPerModule < 1024)})`,
  );
  run('edges', root, join(folder, 'ours.edges'));
  const isMet = [...runsOf].map(([peer, all]) => tellPeer(peer, root, ours, all));
  const isFast = cores >= 0.8 && times <= 3 && median < 20 && again.bytesPerModule < 1024;
  return isFast && isMet.every(Boolean) ? 0 : 1;
}
