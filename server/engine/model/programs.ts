/**
 * What a shell script names: the programs it starts, the script files that interpreters run for it, the environment variables it
 * mentions. Programs become dependencies (another version of `tsc` is another result); variables are for `doctor`, which tells
 * those that are not declared. A heuristic on the text: what a program starts by itself is not seen.
 */
import { type ShellWord, simpleCommands } from './shellWords.ts';

/** Words that begin a command but are no program: the command starts after them. */
const leadingKeywords = new Set([
  'if',
  'then',
  'else',
  'elif',
  'while',
  'until',
  'do',
  '!',
  '{',
  'time',
]);

/** Words after which no command follows, and what every shell does by itself (POSIX 2.14 and 1.6, plus bash's common ones). */
const notPrograms = new Set(
  (
    '. : [ [[ alias bg break builtin case cd continue declare done echo esac eval exit export false fc fg fi for function getopts hash ' +
    'jobs kill let local printf pushd popd pwd read readonly return select set shift shopt source test times trap true type typeset ' +
    'ulimit umask unalias unset wait } ]] in call rem setlocal endlocal'
  ).split(' '),
);

/** A program whose arguments name another one. */
interface Wrapper {
  /** Its options that take the next word as their value. */
  readonly valued?: readonly string[];
  /** Words between the options and the program, e.g. the duration of `timeout`. */
  readonly skip?: number;
  /** It takes over only with one of these words first: `pnpm exec tsc`. */
  readonly verbs?: readonly string[];
  /** It belongs to the shell and is no program itself. */
  readonly builtin?: boolean;
}

const wrappers: Readonly<Record<string, Wrapper>> = {
  exec: { builtin: true, valued: ['-a'] },
  command: { builtin: true },
  env: { valued: ['-u', '--unset', '-C', '--chdir', '-S'] },
  nice: { valued: ['-n', '--adjustment'] },
  nohup: {},
  sudo: { valued: ['-u', '-g', '-C', '-h', '-p'] },
  timeout: { valued: ['-s', '--signal', '-k', '--kill-after'], skip: 1 },
  xargs: { valued: ['-n', '-P', '-I', '-L', '-d', '-E', '-s', '-a'] },
  'cross-env': {},
  dotenv: { valued: ['-e', '-p', '-c', '-v'] },
  npx: { valued: ['-p', '--package', '-w', '--workspace'] },
  pnpx: { valued: ['-p', '--package'] },
  bunx: {},
  npm: { verbs: ['exec', 'x'], valued: ['-p', '--package', '-w', '--workspace', '--prefix'] },
  pnpm: { verbs: ['exec', 'dlx'], valued: ['-C', '--dir', '--filter', '-F', '--package'] },
  yarn: { verbs: ['exec', 'dlx'], valued: ['-p', '--package', '--cwd'] },
};

/** Shells, whose `-c` argument is a script. */
const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh']);

/** Programs that run the first file among their arguments; with those of their options that take the next word. */
const interpreters: Readonly<Record<string, readonly string[]>> = {
  node: ['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions'],
  tsx: ['--tsconfig'],
  'ts-node': ['-P', '--project', '-r', '--require'],
  bun: [],
  deno: [],
  python: ['-W', '-X'],
  python3: ['-W', '-X'],
  ruby: ['-I', '-r'],
  perl: ['-I'],
  sh: ['-o'],
  bash: ['-o', '-O'],
  zsh: ['-o'],
};

/** Options with which an interpreter takes its program from elsewhere than a file. */
const inlineOptions = /^(?:-e|-p|-c|-m|-s|--eval|--print|--test|-pe|-ne)$/;

/** Wrappers in wrappers, and scripts in scripts, are followed so far. */
const maxDepth = 10;

/** What a script starts. */
export interface ScriptPrograms {
  /** Names as written, in order, each once: `tsc`, `./scripts/build.sh`. */
  readonly programs: readonly string[];
  /** Files run by an interpreter, as written, relative to where the script runs: `scripts/build.js` of `node scripts/build.js`. */
  readonly files: readonly string[];
}

/** The programs that a shell script names, in order, each once, e.g. `['node', 'tsc']`; builtins of the shell are left out. */
export function programNames(script: string): readonly string[] {
  return scriptPrograms(script).programs;
}

/** The programs that a script names, and the files that interpreters run for it. */
export function scriptPrograms(script: string): ScriptPrograms {
  const found = { programs: new Set<string>(), files: new Set<string>() };
  collectScript(script, found, 0);
  return { programs: [...found.programs], files: [...found.files] };
}

interface Found {
  readonly programs: Set<string>;
  readonly files: Set<string>;
}

function collectScript(script: string, found: Found, depth: number): void {
  for (const words of simpleCommands(script)) collectCommand(words, found, depth);
}

function collectCommand(words: readonly ShellWord[], found: Found, depth: number): void {
  const start = words.findIndex(
    (word) => !leadingKeywords.has(word.text) && !isAssignment(word.text),
  );
  const program = words[start];
  // `$tool x`: known only when it runs. `f() {` is split before its parenthesis and looks like a command called f; that does no harm.
  if (program === undefined || !program.literal || program.text === '' || depth > maxDepth) return;
  const rest = words.slice(start + 1);
  const wrapper = wrapperOf(program.text);
  if (notPrograms.has(program.text)) {
    collectSourced(program.text, rest, found);
    return;
  }
  if (wrapper?.builtin !== true) found.programs.add(program.text);
  if (wrapper !== undefined) collectCommand(wrapped(rest, wrapper), found, depth + 1);
  if (shells.has(program.text)) collectInline(rest, found, depth);
  collectFile(program.text, rest, found);
}

function wrapperOf(name: string): Wrapper | undefined {
  return Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
}

function isAssignment(text: string): boolean {
  return /^[A-Za-z_]\w*\+?=/.test(text);
}

/** `. ./env.sh` reads a file into the shell. */
function collectSourced(name: string, rest: readonly ShellWord[], found: Found): void {
  const file = rest[0];
  if ((name === '.' || name === 'source') && file?.literal === true) found.files.add(file.text);
}

/** The words of the command that a wrapper starts; empty where it starts none. */
function wrapped(words: readonly ShellWord[], wrapper: Wrapper): readonly ShellWord[] {
  let rest = withoutOptions(words, wrapper.valued ?? []);
  if (wrapper.verbs !== undefined) {
    const verb = rest[0];
    if (verb === undefined || !wrapper.verbs.includes(verb.text)) return [];
    rest = withoutOptions(rest.slice(1), wrapper.valued ?? []);
  }
  return rest.slice(wrapper.skip ?? 0);
}

function withoutOptions(
  words: readonly ShellWord[],
  valued: readonly string[],
): readonly ShellWord[] {
  let at = 0;
  for (; at < words.length; at++) {
    const text = words[at]?.text ?? '';
    if (text === '--') return words.slice(at + 1);
    if (!text.startsWith('-')) break;
    if (valued.includes(text)) at++;
  }
  return words.slice(at);
}

/** `sh -c 'script'`. */
function collectInline(rest: readonly ShellWord[], found: Found, depth: number): void {
  const option = rest.findIndex((word) => /^-[a-z]*c$/.test(word.text));
  const script = rest[option + 1];
  if (option !== -1 && script !== undefined) collectScript(script.text, found, depth + 1);
}

function collectFile(program: string, rest: readonly ShellWord[], found: Found): void {
  const valued = Object.hasOwn(interpreters, program) ? interpreters[program] : undefined;
  if (valued === undefined || rest.some((word) => inlineOptions.test(word.text))) return;
  const file = withoutOptions(rest, valued)[0];
  // Without an ending it may be a verb of the interpreter (`bun install`), or a folder.
  if (file?.literal === true && /[^/]\.\w+$/.test(file.text)) found.files.add(file.text);
}

const variableForms: readonly RegExp[] = [
  // $NAME and ${NAME...}; a backslash before the dollar sign takes the meaning away, `$$` is the shell's process id.
  /(?<![\\$])\$(?:\{[#!]?)?([A-Za-z_]\w*)/g,
  // %NAME% of Windows; of two letters at least, because of the formats of `date` and `git log`.
  /%([A-Za-z_][\w()]+)%/g,
  /\bprocess\.env\.([A-Za-z_$][\w$]*)/g,
  /\bprocess\.env\[\s*["'`]([^"'`]+)["'`]\s*\]/g,
];

/**
 * The environment variables that a script mentions, sorted; those that the script sets by itself are left out. Base variables are
 * not: the caller knows which the command sees.
 */
export function variableNames(script: string): readonly string[] {
  const own = assignedNames(script);
  const names = new Set<string>();
  for (const form of variableForms) {
    for (const match of withoutLiterals(script, form).matchAll(form)) {
      const name = match[1];
      if (name !== undefined && !own.has(name)) names.add(name);
    }
  }
  return [...names].sort();
}

/** Single quotes keep the shell from reading `$x`, unless another shell gets the text. */
function withoutLiterals(script: string, form: RegExp): string {
  if (form !== variableForms[0] || /\b(?:sh|eval|cross-env-shell)\b/.test(script)) return script;
  return script.replace(/'[^']*'/g, "''");
}

function assignedNames(script: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const words of simpleCommands(script)) {
    for (const name of namesSetBy(words)) names.add(name);
  }
  return names;
}

function namesSetBy(words: readonly ShellWord[]): readonly string[] {
  const texts = words.map((word) => word.text).filter((text) => !leadingKeywords.has(text));
  if (texts[0] === 'for' || texts[0] === 'read')
    return texts.slice(1).filter((text) => /^[A-Za-z_]\w*$/.test(text));
  const isDeclaration = ['export', 'local', 'declare', 'readonly', 'set'].includes(texts[0] ?? '');
  const end = texts.findIndex((text) => !isAssignment(text));
  // `A=$B` sets A and reads B; `A=$A` reads what it sets, so it is no own variable.
  const settings = isDeclaration
    ? texts.slice(1).filter(isAssignment)
    : texts.slice(0, end === -1 ? undefined : end);
  // An assignment in front of a program is for that program alone: the script itself still sees the outer value.
  if (!isDeclaration && end !== -1) return [];
  return settings
    .filter((text) => !readsItself(text))
    .map((text) => text.slice(0, text.search(/\+?=/)));
}

function readsItself(assignment: string): boolean {
  const name = assignment.slice(0, assignment.search(/\+?=/));
  return new RegExp(`\\$\\{?${name}\\b`).test(assignment);
}
