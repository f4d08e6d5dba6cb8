/**
 * What a command is about. Tree rows carry one, lenses, pages and links pass one as JSON, so each command takes the same argument wherever it was
 * called from. Everything in it may have come from outside and is checked.
 */
import type { EntrySelection } from '../server/protocol/cache.ts';

/** All that a command may be told. */
export interface Subject {
  /** URI of the workspace folder. */
  readonly folder?: string;
  /** Id of an action, e.g. `web#build`. */
  readonly action?: string;
  /** Targets as on the command line. */
  readonly targets?: readonly string[];
  /** A file, relative to the folder. */
  readonly path?: string;
  /** A line of that file, from 1. */
  readonly line?: number;
  /** A run of the history. */
  readonly run?: string;
  /** A cache entry. */
  readonly entry?: string;
  /** Cache entries. */
  readonly select?: EntrySelection;
  /** What `select` is, for people. */
  readonly selectName?: string;
}

const textFields = ['folder', 'action', 'path', 'run', 'entry', 'selectName'] as const;

/** Something in a tree that knows what it is about. */
interface HasSubject {
  readonly subject?: unknown;
}

/**
 * Reads what a command was called with: a subject, a tree row that has one, or nothing.
 *
 * @param value the first argument of the command
 */
export function subjectOf(value: unknown): Subject {
  if (!isRecord(value)) return {};
  const { subject } = value as HasSubject;
  return isRecord(subject) ? readSubject(subject) : readSubject(value);
}

/**
 * Reads all arguments of a command: a subject or a tree row first, or texts, as pages send them.
 *
 * @param second what a second text is, e.g. the action of `explain(folder, action)`
 */
export function subjectOfArguments(
  args: readonly unknown[],
  second: 'action' | 'entry' | 'run',
): Subject {
  const [first, next] = args;
  if (typeof first !== 'string') return subjectOf(first);
  return { folder: first, ...(typeof next === 'string' ? { [second]: next } : {}) };
}

/**
 * Reads what a command of a tree was called with.
 *
 * @param row the row that the menu belongs to
 * @param selected all selected rows, where there is more than one
 */
export function subjectsOf(row: unknown, selected: unknown): Subject[] {
  const rows = Array.isArray(selected) && selected.length > 0 ? selected : [row];
  return rows.map(subjectOf);
}

function readSubject(value: Readonly<Record<string, unknown>>): Subject {
  const subject: { -readonly [Field in keyof Subject]: Subject[Field] } = {};
  for (const field of textFields) {
    const text = value[field];
    if (typeof text === 'string') subject[field] = text;
  }
  if (typeof value.line === 'number') subject.line = value.line;
  if (isTextList(value.targets)) subject.targets = value.targets;
  const select = readSelection(value.select);
  if (select !== undefined) subject.select = select;
  return subject;
}

function readSelection(value: unknown): EntrySelection | undefined {
  if (!isRecord(value)) return undefined;
  const { cache, group, filter, ids, unusedForMs } = value;
  return {
    ...(typeof cache === 'string' ? { cache } : {}),
    ...(typeof group === 'string' ? { group } : {}),
    ...(typeof filter === 'string' ? { filter } : {}),
    ...(typeof unusedForMs === 'number' ? { unusedForMs } : {}),
    ...(isTextList(ids) ? { ids } : {}),
  };
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
