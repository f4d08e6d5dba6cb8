/**
 * The environment of a command. Commands see a short base list and what is declared, nothing else: a variable that nobody declared
 * cannot change a result behind the cache's back. None of the base variables is part of a key, so each must be one that
 * a command needs to run at all, or that only changes how it prints.
 */
import { delimiter, join } from 'node:path';
import type { Action, Command } from '../../engine/model/action.ts';

/** Names and values; absent ones are undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names on every platform, each with the reason for which commands see it without a declaration. */
const baseEverywhere: Readonly<Record<string, string>> = {
  PATH: 'programs are found through it; those that a command names are dependencies by their content',
  HOME: 'tools keep their settings and caches there',
  USER: 'who runs it; ssh and git ask for it',
  LOGNAME: 'the same under its POSIX name',
  SHELL: 'tools that start a shell take this one',
  LANG: 'language of messages and encoding of file names',
  LANGUAGE: 'language of messages',
  TZ: 'time zone of printed times',
  TERM: 'what the terminal can do',
  COLORTERM: 'whether it shows true colours',
  FORCE_COLOR: 'the wish for coloured messages',
  NO_COLOR: 'the wish for plain ones',
  CI: 'tools leave out animations and questions',
  TMPDIR: 'where temporary files may lie',
  TMP: 'the same, as some tools call it',
  TEMP: 'the same, as others call it',
};

/** Names without which programs do not start, or do not find their own parts, on Windows. */
const baseOnWindows: Readonly<Record<string, string>> = {
  SYSTEMROOT: 'system libraries are loaded from it; sockets fail without it',
  SYSTEMDRIVE: 'drive of the system',
  WINDIR: 'the same folder under its older name',
  COMSPEC: 'the shell that runs scripts',
  PATHEXT: 'which file endings are programs',
  USERPROFILE: 'the home folder',
  USERNAME: 'who runs it',
  HOMEDRIVE: 'drive of the home folder',
  HOMEPATH: 'path of the home folder',
  APPDATA: 'settings of tools',
  LOCALAPPDATA: 'caches of tools',
  PROGRAMDATA: 'settings shared by all users',
  PROGRAMFILES: 'where compilers and SDKs are looked for',
  'PROGRAMFILES(X86)': 'the same for 32-bit programs',
  PROGRAMW6432: 'the same, seen from 32-bit programs',
  COMMONPROGRAMFILES: 'parts shared by programs',
  NUMBER_OF_PROCESSORS: 'how many threads build tools start',
  PROCESSOR_ARCHITECTURE: 'node-gyp and installers choose by it',
  OS: 'scripts test it for Windows_NT',
};

/**
 * Whether commands see a variable without a declaration.
 * @param name as written; case does not matter on Windows
 */
export function isBaseVariable(
  name: string,
  platform: NodeJS.Platform = process.platform,
): boolean {
  const windows = platform === 'win32';
  const key = windows ? name.toUpperCase() : name;
  return (
    Object.hasOwn(baseEverywhere, key) ||
    key.startsWith('LC_') ||
    (windows && Object.hasOwn(baseOnWindows, key))
  );
}

/** The base variables that are set, and why each is one, for `doctor` and the documentation. */
export function baseVariables(environment: Environment): readonly { name: string; why: string }[] {
  return Object.keys(environment)
    .filter((name) => environment[name] !== undefined && isBaseVariable(name))
    .map((name) => ({ name, why: whyBase(name.toUpperCase()) }));
}

function whyBase(name: string): string {
  return baseEverywhere[name] ?? baseOnWindows[name] ?? 'language and number formats';
}

/** What a command's environment is made from. */
export interface EnvironmentSources {
  /** Absolute path of the workspace root. */
  readonly root: string;
  /** The engine's own environment. */
  readonly base: Environment;
  /** Absolute path of the Node program that scripts get as `NODE`. */
  readonly nodePath: string;
  /** Value of `npm_config_user_agent`, by which tools tell npm, pnpm and Yarn apart; undefined: not set. */
  readonly userAgent?: string | undefined;
}

/** The part of the environment that is equal for all commands; made once. */
export function baseEnvironment(base: Environment): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    if (value !== undefined && isBaseVariable(name)) result[name] = value;
  }
  return result;
}

/**
 * The whole environment of one command.
 * @param base from `baseEnvironment`
 */
export function commandEnvironment(
  base: Readonly<Record<string, string>>,
  sources: EnvironmentSources,
  action: Action,
  command: Command,
): Record<string, string> {
  const result: Record<string, string> = { ...base };
  for (const name of action.passThrough ?? []) assign(result, name, sources.base[name]);
  const cwd = join(sources.root, action.cwd);
  if (command.type === 'shell') Object.assign(result, scriptVariables(sources, command, cwd));
  Object.assign(result, action.fixedEnvironment);
  for (const [name, value] of Object.entries(action.environment)) assign(result, name, value);
  setPath(
    result,
    action.binDirs.map((folder) => join(sources.root, folder)),
  );
  if (process.platform !== 'win32') result.PWD = cwd;
  return result;
}

function assign(target: Record<string, string>, name: string, value: string | undefined): void {
  if (value === undefined) delete target[name];
  else target[name] = value;
}

/** What npm sets for a script besides `npm_package_*`, which come with the action. Names as in `@npmcli/run-script`. */
function scriptVariables(
  sources: EnvironmentSources,
  command: Extract<Command, { type: 'shell' }>,
  cwd: string,
): Record<string, string> {
  const result: Record<string, string> = {
    npm_command: 'run-script',
    npm_lifecycle_script: command.script,
    npm_node_execpath: sources.nodePath,
    npm_package_json: join(cwd, 'package.json'),
    NODE: sources.nodePath,
    // As if the user had called `npm run` in the package's folder; where they really stood must not change a result.
    INIT_CWD: cwd,
  };
  if (command.lifecycleEvent !== undefined) result.npm_lifecycle_event = command.lifecycleEvent;
  if (sources.userAgent !== undefined) result.npm_config_user_agent = sources.userAgent;
  // Only for scripts that name it (`$npm_execpath run x`): it tells how the engine was started, which others must not see.
  const npm = sources.base.npm_execpath;
  if (npm !== undefined && command.script.includes('npm_execpath')) result.npm_execpath = npm;
  return result;
}

function setPath(target: Record<string, string>, folders: readonly string[]): void {
  // Windows spells it `Path`; two spellings in one environment would leave the choice to chance.
  const name = Object.keys(target).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const before = target[name];
  target[name] = (before === undefined || before === '' ? folders : [...folders, before]).join(
    delimiter,
  );
}
