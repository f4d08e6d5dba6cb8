// A made-up workspace: packages in layers, each with sources of 4 kB, three dependencies and a tiny shell
// build. Its one description is written out for each tool that is measured, and it knows what every
// output must be, so that a fast wrong build does not count.

import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addBytes, cksumText, emptySum, type PartialSum } from './cksum.ts';

/** How large the workspace is. */
export interface Shape {
  readonly packages: number;
  /** Source files of each package. */
  readonly files: number;
}

/** One package of the plan. */
export interface PlannedPackage {
  readonly name: string;
  readonly dependencies: readonly number[];
}

/** What a tool's configuration adds to the workspace. */
export interface ToolFiles {
  /** The package.json of a package. */
  packageJson(entry: PlannedPackage, plan: Plan): object;
  /** Files at the root, by path. */
  rootFiles(plan: Plan): Readonly<Record<string, object>>;
}

const fileBytes = 4096;
const dependenciesEach = 3;
const ranLog = 'ran.log';

/** Source lines of a file; two in ten are comments, which the build leaves out. */
function sourceLines(entry: string, file: number): string[] {
  const lines: string[] = [];
  let bytes = 0;
  for (let at = 0; bytes < fileBytes; at++) {
    const mark = at % 5 === 0 ? '// note' : 'export';
    const line = `${mark} ${entry} file ${file} line ${at}: ${'the quick brown fox '.repeat(2)}`;
    lines.push(line);
    bytes += line.length + 1;
  }
  return lines;
}

/** The packages, who depends on whom, and what their unedited sources build to. */
export class Plan {
  readonly shape: Shape;
  readonly packages: readonly PlannedPackage[];
  /** A package that nothing depends on. */
  readonly leaf: number;
  /** The package that most others depend on, near and far. */
  readonly mostUsed: number;
  readonly #stripped: readonly { readonly bytes: Buffer; readonly sum: PartialSum }[];

  constructor(shape: Shape) {
    this.shape = shape;
    this.packages = layeredPackages(shape.packages);
    this.leaf = shape.packages - 1;
    this.mostUsed = mostUsedOf(this.packages);
    this.#stripped = this.packages.map(({ name }) => {
      const text = fileNumbers(shape).flatMap((file) => sourceLines(name, file).filter(isCode));
      const bytes = Buffer.from(`${text.join('\n')}\n`);
      return { bytes, sum: addBytes(emptySum, bytes) };
    });
  }

  /** What the unedited sources of a package come to, without comment lines. */
  stripped(index: number): { readonly bytes: Buffer; readonly sum: PartialSum } {
    return this.#stripped[index] ?? { bytes: Buffer.alloc(0), sum: emptySum };
  }

  name(index: number): string {
    return this.packages[index]?.name ?? '';
  }

  /** The shell build of a package; it also notes that it ran, where no tool looks. */
  command({ name, dependencies }: PlannedPackage): string {
    const outputs = dependencies.map((index) => `../${this.name(index)}/dist/out.txt`);
    const sums = outputs.length === 0 ? '' : ` cksum ${outputs.join(' ')};`;
    return `echo ${name} >> ../../${ranLog} && mkdir -p dist && { grep -hv '^//' src/*.js;${sums} } > dist/out.txt`;
  }
}

function isCode(line: string): boolean {
  return !line.startsWith('//');
}

function fileNumbers({ files }: Shape): number[] {
  return Array.from({ length: files }, (_, index) => index);
}

function fileName(file: number): string {
  return `f${String(file).padStart(3, '0')}.js`;
}

/** Layers of equal size; each package depends on three of the layer before, chosen by a fixed sequence. */
function layeredPackages(count: number): PlannedPackage[] {
  const width = Math.max(dependenciesEach, Math.round(Math.sqrt(5 * count)));
  const random = randomNumbers(1);
  const digits = String(count - 1).length;
  return Array.from({ length: count }, (_, index) => {
    const layerStart = index - (index % width);
    const dependencies = new Set<number>();
    while (layerStart > 0 && dependencies.size < dependenciesEach) {
      dependencies.add(layerStart - width + Math.floor(random() * width));
    }
    return {
      name: `p${String(index).padStart(digits, '0')}`,
      dependencies: [...dependencies].sort((a, b) => a - b),
    };
  });
}

/** mulberry32: the same numbers on every machine. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mostUsedOf(packages: readonly PlannedPackage[]): number {
  const users = packages.map(() => new Set<number>());
  for (let index = packages.length - 1; index >= 0; index--) {
    for (const dependency of packages[index]?.dependencies ?? []) {
      const set = users[dependency];
      set?.add(index);
      for (const user of users[index] ?? []) set?.add(user);
    }
  }
  return users.reduce(
    (best, set, index) => (set.size > (users[best]?.size ?? 0) ? index : best),
    0,
  );
}

/** One copy of the workspace on disk, for one tool. */
export class WorkspaceCopy {
  readonly folder: string;
  readonly #plan: Plan;
  readonly #stateFolders: readonly string[];
  /** Code lines added to a package since the start. */
  readonly #edits = new Map<number, string>();

  /**
   * @param folder absolute path; made by `write`
   * @param stateFolders names of folders, at the root and in packages, that hold the tool's state
   */
  constructor(plan: Plan, folder: string, stateFolders: readonly string[]) {
    this.#plan = plan;
    this.folder = folder;
    this.#stateFolders = stateFolders;
  }

  /** Writes all files, and makes a git repository with everything committed. */
  write(tool: ToolFiles): void {
    const { packages, shape } = this.#plan;
    for (const entry of packages) {
      const folder = this.#packageFolder(entry);
      mkdirSync(join(folder, 'src'), { recursive: true });
      writeJson(join(folder, 'package.json'), tool.packageJson(entry, this.#plan));
      for (const file of fileNumbers(shape)) {
        const text = `${sourceLines(entry.name, file).join('\n')}\n`;
        writeFileSync(join(folder, 'src', fileName(file)), text);
      }
    }
    for (const [path, content] of Object.entries(tool.rootFiles(this.#plan))) {
      writeJson(join(this.folder, path), content);
    }
    const ignored = ['dist', 'node_modules', ranLog, ...this.#stateFolders];
    writeFileSync(join(this.folder, '.gitignore'), `${ignored.join('\n')}\n`);
    commitAll(this.folder);
  }

  /** Adds a line of code to a package: its output changes. */
  editCode(index: number, text: string): void {
    const line = `export ${text}\n`;
    this.#append(index, line);
    this.#edits.set(index, (this.#edits.get(index) ?? '') + line);
  }

  /** Adds a comment to a package: its output stays as it is. */
  editComment(index: number, text: string): void {
    this.#append(index, `// ${text}\n`);
  }

  deleteOutputs(): void {
    for (const entry of this.#plan.packages) remove(join(this.#packageFolder(entry), 'dist'));
  }

  deleteState(): void {
    for (const name of this.#stateFolders) {
      remove(join(this.folder, name));
      for (const entry of this.#plan.packages) remove(join(this.#packageFolder(entry), name));
    }
  }

  /** How many builds ran since the last call. */
  takeRanCount(): number {
    const file = join(this.folder, ranLog);
    const text = readIfPresent(file)?.toString() ?? '';
    remove(file);
    return text.split('\n').length - 1;
  }

  /**
   * Compares every output with what it must be.
   *
   * @returns what is wrong with the first that differs; undefined when all are right
   */
  wrongOutput(): string | undefined {
    const sums: PartialSum[] = [];
    for (const [index, entry] of this.#plan.packages.entries()) {
      const { bytes, sum } = this.#plan.stripped(index);
      const tail = Buffer.from(this.#tail(index, sums));
      sums.push(addBytes(sum, tail));
      const found = readIfPresent(join(this.#packageFolder(entry), 'dist/out.txt'));
      if (found === undefined) return `${entry.name} has no output`;
      const isRight = found.equals(Buffer.concat([bytes, tail]));
      if (!isRight) return `the output of ${entry.name} is not what its sources give`;
    }
    return undefined;
  }

  #tail(index: number, sums: readonly PartialSum[]): string {
    const lines = (this.#plan.packages[index]?.dependencies ?? []).map((dependency) => {
      const sum = cksumText(sums[dependency] ?? emptySum);
      return `${sum} ../${this.#plan.name(dependency)}/dist/out.txt\n`;
    });
    return (this.#edits.get(index) ?? '') + lines.join('');
  }

  #append(index: number, line: string): void {
    const folder = join(this.folder, 'packages', this.#plan.name(index));
    appendFileSync(join(folder, 'src', fileName(this.#plan.shape.files - 1)), line);
  }

  #packageFolder({ name }: PlannedPackage): string {
    return join(this.folder, 'packages', name);
  }
}

function commitAll(folder: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  git('init', '--quiet');
  git('add', '--all');
  git(
    '-c',
    'user.name=bench',
    '-c',
    'user.email=bench@localhost',
    'commit',
    '--quiet',
    '-m',
    'All',
  );
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function writeJson(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

function readIfPresent(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
