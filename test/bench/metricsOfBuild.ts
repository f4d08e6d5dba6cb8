// What a collector adds to real builds: their events are kept, then told to a new collector again and again, and what that and saving
// takes is divided by what the build took. (Two builds side by side differ by more than 1 % for other reasons.)

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { EngineEvent } from '../../server/engine/events.ts';
import { Collector } from '../../server/engine/metrics/collector.ts';
import { LiveMetrics } from '../../server/host/metrics/liveMetrics.ts';
import { nodeMemory } from '../../server/host/metrics/memory.ts';
import {
  openWorkspaceEngine,
  type WorkspaceEngine,
} from '../../server/host/workspace/workspaceEngine.ts';
import { buildRequest } from '../support/engine/buildRequest.ts';
import { median } from './measure.ts';

/** A measured figure and, where there is one, what it must not exceed. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
}

/** Files changed less than 2 s ago are read again; a no-op is measured after that. */
const settleMs = 2500;
const replays = 50;

/** Builds a workspace of so many packages, and then again, with nothing to do. */
export async function buildFigures(packages: number, rounds: number): Promise<Figure[]> {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'cachescope-bench-'));
  try {
    writeWorkspace(root, packages);
    const cold = await observe(root);
    await wait(settleMs);
    await observe(root);
    const noops: Observed[] = [];
    for (let round = 0; round < rounds; round++) noops.push(await observe(root));
    const noopMs = median(noops.map(({ ms }) => ms));
    const noop = { ...noops[0], ms: noopMs, events: noops[0]?.events ?? [] };
    return [
      ...figuresOf(`build of ${packages} actions that run`, cold),
      ...figuresOf(`build of ${packages} fresh actions`, noop),
      { name: 'saving at the end of a run', value: await saveMs(root, rounds), unit: 'ms' },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

interface Observed {
  readonly ms: number;
  readonly events: readonly EngineEvent[];
}

function figuresOf(name: string, { ms, events }: Observed): Figure[] {
  const collectMs = median(Array.from({ length: replays }, () => replayMs(events)));
  return [
    { name, value: ms, unit: 'ms' },
    {
      name: `  ${events.length} events, collected`,
      value: (collectMs * 100) / ms,
      unit: '%',
      limit: 1,
    },
  ];
}

function replayMs(events: readonly EngineEvent[]): number {
  const start = performance.now();
  const collector = new Collector({ memory: nodeMemory });
  for (const event of events) collector.onEvent(event);
  return performance.now() - start;
}

function writeWorkspace(root: string, packages: number): void {
  writeFileSync(join(root, 'package.json'), '{ "private": true, "workspaces": ["packages/*"] }');
  const task = '{ "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": ["dist/**"] }';
  writeFileSync(join(root, 'cachescope.json'), `{ "tasks": { "build": ${task} } }`);
  for (let at = 0; at < packages; at++) {
    const folder = join(root, `packages/p${at}`);
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'src/a.txt'), `source ${at}\n`);
    const scripts = { build: 'mkdir -p dist && cp src/a.txt dist/a.txt' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: `p${at}`, scripts }));
  }
}

async function open(root: string): Promise<WorkspaceEngine> {
  const onTrouble = (message: string): never => {
    throw new Error(message);
  };
  return await openWorkspaceEngine({ root, environment: process.env, program: 'bench', onTrouble });
}

/** One build as a command does it, opening included. */
async function observe(root: string): Promise<Observed> {
  const start = performance.now();
  const session = await open(root);
  const events: EngineEvent[] = [];
  session.subscribe((event) => events.push(event));
  await buildAll(session);
  await session.close();
  return { ms: performance.now() - start, events };
}

async function buildAll(session: WorkspaceEngine): Promise<void> {
  const actions = [...session.workspace.actions.keys()];
  await session.engine.build(buildRequest(actions, { targets: ['build'] }));
}

async function saveMs(root: string, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const session = await open(root);
    const metrics = new LiveMetrics(session);
    await buildAll(session);
    const start = performance.now();
    metrics.save();
    times.push(performance.now() - start);
    await session.close();
  }
  return median(times);
}
