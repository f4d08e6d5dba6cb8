/**
 * The parts that an analysis keeps: names, modules, facts of earlier states, and what resolves imports; and the steps that take one file or one
 * module over into them.
 */
import { as, type ByteCount, type RelativePath } from '../../engine/model/brand.ts';
import { noFacts } from '../../modules/factsCodec.ts';
import { isSettled } from '../files/signature.ts';
import { FolderNames } from './folderNames.ts';
import { FactsMemory } from './keeping/factsMemory.ts';
import { ModuleTable } from './keeping/moduleTable.ts';
import type { ParsedModule } from './reading/parseMessages.ts';
import { Resolver } from './resolving/resolver.ts';
import type { PackagePatterns } from './resolving/workspacePackages.ts';

/** What everything follows from that no name and no module tells: equal stamps say that nothing of it changed. */
export interface Stamps {
  /** See `FolderNames.rulesStamp`. */
  readonly rules: string;
  /** See `FolderNames.ignoreStamp`. */
  readonly ignore: string;
}

/** See the file's comment. */
export class AnalysisState {
  /** Absolute. */
  readonly root: string;
  readonly #patterns: PackagePatterns;
  readonly table = new ModuleTable();
  readonly memory = new FactsMemory();
  /** There by name, and gone when they were to be read. */
  readonly vanished = new Set<RelativePath>();
  names: FolderNames;
  resolver: Resolver;
  /** What git said of tracked files. */
  gitText: string | undefined;
  stamps: Stamps = { rules: '', ignore: '' };

  constructor(root: string, patterns: PackagePatterns) {
    this.root = root;
    this.#patterns = patterns;
    this.names = this.#newNames();
    this.resolver = this.#newResolver();
  }

  /** Begins anew with other names; answers stay. */
  useNames(folders?: FolderNames['folders']): void {
    const { answers, installed } = this.resolver;
    this.names = this.#newNames(folders);
    this.resolver = this.#newResolver();
    for (const [key, answer] of answers) this.resolver.answers.set(key, answer);
    this.resolver.installed.load(installed.entries());
  }

  #newNames(folders?: FolderNames['folders']): FolderNames {
    const memory = {
      load: () => this.gitText,
      save: (text: string) => {
        this.gitText = text;
      },
    };
    return new FolderNames(this.root, memory, folders);
  }

  #newResolver(): Resolver {
    const globs = (matches: (path: string) => boolean, folder: string): RelativePath[] =>
      [...this.names.filesBelow(folder)].filter((path) => matches(path)) as RelativePath[];
    const patterns = this.#patterns;
    return new Resolver({ root: this.root, names: this.names, globs, patterns });
  }

  /**
   * Notes by which rules the names were read.
   * @param startedAt before the first of them was read
   */
  takeStamps(startedAt: number): void {
    const { names } = this;
    this.stamps = { rules: names.rulesStamp, ignore: names.ignoreStamp(startedAt) };
  }

  /** Whether something was installed or taken away that answers depend on, in steps. */
  hasOtherInstalled(): Generator<undefined, boolean> {
    const { answers, installed } = this.resolver;
    return installed.hasChanged(answers.values());
  }

  /** Whether git ignores what it did, as far as the names tell that are known. */
  get hasSameRules(): boolean {
    const { rules, ignore } = this.stamps;
    return (
      this.names.currentRulesStamp() === rules &&
      this.names.ignoreStamp(Number.POSITIVE_INFINITY) === ignore
    );
  }

  /** Takes over what was read of a module. @returns whether its facts are other than before */
  take(id: number, { signature, digest, facts }: ParsedModule, takenAt: number): boolean {
    const table = this.table;
    const { counters } = this.memory;
    const settled = signature !== undefined && isSettled(signature.ctimeMs, takenAt);
    const known = table.digestOf(id);
    if (digest && known && isEqual(digest, known)) {
      if (facts === undefined) counters.hit('memory');
      if (signature) table.touch(id, signature, settled);
      return false;
    }
    const now = facts ?? (digest && this.memory.get(digest));
    if (digest) {
      if (facts) counters.miss();
      else counters.hit('memory');
      if (facts) counters.set(as<ByteCount>(facts.length));
    }
    const before = table.packedFacts(id);
    const isOther = now === undefined || !isEqual(now, before);
    this.memory.keep(known, before);
    table.setState(id, {
      signature,
      isSettled: settled,
      digest,
      facts: now ?? noFacts,
    });
    return isOther;
  }

  /** Forgets a module; its facts stay in the memory. @returns its number */
  forget(path: RelativePath): number | undefined {
    const id = this.table.ids.get(path);
    if (id === undefined) return undefined;
    this.memory.keep(this.table.digestOf(id), this.table.packedFacts(id));
    return this.table.remove(path);
  }

  /** Resolves the imports of a module. @returns whether one leads elsewhere than before */
  resolve(id: number): boolean {
    const path = this.table.pathOf(id);
    if (path === undefined) return false;
    const on = { anyNames: false, disk: false };
    const targets: number[] = [];
    for (const fact of this.table.mentionsOf(id)) {
      const { resolution, on: what } = this.resolver.resolve(path, fact);
      if (what === 'any names') on.anyNames = true;
      else if (what === 'the disk') on.disk = true;
      targets.push(this.table.encode(resolution));
    }
    this.table.setDependsOn(id, on);
    return this.table.setTargets(id, targets);
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
