/** One rule and one file make one action: placeholders are filled in here. */
import type {
  Action,
  ActionDependency,
  Command,
  Discovery,
  FilePatterns,
  SourceLocation,
  Work,
} from '../model/action.ts';
import type { ActionId, RelativePath } from '../model/brand.ts';
import { isBelow, joinPath, literalPattern, parentPath, staticBase } from '../model/glob.ts';
import type { RuleModel } from './model.ts';
import { filePatterns } from './patterns.ts';
import { programsOf } from './taskWork.ts';

const root = '' as RelativePath;

/** What all actions of a rule share. */
export interface RuleContext {
  readonly rule: RuleModel;
  readonly dependsOn: readonly ActionDependency[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly passThrough: readonly string[];
  /** Files that count for every action. */
  readonly commonFiles: readonly RelativePath[];
  readonly source: SourceLocation;
}

/** The files that a rule is for. */
export function ruleInputs(rule: RuleModel): FilePatterns {
  return filePatterns(rule.each, { dir: root, nested: [] });
}

/** The name of a rule's action. */
export function ruleActionId(rule: string, input: string): ActionId {
  return `${rule}:${input}` as ActionId;
}

/**
 * The action for one file.
 * @param input the file
 */
export function ruleAction(context: RuleContext, input: RelativePath): Action {
  const { rule } = context;
  const id = ruleActionId(rule.name, input);
  const outputs = rule.outputs.map(
    (output) => joinPath('', fillName(output, input, rule.each.include)) ?? root,
  );
  const depfile = `.cachescope/tmp/${sanitised(id)}.d` as RelativePath;
  const values = { input, outputs, depfile };
  const work: Work =
    rule.work.type === 'builder'
      ? { type: 'builder', module: rule.work.module, input }
      : { type: 'commands', commands: [fillCommand(rule.work.command, values, rule.each.include)] };
  return {
    id,
    kind: 'rule',
    group: rule.name,
    name: rule.name,
    cwd: root,
    work,
    programs: programsOf(work, {}),
    dependsOn: context.dependsOn,
    inputs: filePatterns(rule.inputs, { dir: root, nested: [] }),
    inputFiles: [input, ...context.commonFiles],
    outputs: exactly(outputs),
    discovery: discoveryOf(rule, work, values),
    environment: context.environment,
    passThrough: context.passThrough,
    fixedEnvironment: isShell(work)
      ? { INPUT: input, OUTPUT: outputs[0] ?? '', DEPFILE: depfile }
      : {},
    binDirs: ['node_modules/.bin' as RelativePath],
    cacheable: true,
    persistent: false,
    clean: 'always',
    dependencyOutputs: 'transitive',
    source: context.source,
  };
}

/** These files and no others, however their names look: signs that patterns know are escaped. */
function exactly(paths: readonly RelativePath[]): FilePatterns {
  const include = paths.map(literalPattern);
  return { base: root, include, exclude: [], ignoreGitIgnored: false, boundaries: [] };
}

function isShell(work: Work): boolean {
  return work.type === 'commands' && work.commands[0]?.type === 'shell';
}

/**
 * Fills in what follows from a file's name: for `views/a/home.hbs` of `views/**`, {path} is `a/home`, {name} `home`, {dir} `a`,
 * {ext} `hbs`.
 */
function fillName(text: string, input: string, each: readonly string[]): string {
  const base =
    each.map(staticBase).find((folder) => folder !== input && isBelow(input, folder)) ??
    parentPath(input);
  const below = base === '' ? input : input.slice(base.length + 1);
  const file = below.slice(below.lastIndexOf('/') + 1);
  const dot = file.lastIndexOf('.');
  const ext = dot > 0 ? file.slice(dot + 1) : '';
  const name = dot > 0 ? file.slice(0, dot) : file;
  const dir = parentPath(below);
  const values: Readonly<Record<string, string>> = {
    path: dir === '' ? name : `${dir}/${name}`,
    name,
    dir,
    ext,
  };
  return text.replaceAll(/\{(path|name|dir|ext)\}/g, (_, holder: string) => values[holder] ?? '');
}

interface Values {
  readonly input: RelativePath;
  readonly outputs: readonly RelativePath[];
  readonly depfile: RelativePath;
}

function fillCommand(command: Command, values: Values, each: readonly string[]): Command {
  if (command.type === 'shell') return command;
  const argv: string[] = [];
  for (const text of command.argv) {
    // An argument that is {output} and nothing else becomes all outputs, one argument each.
    if (text === '{output}') argv.push(...values.outputs.map(dashSafe));
    else argv.push(fillText(text, values, each));
  }
  return { type: 'argv', argv };
}

function fillText(text: string, values: Values, each: readonly string[]): string {
  const parts = text.split(/(\{(?:input|output|depfile|path|name|dir|ext)\})/);
  const filled = parts.map((part) => {
    if (part === '{input}') return values.input;
    if (part === '{output}') return values.outputs[0] ?? '';
    if (part === '{depfile}') return values.depfile;
    return part.startsWith('{') ? fillName(part, values.input, each) : part;
  });
  const result = filled.join('');
  return text.startsWith('{') ? dashSafe(result) : result;
}

/** A file called `-rf` is a file, not an option. */
function dashSafe(text: string): string {
  return text.startsWith('-') ? `./${text}` : text;
}

function discoveryOf(rule: RuleModel, work: Work, values: Values): Discovery {
  if (rule.discovery !== 'depfile') return { type: rule.discovery };
  const first = work.type === 'commands' ? work.commands[0] : undefined;
  const dirs = first?.type === 'argv' ? includeDirs(first.argv) : [];
  return {
    type: 'depfile',
    path: values.depfile,
    includeDirs: [...new Set([parentPath(values.input), ...dirs])],
  };
}

/** Folders that a C compiler searches: `-Idir`, `-I dir`, `-iquote dir`, `-isystem dir`. Those outside the workspace are left out. */
function includeDirs(argv: readonly string[]): readonly RelativePath[] {
  const dirs: RelativePath[] = [];
  argv.forEach((text, index) => {
    const match = /^(?:-I|-iquote|-isystem|-idirafter|--include-directory=)(.*)$/.exec(text);
    const value = match ? match[1] || argv[index + 1] : undefined;
    const dir = value === undefined || value.startsWith('/') ? undefined : joinPath('', value);
    if (dir !== undefined) dirs.push(dir);
  });
  return dirs;
}

/**
 * A file name for an action: readable, without signs that file systems mind, and different for different actions.
 */
function sanitised(id: string): string {
  const readable = id.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(-80);
  return `${readable}-${fnv1a(id)}${fnv1a(`${id}\n`)}`;
}

/** FNV-1a, 32 bits: tells names apart, protects nothing. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
