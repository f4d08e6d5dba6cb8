/**
 * Files that commands name: `node scripts/build.mjs --now` in a script of a package.json, `run: npx tsx build/publish.ts` in a workflow, `CMD ["node", "dist/main.js"]` in a Dockerfile,
 * `"command": "node tools/a.js"` in a project.json.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath, parentPath } from '../../engine/model/glob.ts';
import type { EntryLookup } from './entrySource.ts';
import { searchedText, sourceOf } from './namedFiles.ts';

const workflows = '.github/workflows' as RelativePath;
/** Keys of a step whose value is commands, in workflows of GitHub and in jobs of GitLab. */
const commandKey = /^(\s*(?:-\s+)?)(?:run|script|before_script|after_script):(.*)$/;
const workingFolder = /\bworking-directory:[ \t]*["']?([\w@./-]+)/g;
const dockerCommand = /^[ \t]*(?:RUN|CMD|ENTRYPOINT)[ \t]+(.*)$/gim;
/** Of a project.json: one command, or a list of them. */
const targetCommands = /"commands?"\s{0,20}:\s{0,20}("(?:[^"\\]|\\.){0,2000}"|\[[^\]]{0,4000}\])/g;
const targetFolder = /"cwd"\s{0,20}:\s{0,20}"([\w@./-]+)"/g;
/** Elsewhere than in a package's own scripts, a name without an ending is more often a folder or a branch. */
const scriptEnding = /\.[cm]?[jt]sx?$/;

/** What a part of a command changes to a folder by. */
const folderChange = /(?:^|["'])cd(?:\s+["']?(?<to>[\w@.][\w@./-]{0,200})["']?|\s.*)?$/;
/** Longer ways down are nobody's. */
const belowMax = 400;
const sassPart = /(?:^|[\s'"/])(?:node-)?sass\s/;
/** Names of the folder that a word is seen from anyway. */
const ownFolder = /^(?:<rootDir>|\{(?:workspace|project)Root\}|\$PWD|\$\{PWD\})\//;

/** A word of a command that may be a file. */
export interface CommandWord {
  readonly word: string;
  /** Where the command went before, seen from where it began. */
  readonly below: string;
  /** It may also be a folder of style sheets. */
  readonly isOfSass: boolean;
}

/** Words of a command that may be files: of `(cd docs && node build.js) && tsx a.ts`, `build.js` below `docs`, and `a.ts`. */
export function* wordsOf(command: string): Generator<CommandWord> {
  const folders = [''];
  for (const part of command.split(/([;&|()]+)/)) {
    const below = folders.at(-1) ?? '';
    if (/^[;&|()]/.test(part)) {
      for (const sign of part)
        if (sign === '(') folders.push(below);
        else if (sign === ')' && folders.length > 1) folders.pop();
      continue;
    }
    const change = folderChange.exec(part.trim());
    if (change === null) yield* wordsOfPart(part, below);
    else folders[folders.length - 1] = changed(below, change.groups?.to);
  }
}

/** What cannot be known, as `cd -` and `cd $ROOT`, is most often the way back. */
function changed(below: string, to: string | undefined): string {
  return to === undefined || below.length > belowMax ? '' : `${below}${to}/`;
}

function* wordsOfPart(part: string, below: string): Generator<CommandWord> {
  const isOfSass = sassPart.test(part);
  // `from:to`, and options that say where else to look.
  const plain = isOfSass ? part.replace(/:\S*|(?<=\s)--\S*/g, '') : part;
  for (const one of plain.split(/[\s'"=]+/)) {
    const word = one.replace(ownFolder, '');
    // A pattern in a script is what a tool checks, formats or removes (`rimraf packages/*/dist`): that makes nothing used.
    if (!word.includes('*')) yield { word, below, isOfSass };
  }
}

/** Where it stands what the continuous integration of the repository runs. */
export function workflowsOf({ list }: EntryLookup): readonly string[] {
  const names = list(workflows, /\.ya?ml$/);
  return ['.gitlab-ci.yml', ...names.map((name) => `${workflows}/${name}`)];
}

/** What a workflow runs, seen from the root and from the folders that it says it works in. */
export function* filesOfWorkflow(path: string, lookup: EntryLookup): Generator<string> {
  const text = searchedText(path, lookup.read);
  if (text === undefined) return;
  const folders = new Set(['']);
  for (const [, name = ''] of text.matchAll(workingFolder)) folders.add(joinPath('', name) ?? '');
  yield* filesOfCommands(commandsOfWorkflow(text), folders, lookup);
}

/** What the Dockerfile in a folder runs, seen from there or from the root: it says not which of them it is built in. */
export function* filesOfDocker(folder: RelativePath, lookup: EntryLookup): Generator<string> {
  const path = joinPath(folder, 'Dockerfile');
  const text = path && searchedText(path, lookup.read);
  if (!text) return;
  const whole = text.replace(/\\\r?\n/g, ' ');
  const commands = [...whole.matchAll(dockerCommand)].map(([, command = '']) => command);
  yield* filesOfCommands(commands, new Set([folder, '']), lookup);
}

/** What targets of Nx run, seen from the root, from their own folder, and from those that they say they work in. */
export function* filesOfTargets(path: RelativePath, lookup: EntryLookup): Generator<string> {
  const text = searchedText(path, lookup.read);
  if (text === undefined) return;
  const folders = new Set(['', parentPath(path)]);
  for (const [, name = ''] of text.matchAll(targetFolder)) folders.add(joinPath('', name) ?? '');
  const commands = [...text.matchAll(targetCommands)].map(([, command = '']) => command);
  yield* filesOfCommands(commands, folders, lookup);
}

function* filesOfCommands(
  commands: Iterable<string>,
  folders: ReadonlySet<string>,
  { has, files }: EntryLookup,
): Generator<string> {
  const words = new Map<string, CommandWord>();
  for (const command of commands)
    for (const one of wordsOf(command))
      if (scriptEnding.test(one.word)) words.set(`${one.below}\n${one.word}`, one);
  for (const { word, below } of words.values())
    for (const start of folders) {
      const folder = joinPath(start, below);
      const path = folder === undefined ? undefined : sourceOf(word, { folder, has, files });
      if (path !== undefined) yield path;
    }
}

/** Lines of commands. Only that much of YAML is understood: a key, and the lines that stand further in than it, or are its list. */
function* commandsOfWorkflow(text: string): Generator<string> {
  let keyColumn = Number.POSITIVE_INFINITY;
  for (const line of text.split('\n')) {
    const [, before, value = ''] = commandKey.exec(line) ?? [];
    const column = line.search(/\S/);
    if (before !== undefined) {
      keyColumn = before.length;
      yield value;
    } else if (column > keyColumn || (column === keyColumn && line[column] === '-')) {
      if (line[column] !== '#') yield line;
    } else if (column !== -1) keyColumn = Number.POSITIVE_INFINITY;
  }
}
