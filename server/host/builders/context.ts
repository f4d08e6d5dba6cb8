/**
 * Worker side: the context that a builder gets. Each method does one thing on the real files and records it.
 */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import type { FilePatterns } from '../../engine/model/action.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import type { BuilderContext } from './api.ts';
import { readWithDigest } from './fileDigest.ts';
import type { BuildJob, WorkerSetup } from './messages.ts';
import { Observations } from './observations.ts';
import { writeOutput } from './outputs.ts';

/** What a context needs besides the job. */
export interface ContextServices {
  readonly setup: WorkerSetup;
  /** Asks the pool's side, whose table of files says what a pattern means. */
  readonly glob: (patterns: FilePatterns) => Promise<readonly RelativePath[]>;
  readonly log: (text: string) => void;
}

/** The context of one build. */
export class RecordingContext implements BuilderContext {
  readonly root: string;
  readonly input: string;
  readonly outputs: readonly string[];
  /** What was observed so far. */
  readonly observations = new Observations();
  readonly #job: BuildJob;
  readonly #services: ContextServices;

  constructor(job: BuildJob, services: ContextServices) {
    this.root = services.setup.root;
    this.input = job.input;
    this.outputs = job.outputs;
    this.#job = job;
    this.#services = services;
  }

  async read(path: string): Promise<string> {
    return this.readSync(path);
  }

  async readBytes(path: string): Promise<Uint8Array> {
    return this.readBytesSync(path);
  }

  readSync(path: string): string {
    return this.#read(path).toString('utf8');
  }

  readBytesSync(path: string): Uint8Array {
    return this.#read(path);
  }

  exists(path: string): boolean {
    const name = this.#inside(path);
    const link = this.#noteLink(name);
    const found = statSync(this.#absolute(name), { throwIfNoEntry: false })?.isFile() === true;
    if (found && !link) this.observations.present(name);
    else if (!found && !link) this.observations.absent(name);
    return found;
  }

  async glob(
    patterns: string | readonly string[],
    options: { readonly exclude?: readonly string[] } = {},
  ): Promise<readonly string[]> {
    const full: FilePatterns = {
      base: '' as RelativePath,
      include: typeof patterns === 'string' ? [patterns] : patterns,
      exclude: options.exclude ?? [],
      ignoreGitIgnored: false,
      boundaries: [],
    };
    const matches = await this.#services.glob(full);
    this.observations.glob(full, matches);
    return matches;
  }

  dependsOn(path: string | URL): void {
    const isUrl = path instanceof URL || path.startsWith('file:');
    const file = isUrl ? fileURLToPath(path) : path;
    const name = this.#nameOf(file);
    if (name === undefined) this.observations.outside(file);
    else if (!this.outputs.includes(name)) this.#observe(name);
  }

  write(output: number | string, data: string | Uint8Array): void {
    const name = typeof output === 'number' ? this.outputs[output] : this.#inside(output);
    if (name === undefined || !this.outputs.includes(name)) {
      throw new Error(
        `${name ?? `output ${output}`} is not an output of this action; it may write: ${this.outputs.join(', ')}. Add it to "outputs" of the rule.`,
      );
    }
    writeOutput(this.#services.setup, name as RelativePath, data);
  }

  emit(data: string | Uint8Array): void {
    this.write(0, data);
  }

  log(...values: readonly unknown[]): void {
    this.#services.log(`${format(...values)}\n`);
  }

  env(name: string): string | undefined {
    if (Object.hasOwn(this.#job.environment, name)) return this.#job.environment[name];
    throw new Error(
      `The environment variable ${name} is not declared. Add it to "env" of the rule, so that a change of it is seen.`,
    );
  }

  #read(path: string): Buffer {
    const name = this.#inside(path);
    if (this.outputs.includes(name)) {
      throw new Error(
        `${name} is an output of this action, so it cannot be read as an input. Keep what was written, or declare other outputs.`,
      );
    }
    const link = this.#noteLink(name);
    try {
      const { bytes, digest } = readWithDigest(this.#absolute(name));
      this.observations.file(link ?? name, digest);
      return bytes;
    } catch (error) {
      if (isMissing(error) && !link) this.observations.absent(name);
      throw error;
    }
  }

  #observe(name: RelativePath): void {
    const link = this.#noteLink(name);
    try {
      this.observations.file(link ?? name, readWithDigest(this.#absolute(name)).digest);
    } catch (error) {
      // A folder is there, but has no content that could count; its files are reported one by one.
      if ((error as NodeJS.ErrnoException).code === 'EISDIR') return;
      if (!isMissing(error)) throw error;
      if (!link) this.observations.absent(name);
    }
  }

  /** Records a link. The result is the file it leads to, or the link itself where that is no file of the workspace. */
  #noteLink(name: RelativePath): RelativePath | undefined {
    const path = this.#absolute(name);
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined;
    this.observations.link(name);
    try {
      return this.#nameOf(realpathSync(path)) ?? name;
    } catch {
      // It leads nowhere; whoever reads through it gets the system's error.
      return name;
    }
  }

  #absolute(name: string): string {
    return join(this.root, name);
  }

  #inside(path: string): RelativePath {
    const name = this.#nameOf(path);
    if (name !== undefined) return name;
    throw new Error(
      `${path} is outside of the workspace. Read it by other means and report it with dependsOn().`,
    );
  }

  #nameOf(path: string): RelativePath | undefined {
    const local = isAbsolute(path) ? relative(this.root, path) : path;
    const name = posix.normalize(local.split(sep).join('/'));
    const outside = name === '..' || name.startsWith('../') || isAbsolute(name);
    return outside ? undefined : (name.replace(/\/$/, '') as RelativePath);
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
