/**
 * Words for a command that could not be started. The system's codes do not say which of the things involved is missing, so
 * the message looks for itself: the folder, the program, or the interpreter that a script's first line names.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../engine/model/action.ts';

/** What was tried. */
export interface StartAttempt {
  readonly action: Action;
  /** Absolute. */
  readonly cwd: string;
  readonly program: string;
}

/**
 * One message: what, where, what to do next.
 * @param error as thrown or emitted by `spawn`
 */
export function startFailure(error: unknown, attempt: StartAttempt): string {
  const where = `${attempt.action.source.file}:${attempt.action.source.line}`;
  const { what, next } = explain(error, attempt);
  return `${attempt.action.id} could not start: ${what}. ${next} (defined at ${where})`;
}

function explain(error: unknown, attempt: StartAttempt): { what: string; next: string } {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return explainMissing(attempt);
    case 'EACCES':
    case 'EPERM':
      return {
        what: `the program "${attempt.program}" may not be executed`,
        next: `Give it the executable bit (chmod +x), or check the permissions of ${attempt.cwd}.`,
      };
    case 'E2BIG':
    case 'ENAMETOOLONG':
      return {
        what: 'its arguments and environment are longer than the system allows',
        next: 'Pass fewer arguments, e.g. the names in a file.',
      };
    case 'EAGAIN':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return {
        what: `the system has no room for another process (${code})`,
        next: 'Lower "concurrency" or CACHESCOPE_MAX_PROCESSES, or raise the limits (ulimit -n, ulimit -u).',
      };
    default:
      return {
        what: error instanceof Error ? error.message : String(error),
        next: 'Check the command.',
      };
  }
}

function explainMissing(attempt: StartAttempt): { what: string; next: string } {
  const { program, cwd, action } = attempt;
  if (!isFolder(cwd)) {
    return {
      what: `its folder ${cwd} does not exist`,
      next: 'Create it, or correct the configuration.',
    };
  }
  const interpreter = missingInterpreter(program, cwd);
  if (interpreter !== undefined) {
    return {
      what: `the first line of "${program}" names "${interpreter}", which is not there`,
      next: 'Install that program, or correct the line.',
    };
  }
  const places =
    action.binDirs.length === 0 ? 'on PATH' : `in ${action.binDirs.join(', ')} or on PATH`;
  return {
    what: program.includes('/')
      ? `there is no program at ${program}`
      : `the program "${program}" is not ${places}`,
    next: 'Install it, or correct the command.',
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function missingInterpreter(program: string, cwd: string): string | undefined {
  if (!program.includes('/')) return undefined;
  try {
    const text = readFileSync(program.startsWith('/') ? program : join(cwd, program), 'latin1');
    return /^#!\s*(\S+)/.exec(text.slice(0, 1000))?.[1];
  } catch {
    // The program itself is what is missing.
    return undefined;
  }
}
