// How long whole builds take, side by side with other tools: nothing built yet, nothing to do, outputs
// deleted, one package edited. All tools get the same workspace and take turns, so that what else the
// machine does falls on all of them. After each build every output is compared with what it must be.
//
//   npm run bench -- noop                                    500 packages x 20 files, with turbo and wireit
//   npm run bench -- noop --packages 100 --peers turbo       smaller, one peer
//   npm run bench -- noop --peers none --runs 3              ours alone

import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  type Invocation,
  loadNow,
  machine,
  median,
  peakMemoryMb,
  secondsText,
  tableText,
  timeProcess,
} from './measure.ts';
import { cliFile, makeTools, plainEnvironment, type Tool } from './tools.ts';
import { Plan, WorkspaceCopy } from './workload.ts';

const help = `npm run bench -- noop [options]

  --packages N      packages of the workspace (500)
  --files N         source files of each, 4 kB each (20)
  --runs N          measured runs of each scenario (5); a tool that took 20 s is not asked again
  --peers LIST      turbo,wireit (default), one of them, or none
  --scenarios LIST  only these, e.g. "no-op,one leaf edited"; cold comes first in any case
  --concurrency N   processes at once (4)
  --json FILE       write all results there
  --keep            leave the workspaces on disk`;

/** A tool that needed this long for one scenario is not asked a second time. */
const slowSeconds = 20;
/** Files changed less than 2 s ago are read again by careful tools; a no-op is measured after that. */
const settleMs = 2500;
const startRuns = 15;

interface Options {
  readonly packages: number;
  readonly files: number;
  readonly runs: number;
  readonly concurrency: number;
  readonly peers: readonly string[];
  readonly scenarios: readonly Scenario[];
  readonly json: string | undefined;
  readonly keep: boolean;
}

/** A tool with its copy of the workspace. */
interface Contender {
  readonly tool: Tool;
  readonly copy: WorkspaceCopy;
  readonly invocation: Invocation;
}

interface Scenario {
  readonly name: string;
  /** Brings about what is measured; the workspace is up to date before. */
  prepare(copy: WorkspaceCopy, plan: Plan, run: number): void;
}

const scenarios: readonly Scenario[] = [
  {
    name: 'cold',
    prepare(copy) {
      copy.deleteOutputs();
      copy.deleteState();
    },
  },
  { name: 'no-op', prepare() {} },
  { name: 'outputs deleted', prepare: (copy) => copy.deleteOutputs() },
  {
    name: 'one leaf edited',
    prepare: (copy, plan, run) => copy.editCode(plan.leaf, `leaf ${run}`),
  },
  {
    name: 'most used edited',
    prepare: (copy, plan, run) => copy.editCode(plan.mostUsed, `used ${run}`),
  },
  {
    name: 'comment in most used',
    prepare: (copy, plan, run) => copy.editComment(plan.mostUsed, `comment ${run}`),
  },
];

/** What came of one scenario with one tool. */
interface Result {
  readonly scenario: string;
  readonly tool: string;
  readonly seconds: readonly number[];
  /** Builds that ran, in each run. */
  readonly ran: readonly number[];
  /** Why the figure is void. */
  readonly wrong: string | undefined;
}

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
}

/** @returns exit code: 1 where an output was wrong or a bar was missed */
export async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) return 0;
  if (!existsSync(cliFile)) throw new Error('dist/cli.js is missing: npm run build');
  const loadBefore = loadNow();
  const plan = new Plan(options);
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'cachescope-bench-'));
  try {
    const tools = makeTools(options.peers, options.concurrency);
    const contenders = tools.map((tool) => contender(tool, plan, folder));
    const results: Result[] = [];
    for (const scenario of options.scenarios)
      results.push(...(await measure(scenario, contenders, plan, options)));
    const memory = new Map(
      contenders.map(({ tool, invocation }) => [tool.name, peakMemoryMb(invocation)]),
    );
    const start = measureStart(folder);
    return report({ options, tools, results, memory, start, loadBefore });
  } finally {
    if (options.keep) console.log(`Workspaces: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      packages: { type: 'string', default: '500' },
      files: { type: 'string', default: '20' },
      runs: { type: 'string', default: '5' },
      concurrency: { type: 'string', default: '4' },
      peers: { type: 'string', default: 'turbo,wireit' },
      scenarios: { type: 'string' },
      json: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return undefined;
  }
  const peers = values.peers === 'none' ? [] : values.peers.split(',');
  return {
    packages: positive(values.packages, '--packages'),
    files: positive(values.files, '--files'),
    runs: positive(values.runs, '--runs'),
    concurrency: positive(values.concurrency, '--concurrency'),
    peers,
    scenarios: scenariosOf(values.scenarios),
    json: values.json,
    keep: values.keep,
  };
}

function scenariosOf(list: string | undefined): readonly Scenario[] {
  if (list === undefined) return scenarios;
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    const known = scenarios.map(({ name }) => name).join(', ');
    throw new Error(`no scenario is called "${unknown}", only: ${known}`);
  }
  return scenarios.filter(({ name }, index) => index === 0 || names.includes(name));
}

function positive(text: string, option: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`${option} is a number of 1 or more, not ${text}`);
}

function contender(tool: Tool, plan: Plan, parent: string): Contender {
  const folder = join(parent, tool.name);
  const copy = new WorkspaceCopy(plan, folder, tool.stateFolders);
  copy.write(tool);
  const environment = tool.environment(folder);
  const log = join(parent, `${tool.name}.log`);
  return { tool, copy, invocation: { argv: tool.argv, cwd: folder, environment, log } };
}

/** All tools through one scenario, in turns. */
async function measure(
  scenario: Scenario,
  contenders: readonly Contender[],
  plan: Plan,
  { runs }: Options,
): Promise<Result[]> {
  if (scenario.name === 'no-op') await settle(contenders);
  const seconds = new Map<Contender, number[]>(contenders.map((one) => [one, []]));
  const ran = new Map<Contender, number[]>(contenders.map((one) => [one, []]));
  const wrong = new Map<Contender, string>();
  for (let run = 1; run <= runs; run++) {
    for (const one of contenders) {
      if ((seconds.get(one)?.at(-1) ?? 0) > slowSeconds) continue;
      scenario.prepare(one.copy, plan, run);
      seconds.get(one)?.push(timeProcess(one.invocation));
      ran.get(one)?.push(one.copy.takeRanCount());
      const problem = one.copy.wrongOutput();
      if (problem !== undefined) wrong.set(one, problem);
    }
  }
  console.error(`measured: ${scenario.name}`);
  return contenders.map((one) => ({
    scenario: scenario.name,
    tool: one.tool.name,
    seconds: seconds.get(one) ?? [],
    ran: ran.get(one) ?? [],
    wrong: wrong.get(one),
  }));
}

/** What was just written is old enough to be trusted, and each tool has seen it once. */
async function settle(contenders: readonly Contender[]): Promise<void> {
  await wait(settleMs);
  for (const { invocation } of contenders) timeProcess(invocation);
}

/** Start-up of `--version` and of Node with an empty program, in turns. */
function measureStart(folder: string): { ownMs: number; nodeMs: number } {
  const common = { cwd: folder, environment: plainEnvironment(), log: join(folder, 'start.log') };
  const own: number[] = [];
  const node: number[] = [];
  for (let run = 0; run < startRuns; run++) {
    node.push(timeProcess({ ...common, argv: [process.execPath, '-e', '0'] }));
    own.push(timeProcess({ ...common, argv: [process.execPath, cliFile, '--version'] }));
  }
  return { ownMs: median(own) * 1000, nodeMs: median(node) * 1000 };
}

interface Findings {
  readonly options: Options;
  readonly tools: readonly Tool[];
  readonly results: readonly Result[];
  /** MB by tool. */
  readonly memory: ReadonlyMap<string, number | undefined>;
  readonly start: { readonly ownMs: number; readonly nodeMs: number };
  /** What else the machine had to do. */
  readonly loadBefore: number;
}

function report(findings: Findings): number {
  const { options, tools, results, memory, start, loadBefore } = findings;
  const { cpu, parallelism, memoryGb, os, node } = machine();
  const { packages, files, concurrency, runs } = options;
  console.log(
    `${packages} packages x ${files} files of 4 kB, concurrency ${concurrency}, up to ${runs} runs`,
  );
  console.log(
    `${parallelism} x ${cpu}, ${memoryGb} GB, ${os}, Node ${node}, load before ${loadBefore.toFixed(1)}\n`,
  );
  console.log('Median wall seconds (builds that ran)');
  console.log(`${tableText(resultRows(findings))}\n`);
  console.log(
    `Start: --version ${start.ownMs.toFixed(0)} ms, bare Node ${start.nodeMs.toFixed(0)} ms`,
  );
  const bars = barsOf(results, memory, start);
  for (const bar of bars) console.log(barLine(bar));
  const wrong = results.filter((result) => result.wrong !== undefined);
  for (const result of wrong)
    console.log(`VOID ${result.tool}, ${result.scenario}: ${result.wrong}`);
  if (options.json !== undefined) writeJson(options.json, findings, bars);
  const isOwnWrong = wrong.some(({ tool }) => tool === tools[0]?.name);
  return isOwnWrong || bars.some(isMissed) ? 1 : 0;
}

function resultRows({ options, tools, results, memory }: Findings): string[][] {
  const head = tools.map(({ name, version }) => (version === 'this' ? name : `${name} ${version}`));
  const rows = options.scenarios.map(({ name }) => [
    name,
    ...tools.map((tool) =>
      cellText(results.find((one) => one.scenario === name && one.tool === tool.name)),
    ),
  ]);
  const peaks = tools.map(({ name }) => memory.get(name)?.toFixed(0) ?? 'not measured');
  return [['', ...head], ...rows, ['peak MB, no-op', ...peaks]];
}

function cellText(result: Result | undefined): string {
  if (result === undefined) return '';
  if (result.wrong !== undefined) return 'void';
  return `${secondsText(median(result.seconds))} (${median(result.ran)})`;
}

/** The bars that the project holds itself to; those of tools that were not measured are left out. */
function barsOf(
  results: readonly Result[],
  memory: Findings['memory'],
  start: Findings['start'],
): Bar[] {
  const seconds = (tool: string, scenario: string) => {
    const result = results.find((one) => one.tool === tool && one.scenario === scenario);
    return result === undefined ? Number.NaN : median(result.seconds);
  };
  const own = (scenario: string) => seconds('cachescope', scenario);
  const bars: Bar[] = [
    {
      name: "no-op / turbo's",
      value: own('no-op') / seconds('turbo', 'no-op'),
      limit: 0.5,
      unit: '',
    },
    { name: "cold / wireit's", value: own('cold') / seconds('wireit', 'cold'), limit: 1, unit: '' },
    {
      name: "one edit / turbo's no-op",
      value: own('one leaf edited') / seconds('turbo', 'no-op'),
      limit: 1,
      unit: '',
    },
    { name: 'start above bare Node', value: start.ownMs - start.nodeMs, limit: 50, unit: ' ms' },
    {
      name: 'peak memory of a no-op',
      value: memory.get('cachescope') ?? Number.NaN,
      limit: 120,
      unit: ' MB',
    },
  ];
  return bars.filter(({ value }) => !Number.isNaN(value));
}

function isMissed({ value, limit }: Bar): boolean {
  return value > limit;
}

function barLine(bar: Bar): string {
  const digits = bar.unit === '' ? 2 : 0;
  const verdict = isMissed(bar) ? 'MISSED' : 'met';
  return `${bar.name}: ${bar.value.toFixed(digits)}${bar.unit}, at most ${bar.limit}${bar.unit}: ${verdict}`;
}

function writeJson(
  file: string,
  { options, tools, results, memory, start, loadBefore }: Findings,
  bars: readonly Bar[],
): void {
  const content = {
    version: 1,
    machine: machine(),
    loadBefore,
    options,
    tools: tools.map(({ name, version }) => ({ name, version })),
    results: results.map((result) => ({ ...result, medianSeconds: median(result.seconds) })),
    peakMemoryMb: Object.fromEntries(memory),
    start,
    bars: bars.map((bar) => ({ ...bar, isMet: !isMissed(bar) })),
  };
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}
