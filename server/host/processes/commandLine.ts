/**
 * Turns a command into what the operating system starts. Scripts go to the shell as they stand in the configuration, everything else
 * is a list of arguments that no shell ever sees: a file called `$(rm -rf ~)` stays a file name.
 */
import { existsSync } from 'node:fs';
import type { Command } from '../../engine/model/action.ts';

/** Arguments of `child_process.spawn`. */
export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
  /** Windows: `args` are quoted already. */
  readonly verbatim: boolean;
}

/**
 * What to start for a command.
 * @returns the command line, or a message where the command cannot be started safely
 */
export function commandLine(
  command: Command,
  environment: Readonly<Record<string, string>>,
  platform: NodeJS.Platform = process.platform,
): CommandLine | { readonly message: string } {
  if (command.type === 'argv') return argvLine(command.argv, platform);
  if (platform !== 'win32')
    return { file: posixShell(), args: ['-c', command.script], verbatim: false };
  const shell = environment.ComSpec ?? environment.COMSPEC ?? 'cmd.exe';
  return { file: shell, args: ['/d', '/s', '/c', `"${command.script}"`], verbatim: true };
}

function argvLine(
  argv: readonly string[],
  platform: NodeJS.Platform,
): CommandLine | { readonly message: string } {
  const [file, ...args] = argv;
  if (file === undefined || file === '') {
    return { message: 'The command is an empty list. Give it at least the name of a program.' };
  }
  if (argv.some((argument) => argument.includes('\0'))) {
    return {
      message: `The command "${file}" has an argument with a NUL character, which no system can pass on. Remove it.`,
    };
  }
  if (platform === 'win32' && isBatchFile(file)) return { message: batchMessage(file) };
  return { file, args, verbatim: false };
}

/** Windows hands `.bat` and `.cmd` to a shell even when asked not to, so arguments could run as code (CVE-2024-27980). */
function isBatchFile(file: string): boolean {
  // Trailing dots and spaces are dropped by Windows when it opens the file.
  return /\.(bat|cmd)$/i.test(file.replace(/[. ]+$/, ''));
}

function batchMessage(file: string): string {
  return (
    `"${file}" is a batch file, which Windows would run through a shell, so file names among its arguments could run as code. ` +
    'Write the command as one string to run it in a shell on purpose, or call the program itself, e.g. ["node", "script.js"].'
  );
}

let shellPath: string | undefined;

/** The absolute path saves a search along PATH, whose first folders are the workspace's own. */
function posixShell(): string {
  shellPath ??= existsSync('/bin/sh') ? '/bin/sh' : 'sh';
  return shellPath;
}
