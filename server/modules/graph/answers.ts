/**
 * What is asked of the graph of modules, each answer computed once a revision. The command line, the editor's server and tests all ask here, so they
 * cannot disagree. What may take longer than a person would wait for comes as steps, which the caller goes through in turns.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { ModuleRecord } from '../model.ts';
import type { AnswerSteps } from './answerSteps.ts';
import { type Boundary, findBoundaries } from './boundaries.ts';
import { type Components, findComponents, isCircle } from './components.ts';
import { type Circle, findCircles } from './cycles.ts';
import type { Entries } from './entries.ts';
import { EntryFinder } from './entryFinder.ts';
import { importersOfGone } from './gone.ts';
import type { ModuleDirection, ModuleGraph } from './moduleGraph.ts';
import { findPackages, type Packages } from './packages.ts';
import { countReached, depths } from './reachCounts.ts';
import { RevisionCache } from './revisionCache.ts';
import { type RunTime, RunTimeEdges } from './runTime.ts';
import { type UnusedExport, unusedExports, unusedFiles } from './usage.ts';
import { noRules, patternRules, type UsageRules } from './usageRules.ts';
import { shortestWay, surroundings } from './ways.ts';

/** What answers are made of besides the graph. */
export interface AnswerSource {
  readonly graph: ModuleGraph;
  readonly records: () => ReadonlyMap<RelativePath, ModuleRecord>;
  /** Text of a file; undefined where it cannot be read. */
  readonly read: (path: RelativePath) => string | undefined;
  /** Names in a folder; none where it cannot be read. Default: there are none. */
  readonly list?: (folder: RelativePath) => readonly string[];
  /** Files that actions name themselves: inputs of rules, builders. Asked for once a revision. */
  readonly ofActions: () => Iterable<RelativePath>;
  /** What the configuration says is used; asked for once a revision. Default: it says nothing. */
  readonly usage?: (() => UsageRules) | undefined;
}

/** A module as a list shows it. */
export interface ModuleFigures {
  readonly path: RelativePath;
  readonly packageName: string;
  readonly importers: number;
  readonly imports: number;
  readonly affected: number;
  readonly inCycle: boolean;
}

/** Large answers kept. */
const largeMax = 64;

/** See above. */
export class ModuleAnswers {
  readonly graph: ModuleGraph;
  readonly #source: AnswerSource;
  readonly #cache: RevisionCache;
  /** By path, so that asking again puts no name together. */
  readonly #figures: RevisionCache;
  readonly #neighbours: Record<ModuleDirection, RevisionCache>;
  /** Answers with as many numbers as the workspace has modules. */
  readonly #reached: Record<ModuleDirection, RevisionCache>;
  /** Answers about names and places, which change more often than edges. */
  readonly #facts: RevisionCache;
  readonly #entryFinder: EntryFinder;
  readonly #runTimeEdges: RunTimeEdges;

  constructor(source: AnswerSource) {
    this.graph = source.graph;
    this.#entryFinder = new EntryFinder(source.graph);
    this.#source = source;
    const made = (entriesMax?: number) => new RevisionCache(() => this.graph.revision, entriesMax);
    this.#cache = made();
    this.#neighbours = { dependencies: made(), dependents: made() };
    this.#reached = { dependencies: made(largeMax), dependents: made(largeMax) };
    const ofFacts = () => new RevisionCache(() => this.graph.factsRevision);
    this.#facts = ofFacts();
    this.#figures = ofFacts();
    this.#runTimeEdges = new RunTimeEdges(source.graph, source.records);
  }

  /** The package of each file. */
  get packages(): Packages {
    return this.#cache.get('packages', () =>
      findPackages(this.graph.pathsOf(this.graph.present()), this.#source.read),
    );
  }

  /** What a path stands for: the file itself, or where it is a folder with modules, all of them. */
  filesAt(path: RelativePath): readonly RelativePath[] {
    if (this.graph.numberOf(path) !== undefined) return [path];
    const below = this.graph
      .pathsOf(this.graph.present())
      .filter((other) => path === '' || other.startsWith(`${path}/`));
    return below.length > 0 ? below.sort() : [path];
  }

  /** Files next to one, sorted. @returns undefined where the file is not known */
  neighbours(path: string, direction: ModuleDirection): readonly RelativePath[] | undefined {
    return this.#neighbours[direction].get(path, () => {
      const node = this.graph.numberOf(path);
      return node === undefined
        ? undefined
        : this.graph.pathsOf(this.graph.next(node, direction)).sort();
    });
  }

  /**
   * Numbers of all modules that one leads to, nearest first, itself left out. On a file that is gone depends who imported it, as far as that can
   * be told.
   */
  reached(path: string, direction: ModuleDirection): Int32Array {
    if (this.graph.numberOf(path) === undefined) return this.#reachedFrom([path], direction);
    return this.#reached[direction].get(path, () => this.#reachedFrom([path], direction));
  }

  /** As `reached`, from several. */
  reachedFrom(paths: readonly string[], direction: ModuleDirection): Int32Array {
    const [only] = paths;
    if (paths.length === 1 && only !== undefined) return this.reached(only, direction);
    return this.#reachedFrom(paths, direction);
  }

  /** Figures of a module; undefined where it is not known. */
  figures(path: RelativePath): ModuleFigures | undefined {
    return this.#figures.get(path, () => {
      const node = this.graph.numberOf(path);
      return node === undefined ? undefined : this.#figuresOf(node, path);
    });
  }

  /** Groups of modules that reach each other, by imports of any kind. */
  components(direction: ModuleDirection = 'dependencies'): Components {
    return this.#cache.get(`components ${direction}`, () =>
      findComponents(this.graph.edges(direction)),
    );
  }

  /** Imports of types alone do not make a circle: at run time they are not there. */
  get #runTime(): RunTime {
    return this.#facts.get('run time', () => this.#runTimeEdges.find());
  }

  isInCircle(node: number): boolean {
    const { components, edges } = this.#runTime;
    return isCircle(components, components.of[node] ?? 0, edges);
  }

  /** Circles, those with the fewest modules in their shortest circle first. */
  *circles(): AnswerSteps<readonly Circle[]> {
    return yield* this.#keptIn(this.#facts, 'circles', () =>
      findCircles(this.#runTime.edges, this.#runTime.components),
    );
  }

  /** How many circles there are; much less work than to show them. */
  get circleCount(): number {
    return this.#facts.get('circleCount', () => {
      const { components, edges } = this.#runTime;
      let count = 0;
      for (let group = 0; group < components.count; group++)
        if (isCircle(components, group, edges)) count++;
      return count;
    });
  }

  /** For each number: how many modules it reaches. */
  *counts(direction: ModuleDirection): AnswerSteps<Int32Array> {
    return yield* this.#kept(`counts ${direction}`, () =>
      countReached(this.graph.edges(direction), this.components(direction), (node) =>
        this.graph.isPresent(node),
      ),
    );
  }

  /** For each number: imports on the longest way down. */
  get depths(): Int32Array {
    return this.#cache.get('depths', () =>
      depths(this.graph.edges('dependencies'), this.components('dependencies')),
    );
  }

  /** The shortest way along imports, both ends included; undefined where there is none. */
  way(from: string, to: string): readonly RelativePath[] | undefined {
    const [start, end] = [this.graph.numberOf(from), this.graph.numberOf(to)];
    if (start === undefined || end === undefined) return undefined;
    const way = this.#cache.get(
      `way ${from}\n${to}`,
      () => shortestWay(this.graph.edges('dependencies'), start, end) ?? noWay,
    );
    return way === noWay ? undefined : this.graph.pathsOf(way);
  }

  /** Files that are used although nothing imports them, and what has to be made before all of them are known. */
  *entries(): AnswerSteps<Entries> {
    const { read, list = () => [], ofActions } = this.#source;
    return yield* this.#kept('entries', () =>
      this.#entryFinder.find({
        packages: this.packages,
        read,
        list,
        ofActions: ofActions(),
        rules: patternRules(this.#rules.entry),
      }),
    );
  }

  /** Whether entry points follow from the text of this file, there or not: who is told that it changed has to touch the graph. */
  isReadForEntries(path: RelativePath): boolean {
    return this.#entryFinder.isRead(path);
  }

  /** Files that no entry point leads to. */
  *unusedFiles(): AnswerSteps<readonly RelativePath[]> {
    return yield* this.#kept('unusedFiles', () => this.#findUnusedFiles());
  }

  /** Exports that nothing imports, in files that something leads to: the others are unused as a whole. */
  *unusedExports(): AnswerSteps<readonly UnusedExport[]> {
    return yield* this.#keptIn(this.#facts, 'unusedExports', () => this.#findUnusedExports());
  }

  /** Where imports cross from package to package. */
  get boundaries(): readonly Boundary[] {
    return this.#cache.get('boundaries', () => findBoundaries(this.graph, this.packages));
  }

  /** Any other answer that follows from edges. */
  once<Answer>(name: string, compute: () => Answer): Answer {
    return this.#cache.get(`once ${name}`, compute);
  }

  /** Any other answer that follows from what is known of modules, places included. */
  inStepsOfFacts<Answer>(name: string, begin: () => AnswerSteps<Answer>): AnswerSteps<Answer> {
    return this.#keptIn(this.#facts, `once ${name}`, begin);
  }

  *#findUnusedFiles(): AnswerSteps<readonly RelativePath[]> {
    const { paths } = yield* this.entries();
    yield;
    return unusedFiles(this.graph, paths, this.#isIgnored);
  }

  *#findUnusedExports(): AnswerSteps<readonly UnusedExport[]> {
    const { paths } = yield* this.entries();
    const files = yield* this.unusedFiles();
    yield;
    return yield* unusedExports(this.#source.records().values(), {
      skip: new Set([...paths, ...files]),
      isIgnored: this.#isIgnored,
    });
  }

  get #rules(): UsageRules {
    return this.#cache.get('rules', () => this.#source.usage?.() ?? noRules);
  }

  get #isIgnored(): (path: string) => boolean {
    return patternRules(this.#rules.ignore).includes;
  }

  #figuresOf(node: number, path: RelativePath): ModuleFigures {
    return {
      path,
      packageName: this.packages.of(path)?.name ?? '',
      importers: this.graph.degree(node, 'dependents'),
      imports: this.graph.degree(node, 'dependencies'),
      // Where all were counted, that is known; for one alone, the way is shorter than for all.
      affected:
        this.#cache.peek<Int32Array>('counts dependents')?.[node] ??
        this.reached(path, 'dependents').length,
      inCycle: this.isInCircle(node),
    };
  }

  #reachedFrom(paths: readonly string[], direction: ModuleDirection): Int32Array {
    const from = new Set<number>();
    const gone: string[] = [];
    for (const path of paths) {
      const node = this.graph.numberOf(path);
      if (node === undefined) gone.push(path);
      else from.add(node);
    }
    const own = from.size;
    if (direction === 'dependents' && gone.length > 0)
      for (const node of importersOfGone(this.graph, this.#source.records(), gone)) from.add(node);
    const { nodes } = surroundings(this.graph.edges(direction), from);
    return nodes.slice(own);
  }

  #kept<Answer>(name: string, begin: () => AnswerSteps<Answer>): AnswerSteps<Answer> {
    return this.#keptIn(this.#cache, name, begin);
  }

  *#keptIn<Answer>(
    cache: RevisionCache,
    name: string,
    begin: () => AnswerSteps<Answer>,
  ): AnswerSteps<Answer> {
    const known = cache.peek<Answer>(name);
    if (known !== undefined) return known;
    const { revision } = cache;
    const answer = yield* begin();
    cache.put(name, answer, revision);
    return answer;
  }
}

const noWay: readonly number[] = [];
