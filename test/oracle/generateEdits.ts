// Makes random edits, keeping track of the sources so that an edit changes what is there, or brings back what was.

import { generateContent, generateEdge, generateLine } from './generateParts.ts';
import type { Random } from './random.ts';
import type { ActionSpec, EdgeSpec, Edit, FileOp, OutputOp } from './script.ts';

interface Version {
  readonly content: string;
  readonly executable: boolean;
}

const fileEdits = {
  content: 14,
  comment: 8,
  'same-size': 6,
  add: 6,
  remove: 6,
  rename: 4,
  revert: 14,
  chmod: 4,
  'to-folder': 3,
  fail: 6,
} as const;
const actionEdits = {
  command: 3,
  mode: 3,
  patterns: 3,
  'add-edge': 3,
  'remove-edge': 3,
  'change-edge': 2,
  folder: 2,
  declares: 2,
  conf: 1,
  direct: 2,
  back: 4,
} as const;
const outputEdits: Readonly<Record<OutputOp, number>> = {
  delete: 3,
  'delete-all': 2,
  edit: 3,
  'same-size': 2,
  add: 3,
  'add-folder': 1,
  chmod: 1,
  'to-folder': 1,
  'to-link': 1,
};

/** A stream of edits to one workspace. */
export class Edits {
  readonly #random: Random;
  readonly #specs: ActionSpec[];
  readonly #originals: readonly ActionSpec[];
  readonly #files = new Map<string, Version>();
  /** Earlier contents of each path, for going back. */
  readonly #past = new Map<string, Version[]>();

  constructor(random: Random, actions: readonly ActionSpec[], files: readonly FileOp[]) {
    this.#random = random;
    this.#specs = [...actions];
    this.#originals = actions;
    for (const op of files) this.#note(op);
  }

  /** The actions to ask for: mostly all that nothing depends on. */
  targets(): readonly number[] {
    const all = this.#specs.map((_, index) => index);
    if (this.#random.chance(20)) return [this.#random.pick(all)];
    return all.filter(
      (index) => !this.#specs.some(({ deps }) => deps.some(({ to }) => to === index)),
    );
  }

  /** The next edit. */
  next(): Edit {
    const kind = this.#random.weighted({ files: 60, action: 16, output: 16, touch: 5, tool: 3 });
    if (kind === 'files') return this.#fileEdit(this.#random.weighted(fileEdits));
    if (kind === 'action') return this.#actionEdit();
    if (kind === 'touch') return { type: 'touch', path: this.#somePath() };
    if (kind === 'tool') return { type: 'tool', version: this.#random.integer(1, 2) };
    const action = this.#random.integer(0, this.#specs.length - 1);
    return {
      type: 'output',
      action,
      op: this.#random.weighted(outputEdits),
      pick: this.#random.integer(0, 100),
    };
  }

  #somePath(): string {
    const paths = [...this.#files.keys()];
    return paths.length === 0 ? 'p0/src/a.t' : this.#random.pick(paths);
  }

  #fileEdit(label: keyof typeof fileEdits): Edit {
    const failing = [...this.#files].find(([, { content }]) => content.includes('FAIL'))?.[0];
    const path = label === 'fail' && failing !== undefined ? failing : this.#somePath();
    const version = this.#files.get(path) ?? { content: '', executable: false };
    const ops = this.#ops(label, path, version);
    for (const op of ops) this.#note(op);
    return { type: 'files', label, ops };
  }

  #ops(label: keyof typeof fileEdits, path: string, { content, executable }: Version): FileOp[] {
    const random = this.#random;
    switch (label) {
      case 'content':
        return [{ path, content: `${content}${generateLine(random)}\n`, executable }];
      case 'comment':
        return [{ path, content: `# ${random.integer(10, 99)}\n${content}`, executable }];
      case 'same-size':
        return [
          {
            path,
            content: content.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)),
            executable,
          },
        ];
      case 'add':
        return [
          {
            path: path.replace(/[^/]*$/, random.pick(['e.t', 'f.t', 'e.md', 'new/g.t'])),
            content: generateContent(random),
          },
        ];
      case 'remove':
        return [{ path, content: null }];
      case 'rename':
        return [
          { path, content: null },
          { path: path.replace(/[^/]*$/, random.pick(['r.t', 'r.md'])), content, executable },
        ];
      case 'revert':
        return [this.#earlier()];
      case 'chmod':
        return [{ path, content, executable: !executable }];
      case 'to-folder':
        return [{ path: `${path}/inner.t`, content }];
      case 'fail':
        return [
          {
            path,
            content: content.includes('FAIL\n')
              ? content.replace('FAIL\n', '')
              : `${content}FAIL\n`,
            executable,
          },
        ];
    }
  }

  #earlier(): FileOp {
    const path = this.#random.pick([...this.#past.keys()]);
    const version = this.#random.pick(this.#past.get(path) ?? []);
    return { path, ...version };
  }

  #note({ path, content, executable = false }: FileOp): void {
    for (const other of [...this.#files.keys()]) {
      if (other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`))
        this.#files.delete(other);
    }
    if (content === null) return;
    const version = { content, executable };
    this.#files.set(path, version);
    this.#past.set(path, [...(this.#past.get(path) ?? []), version]);
  }

  #actionEdit(): Edit {
    const random = this.#random;
    const action = random.integer(0, this.#specs.length - 1);
    const spec = this.#specs[action];
    const original = this.#originals[action];
    if (!spec || !original) throw new Error('no actions');
    const label = random.weighted(actionEdits);
    const change = label === 'back' ? original : this.#change(label, spec, action);
    this.#specs[action] = { ...spec, ...change };
    return { type: 'action', action, label, change };
  }

  #change(
    label: Exclude<keyof typeof actionEdits, 'back'>,
    spec: ActionSpec,
    index: number,
  ): Partial<ActionSpec> {
    const random = this.#random;
    switch (label) {
      case 'command':
        return { tag: random.integer(1, 3) };
      case 'mode':
        return { mode: random.pick([null, 'm1', 'm2', '']) };
      case 'patterns':
        return spec.inputs === 'package' || spec.reads === 'deep'
          ? { direct: !spec.direct }
          : { inputs: spec.inputs === 'src' ? 'flat' : 'src' };
      case 'add-edge':
        return { deps: this.#withEdge(spec.deps, index) };
      case 'remove-edge':
        return {
          deps: spec.deps.filter((_, at) => at !== random.integer(0, spec.deps.length - 1)),
        };
      case 'change-edge':
        return {
          deps: spec.deps.map((edge) => (random.chance(50) ? generateEdge(random, edge.to) : edge)),
        };
      case 'folder':
        return { folder: spec.folder === 'out' ? 'alt' : 'out' };
      case 'declares':
        // Where outputs are not declared any more, the old ones are nobody's: nothing can be said of them.
        return spec.declares === 'no-outputs'
          ? {}
          : { declares: random.pick(['all', 'all', 'empty-outputs', 'no-inputs', 'cache-off']) };
      case 'conf':
        return { readsConf: !spec.readsConf };
      case 'direct':
        return { direct: !spec.direct };
    }
  }

  #withEdge(deps: readonly EdgeSpec[], index: number): readonly EdgeSpec[] {
    if (index === 0) return deps;
    const edge = generateEdge(this.#random, this.#random.integer(0, index - 1));
    return [...deps.filter(({ to }) => to !== edge.to), edge];
  }
}
