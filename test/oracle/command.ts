// What the oracle's actions do: a small shell script, and the same in TypeScript, so that the result of a clean build is known
// without running one. `twin.test.ts` compares the two on real processes.
//
// A source file is a list of lines: `# text` is a comment, `T text` goes to the file `types`, `FAIL` ends the command with 1,
// `extra n`, `nest n`, `empty n`, `link n` and `exec n` make further outputs, anything else is copied.

import { posixChecksum } from './checksum.ts';
import { type ActionSpec, outputFolder, packageFolder, stampFile } from './script.ts';

/** A source file. */
export interface Source {
  readonly content: string;
  readonly executable: boolean;
}

/** The sources by workspace path. */
export type Sources = ReadonlyMap<string, Source>;

/** One thing among outputs; folders only when they are empty. */
export type Item =
  | { readonly type: 'file'; readonly content: string; readonly executable: boolean }
  | { readonly type: 'link'; readonly target: string }
  | { readonly type: 'folder' };

/** Things by workspace path. */
export type Tree = ReadonlyMap<string, Item>;

/** What a command did. */
export interface Ending {
  readonly failed: boolean;
  readonly outputs: Tree;
  readonly stdout: string;
}

/** Everything that a command may look at. */
export interface Surroundings {
  readonly specs: readonly ActionSpec[];
  readonly sources: Sources;
  readonly outputsOf: (index: number) => Tree;
  readonly tool: number;
}

/** Whether the command writes anything. */
export function writesOutputs(spec: ActionSpec): boolean {
  return spec.declares !== 'empty-outputs';
}

/** Whether the command may write more than its fixed files: where outputs are not declared, nobody would clear the old ones. */
function writesMore(spec: ActionSpec): boolean {
  return spec.declares !== 'no-outputs';
}

/** The actions that `index` depends on, directly or not, along edges that read outputs; ascending. */
export function behind(specs: readonly ActionSpec[], index: number): number[] {
  const found = new Set<number>();
  const visit = (at: number): void => {
    for (const { to, order } of specs[at]?.deps ?? []) {
      if (order || found.has(to)) continue;
      found.add(to);
      visit(to);
    }
  };
  visit(index);
  return [...found].sort((a, b) => a - b);
}

function typesReadBehind(specs: readonly ActionSpec[], index: number): number[] {
  const spec = specs[index];
  if (!spec?.readsBehind || spec.direct) return [];
  return behind(specs, index).filter((other) => {
    const candidate = specs[other];
    return candidate !== undefined && writesOutputs(candidate);
  });
}

/** The text of the program `stampit`. */
export function toolText(version: number): string {
  return `#!/bin/sh\necho "stamped by ${version}"\n`;
}

/** The script of an action, for `/bin/sh` in the package's folder. */
export function scriptOf(specs: readonly ActionSpec[], index: number): string {
  const spec = specs[index];
  if (!spec) throw new Error(`no action ${index}`);
  const inPackage = (path: string): string => path.slice(packageFolder(spec.pkg).length + 1);
  const folder = inPackage(outputFolder(spec, index));
  const lines = [`# ${spec.tag}`, 'count=0'];
  if (writesOutputs(spec))
    lines.push(`[ -d ${folder} ] || mkdir -p ${folder}`, `exec 3>${folder}/main 4>${folder}/types`);
  else lines.push('exec 3>/dev/null 4>/dev/null');
  lines.push(`echo "tag ${spec.tag}" >&3`, 'echo "mode ${MODE-unset}" >&3');
  if (spec.tool && writesOutputs(spec)) lines.push(`stampit >${folder}/tool`);
  lines.push(...readingFunctions(spec, folder));
  lines.push(
    spec.reads === 'deep' ? 'walk src' : 'for f in src/*.t; do [ -f "$f" ] && file "$f"; done',
  );
  if (spec.readsConf) lines.push('[ -f conf ] && file conf');
  lines.push(...readingDependencies(specs, index));
  if (writesOutputs(spec)) lines.push(`echo "$count" >${inPackage(stampFile(spec, index))}`);
  lines.push(`echo "built ${index} $count"`, 'exit 0');
  return lines.join('\n');
}

function readingFunctions(spec: ActionSpec, folder: string): string[] {
  const special = [
    `'extra '*) echo "$1" >${folder}/\${l#extra };;`,
    `'nest '*) n=\${l#nest }; mkdir -p ${folder}/$n/deep; echo "$1" >${folder}/$n/deep/file;;`,
    `'empty '*) mkdir -p ${folder}/\${l#empty };;`,
    `'link '*) ln -sf main ${folder}/\${l#link };;`,
    `'exec '*) n=\${l#exec }; echo "$1" >${folder}/$n; chmod +x ${folder}/$n;;`,
  ];
  return [
    'file() {',
    spec.lossy ? ':' : 'echo "== $1" >&3; [ -x "$1" ] && echo executable >&3',
    'while IFS= read -r l; do case $l in',
    'FAIL) exit 1;;',
    spec.lossy ? "'#'*) ;;" : '\'#\'*) echo "$l" >&3;;',
    '"T "*) echo "$l" >&4;;',
    ...(writesOutputs(spec) && writesMore(spec) ? special : []),
    '*) count=$((count+1)); echo "$l" >&3;;',
    'esac; done <"$1"; }',
    'walk() { for f in "$1"/*; do if [ -d "$f" ]; then walk "$f"; elif [ -f "$f" ]; then file "$f"; fi; done; }',
    'collect() { for f in "$1"/*; do if [ -d "$f" ]; then collect "$f"; elif [ -f "$f" ]; then list="$list $f"; fi; done; }',
  ];
}

function readingDependencies(specs: readonly ActionSpec[], index: number): string[] {
  const lines = ['list='];
  for (const { to, read } of specs[index]?.deps ?? []) {
    const target = specs[to];
    if (target && !writesOutputs(target)) {
      // Where it once wrote, there may be files that a person edited since. They belong to nobody.
      if (read === 'names') lines.push('echo names >&3');
      continue;
    }
    const folder = relativeOutputs(specs, to);
    if (read === 'content') lines.push(`collect ${folder}`);
    if (read === 'names')
      lines.push(`names=$list; list=; collect ${folder}; echo "names$list" >&3; list=$names`);
    if (read === 'types') lines.push(`[ -f ${folder}/types ] && list="$list ${folder}/types"`);
  }
  for (const other of typesReadBehind(specs, index)) {
    const types = `${relativeOutputs(specs, other)}/types`;
    lines.push(`[ -f ${types} ] && list="$list ${types}"`);
  }
  lines.push('[ -n "$list" ] && cksum $list >&3');
  return lines;
}

function relativeOutputs(specs: readonly ActionSpec[], index: number): string {
  const spec = specs[index];
  if (!spec) throw new Error(`no action ${index}`);
  return `../${outputFolder(spec, index)}`;
}

/** What the script of an action does, computed. */
export function evaluate(index: number, world: Surroundings): Ending {
  return new Evaluation(index, world).run();
}

class Evaluation {
  readonly #index: number;
  readonly #world: Surroundings;
  readonly #spec: ActionSpec;
  readonly #folder: string;
  readonly #more = new Map<string, Item>();
  #main = '';
  #types = '';
  #count = 0;

  constructor(index: number, world: Surroundings) {
    const spec = world.specs[index];
    if (!spec) throw new Error(`no action ${index}`);
    this.#index = index;
    this.#world = world;
    this.#spec = spec;
    this.#folder = outputFolder(spec, index);
  }

  run(): Ending {
    const { tag, mode } = this.#spec;
    this.#main += `tag ${tag}\nmode ${mode ?? 'unset'}\n`;
    if (this.#spec.tool)
      this.#more.set(`${this.#folder}/tool`, text(`stamped by ${this.#world.tool}\n`));
    if (!this.#readSources()) return this.#ending(true);
    this.#readDependencies();
    this.#more.set(stampFile(this.#spec, this.#index), text(`${this.#count}\n`));
    return this.#ending(false);
  }

  #ending(failed: boolean): Ending {
    const stdout = failed ? '' : `built ${this.#index} ${this.#count}\n`;
    if (!writesOutputs(this.#spec)) return { failed, outputs: new Map(), stdout };
    const outputs = new Map(this.#more);
    outputs.set(`${this.#folder}/main`, text(this.#main));
    outputs.set(`${this.#folder}/types`, text(this.#types));
    return { failed, outputs, stdout };
  }

  /** @returns false where a line said to fail */
  #readSources(): boolean {
    const root = `${packageFolder(this.#spec.pkg)}/`;
    const read = pathsRead(this.#spec, this.#world.sources);
    return read.every((path) =>
      this.#readSource(path.slice(root.length), this.#world.sources.get(path)),
    );
  }

  #readSource(name: string, source: Source | undefined): boolean {
    if (!this.#spec.lossy) this.#main += `== ${name}\n${source?.executable ? 'executable\n' : ''}`;
    return (source?.content ?? '')
      .split('\n')
      .slice(0, -1)
      .every((line) => this.#readLine(line, name));
  }

  #readLine(line: string, name: string): boolean {
    if (line === 'FAIL') return false;
    if (line.startsWith('#')) this.#main += this.#spec.lossy ? '' : `${line}\n`;
    else if (line.startsWith('T ')) this.#types += `${line}\n`;
    else if (!this.#special(line, name)) {
      this.#count++;
      this.#main += `${line}\n`;
    }
    return true;
  }

  #special(line: string, name: string): boolean {
    const [, word, argument] = /^(extra|nest|empty|link|exec) (.*)$/.exec(line) ?? [];
    if (word === undefined || !writesOutputs(this.#spec) || !writesMore(this.#spec)) return false;
    const path = `${this.#folder}/${argument}`;
    if (word === 'extra') this.#more.set(path, text(`${name}\n`));
    if (word === 'nest') this.#more.set(`${path}/deep/file`, text(`${name}\n`));
    if (word === 'empty') this.#more.set(path, { type: 'folder' });
    if (word === 'link') this.#more.set(path, { type: 'link', target: 'main' });
    if (word === 'exec')
      this.#more.set(path, { type: 'file', content: `${name}\n`, executable: true });
    return true;
  }

  #readDependencies(): void {
    const { specs } = this.#world;
    const list: string[] = [];
    for (const { to, read } of this.#spec.deps) {
      if (read === 'content') list.push(...this.#filesOf(to));
      if (read === 'names')
        this.#main += `names${this.#filesOf(to)
          .map((path) => ` ../${path}`)
          .join('')}\n`;
      if (read === 'types') list.push(...this.#typesOf(to));
    }
    for (const other of typesReadBehind(specs, this.#index)) list.push(...this.#typesOf(other));
    for (const path of list) this.#main += this.#checksumLine(path);
  }

  /** Files below another action's folder, in the order of a shell's `*`. */
  #filesOf(index: number): string[] {
    const spec = this.#world.specs[index];
    if (!spec) return [];
    const prefix = `${outputFolder(spec, index)}/`;
    const items = [...this.#world.outputsOf(index)].filter(
      ([path, { type }]) => path.startsWith(prefix) && type !== 'folder',
    );
    return items.map(([path]) => path).sort(byShellOrder);
  }

  #typesOf(index: number): string[] {
    return this.#filesOf(index).filter((path) => /^[^/]*\/[^/]*\/types$/.test(path));
  }

  #checksumLine(path: string): string {
    const content = this.#contentOf(path);
    return `${posixChecksum(content)} ${content.length} ../${path}\n`;
  }

  /** Content of an action's file; links lead to `main` next to them. */
  #contentOf(path: string): string {
    const index = Number(/^[^/]*\/[a-z]+_(\d+)\//.exec(path)?.[1]);
    const item = this.#world.outputsOf(index).get(path);
    if (item?.type === 'file') return item.content;
    if (item?.type === 'link') return this.#contentOf(path.replace(/[^/]*$/, item.target));
    throw new Error(`nobody writes ${path}`);
  }
}

/** The source files that a command reads, in the order of a shell's walk. */
export function pathsRead(spec: ActionSpec, sources: Sources): string[] {
  const root = packageFolder(spec.pkg);
  const flat = new RegExp(`^${root}/src/[^/]*\\.t$`);
  const isRead = (path: string): boolean =>
    spec.reads === 'deep' ? path.startsWith(`${root}/src/`) : flat.test(path);
  const found = [...sources.keys()].filter(isRead).sort(byShellOrder);
  return spec.readsConf && sources.has(`${root}/conf`) ? [...found, `${root}/conf`] : found;
}

/** A walk with `*` visits names in byte order, folder by folder. */
function byShellOrder(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let at = 0; ; at++) {
    const [one, other] = [left[at], right[at]];
    if (one === undefined || other === undefined) return left.length - right.length;
    if (one !== other) return one < other ? -1 : 1;
  }
}

function text(content: string): Item {
  return { type: 'file', content, executable: false };
}
