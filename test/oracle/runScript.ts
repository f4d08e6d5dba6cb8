// Plays a script on a real folder with a real engine and compares every step with the model: the verdict on each action, its reasons,
// what it printed, and every byte of the tree.

import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent } from '../../server/engine/events.ts';
import type { RelativePath } from '../../server/engine/model/brand.ts';
import type { BuildRequest } from '../../server/engine/model/request.ts';
import type { ActionResult } from '../../server/engine/model/run.ts';
import { racyWindowMs } from '../../server/host/files/signature.ts';
import { CancelSource } from '../../server/host/platform/cancelSource.ts';
import { buildRequest, openPorts, type TestPorts } from '../support/engine/testEngine.ts';
import { engineActions, idOf, indexOf } from './actions.ts';
import { type BuildModel, isDeclared, Model, type Start, type Verdict } from './model.ts';
import { falseReasons } from './reasons.ts';
import type { Script, Step } from './script.ts';
import { readTree } from './tree.ts';
import { type Build, treeProblems } from './treeCheck.ts';
import { World } from './world.ts';

/** What a script did. */
export interface Report {
  /** Empty: all was as it must be. Each names the step. */
  readonly problems: readonly string[];
  readonly states: Readonly<Record<ActionResult['state'], number>>;
  readonly reasons: Readonly<Record<string, number>>;
}

/**
 * Plays a script.
 * @param folder an empty folder; stays as the script left it
 */
export async function runScript(script: Script, folder: string): Promise<Report> {
  const player = new Player(script, folder);
  try {
    await player.play();
  } finally {
    await player.close();
  }
  return player;
}

class Player implements Report {
  readonly problems: string[] = [];
  readonly states = { fresh: 0, restored: 0, ran: 0, failed: 0, skipped: 0 };
  readonly reasons: Record<string, number> = {};
  readonly #script: Script;
  readonly #world: World;
  readonly #model = new Model();
  readonly #now = Date.now;
  #ports: TestPorts | undefined;
  #touched: RelativePath[] = [];
  /** Actions that the build before brought up to date. */
  #upToDate = new Set<number>();
  #specEdited = false;

  constructor(script: Script, folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#script = script;
    this.#world = new World(folder, script);
  }

  async play(): Promise<void> {
    for (const [number, step] of this.#script.steps.entries()) {
      if (this.#script.settledTimes) this.#waitForTick();
      for (const edit of step.edits) this.#edit(edit);
      if (this.#script.settledTimes) this.#settle();
      const problems = await this.#step(step);
      this.problems.push(...problems.map((problem) => `step ${number}: ${problem}`));
      // What follows a wrong step proves nothing.
      if (problems.length > 0) return;
    }
  }

  async close(): Promise<void> {
    Date.now = this.#now;
    await this.#ports?.close();
  }

  #edit(edit: Step['edits'][number]): void {
    if (edit.type === 'action') this.#specEdited = true;
    this.#touched.push(...(this.#world.apply(edit) as readonly RelativePath[]));
  }

  /**
   * From here on all that is on disk looks old to the table, so it trusts what it saved of it. What the build itself writes stays young:
   * two commands may change one folder within one tick of the clock.
   */
  #settle(): void {
    const tick = this.#waitForTick();
    Date.now = () => Math.max(this.#now(), tick + racyWindowMs);
  }

  /**
   * Writes until the file system stamps a new time: what is changed afterwards can be told from what was before.
   * @returns the new time, in milliseconds
   */
  #waitForTick(): number {
    const probe = join(this.#world.root, '.cachescope-probe');
    writeFileSync(probe, '');
    const first = statSync(probe).ctimeMs;
    let latest = first;
    while (latest === first) {
      writeFileSync(probe, 'x');
      latest = statSync(probe).ctimeMs;
    }
    rmSync(probe);
    return latest;
  }

  async #step(step: Step): Promise<string[]> {
    if (!step.keepEngine || this.#ports === undefined) {
      await this.#ports?.close();
      this.#ports = openPorts(this.#world.root);
    }
    const dirty = this.#applyChange(step);
    const problems = step.dryRunFirst ? await this.#dryRun(step) : [];
    const build = await this.#build(step, {}, step.cancelAfter);
    problems.push(...this.#check(build, dirty), ...this.#ports.troubles);
    return problems;
  }

  /** Tells a kept engine what changed. @returns what it takes for dirty, where only files changed */
  #applyChange(step: Step): ReadonlySet<number> | undefined {
    const paths = this.#touched;
    // What does not say what it reads may be concerned by anything, or by nothing.
    const isTold = !this.#specEdited && this.#world.specs.every(isDeclared);
    this.#touched = [];
    this.#specEdited = false;
    if (!step.keepEngine || !isTold || paths.length === 0) return undefined;
    const engine = this.#ports?.engine(engineActions(this.#world.specs));
    return new Set(engine?.applyChange({ paths, cause: 'edited' }).dirty.map(indexOf));
  }

  async #build(
    step: Step,
    changes: Partial<BuildRequest>,
    cancelAfter: number | undefined,
  ): Promise<Build> {
    const { specs, sources, tool, root } = this.#world;
    const start: Start = { specs, sources: new Map(sources), tool, disk: readTree(root), step };
    const engine = this.#ports?.engine(engineActions(specs));
    if (!engine) throw new Error('nothing is open');
    const events: EngineEvent[] = [];
    const cancel = new CancelSource();
    let started = 0;
    engine.subscribe((event) => {
      events.push(event);
      if (event.type === 'action-started' && ++started === cancelAfter)
        setImmediate(() => cancel.cancel('stopped by the script'));
    });
    const run = await engine.build(requestOf(step, changes), cancel);
    const results = new Map(run.actions.map((result) => [indexOf(result.id), result]));
    return { step, start, results, events, cancelled: cancel.cancelled, after: readTree(root) };
  }

  async #dryRun(step: Step): Promise<string[]> {
    const dry = await this.#build(step, { dryRun: true }, undefined);
    const problems =
      [...dry.after].length === dry.start.disk.size ? [] : ['a dry run changed the tree'];
    const model = this.#model.begin(dry.start);
    for (const index of model.closure) {
      const { state } = model.judge(index);
      const told = dry.results.get(index)?.state;
      if (told === 'fresh' && state !== 'fresh')
        problems.push(`dry run: ${idOf(index)} is told fresh, must be ${state}`);
    }
    return problems;
  }

  #check(build: Build, dirty: ReadonlySet<number> | undefined): string[] {
    const problems: string[] = [];
    const model = this.#model.begin(build.start);
    const closure = model.closure;
    const verdicts = new Map<number, Verdict>();
    for (const index of closure) {
      const verdict = this.#checkAction(build, model, index, problems, verdicts);
      const wasClean = dirty && this.#upToDate.has(index) && !dirty.has(index);
      if (wasClean && verdict && isSurprise(verdict, build.step)) {
        problems.push(
          `${idOf(index)} was not told dirty by the change of files, yet is ${verdict.state}`,
        );
      }
    }
    if (build.results.size !== closure.length)
      problems.push(`${build.results.size} results for ${closure.length} actions`);
    const raced = build.events.find(({ type }) => type === 'action-raced');
    if (raced) problems.push(`nobody edited during the build, yet: ${JSON.stringify(raced)}`);
    problems.push(...treeProblems(build, verdicts));
    for (const [index, verdict] of verdicts) this.#model.end(index, verdict, build.step);
    const isUpToDate = ({ state }: Verdict): boolean => state !== 'failed' && !build.step.noCache;
    this.#upToDate = new Set(
      [...verdicts].flatMap(([index, verdict]) => (isUpToDate(verdict) ? index : [])),
    );
    return problems;
  }

  #checkAction(
    build: Build,
    model: BuildModel,
    index: number,
    problems: string[],
    verdicts: Map<number, Verdict>,
  ): Verdict | undefined {
    const result = build.results.get(index);
    if (!result) return undefined;
    this.states[result.state]++;
    for (const { kind } of result.reasons) this.reasons[kind] = (this.reasons[kind] ?? 0) + 1;
    const blocked = build.start.specs[index]?.deps.some(
      ({ to }) => !verdicts.has(to) || verdicts.get(to)?.state === 'failed',
    );
    if (result.state === 'skipped') {
      if (!blocked && !mayStop(build))
        problems.push(`${idOf(index)} was skipped, though nothing it depends on failed`);
      if (result.reasons.length === 0) problems.push(`${idOf(index)} was skipped without a reason`);
      return undefined;
    }
    if (blocked) {
      problems.push(
        `${idOf(index)} is ${result.state}, though something it depends on failed or was skipped`,
      );
      return undefined;
    }
    const verdict = model.judge(index);
    if (result.state === 'failed' && verdict.state === 'ran' && build.cancelled) return undefined;
    verdicts.set(index, verdict);
    problems.push(...verdictProblems(index, result, verdict, build));
    return verdict;
  }
}

/** Whether it has to do more than an action that nothing happened to. */
function isSurprise({ state, isTracked, isForced, memory }: Verdict, step: Step): boolean {
  return (
    state !== 'fresh' &&
    isTracked &&
    !isForced &&
    !step.noCache &&
    memory.latest !== undefined &&
    !memory.failedLast
  );
}

/** Without `--continue` a failure stops what has not begun. */
function mayStop({ step, results, cancelled }: Build): boolean {
  return (
    cancelled ||
    (!step.continueOnFailure && [...results.values()].some(({ state }) => state === 'failed'))
  );
}

function verdictProblems(
  index: number,
  result: ActionResult,
  verdict: Verdict,
  build: Build,
): string[] {
  const name = idOf(index);
  if (result.state !== verdict.state) {
    const why = JSON.stringify(result.reasons);
    return [
      `${name} is ${result.state}, must be ${verdict.state}; reasons ${why}; message ${result.message ?? ''}`,
    ];
  }
  const context = { index, verdict, step: build.step, disk: build.start.disk };
  const problems = falseReasons(result.reasons, context).map(
    (problem) => `${name} (${result.state}): ${problem}`,
  );
  const starts = build.events.filter(
    (event) => event.type === 'action-started' && event.action === name,
  ).length;
  const mustStart = verdict.state === 'ran' || verdict.state === 'failed';
  if (mustStart && starts !== 1)
    problems.push(`${name} is ${verdict.state} and was started ${starts} times`);
  const printed = printedBy(build.events, name);
  if (printed !== verdict.ending.stdout)
    problems.push(`${name} (${result.state}) printed ${JSON.stringify(printed)}`);
  return problems;
}

function printedBy(events: readonly EngineEvent[], name: string): string {
  const chunks = events.flatMap((event) =>
    event.type === 'action-log' && event.action === name ? [event.chunk.bytes] : [],
  );
  return Buffer.concat(chunks).toString('latin1');
}

function requestOf(step: Step, changes: Partial<BuildRequest>): BuildRequest {
  const { targets, concurrency, continueOnFailure, force, noCache } = step;
  return buildRequest(targets.map(idOf), {
    concurrency,
    continueOnFailure,
    force,
    noCache,
    replayLogs: true,
    ...changes,
  });
}
