// The workspace of a script: its declared actions and sources, in memory and on disk, and the edits that change them.

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { toolFolder } from './actions.ts';
import { type Source, toolText } from './command.ts';
import {
  type ActionSpec,
  type Edit,
  type FileOp,
  outputFolder,
  packageFolder,
  type Script,
  stampFile,
} from './script.ts';
import { readTree } from './tree.ts';

/** See the file's comment. */
export class World {
  readonly root: string;
  readonly sources = new Map<string, Source>();
  specs: readonly ActionSpec[];
  tool: number;

  /** @param root an empty folder */
  constructor(root: string, script: Script) {
    this.root = root;
    this.specs = script.actions;
    this.tool = script.tool;
    for (const { pkg } of script.actions)
      mkdirSync(join(root, packageFolder(pkg)), { recursive: true });
    mkdirSync(join(root, toolFolder), { recursive: true });
    this.#writeTool(script.tool);
    for (const op of script.files) this.#applyFile(op);
  }

  /**
   * Makes an edit, in memory and on disk.
   * @returns the workspace paths that it touched
   */
  apply(edit: Edit): readonly string[] {
    switch (edit.type) {
      case 'files':
        return edit.ops.flatMap((op) => this.#applyFile(op));
      case 'touch':
        return this.#touch(edit.path);
      case 'output':
        return this.#damage(edit);
      case 'action':
        this.specs = this.specs.map((spec, index) =>
          index === edit.action ? { ...spec, ...edit.change } : spec,
        );
        return [];
      case 'tool':
        this.#writeTool(edit.version);
        return [`${toolFolder}/stampit`];
    }
  }

  #writeTool(version: number): void {
    this.tool = version;
    writeFileSync(join(this.root, toolFolder, 'stampit'), toolText(version), { mode: 0o755 });
  }

  /** Whatever is in the way goes: a file where a folder must be, a folder where the file must be. */
  #applyFile({ path, content, executable = false }: FileOp): string[] {
    const touched = [...this.sources.keys()].filter(
      (other) => other === path || isInTheWay(other, path),
    );
    for (const other of touched) this.sources.delete(other);
    if (content === null) {
      if (existsSync(join(this.root, path))) rmSync(join(this.root, path), { recursive: true });
      return [...touched, path];
    }
    this.sources.set(path, { content, executable });
    clearTheWay(this.root, path);
    writeFileSync(join(this.root, path), content);
    chmodSync(join(this.root, path), executable ? 0o755 : 0o644);
    return [...touched, path];
  }

  #touch(path: string): readonly string[] {
    if (!this.sources.has(path)) return [];
    const moment = new Date(Date.UTC(2001, 1, 3));
    utimesSync(join(this.root, path), moment, moment);
    return [path];
  }

  #damage({ action, op, pick }: Extract<Edit, { type: 'output' }>): readonly string[] {
    const spec = this.specs[action];
    // What is not declared belongs to nobody: a change there is no business of the engine.
    if (!spec || spec.declares === 'no-outputs' || spec.declares === 'empty-outputs') return [];
    const folder = outputFolder(spec, action);
    if (op === 'delete-all') {
      rmSync(join(this.root, folder), { recursive: true, force: true });
      return [folder];
    }
    if (!existsSync(join(this.root, folder))) return [];
    if (op === 'add' || op === 'add-folder') return this.#addOutput(folder, op, pick);
    const files = [...readTree(join(this.root, folder)).keys()].map((name) => `${folder}/${name}`);
    if (existsSync(join(this.root, stampFile(spec, action)))) files.push(stampFile(spec, action));
    const path = files[pick % Math.max(files.length, 1)];
    if (path === undefined) return [];
    damageFile(join(this.root, path), op);
    return [path];
  }

  #addOutput(folder: string, op: 'add' | 'add-folder', pick: number): readonly string[] {
    const path = `${folder}/stray${pick % 3}${pick % 2 ? '/deep' : ''}`;
    if (op === 'add') {
      clearTheWay(this.root, path);
      writeFileSync(join(this.root, path), 'stray\n');
    } else {
      clearTheWay(this.root, path);
      mkdirSync(join(this.root, path));
    }
    return [path];
  }
}

function isInTheWay(other: string, path: string): boolean {
  return other.startsWith(`${path}/`) || path.startsWith(`${other}/`);
}

function clearTheWay(root: string, path: string): void {
  const folders = path.split('/').slice(0, -1);
  for (const at of folders.keys()) {
    const folder = join(root, ...folders.slice(0, at + 1));
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats && !stats.isDirectory()) rmSync(folder);
  }
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  if (lstatSync(full, { throwIfNoEntry: false })?.isDirectory()) rmSync(full, { recursive: true });
}

type FileDamage = Exclude<
  Extract<Edit, { type: 'output' }>['op'],
  'add' | 'add-folder' | 'delete-all'
>;

function damageFile(file: string, op: FileDamage): void {
  const stats = lstatSync(file);
  const isPlain = stats.isFile();
  if (op === 'edit' && isPlain) writeFileSync(file, `${readFileSync(file, 'latin1')}edited\n`);
  else if (op === 'same-size' && isPlain)
    writeFileSync(file, readFileSync(file, 'latin1').replace(/^./, '?'));
  else if (op === 'chmod' && isPlain) chmodSync(file, stats.mode ^ 0o111);
  else {
    rmSync(file, { recursive: true });
    if (op === 'to-folder') mkdirSync(file);
    if (op === 'to-link') symlinkSync('/etc/hostname', file);
  }
}
